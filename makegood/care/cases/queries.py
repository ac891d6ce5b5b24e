from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from makegood.base.access.policy import ADMINISTRATOR, LEAD, Principal, may, rule
from makegood.base.database import Asked, positional, rows
from makegood.base.live.ports import Notice, Stir, audience
from makegood.base.prepared import Given, Prepared
from makegood.care.cases.models import Case, CaseConversation, CaseQuerySet, Draft, Note, Question
from makegood.care.cases.ports import shared_with
from makegood.care.cases.rules import PUBLIC_KINDS
from makegood.contact.conversations.models import Conversation
from makegood.kernel.clock import now
from makegood.kernel.errors import NotFound
from makegood.records.people.models import Queue, Team
from makegood.records.people.queries import team_scope

PAGE = 50


@dataclass(frozen=True)
class Place:
    """What the policy must know of a case: whose it is and where it lies."""

    case: int
    owner_id: int | None
    team_id: int

    def lent_to(self) -> frozenset[str]:
        """Scopes of others who may see it, asked only when nothing else lets somebody in (one query)."""
        return shared_with([self.case]).get(self.case, frozenset())


@dataclass(frozen=True)
class LentPlace(Place):
    """A place of which it is known who else may see it: for many at once."""

    lent: frozenset[str] = frozenset()

    def lent_to(self) -> frozenset[str]:
        """Known already."""
        return self.lent


def place_of(case: Case) -> Place:
    """The place of a case whose queue is at hand."""
    return Place(case.pk, case.owner_id, case.queue.team_id)


@rule("cases.see")
def may_see(who: Principal, place: Place) -> bool:
    """Its owner, people of its team, whoever leads its queue, administrators, those to whom it is offered;
    a guest with a link to it."""
    if who.is_staff and who.user is not None:
        return (
            who.is_one_of(ADMINISTRATOR)
            or place.owner_id == who.user.pk
            or (who.role != "technician" and team_scope(place.team_id) in who.scopes)
            or not place.lent_to().isdisjoint({f"user:{who.user.pk}", *who.scopes})
        )
    return who.holds("case", place.case)


@rule("cases.work")
def may_work(who: Principal, place: Place) -> bool:
    """Write to the customer, note, resolve: staff who may see it. A guest's link shows and confirms only."""
    return who.is_staff and may_see(who, place)


@rule("cases.assign")
def may_assign(who: Principal, place: Place) -> bool:
    """Take it over oneself: staff who may see it."""
    return may_work(who, place)


@rule("cases.give")
def may_give(who: Principal, place: Place) -> bool:
    """Make somebody else responsible: whoever leads its queue, administrators."""
    return may_work(who, place) and who.is_one_of(LEAD, ADMINISTRATOR)


@rule("cases.list")
def may_list(who: Principal, _thing: Any) -> bool:
    """The work list: any staff; it holds only what each may see."""
    return who.is_staff


def visible(who: Principal) -> CaseQuerySet:
    """The cases this member of staff may see, as one query (no join: teams become queues by a subquery)."""
    if not who.is_staff or who.user is None:
        return Case.objects.none()
    if who.is_one_of(ADMINISTRATOR):
        return Case.objects.all()
    own = Q(owner=who.user)
    if who.role == "technician":
        return Case.objects.filter(own)
    teams = [int(s.partition(":")[2]) for s in who.scopes if s.startswith("team:")]
    queues = Team.objects.filter(pk__in=teams).values("queues")
    return Case.objects.filter(own | Q(queue__in=queues))


def _with_people() -> QuerySet[Case]:
    found = Case.objects.select_related("owner", "contact__company", "queue__team")
    return found.defer("terms")


_ONE = Prepared(lambda: _with_people().filter(pk=Given("pk")))


def seen_case(who: Principal, *, pk: int, act: str = "cases.see") -> Case:
    """A case with owner, contact and queue, if the policy allows `act`. Raises NotFound."""
    case = _ONE.one(pk=pk)
    if case is None or not may(who, act, place_of(case)):
        raise NotFound(pk)
    return case


def goes_on(case: Case) -> Case:
    """The case in which one that was merged goes on, if it is of the same person: a link of his leads there.
    Otherwise the case itself (no query unless it was merged)."""
    while case.duplicate_of_id is not None:
        found = _with_people().get(pk=case.duplicate_of_id)
        if found.contact_id != case.contact_id:
            break
        case = found
    return case


def stays(case: Case) -> Case:
    """The case in which one that was merged goes on, whoever wrote it (no query unless it was merged)."""
    while case.duplicate_of_id is not None:
        case = _with_people().get(pk=case.duplicate_of_id)
    return case


def worked_case(who: Principal, *, pk: int) -> Case:
    """A case on which this member of staff may act. Raises NotFound."""
    return seen_case(who, pk=pk, act="cases.work")


@dataclass(frozen=True)
class FoundCase(Place):
    """A case as the policy sees it, with the row."""

    row: Case


def found_case(who: Principal, *, pk: int) -> FoundCase:
    """The case of a route, for those who work on it. Raises NotFound."""
    case = worked_case(who, pk=pk)
    return FoundCase(case.pk, case.owner_id, case.queue.team_id, case)


@dataclass(frozen=True)
class After:
    """Where a page of the list ends: the key of its last row."""

    due: datetime
    pk: int


OURS = (Case.Status.OPEN.value,)
THEIRS = (Case.Status.WAITING.value, Case.Status.RESOLVED.value)
# Each part has partial indexes of its own, whose condition these words repeat.
PARTS = {
    OURS: "c.status = 'open'",
    THEIRS: "c.status IN ('waiting', 'resolved')",
}
QUEUES = "(SELECT id FROM people_queue WHERE team_id = ANY(%(teams)s))"
# The first rows of every queue, merged: the cost is that of the page, however few or many of all
# cases are his. An OR over owner and queues would read far past them, or everything.
MERGED = """
(SELECT c.id, c.next_deadline FROM cases_case c WHERE c.owner_id = %(me)s AND {where} LIMIT %(n)s)
UNION
SELECT r.id, r.next_deadline FROM {queues} q CROSS JOIN LATERAL (
  SELECT c.id, c.next_deadline FROM cases_case c WHERE c.queue_id = q.id AND {where} LIMIT %(n)s) r
"""
APART = """
SELECT r.id FROM {queues} q CROSS JOIN LATERAL (
  SELECT c.id FROM cases_case c WHERE c.queue_id = q.id AND {where} LIMIT %(n)s) r
UNION ALL
SELECT c.id FROM cases_case c WHERE c.owner_id = %(me)s AND {where} AND NOT (c.queue_id = ANY({queues}))
"""
PLAIN = "SELECT c.id, c.next_deadline FROM cases_case c WHERE {where} LIMIT %(n)s"
ORDER = "ORDER BY c.next_deadline, c.id"


LISTED = (
    "subject",
    "language",
    "channel",
    "status",
    "next_deadline",
    "urgency",
    "needs_look",
    "preview",
    "waiting_for",
    "waiting_reason",
    "unanswered_since",
    "contact__name",
    "contact__called",
    "owner__name",
    "owner__email",
)


def work_list(
    who: Principal,
    *,
    scope: str = "mine",
    statuses: tuple[str, ...] = OURS,
    after: After | None = None,
    limit: int = PAGE,
) -> list[Case]:
    """Cases by their next deadline with contact and owner, as far as a list shows them, `limit` at a time,
    keyset-paged (one query).

    `scope`: mine, or team (all I may see). `statuses`: OURS, or THEIRS (waiting and resolved).
    """
    beyond = " AND (c.next_deadline, c.id) > (%(due)s, %(pk)s)" if after else ""
    where = f"{PARTS[statuses]}{beyond} {ORDER}"
    values = {**_share(who), "n": limit}
    if after:
        values |= {"due": after.due, "pk": after.pk}
    first = f"SELECT id FROM ({_seen(who, scope, MERGED, where)}) f ORDER BY next_deadline, id LIMIT %(n)s"
    found = Case.objects.filter(pk__in=RawSQL(*positional(first, values)))  # noqa: S611 - own words
    cases = found.select_related("contact", "owner").only(*LISTED)
    return list(cases.order_by("next_deadline", "pk"))


NEWEST_OF = """
SELECT id FROM (
  (SELECT c.id FROM cases_case c WHERE c.owner_id = %(me)s AND c.id < %(before)s ORDER BY c.id DESC LIMIT %(n)s)
  UNION SELECT r.id FROM {queues} q CROSS JOIN LATERAL (
    SELECT c.id FROM cases_case c WHERE c.queue_id = q.id AND c.id < %(before)s ORDER BY c.id DESC LIMIT %(n)s) r
) f ORDER BY id DESC LIMIT %(n)s
"""
NEWEST = "SELECT id FROM cases_case WHERE id < %(before)s ORDER BY id DESC LIMIT %(n)s"


def newest_of(who: Principal, *, limit: int, before: int | None = None) -> list[int]:
    """The rows of the newest cases this member of staff may see, closed ones too, those before a case
    where one is given (one query)."""
    if not who.is_staff:
        return []
    statement = NEWEST if who.is_one_of(ADMINISTRATOR) else NEWEST_OF.format(queues=QUEUES)
    values = {**_share(who), "n": limit, "before": before or 2**62}
    return [pk for (pk,) in rows(statement, values)]


@dataclass(frozen=True)
class Counts:
    """How many there are of each, counted no further than the limit that was asked for."""

    ours: int
    theirs: int
    late: int


def work_counts(who: Principal, *, scope: str = "mine", limit: int = 1000) -> Counts:
    """How much work there is in the list, each number up to `limit` (one query)."""
    late = f"{PARTS[OURS]} AND c.next_deadline <= %(now)s"
    parts = [
        f"(SELECT count(*) FROM (SELECT 1 FROM ({_seen(who, scope, APART, where)}) s LIMIT %(n)s) t)"
        for where in (PARTS[OURS], PARTS[THEIRS], late)
    ]
    [found] = rows(f"SELECT {', '.join(parts)}", {**_share(who), "n": limit, "now": now()})
    return Counts(*found)


def _share(who: Principal) -> dict[str, Any]:
    """Whose cases he sees, as values of the statements above."""
    teams = [int(s.partition(":")[2]) for s in who.scopes if s.startswith("team:")]
    return {
        "me": who.user.pk if who.is_staff and who.user else None,
        "teams": [] if who.role == "technician" else teams,
    }


def _seen(who: Principal, scope: str, shape: str, where: str) -> str:
    """The statement that reads his share: plain for one owner or for everything, else merged."""
    if not who.is_staff:
        return PLAIN.format(where="false")
    if scope == "mine":
        return PLAIN.format(where=f"c.owner_id = %(me)s AND {where}")
    if who.is_one_of(ADMINISTRATOR):
        return PLAIN.format(where=where)
    return shape.format(where=where, queues=QUEUES)


_STRANDS = Prepared(
    lambda: (
        CaseConversation.objects.filter(case=Given("case"))
        .select_related("conversation__account", "conversation__contact")
        .order_by("-primary", "-id")
    )
)


def conversations_of(case: Case) -> list[Conversation]:
    """The conversations of a case, the one that answers use first (one query)."""
    return [strand.conversation for strand in _STRANDS(case=case.pk)]


def cases_of_conversations(conversation_ids: Sequence[int]) -> dict[int, Case]:
    """The case of each conversation (one query)."""
    strands = CaseConversation.objects.filter(conversation_id__in=conversation_ids).select_related(
        "case__queue"
    )
    return {s.conversation_id: s.case for s in strands}


def notes() -> "QuerySet[Note]":
    """Internal notes in the order of time, with who wrote them and their files."""
    return Note.objects.select_related("user").prefetch_related("files__file").order_by("at", "pk")


def drafts_of(case: Case, *, user_id: int) -> dict[str, Draft]:
    """What this person is writing here, by kind."""
    return {d.kind: d for d in case.drafts.filter(user_id=user_id).prefetch_related("files")}


DRAFT = (
    "SELECT EXISTS (SELECT 1 FROM cases_draft WHERE case_id = %(case)s AND user_id = %(viewer)s)"
)
OTHERS = (
    "SELECT EXISTS (SELECT 1 FROM cases_case WHERE contact_id = %(contact)s AND id <> %(case)s)"
)


def has_draft(case: Case, *, user_id: int) -> Asked:
    """Whether this person is writing here."""
    return Asked(DRAFT, {"case": case.pk, "viewer": user_id})


def has_others(case: Case) -> Asked:
    """Whether the contact has another case, seen or not."""
    return Asked(OTHERS, {"case": case.pk, "contact": case.contact_id})


def open_question(case: Case) -> Question | None:
    """The question the customer has not answered yet."""
    return case.questions.filter(answered_at=None, withdrawn_at=None).first()


def last_question(case: Case) -> Question | None:
    """The latest question, answered or not."""
    return case.questions.order_by("-pk").first()


@audience
def people_at_work(stirs: Sequence[Stir]) -> list[Notice]:
    """Whoever may see a case hears that it changed: as `case:ID`, and as `work` for lists (two queries)."""
    stirs = [s for s in stirs if s.kind not in LOOKS]
    ids = {s.case for s in stirs if s.case}
    if not ids:
        return []
    places = _places(ids)
    return [_to_staff(s, places[s.case]) for s in stirs if s.case in places]


def _places(ids: set[int]) -> dict[int, LentPlace]:
    found = Case.objects.filter(pk__in=ids).values_list("pk", "owner_id", "queue__team_id")
    lent = shared_with(sorted(ids))
    return {pk: LentPlace(pk, own, team, lent.get(pk, frozenset())) for pk, own, team in found}


def opened_by(who: Principal, case_ids: Iterable[int | None]) -> set[int]:
    """Those of these cases that he may open, by the policy (a fixed number of statements, none for no case)."""
    ids = {pk for pk in case_ids if pk is not None}
    return {pk for pk, at in _places(ids).items() if may(who, "cases.see", at)} if ids else set()


def _to_staff(stir: Stir, place: Place) -> Notice:
    def allowed(who: Principal) -> bool:
        return may(who, "cases.see", place) and (who.is_staff or stir.kind in PUBLIC_KINDS)

    topics = (f"case:{place.case}",) if not stir.id else (f"case:{place.case}", "work")
    return Notice(stir, topics, allowed)


# Whoever looks at something changes nothing that others see.
LOOKS = frozenset({"privacy.hidden_shown"})


def usual_queue(contact_id: int) -> Queue | None:
    """Where this customer was seen to last; None for somebody new."""
    last = Case.objects.filter(contact=contact_id).order_by("-pk").select_related("queue__team")
    found = last.defer("terms").first()
    return found.queue if found else None
