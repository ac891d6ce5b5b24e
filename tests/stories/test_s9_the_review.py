"""S9: "Broke after two days, shop does nothing", one star. From the marketplace's delivery to the answer
that stands there, to a mail to the customer, to one polite question; in three languages."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.test import Client

from makegood.adapters.email.tests.make import another_mailbox, open_door, post
from makegood.adapters.reviews.secrets import seal
from makegood.adapters.reviews.signing import SIGNATURE, TIME, is_signed, signature
from makegood.base.invariants.checks import violations
from makegood.care.feedback.models import KIND, Review
from makegood.contact.channels.operations import make_account
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now
from makegood.records.people import operations as people
from tests.make import company
from tests.stories.stage import Desk, later, link_in, say, words_of, written

SECRET = "between the shop and us"
WORDS = {
    "en": (
        "Television 55Q8 flickers",
        "It flickers.",
        "Broke after two days, shop does nothing",
        "utf-8",
    ),
    "zh-Hans": ("电视55Q8一直闪", "一直闪。", "用了两天就坏了，店家不理人", "gb18030"),
    "zh-Hant": ("電視55Q8一直閃", "一直閃。", "用了兩天就壞了，店家不理人", "big5"),
}


class Shop(BaseHTTPRequestHandler):
    """The marketplace, as it takes answers: signed, and each once."""

    taken: dict[str, dict[str, str]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        moment, given = self.headers[TIME], self.headers[SIGNATURE]
        good = is_signed(SECRET, moment, body, given, at=int(moment))
        if good:
            self.server.taken[self.headers["Idempotency-Key"]] = json.loads(body)  # type: ignore[attr-defined]
        self.send_response(200 if good else 401)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Says nothing."""


@contextmanager
def open_shop() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Shop)
    server.taken = {}  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(10)


def deliver(**told: object) -> int:
    body = json.dumps({"reviews": [told]}).encode()
    moment = str(int(now().timestamp()))
    headers = {TIME: moment, SIGNATURE: signature(SECRET, moment, body)}
    return (
        Client()
        .post("/hooks/reviews/shop/", body, content_type="application/json", headers=headers)
        .status_code
    )


@pytest.mark.usefixtures("real_commits")
@pytest.mark.parametrize("language", WORDS)
def test_a_bad_review_is_answered_put_right_and_asked_about_once(language, inbox, settle):
    subject, text, review_words, charset = WORDS[language]
    lanhe = company()
    lin = lanhe.hire("lin", language=language)
    people.set_presence(lin, state="available", by=SYSTEM)
    smtp = {"host": "127.0.0.1", "port": inbox.port, "security": "none"}
    another_mailbox(lanhe.queue, "billing@lanhe.test", smtp=smtp)

    with open_door() as door, open_shop() as shop:
        place = {
            "secret": seal(SECRET),
            "post_url": f"http://127.0.0.1:{shop.server_port}/answers",
            "inside": True,
        }
        make_account(
            kind=KIND,
            address="shop",
            name="Shop",
            queue=lanhe.queue,
            language=language,
            settings=place,
        )
        post(door, written(subject, text, charset), to="billing@lanhe.test")
        settle()
        told = {"id": "r-77", "rating": 1, "text": review_words, "product": "55Q8"}
        told |= {"author": "Customer", "language": language, "url": "https://shop.test/r-77"}
        assert deliver(**told) == deliver(**told) == 202
        settle()

        review = Review.objects.get()
        assert (review.state, review.case.owner, review.customer) == ("owed", lin, None)
        assert review.case.promises.filter(kind="task", due=review.answer_due).exists()
        desk = Desk(lin, review.case_id)
        beside = desk.get(f"/cases/{review.case_id}/reviews/")
        assert "55Q8" in beside  # the evidence, and nobody was joined by it
        match = review.matches.get()

        dialog = desk.get(f"/reviews/{review.pk}/answer/")
        draft = unescape(
            re.search(r"<textarea[^>]*name=\"text\"[^>]*>(.*?)</textarea>", dialog, re.S)[1]
        )
        assert "55Q8" in draft
        desk.post(f"/reviews/{review.pk}/answer/", text=draft)
        later(settle)
        [answer] = shop.taken.values()
        assert (answer["review"], answer["answer"]) == ("r-77", draft.strip())
        review.refresh_from_db()
        assert review.state == "answered"

        desk.post(f"/reviews/matches/{match.pk}/", it="yes")
        bought = "A voucher for you if you change your review"
        desk.post(f"/reviews/{review.pk}/private/", text=bought, code=422)
        desk.post(f"/reviews/{review.pk}/private/", text="A new set comes tomorrow.")
        later(settle)
        assert "A new set comes tomorrow." in inbox.texts()[-1]

        desk.act("resolution", text="")
        later(settle)
        customer = Client(HTTP_ACCEPT_LANGUAGE=language)
        say(customer, link_in(words_of(inbox.newest())), solved="yes", words="")
        settle()
        assert desk.case.status == "closed"
        before = len(inbox.mails)
        for days in (4, 8, 12):
            with clock.use(VirtualClock(clock.now() + timedelta(days=days))):
                settle()
        [asked] = inbox.texts()[before:]
        assert "https://shop.test/r-77" in asked
        assert violations() == {}
