"""Mails that will be asked for next are read while those before them are filed: reading needs no database."""

import threading
from collections.abc import Callable, Mapping, Sequence

import structlog

from makegood.adapters.email.reading.parsed import ParsedMail, Unreadable

Reader = Callable[[Sequence[bytes], frozenset[str]], list[ParsedMail | Unreadable]]
logger = structlog.get_logger()


class Ahead:
    """One reading at a time. What is read here is only saved work: whoever takes it has claimed the mails by then,
    and reads those that are not among it."""

    def __init__(self, read_many: Reader) -> None:
        self._read_many = read_many
        self._turn = threading.Lock()
        self._under_way: _UnderWay | None = None

    def begin(self, mails: Mapping[int, bytes], ours: frozenset[str]) -> None:
        """Read these, by their rows; nothing is begun while earlier ones have not been taken."""
        with self._turn:
            if self._under_way is None and mails:
                self._under_way = _UnderWay(self._read_many, mails, ours)

    def take(self, ours: frozenset[str]) -> dict[int, ParsedMail | Unreadable]:
        """What was read, by row; waits for the end of it. Nothing where it was read for other addresses of ours."""
        with self._turn:
            mine, self._under_way = self._under_way, None
        if mine is None:
            return {}
        if mine.ident is not None:  # it began
            mine.join()
        return mine.found if mine.ours == ours else {}


class _UnderWay(threading.Thread):
    def __init__(self, read_many: Reader, mails: Mapping[int, bytes], ours: frozenset[str]) -> None:
        super().__init__(name="reads-ahead", daemon=True)  # nothing waits for it at the end
        self.ours = ours
        self.found: dict[int, ParsedMail | Unreadable] = {}
        self._read_many = read_many
        self._mails = mails
        try:
            self.start()
        except RuntimeError:  # no more threads just now: they are read when they are claimed
            logger.warning("mails cannot be read ahead", exc_info=True)

    def run(self) -> None:
        try:
            read = self._read_many(list(self._mails.values()), self.ours)
        except Exception:  # whoever claims them reads them again, and hears what is wrong
            logger.warning("mails could not be read ahead", exc_info=True)
        else:
            self.found = dict(zip(self._mails, read, strict=False))
