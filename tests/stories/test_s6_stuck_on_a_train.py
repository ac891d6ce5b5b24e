"""S6: no paper in the train's toilet. A post on a social network, from a tablet, at speed: known as urgent and
for hands, with the crew of that train within a minute, answered in two, thanked in public; and nobody asks for
a number. In three languages."""

import base64
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

import pytest
from django.test import Client

from makegood.adapters.webhook.adapter import PURPOSE
from makegood.adapters.webhook.signing import checked, headers
from makegood.base.access import sealing
from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import make_policy
from makegood.contact.channels.operations import make_account
from makegood.contact.channels.queries import hook_of
from makegood.contact.conversations.models import Message
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now
from makegood.records.people import operations as people
from tests.make import company
from tests.stories.stage import Desk, later

SECRET = "between the network and us"
PIXEL = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
).decode()
WORDS = {
    "en": ("Train G1234, coach 5, toilet: no paper! Help!", "Paper is on its way to coach 5."),
    "zh-Hans": ("G1234次列车5号车厢厕所没有纸，急！", "纸马上送到5号车厢。"),
    "zh-Hant": ("G1234次列車5號車廂廁所沒有衛生紙，急！", "衛生紙馬上送到5號車廂。"),
}
ASKS_FOR_A_NUMBER = re.compile(
    r"ticket|number|booking|M-\d|/s/|https?:|票号|票號|编号|編號|号码|號碼|订单|訂單", re.IGNORECASE
)


class Network(BaseHTTPRequestHandler):
    """The social network, as it takes what we post: signed, and each once."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        given = {name.lower(): value for name, value in self.headers.items()}
        id = checked(SECRET, headers=given, body=body, at=int(given["webhook-timestamp"]))
        self.server.taken[id] = json.loads(body)["data"]  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Says nothing."""


@contextmanager
def network() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Network)
    server.taken = {}  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(10)


def posted(account, post: str, **data: object) -> None:
    """The network delivers a post, twice, as networks do."""
    told = {"id": post, "from": {"id": "u-7", "name": "Tim"}, "public": True, **data}
    body = json.dumps({"type": "message.created", "data": told}).encode()
    signed = headers(SECRET, id=post, moment=int(now().timestamp()), body=body)
    for _n in range(2):
        answer = Client().post(
            urlsplit(hook_of(account)).path,
            body,
            content_type="application/json",
            headers=signed,
        )
        assert answer.status_code == 202, answer.content


def the_crew_s_queue(lanhe, language):
    """What the administrator has set up in his browser, and who is on the train."""
    team = people.make_team(key="g1234", names={"en": "Crew of G1234", "zh-Hans": "G1234乘务组"})
    queue = people.make_queue(
        key="g1234", names=team.names, team=team, duty_lead=lanhe.lead, by=SYSTEM
    )
    crew = {}
    for name in ("lin", "off"):
        crew[name] = people.hire(
            email=f"{name}@lanhe.test",
            name=name.title(),
            role="agent",
            teams=[team],
            language=language,
            by=SYSTEM,
        )
    people.set_presence(crew["lin"], state="available", by=SYSTEM)
    people.set_presence(crew["off"], state="away", by=SYSTEM)
    make_policy(queue=queue, priority=1, first_answer=2, next_answer=10, by=SYSTEM)
    boss = people.hire(email="a@lanhe.test", name="A", role="administrator", by=SYSTEM)
    browser = Client()
    browser.force_login(boss)
    rule = {"name": "G1234", "queue": queue.pk, "words": "G1234", "urgency": 1, "physical": "on"}
    tried = browser.post(
        "/settings/routing/new/", {**rule, "look": "", "said": WORDS[language][0]}
    ).content.decode()
    assert 'class="ok"' in tried
    assert "G1234" in tried
    assert browser.post("/settings/routing/new/", rule).status_code == 302
    return queue, crew["lin"]


@pytest.mark.usefixtures("real_commits")
@pytest.mark.parametrize("language", WORDS)
def test_paper_comes_to_the_train_and_thanks_are_read_by_everybody(language, settle):
    words, answer = WORDS[language]
    virtual = VirtualClock(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    with clock.use(virtual), network() as far:
        lanhe = company()
        account = make_account(
            kind="webhook",
            address="network",
            name="Network",
            queue=lanhe.queue,
            language=language,
            settings={
                "secret": sealing.seal(SECRET, purpose=PURPOSE),
                "url": f"http://127.0.0.1:{far.server_port}/posts",
            },
        )
        queue, lin = the_crew_s_queue(lanhe, language)
        people.seen(lin.pk)
        began = now()
        photo = {"name": "toilet.png", "type": "image/png", "content": PIXEL}
        posted(account, "post-1", text=words, files=[photo])
        virtual.advance(timedelta(seconds=5))
        settle()

        case = Case.objects.get()
        assert (case.queue, case.owner, case.urgency, case.language) == (queue, lin, 1, language)
        assert case.opened_at - began < timedelta(minutes=1)
        first = case.promises.get(kind=Promise.Kind.FIRST_ANSWER)
        assert first.due - case.opened_at == timedelta(minutes=2)
        heard = Message.objects.get()
        assert heard.files.count() == 1
        desk = Desk(lin, case.pk)
        why = unescape(desk.get(f"/cases/{case.pk}/understood/"))
        assert "G1234" in why
        assert any(sign["words"] in why for sign in case.first_reading.signs)

        page = desk.get(f"/cases/{case.pk}/")
        [talk] = re.findall(r'name="everybody" value="(\d+)"', page)
        virtual.advance(timedelta(seconds=40))
        desk.reply(answer, code=409)  # nobody told him that everybody reads it
        assert desk.act("replies", code=200, text=answer, once="one", everybody=talk)
        later(settle)
        first.refresh_from_db()
        assert first.state == Promise.State.KEPT
        assert first.ended_at - case.opened_at < timedelta(minutes=2)
        [said] = far.taken.values()
        assert (said["text"], said["public"], said["thread"], said["to"]) == (
            answer,
            True,
            "post-1",
            "u-7",
        )

        desk.post(f"/cases/{case.pk}/thanks/", text="Too early", code=409)
        virtual.advance(timedelta(minutes=10))
        desk.act("resolution", text="")
        draft = unescape(
            re.search(
                r"<textarea[^>]*name=\"text\"[^>]*>(.*?)</textarea>",
                desk.get(f"/cases/{case.pk}/thanks/"),
                re.S,
            )[1]
        )
        assert "Tim" in draft
        secret = f"{draft} tim.parents@mail.test"
        desk.post(f"/cases/{case.pk}/thanks/", text=secret, code=422)
        for _n in range(2):
            desk.post(f"/cases/{case.pk}/thanks/", text=draft)
        later(settle)
        assert [one["text"] for one in far.taken.values()] == [answer, draft.strip()]
        for days in (2, 5, 9):
            with clock.use(VirtualClock(now() + timedelta(days=days))):
                settle()
        assert len(far.taken) == 2  # neither question, nor reminder, nor a third word
        assert not any(ASKS_FOR_A_NUMBER.search(one["text"]) for one in far.taken.values())
        assert desk.case.status == Case.Status.CLOSED
        assert violations() == {}
