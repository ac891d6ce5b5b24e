"""S8: a car at two years and eleven months with 79,900 km on the last reading, 240 km a day. Its warranty ends by
distance, tomorrow; its owner is told today, and offered an appointment before it does."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from lxml import html

from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case
from makegood.care.promises.models import Promise
from makegood.contact.channels.models import Outgoing
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops.usage_to_entitlement import tell_whose_warranty_ends
from makegood.records.assets.models import Asset, Product
from makegood.records.assets.operations import Details, enter_asset, note_usage
from makegood.records.customers.models import Contact
from makegood.records.customers.operations import Sender, identify_many
from makegood.records.entitlements.models import Decided, Ending
from makegood.records.entitlements.operations import NewTerms, keep_terms
from makegood.records.entitlements.queries import outlook_of
from makegood.records.privacy.operations import wish
from tests.stories.stage import SHANGHAI, Desk, link_in, stage, words_of

WORDS = {
    "en": ("tomorrow", "80,000 km", "79,900 km", "240 km"),
    "zh-Hans": ("明天", "80,000", "79,900", "240", "EV-3 轿车", "保修"),
    "zh-Hant": ("明天", "80,000", "79,900", "240", "EV-3 轎車", "保固"),
}
BOUGHT = date(2023, 12, 22)  # two years and eleven months before
START = datetime(2026, 11, 22, 16, 40, tzinfo=SHANGHAI)


def car() -> Product:
    return Product.objects.create(
        key="car",
        model="EV-3",
        counter="km",
        names={"en": "EV-3", "zh-Hans": "EV-3 轿车", "zh-Hant": "EV-3 轎車"},
    )


def owner_of(language: str) -> Contact:
    sender = Sender("mail", "wang@mail.test", "Wang", language, "Asia/Shanghai", verified=True)
    [owner] = identify_many([sender], by=SYSTEM)
    Contact.objects.filter(pk=owner.pk).update(language=language)
    owner.refresh_from_db()
    return owner


def bought_by(owner: Contact, product: Product) -> Asset:
    details = Details(product=product, bought_on=BOUGHT)
    return enter_asset("LSV-0001", details=details, owner=owner, by=SYSTEM)


def driven(asset: Asset, until: datetime) -> None:
    """Read every week by the workshop and by himself, 240 km a day, 79,900 km now."""
    for weeks in range(6, -1, -1):
        value = 79_900 - weeks * 7 * 240
        note_usage(
            asset, value=value, at=until - timedelta(weeks=weeks), source="customer", by=SYSTEM
        )


@pytest.mark.usefixtures("real_commits")
@pytest.mark.parametrize("language", WORDS)
def test_the_owner_is_told_today_and_has_an_appointment_before_it_ends(language, inbox, settle):
    with stage(settle, inbox, language=language, start=START) as play:
        lin = play.hire("lin")
        product, owner = car(), owner_of(language)
        keep_terms(product, NewTerms(months=36, usage=80_000, tell=14), by=SYSTEM)
        asset = bought_by(owner, product)
        settle()
        assert inbox.mails == []  # a month before its end by time nothing is said
        assert outlook_of(asset).ends_on == date(2026, 12, 22)

        driven(asset, now())
        settle()
        outlook = outlook_of(asset)
        assert (outlook.ends_by, outlook.ends_on) == ("usage", date(2026, 11, 23))
        play.minutes(2)
        [told] = inbox.texts()
        for words in WORDS[language]:
            assert words in told
        assert inbox.newest()["To"] == "wang@mail.test"
        assert Outgoing.objects.get().automatic
        play.minutes(3)
        note_usage(asset, value=79_950, at=now(), source="customer", by=SYSTEM)
        play.minutes(3)
        assert len(inbox.mails) == 1  # once for this ending, however it moves

        path = link_in(told, "e")
        customer = Client(HTTP_ACCEPT_LANGUAGE=language)
        page = html.fromstring(customer.get(path).content.decode())
        shown = page.text_content()
        assert "80,000" in shown
        assert "79,950" in shown
        [form] = page.xpath("//form[.//input[@name='choice']]")
        assert not form.xpath(".//input[@name='choice'][@checked]")
        yes = {"choice": "yes", "words": "It pulls to the left."}
        for _tap in range(2):
            assert customer.post(form.get("action"), yes).status_code == 302
        settle()

        case = Case.objects.get()
        assert (case.asset, case.contact, case.language) == (asset, owner, language)
        assert case.next_deadline > now()
        appointment = case.promises.get(kind=Promise.Kind.CONTRACT)
        assert now() < appointment.due < datetime.combine(date(2026, 11, 24), time(), SHANGHAI)
        decided = Decided.objects.get(case=case.pk)
        assert (decided.covered, decided.ends_by) == (True, "usage")
        assert decided.stood_on["total"] == 79_950
        assert Ending.objects.get().state == Ending.State.ACCEPTED
        assert case.owner == lin

        play.to(9, 0, days=3)
        beside = Desk(play.firm.lead, case.pk).get(f"/cases/{case.pk}/entitlement/")
        assert "80,000" in beside  # what was decided in time still stands
        assert violations() == {}


@pytest.mark.usefixtures("real_commits")
def test_who_wants_only_what_we_owe_is_not_written_to(inbox, settle):
    with stage(settle, inbox, language="en", start=START) as play:
        product, owner = car(), owner_of("en")
        wish(owner, only_owed=True, no_surveys=False, by=SYSTEM)
        keep_terms(product, NewTerms(months=36, usage=80_000), by=SYSTEM)
        driven(bought_by(owner, product), now())
        play.minutes(2)
        assert inbox.mails == []
        assert Ending.objects.get().state == Ending.State.UNWANTED


@pytest.mark.usefixtures("real_commits")
def test_in_his_quiet_hours_it_waits_until_they_end(inbox, settle):
    with stage(settle, inbox, language="en", start=START) as play:
        product, owner = car(), owner_of("en")
        wish(owner, only_owed=False, no_surveys=False, quiet=(time(16), time(18)), by=SYSTEM)
        keep_terms(product, NewTerms(months=36, usage=80_000), by=SYSTEM)
        driven(bought_by(owner, product), now())
        play.minutes(2)
        assert inbox.mails == []
        assert Outgoing.objects.get().state == Outgoing.State.QUEUED
        play.to(18, 1)
        assert len(inbox.mails) == 1


@pytest.mark.usefixtures("real_commits")
def test_a_worker_that_dies_in_the_middle_tells_him_once(inbox, settle, monkeypatch):
    with stage(settle, inbox, language="en", start=START) as play:
        product, owner = car(), owner_of("en")
        keep_terms(product, NewTerms(months=36, usage=80_000), by=SYSTEM)
        asset = bought_by(owner, product)
        settle()
        driven(asset, now())

        def dies(*_args: object, **_more: object) -> None:
            raise KeyboardInterrupt

        play.time.advance(timedelta(minutes=1))
        module = "makegood.loops.usage_to_entitlement"
        with monkeypatch.context() as broken:
            broken.setattr(f"{module}.endings.note_told", dies)
            with pytest.raises(KeyboardInterrupt):
                play.minutes(2)
        assert not Ending.objects.exists()
        assert not Outgoing.objects.exists()
        play.minutes(2)
        assert len(inbox.mails) == 1
        assert tell_whose_warranty_ends() == 0
        assert words_of(inbox.newest())
