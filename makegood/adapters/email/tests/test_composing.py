"""The bytes that leave: exactly the fields that we set, whatever the texts hold."""

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.adapters.email.composing import Enclosed, Letter, Unsendable, compose
from makegood.adapters.email.guard import check

LETTER = Letter(
    sender_name="Lanhe Service",
    sender="support@example.com",
    recipient="wang@mail.test",
    subject="Re: 净水器",
    message_id="<0123456789abcdef0123456789abcdef.abc@example.com>",
    date=datetime(2026, 11, 22, 10, 0, tzinfo=UTC),
    text="您好，\n\n我们周五来。\n.\nBest",
    html="<p>您好</p>",
    in_reply_to="<a@mail.test>",
    references=("<z@mail.test>", "<a@mail.test>"),
    loop_mark="makegood-x",
)
NAMES = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "X-Loop",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
]


def read(raw: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def test_another_program_reads_what_we_wrote():
    picture = Enclosed(name="照片 1.jpg", type="image/jpeg", content=bytes(range(256)) * 40)
    raw, names = compose(replace(LETTER, files=[picture]))
    check(raw, names=names)
    found = read(raw)
    assert names == NAMES
    assert found["subject"] == "Re: 净水器"
    assert found["from"].addresses[0].display_name == "Lanhe Service"
    assert found["references"].split() == ["<z@mail.test>", "<a@mail.test>"]
    assert found.get_body(("plain",)).get_content().replace("\r\n", "\n").rstrip() == LETTER.text
    assert "您好" in found.get_body(("html",)).get_content()
    [attached] = found.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("照片 1.jpg", picture.content)


def test_a_long_subject_of_any_script_is_read_back_whole():
    for subject in ("x " * 120, "维修" * 110, "a" * 240, "ひらがな and latin " * 12):
        raw, names = compose(replace(LETTER, subject=subject))
        check(raw, names=names)
        assert " ".join(read(raw)["subject"].split()) == " ".join(subject.split())
        assert max(map(len, raw.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 300


def test_automatic_mail_says_that_it_is():
    raw, names = compose(replace(LETTER, automatic="auto-generated"))
    assert "Auto-Submitted" in names
    assert read(raw)["auto-submitted"] == "auto-generated"


@pytest.mark.parametrize("field", ["sender", "recipient"])
@pytest.mark.parametrize(
    "bad",
    [
        "",
        "x",
        "a@b@c.test",
        "a b@c.test",
        "a@c.test\r\nBcc: evil@x.test",
        "a@c.test\n",
        "<a@c.test>",
        "a@c.test,b@c.test",
        "a@\x00.test",
        "a@b\u2028.test",
    ],
)
def test_an_address_that_is_none_is_not_written_to(field, bad):
    with pytest.raises(Unsendable):
        compose(replace(LETTER, **{field: bad}))


def test_names_of_other_mails_that_are_none_are_left_out():
    raw, names = compose(
        replace(LETTER, in_reply_to="<a b@x>", references=("<a@x>\r\nBcc: e@x", "<ok@x>"))
    )
    assert "In-Reply-To" not in names
    assert read(raw)["references"] == "<ok@x>"


def test_an_address_with_a_foreign_domain_is_written_in_ascii():
    raw, _ = compose(replace(LETTER, recipient="li@例子.test"))
    assert b"To: <li@xn--fsqu00a.test>" in raw


any_text = st.text(max_size=120) | st.text(
    alphabet="\r\n\x00\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\u202e:=?_ ab", max_size=60
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
@given(subject=any_text, name=any_text, text=any_text, file=any_text, kind=any_text)
def test_no_text_makes_a_header_line(subject, name, text, file, kind):
    letter = replace(
        LETTER,
        subject=subject,
        sender_name=name,
        text=text,
        files=[Enclosed(name=file, type=kind, content=b"x")],
    )
    raw, names = compose(letter)
    check(raw, names=names)
    assert list(read(raw).keys()) == NAMES
    assert b"\r\r" not in raw.replace(b"\r\n", b"")
    assert raw.replace(b"\r\n", b"").count(b"\r") + raw.replace(b"\r\n", b"").count(b"\n") == 0


@pytest.mark.parametrize(
    "head",
    [
        b"From: a\r\nBcc: evil@x.test\r\nSubject: s",
        b"From: a\r\nSubject: s\r\n\tBcc: folded is fine\r\nBcc: x",
        b"From: a\r\nSubject: =?utf-8?q?hi=0ABcc=3A_evil=40x.y?=",
        b"From: a\r\nSubject: =?utf-8?b?aGkNCkJjYzogZXZpbEB4Lnk=?=",
        b"From: a\r\nSubject: a\nBcc: x",
        b"From: a\r\nSubject: a\rBcc: x",
        b"From: a\r\nSubject: a\x00b",
        b"From: a\r\nSubject: a\xe2\x80\xa8b",
        b"From: a\r\n \r\nSubject: s",
        b"From: a\r\nno field\r\nSubject: s",
        b"From: a\r\nSubject: " + b"x" * 1000,
        b"From: a\r\nSubject: =?nonsense?b?aGk=?=",
    ],
)
def test_the_last_look_refuses_what_hides_a_field(head):
    with pytest.raises(Unsendable):
        check(head + b"\r\n\r\nbody", names=["From", "Subject"])


def test_the_last_look_lets_an_honest_mail_pass():
    check(b"From: a\r\nSubject: =?utf-8?b?5Lit?=\r\n\r\nbody", names=["From", "Subject"])
