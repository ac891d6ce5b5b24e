"""Beside a case: whether its device is covered, what everybody must know, what a contract gives, goodwill."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded
from makegood.base.ui.asking import asked, done, user_of
from makegood.base.ui.preferences import html_lang
from makegood.care.cases.models import Case
from makegood.care.cases.queries import FoundCase, found_case
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, NotFound
from makegood.kernel.text import in_language
from makegood.records.assets.models import Asset
from makegood.records.entitlements.models import Contract, GoodwillLimit, Handling, Quota
from makegood.records.entitlements.operations import (
    decide_again,
    goodwill,
    notes,
    quotas,
    write_decision,
)
from makegood.records.entitlements.queries.deciding import decide
from makegood.web.entitled import shown

both = require_http_methods(["GET", "POST"])
STIRS = "entitled"


@require_GET
@guarded("cases.work", find=found_case)
def panel(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """What is known of the device of this case, and of whoever has it."""
    case, asset = found.row, device_of(found.row)
    told = shown.notes_of(case.contact, asset, user_of(request))
    context = {
        "case": case,
        "asset": asset,
        "cover": shown.cover_of(asset, case_id=case.pk) if asset is not None else None,
        "notes": told,
        "unread": any(one.note.is_new for one in told),
        "contracts": shown.contracts_of(asset, job=f"case:{case.pk}") if asset is not None else (),
    }
    return render(request, "web/entitled/_case.html", context)


def device_of(case: Case) -> Asset | None:
    """The device of a case, with its product, place and owner."""
    if case.asset_id is None:
        return None
    found = Asset.objects.select_related("product", "site", "owner").defer("terms", "owner__terms")
    return found.filter(pk=case.asset_id).first()


@require_POST
@guarded("cases.work", find=found_case)
def again(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """Decide anew: something that it stood on was put right."""
    case, asset = found.row, device_of(found.row)
    if asset is None:
        raise NotFound(case.pk)
    _decide_anew(request, case, asset, case.opened_at)
    return done(_("Decided anew, as of when the case began"), stirs=STIRS)


@require_POST
@guarded("cases.work", find=found_case)
def read(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """He has read the notes: they are quiet for him with this person."""
    case = found.row
    new = [one.note.row for one in shown.notes_of(case.contact, device_of(case), user_of(request))]
    notes.have_read(new, contact=case.contact, user=user_of(request))
    return done(_("Noted"), stirs=STIRS)


@both
@guarded("cases.work", find=found_case)
def note(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """Write what everybody must know of this customer, his organisation, the place or the device."""
    case, asset = found.row, device_of(found.row)
    known = _subjects(case, asset)

    def act() -> str:
        about = known.get(request.POST.get("about", ""))
        if about is None:
            raise Invalid(_("Choose of whom or what."), field="about")
        row = notes.write_handling(
            about,
            kind=request.POST.get("kind", ""),
            text=request.POST.get("text", ""),
            ends=_end_of(request.POST.get("ends", "")),
            user=user_of(request),
            by=actor_of(request),
        )
        notes.have_read([row], contact=case.contact, user=user_of(request))
        return _("Everybody sees it from now on")

    return asked(
        request,
        "web/entitled/_note.html",
        act,
        stirs=STIRS,
        about=None,
        subjects=[(key, str(one)) for key, one in known.items()],
        kinds=Handling.Kind.choices,
    )


def _subjects(case: Case, asset: Asset | None) -> dict[str, notes.About]:
    known: dict[str, notes.About] = {"contact": case.contact}
    if case.contact.company is not None:
        known["company"] = case.contact.company
    if asset is not None:
        known["asset"] = asset
        if asset.site is not None:
            known["site"] = asset.site
    return known


def _end_of(text: str) -> datetime | None:
    if not text:
        return None
    return notes.end_of_day(day_typed(text))


def day_typed(text: str, field: str = "ends") -> date:
    """A day as a form sends it. Raises Invalid."""
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise Invalid(_("Choose a day."), field=field)
    return day


@require_POST
@guarded("cases.work", find=found_case)
def note_end(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """One of the notes that are shown beside this case holds no longer."""
    case = found.row
    here = shown.notes_of(case.contact, device_of(case), user_of(request))
    chosen = request.POST.get("note", "")
    row = next((one.note.row for one in here if str(one.note.row.pk) == chosen), None)
    if row is not None:  # else somebody ended it before
        notes.end_handling(row, user=user_of(request), by=actor_of(request))
    return done(_("It is shown no longer"), stirs=STIRS)


@require_POST
@guarded("cases.work", find=found_case)
def use(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """This case takes one of what the contract gives; a second tap changes nothing."""
    contract = _contract(found.row, request.POST.get("contract", ""))
    what, job = request.POST.get("what", ""), f"case:{found.row.pk}"
    quotas.use_quota(contract, what=what, job=job, by=actor_of(request))
    return done(_("Counted for this case"), stirs=STIRS)


def _contract(case: Case, chosen: str) -> Contract:
    contract = _chosen(case, chosen)
    if contract is None:
        raise Invalid(_("This contract is not about the device of this case."))
    return contract


def _chosen(case: Case, chosen: str) -> Contract | None:
    asset = device_of(case)
    given = shown.contracts_of(asset) if asset is not None else []
    return next((one.row for one in given if str(one.row.pk) == chosen), None)


@both
@guarded("cases.work", find=found_case)
def use_back(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """What this case took of a contract is given back, with a reason: it was counted by mistake."""
    told = request.POST if request.method == "POST" else request.GET
    chosen, what = told.get("contract", ""), told.get("what", "")
    shown_one = _chosen(found.row, chosen)

    def act() -> str:
        contract = _contract(found.row, chosen)
        job, why = f"case:{found.row.pk}", request.POST.get("why", "")
        quotas.give_back(contract, what=what, job=job, why=why, by=actor_of(request))
        return _("Given back")

    return asked(
        request,
        "web/entitled/_use_back.html",
        act,
        stirs=STIRS,
        chosen=chosen,
        name=in_language(shown_one.names, html_lang()) or shown_one.key if shown_one else "",
        what=what,
        label=dict(Quota.What.choices).get(what, ""),
    )


@both
@guarded("cases.work", find=found_case)
def cover_anyway(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """Cover the device in goodwill, with a reason."""
    case, asset = found.row, device_of(found.row)
    if asset is None:
        raise NotFound(case.pk)

    def act() -> str:
        gift = goodwill.Gift(
            amount=_sum(request.POST.get("amount", "")),
            currency=request.POST.get("currency", "").strip().upper()[:3],
            reason=request.POST.get("reason", ""),
            until=day_typed(request.POST.get("until", ""), "until"),
            case=case.pk,
        )
        try:
            goodwill.give_goodwill(asset, gift, user=user_of(request), by=actor_of(request))
        except goodwill.TooMuch as error:
            raise Invalid(error.message, field="amount") from error
        _decide_anew(request, case, asset, now())
        return _("Covered in goodwill")

    return asked(
        request,
        "web/entitled/_goodwill.html",
        act,
        stirs=STIRS,
        asset=asset,
        today=now(),
        limits=_limits(user_of(request).role),
    )


def _decide_anew(request: HttpRequest, case: Case, asset: Asset, moment: datetime) -> None:
    by = actor_of(request)
    told = decide(asset, at=moment)
    row = write_decision(asset, told, at=moment, case=case.pk, by=by)
    decide_again(row, told, at=moment, by=by)


def _sum(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", "").strip() or "0")
    except InvalidOperation as error:
        raise Invalid(_("Type a sum."), field="amount") from error


def _limits(role: str) -> list[str]:
    found = GoodwillLimit.objects.filter(role=role).order_by("currency")
    return [f"{one.most:,.2f} {one.currency}" for one in found]
