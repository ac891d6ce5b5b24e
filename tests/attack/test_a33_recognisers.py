"""A33: whatever reads the words of a customer takes time that grows with their length, not with its square (OTRS
CVE-2021-21439, Zulip CVE-2021-41115): every recogniser is fed what its patterns like least, at length n and 2n."""

import gc
import time
from collections.abc import Callable
from typing import Any

import pytest

from makegood.adapters.email.authentication import checks
from makegood.adapters.email.reading import addresses, headers, html_text, reports
from makegood.adapters.email.reading.parsed import OverLimit
from makegood.adapters.email.reading.read import read, words_of
from makegood.adapters.email.reading.trimming import trim
from makegood.base.privacy import rules as private
from makegood.base.privacy.naming import level, pattern_of, without
from makegood.care.feedback.reading.cells import language
from makegood.care.feedback.rules import private_in, reward_in
from makegood.care.promises.reading.tone import kind_of
from makegood.care.repeats.reading.meaning import meaning, nearness
from makegood.care.repeats.reading.naming import named
from makegood.desk.routing.reading.complaints import complaining
from makegood.desk.routing.reading.urgency import urgency_of
from makegood.desk.routing.rules import found_in
from makegood.desk.translating.rules import LONGEST, cover, differs
from makegood.kernel import text as words
from makegood.loops.review_to_customer import models_in
from makegood.records.customers.rules import normal_mail, normal_phone
from makegood.records.privacy import rules as tongues

LENGTH = 50_000
HIS = pattern_of(["wang@mail.test", "+8613812345678"], ["Wang Fang"])
assert HIS is not None


def as_mail(text: str) -> None:
    head = "From: a@b.test\r\nSubject: Re: x\r\nIn-Reply-To: <a@b>\r\nMIME-Version: 1.0\r\n"
    plain = f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    try:
        read(plain.encode("utf-8", "replace"))
    except OverLimit:
        return


RECOGNISERS: dict[str, Callable[[str], Any]] = {
    "words.fold": words.fold,
    "words.terms": words.terms,
    "words.tsvector": words.tsvector,
    "words.tsquery": words.tsquery,
    "words.clean": words.clean,
    "words.language_of": words.language_of,
    "words.shorten": lambda text: words.shorten(text, 160),
    "naming.named": named,
    "meaning": lambda text: nearness(meaning(text), meaning(text[::-1])),
    "customers.mail": normal_mail,
    "customers.phone": normal_phone,
    "urgency": urgency_of,
    "complaining": complaining,
    "routing": lambda text: found_in("G#\nrefund*\ncoach # *", text),
    "translating": lambda text: differs(text[:LONGEST], text[1:LONGEST]) and cover(text[:LONGEST]),
    "private": private.parts,
    "private.hidden": private.hidden,
    "private.his": lambda text: without(level(text), HIS),
    "language": tongues.weigh,
    "tone en": lambda text: kind_of(text, "en"),
    "tone zh": lambda text: kind_of(text, "zh"),
    "reviews.language": language,
    "reviews.reward": reward_in,
    "reviews.private": private_in,
    "reviews.models": models_in,
    "mail": as_mail,
    "mail.words": lambda text: words_of(text.splitlines(), sender="Wang", address="a@b.test"),
    "mail.trim": trim,
    "mail.html": html_text.html_lines,
    "mail.addresses": addresses.mailboxes,
    "mail.words of headers": headers.decode_words,
    "mail.ids": headers.message_ids,
    "mail.parameters": headers.parameters,
    "mail.date": headers.date_utc,
    "mail.results": lambda text: checks((text,), authserv_id="mx.test"),
    "mail.report": lambda text: reports.spoken_report(
        "bounce", headers.parse_block(b"Subject: x\n")[0], text, frozenset()
    ),
}
NASTY = [
    *(
        "a",
        "1",
        " ",
        "\n",
        "中",
        ".",
        "-",
        "@",
        "(",
        "<",
        ">",
        '"',
        "=",
        "&",
        "\\",
        "年",
        "年1",
        "aA1-",
    ),
    *(
        "a@",
        "a.",
        "a@b.",
        "1-",
        "1 ",
        "1.",
        "( ",
        "<a ",
        "<!--",
        "=?",
        "=?utf-8?q?",
        "&#",
        "x=1;",
        "a, ",
    ),
    *(
        "> ",
        ">\n",
        "\n\n",
        "- ",
        "--\n",
        "On 1 ",
        "On 1\n",
        "在2026",
        "发件人：a\n",
        "From: a\nDate: 1\n",
    ),
    *(
        "我们明天",
        "明天下午3点前",
        "by Friday ",
        "if not, ",
        "tomorrow at 3 or ",
        "I will ",
        "“",
        "（",
    ),
    *(
        "it burns ",
        "not on fire ",
        "漏电",
        "没有着火",
        "refund ",
        "M-1 ",
        "SO123456 ",
        "+86138 1234 ",
    ),
    *(
        "http://a.b/",
        "www.",
        "password: ",
        "密码是",
        "<div>",
        "<a href='",
        "</",
        "[cid:",
        "review ",
        "star ",
    ),
]


def cost(recogniser: Callable[[str], Any], text: str) -> float:
    """What it works on a text, without the sweep of all that earlier tests left behind."""
    gc.disable()
    began = time.process_time()
    try:
        recogniser(text)
        return time.process_time() - began
    finally:
        gc.enable()


@pytest.mark.parametrize("name", RECOGNISERS)
def test_time_grows_with_the_length_and_not_with_its_square(name: str):
    recogniser = RECOGNISERS[name]
    slow = {}
    for piece in NASTY:
        long = (piece * (2 * LENGTH // len(piece) + 1))[: 2 * LENGTH]
        twice = cost(recogniser, long + "!")
        if twice < 0.3:  # too little to compare, and little enough
            continue
        once = min(
            cost(recogniser, long[:LENGTH] + sign) for sign in "!?"
        )  # some remember an answer
        if twice > 3.2 * once:
            slow[piece] = (once, twice)
    assert slow == {}
