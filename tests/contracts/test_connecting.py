"""An administrator connects a channel in the browser, sees what a test found, and sends again what failed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from makegood.base.access import sealing
from makegood.contact.channels.models import Account, Outgoing, Standing, Template
from makegood.contact.channels.operations import in_trouble, make_account
from makegood.contact.channels.queries import account_view
from makegood.kernel.clock import VirtualClock
from makegood.records.customers.models import Handle
from makegood.web.settings.faces import face_of, is_connecting, place
from tests.contracts.stand import Stand
from tests.matrix.house import signed_in

State = Outgoing.State


def administrator(at: Stand) -> Client:
    return signed_in(at.lanhe.hire("boss", role="administrator"))


def typed(at: Stand, **more: str) -> dict[str, str]:
    """What is typed into the form, secrets in the open."""
    face = face_of(at.far.kind)
    assert face is not None
    told = {"address": at.far.usual, "name": "Lanhe", "language": "en"}
    for blank in face.blanks:
        value = place(at.far.settings, blank.name) or ""
        open_value = sealing.unseal(value, purpose=at.far.kind) if blank.secret and value else value
        if open_value:
            told[blank.name] = str(open_value)
    return {**told, "queue": str(at.lanhe.queue.pk), **more}


def test_it_is_connected_by_a_form_and_its_secrets_are_seen_by_nobody_again(at: Stand):
    boss = administrator(at)
    Account.objects.filter(pk=at.account.pk).update(address="another")
    new = reverse("settings:channel_new", args=[at.far.kind])
    assert boss.get(new).status_code == 200
    answer = boss.post(new, typed(at, act="save"))
    made = Account.objects.get(kind=at.far.kind, address=at.far.usual)
    assert answer["Location"] == reverse("settings:channel", args=[made.pk])
    page = boss.get(answer["Location"]).content.decode()
    assert account_view(made).hook in page
    face = face_of(at.far.kind)
    assert face is not None
    for blank in face.blanks:
        if blank.secret:
            kept, was = made.settings[blank.name], at.far.settings[blank.name]
            assert kept.startswith("sealed:")
            secret = sealing.unseal(was, purpose=at.far.kind)
            assert sealing.unseal(kept, purpose=at.far.kind) == secret
            assert secret not in page
            assert kept not in page


def test_its_test_says_what_happened(at: Stand):
    boss, url = administrator(at), reverse("settings:channel", args=[at.account.pk])
    page = boss.post(url, typed(at, act="test")).content.decode()
    assert 'class="ok"' in page
    at.shut = 5
    page = boss.post(url, typed(at, act="test")).content.decode()
    assert 'class="late"' in page
    assert "127.0.0.1" in page
    assert at.far.got == []


def test_a_provider_that_can_be_told_is_told_our_address(at: Stand):
    face = face_of(at.far.kind)
    if is_connecting(face):
        url = reverse("settings:channel", args=[at.account.pk])
        page = administrator(at).post(url, {"act": "connect"}).content.decode()
        assert 'class="ok"' in page
        assert any("setWebhook" in asked for _method, asked in at.asked)
    else:
        assert account_view(at.account).hook in str(
            [one.value for one in face.copies(account_view(at.account))]
        )  # type: ignore[union-attr]


def test_what_did_not_leave_is_listed_and_sent_again(at: Stand):
    boss, url = (
        administrator(at),
        reverse("settings:channel_undelivered", args=[at.account.pk]),
    )
    at.says()
    outgoing = at.answers()
    at.far.troubles = [at.far.trouble("permanent")]
    assert at.leaves(outgoing) == State.FAILED
    assert outgoing.recipient in boss.get(url).content.decode()
    boss.post(url, {"act": "all"})
    outgoing.refresh_from_db()
    assert outgoing.state == State.QUEUED
    assert at.leaves(outgoing) == State.SENT
    assert outgoing.recipient not in boss.get(url).content.decode()


def test_what_may_have_arrived_is_decided_one_by_one(at: Stand):
    at.says()
    outgoing = at.answers()
    Outgoing.objects.filter(pk=outgoing.pk).update(state=State.UNCERTAIN)
    boss, url = (
        administrator(at),
        reverse("settings:channel_undelivered", args=[at.account.pk]),
    )
    boss.post(url, {"act": "all"})
    boss.post(url, {"act": "arrived", "id": "not-a-name"})
    outgoing.refresh_from_db()
    assert outgoing.state == State.UNCERTAIN
    boss.post(url, {"act": "arrived", "id": str(outgoing.pk)})
    outgoing.refresh_from_db()
    assert outgoing.state == State.SENT


def test_how_the_connection_is_stands_on_its_page(at: Stand):
    boss, url = administrator(at), reverse("settings:channel", args=[at.account.pk])
    assert "never" in boss.get(url).content.decode()
    at.says()
    assert Standing.objects.get(pk=at.account.pk).heard_at is not None
    in_trouble(at.account.pk, reason="the token has ended")
    assert "the token has ended" in boss.get(url).content.decode()


@pytest.mark.parametrize("at", ["whatsapp"], indirect=True)
def test_templates_are_fetched_and_one_is_sent_when_the_window_has_closed(
    at: Stand, clock: VirtualClock
):
    administrator(at).post(reverse("settings:channel", args=[at.account.pk]), {"act": "wordings"})
    assert Template.objects.filter(is_active=True).count() == 2
    at.says()
    agent, case = signed_in(at.lanhe.lead), at.case()
    window = reverse("web:window", args=[case.pk])
    assert "Reply window" in agent.get(window).content.decode()
    clock.advance(timedelta(hours=25))
    template = Template.objects.get(language="en")
    page = agent.get(window, {"template": template.pk, "place-0": "Wang"}).content.decode()
    assert 'value="Wang"' in page
    send, form = (
        reverse("web:wording", args=[case.pk]),
        {"template": template.pk, "version": at.case().version, "once": "a" * 24},
    )
    assert agent.post(send, form).status_code == 422
    form |= {"place-0": "Wang", "place-1": "pump 7"}
    for _time in range(2):
        assert agent.post(send, form).status_code == 200
    outgoing = Outgoing.objects.get()
    assert outgoing.envelope["template"]["fields"] == ["Wang", "pump 7"]
    assert outgoing.envelope["text"] == "Hello Wang, there is news about pump 7."


@pytest.mark.parametrize("at", ["telegram", "wecom"], indirect=True)
def test_a_channel_without_templates_says_so_and_refuses_in_words(at: Stand, clock: VirtualClock):
    at.says()
    agent, case = signed_in(at.lanhe.lead), at.case()
    clock.advance(timedelta(hours=49))
    page = agent.get(reverse("web:window", args=[case.pk])).content.decode()
    words = {"text": "We come.", "version": at.case().version, "once": "b" * 24}
    answer = agent.post(reverse("web:replies", args=[case.pk]), words)
    closed = at.far.kind == "wecom"
    assert ("The reply window has closed" in page) == closed
    assert answer.status_code == (409 if closed else 200)


@pytest.mark.parametrize("at", ["whatsapp"], indirect=True)
def test_when_the_window_has_closed_he_is_answered_at_the_address_he_named(
    at: Stand, clock: VirtualClock
):
    at.says("Pump 7 shows E41. My mail is wang@kunde.example")
    agent, case = signed_in(at.lanhe.lead), at.case()
    window = reverse("web:window", args=[case.pk])
    ours = make_account(
        kind="email", address="help@lanhe.example", name="Lanhe", queue=at.lanhe.queue
    )
    assert "wang@kunde.example" not in agent.get(window).content.decode()
    clock.advance(timedelta(hours=25))
    page = agent.get(window).content.decode()
    key = f"{ours.pk}:wang@kunde.example"
    assert f'value="{key}" form="compose-reply"><span ' in page  # not chosen by itself
    assert "only named, not proven" in page
    send, words = reverse("web:replies", args=[case.pk]), {"text": "We come.", "once": "c" * 24}
    assert agent.post(send, {**words, "version": at.case().version}).status_code == 409
    forged = {**words, "version": at.case().version, "further": f"{ours.pk}:other@kunde.example"}
    assert agent.post(send, forged).status_code == 422
    form = {**words, "version": at.case().version, "further": key, "once": "d" * 24}
    for _time in range(2):
        assert agent.post(send, form).headers["HX-Redirect"] == f"/cases/{case.pk}/"
    outgoing = Outgoing.objects.get()
    assert (outgoing.account, outgoing.recipient) == (ours, "wang@kunde.example")
    assert case.strands.get(primary=True).conversation.account == at.account
    opened = agent.get(reverse("web:case", args=[case.pk])).content.decode()
    assert opened.index("wang@kunde.example</option>") < opened.index("WhatsApp</option>")
    assert not Handle.objects.filter(value="wang@kunde.example").exists()


@pytest.mark.parametrize("at", ["wecom"], indirect=True)
def test_when_the_window_has_closed_and_nothing_else_is_known_it_says_so(
    at: Stand, clock: VirtualClock
):
    at.says()
    agent, case = signed_in(at.lanhe.lead), at.case()
    clock.advance(timedelta(hours=49))
    page = agent.get(reverse("web:window", args=[case.pk])).content.decode()
    assert "No other address of this customer is known" in page


@pytest.mark.parametrize("at", ["whatsapp"], indirect=True)
def test_addresses_of_kinds_that_nothing_connects_are_folded_away(at: Stand):
    Account.objects.create(kind="pigeon", address="loft-7", name="Loft", queue=at.lanhe.queue)
    page = administrator(at).get(reverse("settings:channels")).content.decode()
    assert page.index(at.account.address) < page.index("<details><summary>1 of a kind")
    assert page.index("<details><summary>1 of a kind") < page.index("loft-7")
