"""One question on every path: may this principal do this to that?

Packages say their rules with `@rule("cases.see")` in their `queries`; pages, fragments, the API,
streams, mail, jobs, exports and search all ask `may`. What nobody allowed is forbidden.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from makegood.base.access.models import Grant, Role, User
from makegood.kernel import ids
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.actor import user as user_actor
from makegood.kernel.clock import now


@dataclass(frozen=True)
class Principal:
    """Who asks: a member of staff, a guest who holds grants, or nobody.

    `scopes` are names that other packages attached to a member of staff (his teams).
    """

    user: User | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)
    grants: frozenset[tuple[str, int]] = field(default_factory=frozenset)

    @property
    def is_staff(self) -> bool:
        """An active account of ours."""
        return self.user is not None and self.user.is_active

    @property
    def role(self) -> str:
        """The role, or nothing for a guest."""
        return self.user.role if self.user is not None and self.user.is_active else ""

    @property
    def actor(self) -> Actor:
        """The name under which he acts in the journal."""
        return user_actor(self.user.pk) if self.user is not None else SYSTEM

    def is_one_of(self, *roles: str) -> bool:
        """Whether he is an active member of staff with one of these roles."""
        return self.role in roles

    def holds(self, purpose: str, subject: int) -> bool:
        """Whether a link or session in his hands is for this very thing."""
        return (purpose, subject) in self.grants


NOBODY = Principal()
ADMINISTRATOR, LEAD = Role.ADMINISTRATOR.value, Role.LEAD.value
Rule = Callable[[Principal, Any], bool]
RULES: dict[str, Rule] = {}
SCOPES: list[Callable[[User], frozenset[str]]] = []
R = TypeVar("R", bound=Rule)


def rule(act: str) -> Callable[[R], R]:
    """Say who may do `act`. One rule per act, in the package that owns the thing."""

    def register(function: R) -> R:
        if act in RULES:
            raise TypeError(f"two rules for {act}")
        RULES[act] = function
        return function

    return register


def scopes_from(function: Callable[[User], frozenset[str]]) -> Callable[[User], frozenset[str]]:
    """Let a higher package add what it knows of a member of staff (his teams)."""
    SCOPES.append(function)
    return function


def may(who: Principal, act: str, thing: Any = None) -> bool:
    """The policy function. An act without a rule is a bug and raises KeyError."""
    return RULES[act](who, thing)


def principal_of_user(user: User) -> Principal:
    """A member of staff with his scopes, read now (one query per source of scopes)."""
    if not user.is_active:
        return NOBODY
    return Principal(user=user, scopes=frozenset().union(*(source(user) for source in SCOPES)))


def guest(*tokens: str, purpose: str) -> Principal:
    """The principal who holds these tokens of one purpose; unknown or ended ones give nothing."""
    digests = [ids.digest(token) for token in tokens if token]
    found = Grant.objects.filter(
        token__in=digests, purpose=purpose, expires_at__gt=now(), withdrawn_at=None
    )
    return Principal(grants=frozenset((g.purpose, g.subject) for g in found))


@rule("public")
def anyone(_who: Principal, _thing: Any) -> bool:
    """Pages that show nothing of anybody."""
    return True


@rule("staff")
def any_staff(who: Principal, _thing: Any) -> bool:
    """Pages that concern only the member of staff himself."""
    return who.is_staff


@rule("administer")
def administer(who: Principal, _thing: Any) -> bool:
    """Settings of the whole company."""
    return who.is_one_of(ADMINISTRATOR)


@rule("oversee")
def oversee(who: Principal, _thing: Any) -> bool:
    """Pages on how the service itself is doing."""
    return who.is_one_of(ADMINISTRATOR, LEAD)
