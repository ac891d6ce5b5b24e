import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from makegood.base.access.policy import Principal
from makegood.base.database import rows
from makegood.care.cases.models import Case, CaseConversation
from makegood.care.cases.queries import newest_of, visible
from makegood.kernel.text import tsquery
from makegood.records.customers.rules import normal_phone, part_query

LIMIT = 20
CANDIDATES = 400  # the newest hits of everybody that are looked at; more words find less
NEWEST = 4000  # rows that are read to see whether a word is a common one
COMMON = LIMIT  # found so often among them, it is found often enough
FIRST, LARGEST = (
    2000,
    8000,
)  # cases of his that are read at once where the hits of everybody hold too few
BUDGET_SECONDS = 0.15  # after that the next part is read only when somebody asks for it
FURTHER_SECONDS = 1.5  # when somebody did
TOP = 2**62  # above every case


@dataclass(frozen=True)
class Hit:
    """One found case: why it was found, and the words around the find."""

    case: Case
    where: str  # number, person, text
    excerpt: str = ""


@dataclass(frozen=True)
class Found:
    """What was found. `further` is given where older cases may hold more: go on before that case."""

    hits: list[Hit]
    further: int | None = None


@dataclass(frozen=True)
class Asked:
    """What was typed, in the forms in which it is looked for."""

    words: str
    query: str = field(init=False)
    values: dict[str, object] = field(init=False)

    def __post_init__(self) -> None:
        begin = self.words.casefold().replace("\\", "\\\\")
        begin = begin.replace("%", "\\%").replace("_", "\\_")
        query, part = tsquery(self.words), part_query(self.words)
        values = {"q": query, "part": part, "begin": f"{begin}%", "phone": normal_phone(self.words)}
        object.__setattr__(self, "query", query)
        object.__setattr__(self, "values", values)


def find(who: Principal, words: str, *, limit: int = LIMIT) -> list[Hit]:
    """Cases this member of staff may see, by number, person, any part of a number of telephone, order or
    device, or words in any message or note, in either script; numbers and persons before words."""
    return look(who, words, limit=limit).hits


def look(who: Principal, words: str, *, limit: int = LIMIT, before: int | None = None) -> Found:
    """The same, and whether older cases may hold more. With `before` only the older ones, newest first."""
    words = words.strip()[:200]
    if not words or not who.is_staff:
        return Found([])
    asked, found = Asked(words), Page(who, limit)
    if before is not None:
        ids, further = _own(who, asked, limit=limit, before=before, seconds=FURTHER_SECONDS)
        found.add_all(ids)
        return Found(list(found.hits.values()), further)
    complete = _everybodys(found, asked)
    if complete or found.is_full:
        return Found(list(found.hits.values()), TOP if found.is_cut or not complete else None)
    ids, further = _own(who, asked, limit=limit, before=TOP, seconds=BUDGET_SECONDS)
    found.add_all(ids)
    left = [pk for pk, _why in ids if pk not in found.hits]  # there was no room for these
    return Found(list(found.hits.values()), max(left) + 1 if left else further)


class Page:
    """The hits of one page, each case once, those only that he may see."""

    def __init__(self, who: Principal, limit: int) -> None:
        self.who, self.limit = who, limit
        self.hits: dict[int, Hit] = {}
        self.is_cut = False  # there were more than fit

    @property
    def is_full(self) -> bool:
        return len(self.hits) >= self.limit

    def add(self, where: str, ids: Sequence[int]) -> None:
        """Of these cases the newest, as far as there is room."""
        wanted = [pk for pk in ids if pk not in self.hits]
        if not wanted:
            return
        room = self.limit - len(self.hits)
        seen = visible(self.who).filter(pk__in=wanted).select_related("contact", "owner")
        cases = list(seen.defer("terms", "contact__terms").order_by("-pk")[: room + 1])
        self.is_cut |= len(cases) > room
        self.hits.update({case.pk: Hit(case, where) for case in cases[:room]})

    def add_all(self, found: Sequence[tuple[int, str]]) -> None:
        """Cases with the reason why each was found."""
        for where in ("person", "text"):
            self.add(where, [pk for pk, why in found if why == where])


def _everybodys(found: Page, asked: Asked) -> bool:
    """Fill the page from the newest hits of everybody; whether those were all there are."""
    found.add("number", _numbered(asked.words))
    people, complete = _people(asked)
    cases = _of_people(people)
    found.add("person", cases)
    complete = complete and len(cases) < CANDIDATES
    if not found.is_full:
        ids, all_words = _worded(asked.query)
        found.add("text", ids)
        return complete and all_words
    return False


def _numbered(words: str) -> list[int]:
    digits = words.upper().removeprefix("#").removeprefix("M-")
    return [int(digits)] if digits.isascii() and digits.isdigit() and len(digits) < 16 else []


HANDLES = """
SELECT contact_id FROM (
  SELECT contact_id FROM customers_handle WHERE value LIKE %(begin)s
  UNION SELECT contact_id FROM customers_handle WHERE value = %(phone)s
  UNION SELECT contact_id FROM customers_handle WHERE parts @@ %(part)s::tsquery
) f ORDER BY contact_id DESC LIMIT %(n)s
"""
OF_PEOPLE = """
WITH found AS MATERIALIZED (SELECT id FROM cases_case WHERE contact_id = ANY(%(people)s))
SELECT id FROM found ORDER BY id DESC LIMIT %(n)s
"""


def _people(asked: Asked) -> tuple[list[int], bool]:
    """The newest contacts of that name, address or number, and whether those are all."""
    reached = [pk for (pk,) in rows(HANDLES, {**asked.values, "n": CANDIDATES})]
    named, all_names = _matching("customers_contact", "id", asked.query)
    return sorted({*reached, *named}), all_names and len(reached) < CANDIDATES


def _of_people(people: Sequence[int]) -> list[int]:
    values = {"people": list(people), "n": CANDIDATES}
    return [pk for (pk,) in rows(OF_PEOPLE, values)] if people else []


AMONG_NEWEST = """
SELECT key FROM (SELECT id, {key} AS key, terms FROM {table} ORDER BY id DESC LIMIT %(newest)s) t
WHERE terms @@ %(q)s::tsquery ORDER BY id DESC LIMIT %(n)s
"""
AMONG_ALL = """
WITH found AS MATERIALIZED (SELECT id, {key} AS key FROM {table} WHERE terms @@ %(q)s::tsquery)
SELECT key FROM found ORDER BY id DESC LIMIT %(n)s
"""


def _matching(table: str, key: str, query: str) -> tuple[list[int], bool]:
    """The newest rows that hold the words, and whether those are all. A common word is found by reading
    the newest rows, a rare one by the index: what the planner guesses of a word decides nothing."""
    if not query:
        return [], True
    values = {"q": query, "n": CANDIDATES, "newest": NEWEST}
    newest = rows(AMONG_NEWEST.format(table=table, key=key), values)
    if len(newest) >= COMMON:
        return [pk for (pk,) in newest], False
    found = rows(AMONG_ALL.format(table=table, key=key), values)
    return [pk for (pk,) in found], len(found) < CANDIDATES


def _worded(query: str) -> tuple[list[int], bool]:
    """The newest cases in whose titles, messages or notes the words stand, and whether those are all."""
    titled, all_titles = _matching("cases_case", "id", query)
    noted, all_notes = _matching("cases_note", "case_id", query)
    talks, all_talks = _matching("conversations_message", "conversation_id", query)
    strands = CaseConversation.objects.filter(conversation__in=talks)
    said = strands.values_list("case_id", flat=True) if talks else ()
    found = sorted({*titled, *noted, *said}, reverse=True)
    return found, all_titles and all_notes and all_talks


AMONG_OWN = """
SELECT id, min(why) FROM (
  SELECT id, 'text' AS why FROM cases_case WHERE id = ANY(%(ids)s) AND terms @@ %(q)s::tsquery
  UNION ALL SELECT case_id, 'text' FROM cases_note WHERE case_id = ANY(%(ids)s) AND terms @@ %(q)s::tsquery
  UNION ALL SELECT s.case_id, 'text' FROM cases_caseconversation s JOIN conversations_message m
    USING (conversation_id) WHERE s.case_id = ANY(%(ids)s) AND m.terms @@ %(q)s::tsquery
  UNION ALL SELECT c.id, 'person' FROM cases_case c JOIN customers_contact p ON p.id = c.contact_id
    WHERE c.id = ANY(%(ids)s) AND p.terms @@ %(q)s::tsquery
  UNION ALL SELECT c.id, 'person' FROM cases_case c JOIN customers_handle h ON h.contact_id = c.contact_id
    WHERE c.id = ANY(%(ids)s)
    AND (h.value LIKE %(begin)s OR h.value = %(phone)s OR h.parts @@ %(part)s::tsquery)
) f GROUP BY id ORDER BY id DESC LIMIT %(n)s
"""


def _own(
    who: Principal, asked: Asked, *, limit: int, before: int, seconds: float
) -> tuple[list[tuple[int, str]], int | None]:
    """The newest hits among the cases he may see, before a case: part by part, each larger than the last,
    until there are enough or the time is over; and the case before which to go on, if any are left."""
    until, size = time.monotonic() + seconds, FIRST
    found: list[tuple[int, str]] = []
    while ids := newest_of(who, limit=size, before=before):
        left = limit - len(found)
        found += rows(AMONG_OWN, {**asked.values, "ids": ids, "n": left})
        if len(found) >= limit:
            return found, found[-1][0]
        if len(ids) < size:
            break
        before, size = ids[-1], min(size * 2, LARGEST)
        if time.monotonic() >= until:
            return found, before
    return found, None
