"""Files and letters of others: shown from another origin, under addresses that are signed and end by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from makegood.base.files.models import File
from makegood.kernel import ids
from makegood.kernel.clock import now

LASTS = timedelta(hours=12)
ICONS = {"image": "image", "video": "video", "audio": "phone", "text": "note"}
SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp")  # everything else is only saved


@dataclass(frozen=True)
class Attached:
    """A file as a page names it. `path` is without its origin."""

    key: str
    name: str
    size: int
    type: str
    path: str

    @property
    def icon(self) -> str:
        """The drawing beside its name."""
        return ICONS.get(self.type.split("/")[0], "clip")

    @property
    def is_image(self) -> bool:
        """Whether a browser may show it by itself."""
        return self.type in SHOWN


def attached_files(files: Sequence[File]) -> list[Attached]:
    """The files of one message or note, in order."""
    return [attached(file) for file in files]


def attached(file: File) -> Attached:
    """One file, with an address that is good for half a day."""
    return Attached(
        file.key, file.name or file.key, file.size, file.type, content_path("file", file.key)
    )


def content_path(purpose: str, name: str) -> str:
    """The signed path under which one foreign thing is shown."""
    until = int((now() + LASTS).timestamp()) // 3600 * 3600
    signature = _signature(purpose, name, until)
    return reverse("web:content", args=[purpose, name, until, signature])


def is_signed(purpose: str, name: str, until: int, signature: str) -> bool:
    """Whether the address is ours and has not ended."""
    if until < now().timestamp():
        return False
    return ids.signed(
        f"{name}:{until}", signature, key=settings.SECRET_KEY, purpose=f"content.{purpose}"
    )


def _signature(purpose: str, name: str, until: int) -> str:
    return ids.sign(f"{name}:{until}", key=settings.SECRET_KEY, purpose=f"content.{purpose}")
