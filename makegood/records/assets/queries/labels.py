"""What a photo of a label or a display says, beside what we know."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from makegood.records.assets.models import Asset, Product
from makegood.records.assets.ports import label_reader
from makegood.records.assets.queries.devices import asset_by_serial, asset_by_token
from makegood.records.assets.rules.labels import Guess, Said, guesses

SCANNED = "/d/"
Read = tuple[str, float, str]  # a text, how sure the reader is, how it was read


@dataclass
class Label:
    """What was read. `asset`: the device that we know by it; `why` names what went wrong (none, large, picture,
    time, busy, off), "" when something was read."""

    guesses: list[Guess] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    asset: Asset | None = None
    why: str = ""

    def best(self, kind: str) -> str:
        """The surest of its kind, "" when there is none."""
        return next((guess.value for guess in self.guesses if guess.kind == kind), "")


def read_label(picture: bytes) -> Label:
    """What a photo says: takes seconds, in a process of its own (three queries at most afterwards)."""
    reader = label_reader()
    return Label(why="off") if reader is None else label_of(*reader(picture))


def label_of(texts: Sequence[Read], why: str) -> Label:
    """What texts that were read off a photo say, with what we know now (three queries at most)."""
    said = [Said(text, sure, how) for text, sure, how in texts]
    for one in said:
        _before, found, token = one.text.rpartition(SCANNED)
        asset = asset_by_token(token.strip("/")) if found else None
        if asset is not None:
            guess = Guess("serial", asset.serial, one.sure, one.how)
            return Label([guess, *_read(said)], [one.text for one in said], asset)
    found_so = _read(said)
    serial = next((guess.value for guess in found_so if guess.kind == "serial"), "")
    asset = asset_by_serial(serial) if serial else None
    why = why or ("" if found_so else "none")
    return Label(found_so, [one.text for one in said], asset, why)


def _read(said: list[Said]) -> list[Guess]:
    known = list(Product.objects.values_list("serial_pattern", "model"))
    patterns = sorted({pattern for pattern, _model in known if pattern})
    return guesses(said, patterns=patterns, models=sorted({model for _pattern, model in known}))
