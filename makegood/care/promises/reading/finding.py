"""Promises in what a service person writes: where, what, by when, by whom, and how firmly."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from makegood.care.promises.reading import clauses as cutting
from makegood.care.promises.reading import gist, labels, model, times
from makegood.care.promises.reading.clauses import Clause
from makegood.care.promises.reading.commitment import Read, around, signs_of
from makegood.care.promises.reading.languages import fold, tongue_of
from makegood.care.promises.reading.moments import Due, Frame, frame

LONGEST = 20_000
# An address says nothing, whatever words and times its letters spell: it is read as if nobody had written there.
ADDRESS = re.compile(
    r"(?i)(?:https?://|www\.|(?<![a-z0-9_.+-])[a-z0-9_.+-]++@(?=[a-z0-9-]+\.))[^\s\u3000-\u9fff\uff00-\uffef]*[\w/]"
)
ARRIVES_ZH = re.compile(
    r"[到来去修装送发寄取回退打换]$"
)  # 九点到: a time with its own verb leads nothing in
ABOUT_ZH = re.compile(
    r"^(?:最[晚迟慢快]|预计|大约|大概|争取|尽量|差不多)|(?:之?前|以前|左右|之?内|以内)$"
)
BEFORE = 1000  # so much of what was said before is looked through again for each clause


@dataclass(frozen=True)
class Found:
    """A promise in a text: its place (half open, in code points), its reading and its due moment (aware, or None)."""

    start: int
    end: int
    quote: str
    what: str
    kind: str
    by: datetime | None
    precision: str
    who: str
    firm: bool


@lru_cache(maxsize=256)
def _frame(now: datetime, zone: str) -> Frame:
    return frame(now, zone)


def find(
    text: str,
    *,
    now: datetime,
    zone: str,
    language: str = "",
    channel: str = "",
) -> list[Found]:
    """The promises in a text written at `now` (aware) in `zone` (IANA name), in their order, never overlapping."""
    folded = ADDRESS.sub(lambda found: " " * len(found[0]), fold(text[:LONGEST]))
    tongue = tongue_of(folded, language)
    here = _frame(now, zone)
    reads = read_all(folded, here, tongue, channel)
    kept = [
        not model.ruled_out(r.signs, tongue) and model.score(r.signs, tongue) >= model.level(tongue)
        for r in reads
    ]
    return [_found(text, group, tongue, reads) for group in _groups(reads, kept, tongue)]


def read_all(folded: str, here: Frame, tongue: str, channel: str) -> list[Read]:
    """Every clause of a folded text with its due moment and its signs."""
    cut = _joined(cutting.clauses(folded, tongue), folded, here, tongue)
    dues = _dues(cut, here, tongue)
    seen = [signs_of(c, d, tongue, channel) for c, d in zip(cut, dues, strict=True)]
    return [
        Read(c, d, frozenset(seen[i] | around(seen, cut, i)))
        for i, (c, d) in enumerate(zip(cut, dues, strict=True))
    ]


def _joined(cut: list[Clause], folded: str, here: Frame, tongue: str) -> list[Clause]:
    """Lead-ins (a condition, a time of its own, "apart from that") joined with the clause they lead in."""
    found: list[Clause] = []
    leads = False
    for clause in cut:
        last = found[-1] if found else None
        if last and leads and last.sentence == clause.sentence:
            found[-1] = replace(
                last,
                end=clause.end,
                text=folded[last.start : clause.end],
                main=clause.start - last.start,
            )
        else:
            found.append(clause)
        leads = _leads(clause, here, tongue)
    return found


def _leads(clause: Clause, here: Frame, tongue: str) -> bool:
    if tongue != "zh":
        return cutting.leads_en(clause)
    if cutting.LEADS_ZH.search(clause.text):
        return True
    if len(clause.text) > 14 or ARRIVES_ZH.search(clause.text):
        return False
    words = ABOUT_ZH.sub("", clause.text)
    covered = sum(t.end - t.start for t in times.scan(words, here, tongue))
    return covered >= len(words) - 2


def _dues(cut: list[Clause], here: Frame, tongue: str) -> list[Due]:
    """The due moment of each clause; a day named before goes on to hold in the same sentence."""
    dues: list[Due] = []
    before = ""
    for index, clause in enumerate(cut):
        earlier = None
        for back in range(index - 1, -1, -1):
            if cut[back].sentence != clause.sentence:
                break
            if dues[back].day and not dues[back].past:
                earlier = dues[back].day
                break
        placed = replace(here, earlier=earlier, anchor=times.anchor_of(dues), before=before)
        dues.append(_due_of(clause, placed, tongue))
        before = f"{before}{clause.text} "[-BEFORE:]
    return dues


def _due_of(clause: Clause, here: Frame, tongue: str) -> Due:
    """The due moment of a clause; a time that stands only in its condition is none."""
    lead, main = clause.text[: clause.main], clause.text[clause.main :]
    if not lead or not cutting.conditional(lead, tongue):
        return times.read(clause.text, here, times.scan(clause.text, here, tongue))
    first = times.read(lead, here, times.scan(lead, here, tongue))
    if first.day:
        here = replace(here, anchor=first)
    due = times.read(main, here, times.scan(main, here, tongue))
    if due.precision == "none" and cutting.awaited(lead, tongue):
        return replace(due, precision="vague")
    return due


def _groups(reads: list[Read], kept: list[bool], tongue: str) -> list[list[int]]:
    """Which clauses make up one promise each."""
    groups: list[list[int]] = []
    for index, yes in enumerate(kept):
        if not yes:
            continue
        if (
            groups
            and groups[-1][-1] == index - 1
            and _one_promise(reads[groups[-1][0]], reads[index - 1], reads[index], tongue)
        ):
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _timed(read: Read) -> bool:
    return bool(read.due.spans)


def _one_promise(first: Read, before: Read, here: Read, tongue: str) -> bool:
    """Whether a clause goes on with the promise before instead of making one of its own."""
    if before.clause.sentence != here.clause.sentence:
        return False
    if tongue == "zh":
        return _goes_on_zh(first, before, here)
    return _goes_on_en(before, here)


def _goes_on_zh(first: Read, before: Read, here: Read) -> bool:
    own_subject = bool(here.signs & {"self_start", "we_start", "colleague", "supplier"})
    if (
        "investigate" in before.signs
        and "reply" in here.signs
        and not (before.due.by and here.due.by)
    ):
        return not own_subject
    if _timed(first) or _timed(before) or _tells_apart(before, here):
        return False
    if "no_charge" in before.signs and "refund" not in here.signs:
        return False
    return (bool(here.due.by) and not own_subject) or (
        bool(here.due.by) and "strong_verb" not in before.signs and "act" not in before.signs
    )


TELLING = {"call", "reply", "send_info"}


def _tells_apart(before: Read, here: Read) -> bool:
    """Whether a clause tells the customer something after one that did another thing for him."""
    checks = {"investigate", "escalate"} | TELLING
    return bool(TELLING & here.signs) and not checks & before.signs and "verb" in before.signs


def _narrows(before: Read, here: Read) -> bool:
    """Whether a clause names the hour of a visit or parcel whose day was named just before."""
    coming = {"visit", "deliver"}
    return (
        before.due.precision == "day"
        and here.due.precision in ("minute", "hour", "half_day")
        and before.due.day == here.due.day
        and bool(coming & here.signs)
        and bool((coming | {"replace", "booked"}) & before.signs)
    )


def _goes_on_en(before: Read, here: Read) -> bool:
    if re.match(
        r"(?:no charge|free of charge|at no|you pay nothing|on the house)\b", here.clause.text, re.I
    ):
        return True
    checks = {"investigate", "escalate"} & before.signs
    answers = {"reply", "call", "send_info"} & here.signs
    if re.match(
        r"(?i)it(?:'ll| will) (?:all )?be (?:done|sorted|finished|ready|there)", here.clause.text
    ):
        return not before.due.spans
    if _narrows(before, here):
        return True
    if cutting.OTHER_EN.match(here.clause.text):
        return False
    if checks and answers and not (before.due.spans and here.due.by):
        return True
    return "give_me" in before.signs


def _found(text: str, group: list[int], tongue: str, reads: list[Read]) -> Found:
    """The promise in a group of clauses."""
    members = [reads[i] for i in group]
    start, end = members[0].clause.start, members[-1].clause.end
    due = _due(members)
    words = fold(text[start:end])
    said = (
        members[-1].clause.text if tongue == "en" else words[_after_condition(members[0], tongue) :]
    )
    kind = labels.kind(said, fold(text[max(0, start - BEFORE) : start]), tongue)
    spans = [
        (m.clause.start - start + a, m.clause.start - start + b)
        for m in members
        for a, b in m.due.spans
    ]
    return Found(
        start=start,
        end=end,
        quote=text[start:end],
        what=gist.what(text[start:end], spans),
        kind=kind,
        by=due.by,
        precision=due.precision,
        who=labels.who(words, reads, group[0], tongue, kind),
        firm=labels.firm(words, members, reads[: group[0]], tongue),
    )


def _after_condition(first: Read, tongue: str) -> int:
    """Where what is promised begins after a condition: what would happen in it is not what is promised."""
    clause = first.clause
    lead = clause.text[: clause.main]
    return clause.main if lead and cutting.conditional(lead, tongue) else 0


def _due(members: list[Read]) -> Due:
    """The latest of the moments named in the clauses of one promise."""
    timed = [m.due for m in members if m.due.by is not None]
    finer = {d.day for d in timed if d.precision in ("minute", "hour", "half_day")}
    timed = [d for d in timed if d.precision != "day" or d.day not in finer]
    if timed:
        return max(timed, key=lambda d: d.by.timestamp() if d.by else 0)
    stated = [m.due for m in members if m.due.precision != "none"]
    return stated[-1] if stated else members[-1].due
