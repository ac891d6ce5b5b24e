"""A search for a cause: begun, answered, taken back, ended."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.field.diagnosis.errors import SearchIsOver
from makegood.field.diagnosis.events import SearchAnswered, SearchBegan, SearchEnded
from makegood.field.diagnosis.models import Answer, Fault, Session
from makegood.field.diagnosis.operations.state import lock_session, tell_of_session
from makegood.field.diagnosis.rules import FaultTable, read_table
from makegood.kernel import ids
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.records.assets.models import Asset, Product

OVER = _("This has ended. Begin again if it came back.")


@transaction.atomic
def begin_for_case(
    case: Case,
    *,
    fault: Fault | None,
    by: Actor,
    product: Product | None = None,
    origin: str = Session.Origin.DESK,
) -> Session:
    """The search of a case; there is one, and another fault may be chosen in it. Raises Invalid for a
    fault without a table in use."""
    locked = cases.lock(case.pk)
    session = Session.objects.select_for_update().filter(case=locked).first()
    if session is None:
        asset = Asset.objects.filter(pk=locked.asset_id).first() if locked.asset_id else None
        session = Session.objects.create(
            case=locked,
            asset=asset,
            product_id=product.pk if product else (asset.product_id if asset else None),
            origin=origin,
            language=locked.language,
        )
        tell_of_session(session, SearchBegan(session_id=session.pk, fault_id=None), by)
    if fault is not None:
        _choose(session, fault, by)
    return session


@transaction.atomic
def begin_guide(
    *, product: Product, asset: Asset | None, language: str, by: Actor
) -> tuple[Session, str]:
    """A customer's guide and the token for his browser; only its digest is kept."""
    token = ids.token()
    session = Session.objects.create(
        asset=asset,
        product=product,
        origin=Session.Origin.GUIDE,
        language=language,
        token=ids.digest(token),
    )
    tell_of_session(session, SearchBegan(session_id=session.pk, fault_id=None), by)
    return session, token


@transaction.atomic
def lend(session: Session, *, by: Actor) -> str:
    """The customer goes on with the search of his case himself: the token for his browser. One that was lent
    before ends."""
    session = lock_session(session.pk)
    token = ids.token()
    session.token, session.last_at = ids.digest(token), now()
    session.state, session.ended_at = Session.State.OPEN, None
    session.save(update_fields=["token", "last_at", "state", "ended_at"])
    tell_of_session(session, SearchBegan(session_id=session.pk, fault_id=session.fault_id), by)
    return token


@transaction.atomic
def choose_fault(session: Session, fault: Fault, *, by: Actor) -> Session:
    """What is wrong, of what the product can have. Another one than before keeps what both ask for."""
    session = lock_session(session.pk)
    _open(session)
    _choose(session, fault, by)
    return session


def _choose(session: Session, fault: Fault, by: Actor) -> None:
    if session.fault_id == fault.pk:
        return
    live = fault.live
    if live is None or fault.retired_at is not None:
        raise Invalid(_("There is no table in use for this yet."), field="fault")
    session.fault, session.version, session.asking, session.last_at = fault, live, "", now()
    if session.product_id is None:
        first = fault.products.order_by("pk").first()
        session.product_id = first.product_id if first else None
    session.save(update_fields=["fault", "version", "asking", "last_at", "product"])
    table = read_table(live.table)
    foreign = session.answers.filter(undone_at=None).exclude(key__in=[*table.finding, *table.check])
    foreign.update(undone_at=now(), undone_by=str(by))
    tell_of_session(session, SearchBegan(session_id=session.pk, fault_id=fault.pk), by)


@transaction.atomic
def note_codes(session: Session, codes: Iterable[str], *, by: Actor) -> int:
    """What the device itself reports: findings that mean one of these codes are so. Returns how many are new;
    what a person said stands."""
    session = lock_session(session.pk)
    if session.version is None:
        return 0
    known = set(session.answers.filter(undone_at=None).values_list("key", flat=True))
    told = {code.casefold() for code in codes}
    meant = [
        str(one["id"])
        for one in session.version.table.get("symptoms", ())
        if one.get("kind") == "code" and str(one.get("code", "")).casefold() in told
        if one.get("code") and one["id"] not in known
    ]
    for key in meant:
        write_answer(session, "finding", key, Answer.YES, Answer.Source.DEVICE, by)
    return len(meant)


@transaction.atomic
def answer(session: Session, *, key: str, value: str, source: str, by: Actor) -> Answer:
    """One thing that is known now: `yes`, `no` or `unknown` of a finding, the outcome of a check. Said again
    it changes nothing, said otherwise it replaces what stood there. Raises Invalid and SearchIsOver."""
    session = lock_session(session.pk)
    _open(session)
    kind = _kind_of(session, key, value)
    standing = session.answers.filter(key=key, undone_at=None).first()
    if standing is not None and standing.value == value:
        _pass(session)
        return standing
    if standing is not None:
        replace_answer(standing, by)
    found = write_answer(session, kind, key, value, source, by)
    _pass(session)
    return found


def _kind_of(session: Session, key: str, value: str) -> str:
    table = _table(session)
    if key in table.finding and value in (Answer.YES, Answer.NO, Answer.UNKNOWN):
        return "finding"
    check = table.check.get(key)
    if check and (value == Answer.UNKNOWN or value in [one.key for one in check.outcomes]):
        return "check"
    raise Invalid(_("Choose one of the answers."), field="value")


def _table(session: Session) -> FaultTable:
    if session.version is None:
        raise Invalid(_("Say first what is wrong."), field="fault")
    return read_table(session.version.table)


def write_answer(
    session: Session, kind: str, key: str, value: str, source: str, by: Actor
) -> Answer:
    """A further answer, with its fact; the search is locked."""
    found = Answer.objects.create(
        session=session, kind=kind, key=key, value=value, source=source, by=str(by)
    )
    event = SearchAnswered(session_id=session.pk, key=key, value=value, source=source)
    tell_of_session(session, event, by)
    return found


def _pass(session: Session) -> None:
    session.asking, session.last_at = "", now()
    session.save(update_fields=["asking", "last_at"])


@transaction.atomic
def undo(answer: Answer, *, by: Actor) -> Session:
    """Take an answer back; it stays as history. Twice changes nothing."""
    session = lock_session(answer.session_id)
    _open(session)
    standing = Answer.objects.get(pk=answer.pk)
    if standing.undone_at is None:
        replace_answer(standing, by)
        session.asking, session.last_at = standing.key, now()
        session.save(update_fields=["asking", "last_at"])
        event = SearchAnswered(
            session_id=session.pk, key=standing.key, value="", source=standing.source
        )
        tell_of_session(session, event, by)
    return session


def replace_answer(answer: Answer, by: Actor) -> None:
    """It counts no more from now on."""
    answer.undone_at, answer.undone_by = now(), str(by)
    answer.save(update_fields=["undone_at", "undone_by"])


@transaction.atomic
def ask(session: Session, key: str) -> None:
    """This question stands open before the customer: where he leaves is known."""
    Session.objects.filter(pk=session.pk).exclude(asking=key).update(asking=key, last_at=now())


@transaction.atomic
def end(session: Session, *, state: str, by: Actor) -> Session:
    """The customer has solved it himself, or it was stopped for safety. Twice is once; what was handed to us
    stays with us."""
    session = lock_session(session.pk)
    if session.state == Session.State.OPEN:
        session.state, session.ended_at, session.asking = state, now(), ""
        session.save(update_fields=["state", "ended_at", "asking"])
        tell_of_session(session, SearchEnded(session_id=session.pk, state=state), by)
    return session


def sent_with(session: Session, once: str) -> None:
    """The form that makes a case of it has left under this name: whoever finds the case hands it over."""
    Session.objects.filter(pk=session.pk, case=None).update(once=once)


@transaction.atomic
def hand_over(session: Session, case: Case, *, by: Actor) -> Session:
    """All that the customer answered goes with his case. A case that has a search of its own keeps it, and
    takes over what that did not know yet."""
    locked = cases.lock(case.pk)
    session = lock_session(session.pk)
    if session.case_id is not None:
        return session
    own = Session.objects.select_for_update().filter(case=locked).first()
    if own is not None:
        _take_over(own, session)
    else:
        session.case = locked
    if session.state == Session.State.OPEN:
        session.state = Session.State.HANDED
    session.ended_at, session.once, session.asking = session.ended_at or now(), "", ""
    session.save(update_fields=["case", "state", "ended_at", "once", "asking"])
    tell_of_session(session, SearchEnded(session_id=session.pk, state=session.state), by)
    return session


def _take_over(own: Session, given: Session) -> None:
    if own.fault_id is None and given.fault_id is not None:
        own.fault_id, own.version_id = given.fault_id, given.version_id
        own.save(update_fields=["fault", "version"])
    if own.fault_id != given.fault_id:
        return
    known = set(own.answers.filter(undone_at=None).values_list("key", flat=True))
    for one in given.answers.filter(undone_at=None).exclude(key__in=known):
        Answer.objects.create(
            session=own, kind=one.kind, key=one.key, value=one.value, source=one.source,
            by=one.by, at=one.at,
        )  # fmt: skip


def _open(session: Session) -> None:
    if session.case_id is None and session.state != Session.State.OPEN:
        raise SearchIsOver(OVER)
