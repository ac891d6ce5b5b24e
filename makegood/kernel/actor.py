"""Who did it. Every operation is told in the open; there is no ambient user."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """`kind` is user, contact, system or assistant; `id` is its row, or a name for the system's parts."""

    kind: str
    id: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind

    @classmethod
    def parse(cls, text: str) -> "Actor":
        """The actor that `str()` wrote down."""
        kind, _, rest = text.partition(":")
        return cls(kind, rest)

    @property
    def user_id(self) -> int | None:
        """The row of the member of staff, if it was one."""
        return int(self.id) if self.kind == "user" else None


SYSTEM = Actor("system")


def user(pk: int) -> Actor:
    """A member of staff."""
    return Actor("user", str(pk))


def contact(pk: int) -> Actor:
    """A customer."""
    return Actor("contact", str(pk))
