"""Causes that no table knows yet: what the closings under "other" say again and again, in their own words.

Simple and honest: a phrase (Chinese characters, English words) that many of them share and the closings of known
causes do not. Somebody looks at each proposal before it becomes a cause.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from makegood.field.diagnosis.rules.learning import Job
from makegood.field.diagnosis.rules.tables import OTHER
from makegood.kernel.text import fold

LEAST = 3  # jobs that must say the same
RARER = 4.0  # times rarer it must be where the cause is known
MOST = 5  # proposals
LONGEST = 8  # characters, or a third of that in words
_HAN = re.compile(r"[㐀-䶿一-鿿]+")
_WORD = re.compile(r"[a-z0-9][a-z0-9\-]*")
_SMALL = frozenset(
    re.findall(
        r"\S+",
        "a an and are as at be been but by for from had has have he her his i in is it its no not of off on or"
        " our out she so that the their them then there they this to up was we were when which with you your"
        " new old 了 的 是 在 和 有 也 就 不 已 后 再 把 被 让 与 及 并 又 还 都 很",
    )
)


@dataclass(frozen=True)
class Proposal:
    """A phrase, the jobs that say it (places in the list given), and how likely it is among all the jobs."""

    phrase: str
    jobs: tuple[int, ...]
    share: float


def proposals(jobs: Sequence[Job], known: Iterable[str]) -> list[Proposal]:
    """What may be causes of their own, the most frequent first; each job counts for one proposal only."""
    names = set(known) - {OTHER}
    strange = [n for n, job in enumerate(jobs) if job.words and not names.intersection(job.causes)]
    usual = [_phrases(job.words) for job in jobs if job.words and names.intersection(job.causes)]
    said = {number: _phrases(jobs[number].words) for number in strange}
    found: list[Proposal] = []
    while said and len(found) < MOST:
        best = _best(said, usual)
        if best is None:
            break
        members = tuple(number for number, phrases in said.items() if best in phrases)
        found.append(Proposal(best, members, len(members) / len(jobs)))
        for number in members:
            del said[number]
    return found


def _best(said: dict[int, set[str]], usual: list[set[str]]) -> str | None:
    """The phrase that most of them share; of equals the longest."""
    counts: dict[str, int] = {}
    for phrases in said.values():
        for phrase in phrases:
            counts[phrase] = counts.get(phrase, 0) + 1
    fitting = []
    for phrase, count in counts.items():
        if count >= LEAST:
            elsewhere = (sum(phrase in phrases for phrases in usual) + 0.5) / (len(usual) + 1)
            if not usual or count / len(said) >= RARER * elsewhere:
                fitting.append((count, len(phrase), phrase))
    return max(fitting)[2] if fitting else None


def _phrases(text: str) -> set[str]:
    """Pieces of two to eight characters of Chinese, one to three words of English; small words end none."""
    folded = fold(text)
    found: set[str] = set()
    for run in _HAN.findall(folded):
        found.update("".join(piece) for piece in _pieces(run, range(2, LONGEST + 1)))
    for sentence in re.split(r"[.;,!?()\n]|[^\x00-\x7f]", folded):
        for piece in _pieces(_WORD.findall(sentence), range(1, 4)):
            if len("".join(piece)) > 2:
                found.add(" ".join(piece))
    return found


def _pieces(row: Sequence[str], lengths: range) -> Iterator[Sequence[str]]:
    for length in lengths:
        for begin in range(len(row) - length + 1):
            piece = row[begin : begin + length]
            if piece[0] not in _SMALL and piece[-1] not in _SMALL:
                yield piece
