"""Files as a page names them; they are shown from the other origin."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from makegood.base.files.models import File
from makegood.base.ui.content import content_path

ICONS = {"image": "image", "video": "video", "audio": "phone", "text": "note"}


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


def attached_files(files: Sequence[File]) -> list[Attached]:
    """The files of one message or note, in order."""
    return [attached(file) for file in files]


def attached(file: File) -> Attached:
    """One file, with an address that is good for some hours."""
    unnamed = _("Picture in the text") if file.type.startswith("image/") else _("File")
    path = content_path("file", file.key)
    return Attached(file.key, file.name or unnamed, file.size, file.type, path)
