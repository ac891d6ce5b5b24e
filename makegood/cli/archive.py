"""A backup is one plain tar file: the database, the files, the key, and a manifest with the hash of each."""

import hashlib
import json
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from makegood.cli.refusal import Refusal

FORMAT = 1
DATABASE = "database.dump"
KEY = "secret-key"
MANIFEST = "manifest.json"
FILES = "files/"
CHUNK = 1024 * 1024


@dataclass
class Manifest:
    """What is in a backup, and what must be found again after it was restored."""

    format: int = FORMAT
    makegood: str = ""
    made_at: str = ""
    server: int = 0  # version number of the PostgreSQL that it comes from, such as 150018
    dumped_by: int = 0  # major version of the pg_dump that wrote it
    key_fingerprint: str = ""
    files_elsewhere: bool = False
    rows: dict[str, int] = field(default_factory=dict)
    migrations: list[list[str]] = field(default_factory=list)
    members: dict[str, dict[str, Any]] = field(
        default_factory=dict
    )  # name: {"sha256": hex, "size": bytes}


class Writer:
    """Puts members into a new archive one after the other, and their hashes into the manifest."""

    def __init__(self, out: IO[bytes], manifest: Manifest) -> None:
        self.out = out
        self.manifest = manifest

    def add(self, name: str, source: IO[bytes]) -> None:
        """Copies a stream of unknown length in: its header is completed when the length is known."""
        start = self.out.tell()
        self.out.write(bytes(tarfile.BLOCKSIZE))
        digest, size = hashlib.sha256(), 0
        while chunk := source.read(CHUNK):
            self.out.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        self.out.write(bytes(-size % tarfile.BLOCKSIZE))
        end = self.out.tell()
        header = tarfile.TarInfo(name)
        header.size, header.mode = size, 0o600
        self.out.seek(start)
        self.out.write(header.tobuf(tarfile.GNU_FORMAT))
        self.out.seek(end)
        self.manifest.members[name] = {"sha256": digest.hexdigest(), "size": size}

    def finish(self) -> None:
        """Adds the manifest and the end mark."""
        text = json.dumps(asdict(self.manifest), ensure_ascii=False, indent=1).encode()
        header = tarfile.TarInfo(MANIFEST)
        header.size, header.mode = len(text), 0o600
        self.out.write(
            header.tobuf(tarfile.GNU_FORMAT) + text + bytes(-len(text) % tarfile.BLOCKSIZE)
        )
        self.out.write(bytes(2 * tarfile.BLOCKSIZE))


class Reader:
    """Reads an archive and believes nothing that its manifest does not confirm."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            self.tar = tarfile.open(file, "r:")  # noqa: SIM115 - closed by __exit__
            self.manifest = self.read_manifest()
        except (tarfile.TarError, EOFError, KeyError, TypeError, ValueError) as error:
            raise Refusal(f"{file} is not a complete Makegood backup; take another one.") from error

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self.tar.close()

    def read_manifest(self) -> Manifest:
        """The manifest. Raises KeyError or ValueError when there is none of a known format."""
        source = self.tar.extractfile(MANIFEST)
        found = json.loads(source.read()) if source else {}
        if found["format"] > FORMAT:
            raise Refusal(
                f"{self.file} was made by a newer Makegood ({found['makegood']}); restore it with that one."
            )
        return Manifest(**found)

    def verify(self) -> None:
        """Reads everything once and refuses an archive in which a single byte differs."""
        found = {member.name for member in self.tar if member.name != MANIFEST}
        if found != set(self.manifest.members):
            raise Refusal(
                f"{self.file} is damaged: its members are not those of its manifest; take another backup."
            )
        for name in sorted(found):
            self.copy(name, len)

    def copy(self, name: str, write: Callable[[bytes], object]) -> None:
        """Hands one member over, piece by piece. Raises Refusal at its end when the hash is not right."""
        expected = self.manifest.members[name]
        digest, size = hashlib.sha256(), 0
        for chunk in self.chunks(name):
            write(chunk)
            digest.update(chunk)
            size += len(chunk)
        if (digest.hexdigest(), size) != (expected["sha256"], expected["size"]):
            raise Refusal(
                f"{self.file} is damaged: {name} is not what was saved; take another backup."
            )

    def chunks(self, name: str) -> Iterator[bytes]:
        member = self.tar.getmember(name)
        source = self.tar.extractfile(member) if member.isreg() else None
        while source and (chunk := source.read(CHUNK)):
            yield chunk

    def extract_files(self, folder: Path) -> int:
        """Writes the attachments below `folder`; returns how many. A name that leads elsewhere is refused."""
        names = [name for name in self.manifest.members if name.startswith(FILES)]
        for name in names:
            relative = Path(name.removeprefix(FILES))
            if relative.is_absolute() or ".." in relative.parts:
                raise Refusal(
                    f"{self.file} is damaged: it names a file outside its folder; take another backup."
                )
            target = folder / relative
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with target.open("xb") as out:
                self.copy(name, out.write)
        return len(names)
