"""What stands on a photo that we keep: read once, and kept with it."""

from makegood.base.files.models import File
from makegood.base.files.operations import note_said, read
from makegood.records.assets.ports import label_reader
from makegood.records.assets.queries.labels import Label, label_of

MOST_BYTES = 12 * 1024 * 1024
FOR_GOOD = ("", "none", "large", "picture")  # the same picture says the same the next time


def read_photo(file: File) -> Label:
    """What a photo says: the first time it takes seconds, from then on it is known. Raises Damaged."""
    if file.said is not None:
        return label_of([(one[0], one[1], one[2]) for one in file.said["texts"]], file.said["why"])
    reader = label_reader()
    if reader is None:
        return Label(why="off")
    if file.size > MOST_BYTES:
        return Label(why="large")
    texts, why = reader(read(file))
    if why in FOR_GOOD:
        note_said(file, texts=texts, why=why)
    return label_of(texts, why)
