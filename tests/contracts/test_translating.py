"""A machine translates by the real protocol, played: what leaves, what comes back, and what happens when it fails."""

import json

import httpx
import pytest
from django.test import Client

from makegood.base import egress
from makegood.base.access.models import User
from makegood.base.privacy.reaching import let_guards_pass
from makegood.care.cases.models import Case
from makegood.contact.conversations.models import Message
from makegood.desk.translating import operations
from makegood.desk.translating.errors import Failed, NotWanted, Off
from makegood.desk.translating.models import Connection, Rendering, Translation
from makegood.desk.translating.ports import PURPOSE
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now, use
from makegood.loops.case_to_answer import answer
from makegood.loops.contact_to_case import file_now
from makegood.records.customers.models import Contact
from makegood.records.customers.operations import merge, part
from makegood.world.farside.libretranslate import LibreServer
from makegood.world.farside.playing import Reply, ask_of
from tests.make import Company, arrive, company

pytestmark = pytest.mark.django_db
API = "http://127.0.0.1:9/far"
CHINESE = "您好，水泵M-2417坏了，等了3天。请回 wang@example.org 或 13800138000，谢谢您的帮助"


class Wire:
    """The one egress, with the server at its other end."""

    def __init__(self) -> None:
        self.server, self.asked, self.down = LibreServer(key="k-1"), 0, False

    def exchange(
        self, method: str, url: str, *, headers, body, allowed, max_bytes
    ) -> egress.Answer:
        assert allowed == ["127.0.0.1:9"]
        self.asked += 1
        if self.down:
            raise egress.Broken("no answer")
        reply = self.server.answer(ask_of(method, url, API, headers, body or b""))
        return egress.Answer(reply.status, dict(reply.headers), reply.body)


@pytest.fixture
def us() -> Company:
    return company()


@pytest.fixture
def wire(us: Company, monkeypatch) -> Wire:
    made = Wire()
    monkeypatch.setattr(egress, "exchange", made.exchange)
    row = operations.connect(kind="libretranslate", api=API, key="k-1", is_on=True, by=SYSTEM)
    operations.try_out(row)
    made.asked = 0
    made.server.got.clear()
    return made


@pytest.fixture
def case(us: Company) -> Case:
    file_now(arrive(us.account, text=CHINESE))
    found = Case.objects.get()
    Case.objects.update(language="zh-Hans")
    found.refresh_from_db()
    return found


def browser(us: Company, language: str = "en") -> Client:
    User.objects.filter(pk=us.lead.pk).update(language=language)
    found = Client()
    found.force_login(us.lead)
    return found


def panel(us: Company, case: Case, *, post: bool = False) -> str:
    client, url = browser(us), f"/cases/{case.pk}/translation/"
    return (client.post(url) if post else client.get(url)).content.decode()


def test_nothing_is_translated_before_somebody_switches_it_on(us: Company, case: Case):
    page = panel(us, case)
    assert "Translation" not in page
    assert "hx-post" not in page
    with pytest.raises(Off):
        operations.render_words(case, "Hello", source="en", target="zh-Hans")


def test_the_translation_stands_beside_the_original_and_is_marked(us: Company, wire, case: Case):
    before = panel(us, case)
    assert wire.asked == 0  # looking asks nobody
    assert "水泵M-2417坏了" in before
    assert 'hx-trigger="load"' in before
    after = panel(us, case, post=True)
    assert 'hx-trigger="load"' not in after
    assert "Made by a machine" in after
    assert after.index("水泵M-2417坏了") < after.index("The pump M-2417is broken")
    assert wire.asked == 1
    assert panel(us, case, post=True).count("Made by a machine") == 1
    assert wire.asked == 1
    assert Message.objects.get(author="contact").text == CHINESE


def test_what_is_secret_never_leaves_and_is_there_in_the_translation(us: Company, wire, case: Case):
    panel(us, case, post=True)
    [sent] = wire.server.got
    assert "wang@example.org" not in sent
    assert "13800138000" not in sent
    assert "wang@example.org" in Translation.objects.get().text


def test_what_did_not_survive_is_said(us: Company, wire, case: Case):
    wire.server.eats = "M-2417"
    page = panel(us, case, post=True)
    assert "Not in the translation:" in page
    assert Translation.objects.get().lost == ["M-2417"]


@pytest.mark.parametrize("card", ["4111111111111111", "4111 1111 1111 1111"])
def test_what_did_not_survive_is_said_without_what_is_hidden(us: Company, wire, card: str):
    file_now(arrive(us.account, text=f"您好，水泵坏了，卡号 {card} 已经付款，请尽快处理，谢谢"))
    Case.objects.update(language="zh-Hans")
    wire.server.eats = "[[1]]"
    page = panel(us, Case.objects.get(), post=True)
    assert "Not in the translation:" in page
    assert "••••1111" in page
    assert card not in page
    assert "<bdi>4111</bdi>" not in page


def test_who_reads_the_language_is_shown_nothing(us: Company, wire, case: Case):
    client = browser(us, "zh-Hant")
    page = client.post(f"/cases/{case.pk}/translation/").content.decode()
    assert "translated-" not in page
    assert wire.asked == 0


def test_who_minds_a_machine_is_left_alone(us: Company, wire, case: Case):
    panel(us, case, post=True)
    url = f"/cases/{case.pk}/translation/wish/"
    assert browser(us).post(url, {"refused": "yes"}).status_code == 204
    assert not Translation.objects.exists()
    asked = wire.asked
    page = panel(us, case, post=True)
    assert "does not want a machine" in page
    with pytest.raises(NotWanted):
        operations.render_words(case, "Hello", source="en", target="zh-Hans")
    assert wire.asked == asked
    assert browser(us).post(url, {"refused": "no"}).status_code == 204
    assert "Made by a machine" in panel(us, case, post=True)


def test_what_was_erased_while_the_machine_read_is_not_kept(us: Company, wire, case, monkeypatch):
    def slow(*args, **told) -> egress.Answer:
        answer = wire.exchange(*args, **told)
        let_guards_pass()
        Message.objects.update(text="[…]")
        return answer

    monkeypatch.setattr(egress, "exchange", slow)
    panel(us, case, post=True)
    assert wire.asked == 1
    assert not Translation.objects.exists()


def test_what_he_does_not_want_goes_with_him_into_who_stays(us: Company, wire, case: Case):
    file_now(arrive(us.account, text="Hello", **{"from": "li@example.org"}))
    away, into = Contact.objects.order_by("pk")
    operations.refuse_machine(away, refused=True, by=SYSTEM)
    done = merge(away, into=into, by=SYSTEM)
    other = Case.objects.get(subject="Hello")
    with pytest.raises(NotWanted):
        operations.render_words(other, "x", source="en", target="zh-Hans")
    part(done, by=SYSTEM)
    assert operations.render_words(other, "Hello", source="en", target="zh-Hans").foreign == "您好"


def test_a_reply_is_looked_at_both_ways_and_nobody_sends_it_but_its_writer(us, wire, case: Case):
    client = browser(us)
    shown = client.post(f"/cases/{case.pk}/translation/reply/", {"text": "Hello, M-2417 at 9"})
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "您好, M-2417 at 9" in page
    assert page.count("Hello, M-2417 at 9") >= 2  # as he wrote it, and put back
    assert not Rendering.objects.exists()
    told = {"own": "Hello, M-2417 at 9", "foreign": "您好，M-2417，9点"}
    kept = client.post(f"/cases/{case.pk}/translation/kept/", told)
    assert kept.status_code == 204
    assert json.loads(kept["HX-Trigger"])["put"]["from"] == "#foreign"
    assert Message.objects.filter(author="staff").count() == 0
    answer(case, text=told["foreign"], user=us.lead, by=actors.user(us.lead.pk))
    assert "As it was written before it was translated" in panel(us, case)


def test_a_number_that_is_lost_is_warned_of_before_it_is_sent(us: Company, wire, case: Case):
    wire.server.eats = "1299"
    page = browser(us).post(f"/cases/{case.pk}/translation/reply/", {"text": "Hello, we pay 1299"})
    assert "Not in the translation:" in page.content.decode()
    assert "<bdi>1299</bdi>" in page.content.decode()


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (Reply(429, b'{"error": "Slowdown: 20 per 1 minute"}'), "asked too often"),
        (Reply(403, b'{"error": "Invalid API key"}'), "does not take the key"),
        (Reply(500, b'{"error": "x"}'), "answers with 500"),
        (Reply(200, b"<html>"), "cannot be read"),
        (Reply(200, b'{"translatedText": ["a", "b", "c"]}'), "cannot be read"),
        (Reply(200, b'{"translatedText": null}'), "cannot be read"),
    ],
)
def test_a_server_that_fails_is_said_to_and_then_left_alone(us: Company, wire, case, trouble, said):
    wire.server.trouble = trouble
    page = panel(us, case, post=True)
    assert said in page
    assert "Try again" in page
    asked = wire.asked
    wire.server.trouble = None
    assert "half a minute" in panel(us, case, post=True)
    assert wire.asked == asked
    with use(VirtualClock(now() + operations.RESTS)):
        assert "Made by a machine" in panel(us, case, post=True)


def test_a_server_that_cannot_be_reached_loses_nothing(us: Company, wire, case: Case):
    wire.down = True
    with pytest.raises(Failed):
        operations.render_words(case, "Hello", source="en", target="zh-Hans")
    assert Connection.objects.get().rests_until is not None
    page = browser(us).post(f"/cases/{case.pk}/translation/reply/", {"text": "Hello"})
    assert page.status_code == 409


@pytest.mark.parametrize(
    ("names", "known"),
    [
        (("en", "zh", "zt"), {"zh-Hans": "zh", "zh-Hant": "zt", "en": "en"}),
        (("en", "de"), {"en": "en"}),
    ],
)
def test_servers_of_other_years_call_chinese_otherwise(us: Company, wire, names, known):
    wire.server.names = names
    assert operations.try_out(Connection.objects.get()) == known
    assert Connection.objects.get().settings["codes"] == known


def test_an_administrator_connects_and_tests_it_in_the_browser(us: Company, wire):
    boss = us.hire("boss", role="administrator")
    client = Client()
    client.force_login(boss)
    told = {"kind": "libretranslate", "api": API, "key": "k-2", "is_on": "on", "act": "test"}
    refused = client.post("/settings/translation/", told).content.decode()
    assert "does not take the key" in refused
    assert "What you entered is saved." in refused
    page = client.post("/settings/translation/", {**told, "key": "k-1"}).content.decode()
    assert "繁體中文" in page
    assert "k-1" not in page
    kept = Connection.objects.get()
    assert "k-1" not in json.dumps(kept.settings)
    answer = client.post("/settings/translation/", {**told, "key": "", "act": "save"})
    assert answer.status_code == 302
    assert operations.try_out(Connection.objects.get())
    wrong = client.post("/settings/translation/", {**told, "api": "ftp://x"})
    assert wrong.status_code == 422


def test_the_adapter_speaks_to_no_address_that_was_not_entered(us: Company, monkeypatch):
    row = operations.connect(
        kind="libretranslate", api="http://169.254.169.254", key=None, is_on=True, by=SYSTEM
    )
    assert PURPOSE not in json.dumps(row.settings)

    def refuse(*_args, **_more):
        raise egress.Forbidden("169.254.169.254")

    monkeypatch.setattr(egress, "send", refuse)
    with pytest.raises(Failed, match="not an address"):
        operations.try_out(row)
    with pytest.raises(Failed):
        monkeypatch.setattr(
            egress, "send", lambda *_a, **_m: (_ for _ in ()).throw(httpx.ReadTimeout("x"))
        )
        operations.try_out(row)
