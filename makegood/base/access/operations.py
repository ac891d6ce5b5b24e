from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Grant, User
from makegood.kernel import ids
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused


class LinkEnded(Refused):
    """A token that is unknown, used, withdrawn or too old; which of these is not said."""


def give_grant(*, purpose: str, subject: int, lasts: timedelta) -> str:
    """A new token for one thing. It is returned this once; only its digest is kept."""
    token = ids.token()
    Grant.objects.create(
        token=ids.digest(token), purpose=purpose, subject=subject, expires_at=now() + lasts
    )
    return token


@transaction.atomic
def use_once(token: str, *, purpose: str) -> int:
    """The subject of a single-use token, which is spent by this call.

    Raises LinkEnded. Of two simultaneous uses one wins.
    """
    spent = Grant.objects.filter(
        token=ids.digest(token),
        purpose=purpose,
        used_at=None,
        withdrawn_at=None,
        expires_at__gt=now(),
    )
    grant = spent.select_for_update().first() if token else None
    if grant is None:
        raise LinkEnded(_("This link has ended. Ask for a new one."))
    grant.used_at = now()
    grant.withdrawn_at = now()
    grant.save(update_fields=["used_at", "withdrawn_at"])
    return grant.subject


def withdraw_grants(*, purpose: str, subject: int) -> int:
    """End every link of one purpose to one thing; returns how many ended."""
    return Grant.objects.filter(purpose=purpose, subject=subject, withdrawn_at=None).update(
        withdrawn_at=now()
    )


def end_sessions(user: User) -> int:
    """Sign a member of staff out everywhere; returns how many sessions ended."""
    ended = 0
    for session in Session.objects.filter(expire_date__gt=now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
            ended += 1
    return ended


def keep_preferences(user: User, **chosen: str | bool) -> None:
    """Keep what a member of staff chose for himself: language, zone, theme, single_keys."""
    unknown = set(chosen) - {"language", "zone", "theme", "single_keys"}
    if unknown:
        raise TypeError(f"not a preference: {unknown}")
    User.objects.filter(pk=user.pk).update(**chosen)
