"""Sending against servers that fail at every point: nothing is sent twice by itself, nothing is forgotten."""

import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from makegood.adapters.email import sending
from makegood.adapters.email.secrets import seal
from makegood.adapters.email.tests.make import Crooked, House, mail
from makegood.base.journal.models import Entry
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Outgoing
from makegood.contact.channels.operations import LeaseLost, deliver
from makegood.contact.channels.ports import Doubtful, Undelivered
from makegood.kernel import actor as actors
from makegood.loops.case_to_answer import answer

GREETING = b"220 far ESMTP\r\n"


def polite(line: bytes, server: Crooked) -> bytes | None:
    """What a good server answers; after DATA it is silent until the dot."""
    word = line.split()[0].upper() if line.split() else b""
    if getattr(server, "in_data", False):
        if line != b".\r\n":
            return None
        server.in_data = False
        return b"250 2.0.0 taken\r\n"
    if word == b"DATA":
        server.in_data = True
        return b"354 go on\r\n"
    return {b"EHLO": b"250-far\r\n250 SIZE 1000000\r\n", b"QUIT": b"221 bye\r\n"}.get(
        word, b"250 ok\r\n"
    )


def saying(word: bytes, reply: bytes) -> Callable[[bytes, Crooked], bytes | None]:
    """Polite, but this command gets this answer."""

    def script(line: bytes, server: Crooked) -> bytes | None:
        if line.upper().startswith(word) and not getattr(server, "in_data", False):
            return reply
        return polite(line, server)

    return script


def hanging_up_at(mark: bytes) -> Callable[[bytes, Crooked], bytes | None]:
    """Polite, but the line breaks when this comes."""

    def script(line: bytes, server: Crooked) -> bytes | None:
        if line.upper().startswith(mark):
            server.hang_up()
            return None
        return polite(line, server)

    return script


@contextmanager
def far(
    script: Callable[[bytes, Crooked], bytes | None] = polite, greet: bytes = GREETING
) -> Iterator[Crooked]:
    server = Crooked(greet, script)
    try:
        yield server
    finally:
        server.close()


def send(server: Crooked, raw: bytes = b"Subject: x\r\n\r\n.dot\r\nend\r\n", **way) -> list[str]:
    handed: list[str] = []
    sending.send(
        raw,
        sender="support@example.com",
        recipient="wang@mail.test",
        way={"host": "127.0.0.1", "port": server.port, "security": "none", **way},
        handing_over=lambda: handed.append("handed over"),
    )
    return handed


def test_a_mail_leaves_as_it_is_with_its_dots_doubled_on_the_wire():
    with far() as server:
        assert send(server) == ["handed over"]
        at = (
            server.lines.index(b"DATA\r\n")
            if b"DATA\r\n" in server.lines
            else server.lines.index(b"data\r\n")
        )
        assert server.lines[at + 1 :][:5] == [
            b"Subject: x\r\n",
            b"\r\n",
            b"..dot\r\n",
            b"end\r\n",
            b".\r\n",
        ]


@pytest.mark.parametrize("word", [b"MAIL", b"RCPT", b"DATA", b"EHLO"])
@pytest.mark.parametrize(("reply", "permanent"), [(b"550 no\r\n", True), (b"451 later\r\n", False)])
def test_a_no_before_the_mail_is_no_delivery(word, reply, permanent):
    script = saying(word, reply)
    with far(script) as server, pytest.raises(Undelivered) as refused:
        if word == b"EHLO":
            server.script = lambda line, s: (
                reply if line[:4].upper() in (b"EHLO", b"HELO") else polite(line, s)
            )
        send(server)
    assert refused.value.permanent is (permanent and word != b"EHLO")


@pytest.mark.parametrize(
    ("reply", "permanent"), [(b"554 spam\r\n", True), (b"452 full\r\n", False)]
)
def test_a_no_to_the_whole_mail_is_no_delivery(reply, permanent):
    def script(line, server):
        return reply if line == b".\r\n" else polite(line, server)

    with far(script) as server, pytest.raises(Undelivered) as refused:
        send(server)
    assert refused.value.permanent is permanent


def test_a_server_that_greets_with_come_again_later_is_tried_later():
    with far(greet=b"421 busy\r\n") as server, pytest.raises(Undelivered) as refused:
        send(server)
    assert not refused.value.permanent


@pytest.mark.parametrize("mark", [b"EHLO", b"MAIL", b"RCPT", b"DATA", b"SUBJECT"])
def test_a_line_that_breaks_before_the_final_dot_is_tried_again(mark, monkeypatch):
    monkeypatch.setattr(sending, "ANSWER_SECONDS", 5)  # what is never read is given up then
    more_than_the_sockets_hold = b"y" * 40_000_000
    with far(hanging_up_at(mark)) as server, pytest.raises(Undelivered) as refused:
        send(server, raw=b"Subject: x\r\n\r\n" + more_than_the_sockets_hold + b"\r\n")
    assert not refused.value.permanent


def test_a_line_that_breaks_after_the_final_dot_is_doubtful():
    with far(hanging_up_at(b".\r\n")) as server, pytest.raises(Doubtful):
        send(server)


def test_a_server_that_is_silent_after_the_final_dot_is_doubtful(monkeypatch):
    monkeypatch.setattr(sending, "ANSWER_SECONDS", 0.3)

    def script(line, server):
        return None if line == b".\r\n" else polite(line, server)

    with far(script) as server, pytest.raises(Doubtful):
        send(server)


def test_what_goes_wrong_after_250_changes_nothing():
    with far(hanging_up_at(b"QUIT")) as server:
        assert send(server) == ["handed over"]


def test_a_zombie_that_lost_its_lease_never_sends_the_final_dot():
    with far() as server:
        with pytest.raises(LeaseLost):
            sending.send(
                mail(),
                sender="support@example.com",
                recipient="wang@mail.test",
                way={"host": "127.0.0.1", "port": server.port, "security": "none"},
                handing_over=_lost,
            )
        assert b".\r\n" not in server.lines


def _lost() -> None:
    raise LeaseLost("other")


def test_nobody_there_is_tried_again():
    with far() as server:
        server.close()
    with pytest.raises(Undelivered) as refused:
        send(server)
    assert not refused.value.permanent


def test_a_server_without_the_encryption_we_ask_for_gets_nothing():
    with far() as server:
        with pytest.raises(Undelivered):
            send(server, security="starttls", user="u", password="")
        assert not any(line.upper().startswith((b"AUTH", b"MAIL")) for line in server.lines)


def test_a_wrong_password_is_tried_again_because_somebody_will_put_it_right(settings):
    script = saying(b"AUTH", b"535 wrong\r\n")

    def with_auth(line, server):
        return (
            b"250-far\r\n250 AUTH PLAIN\r\n"
            if line.upper().startswith(b"EHLO")
            else script(line, server)
        )

    with far(with_auth) as server, pytest.raises(Undelivered) as refused:
        send(server, user="u", password=seal("secret"))
    assert not refused.value.permanent
    settings.SECRET_KEY = "another key"
    with far(with_auth) as server, pytest.raises(Undelivered) as refused:
        send(server, user="u", password="sealed:nonsense")
    assert not refused.value.permanent


def _answered(home: House, settle, server: Crooked) -> Outgoing:
    home.account.settings = {"smtp": {"host": "127.0.0.1", "port": server.port, "security": "none"}}
    home.account.save()
    home.receive(mail())
    settle()
    case = Case.objects.get()
    answer(case, text="We come on Friday.", user=home.lead, by=actors.user(home.lead.pk))
    outgoing = Outgoing.objects.get()
    Outgoing.objects.update(send_after=outgoing.made_at)
    deliver(outgoing_id=str(outgoing.pk))
    return Outgoing.objects.get()


def test_accepted_is_sent(home, settle):
    with far() as server:
        assert _answered(home, settle, server).state == "sent"
        assert b'From: "Lanhe Service" <support@example.com>\r\n' in server.lines


def test_refused_for_good_is_failed_and_the_owner_owes_an_answer_again(home, settle):
    with far(saying(b"RCPT", b"550 unknown\r\n")) as server:
        outgoing = _answered(home, settle, server)
    assert (outgoing.state, outgoing.error) == ("failed", "550 unknown")
    settle()
    case = Case.objects.get()
    assert (case.status, case.unanswered_since is not None) == ("open", True)


def test_a_break_after_the_dot_is_shown_to_a_person_and_never_sent_again(home, settle):
    with far(hanging_up_at(b".\r\n")) as server:
        outgoing = _answered(home, settle, server)
        assert outgoing.state == "uncertain"
        deliver(outgoing_id=str(outgoing.pk))
        assert server.connections == 1
    settle()
    assert Entry.objects.filter(kind="channels.message_uncertain").exists()
    assert Case.objects.get().status == "open"


def test_busy_is_tried_again_under_the_same_name(home, settle):
    replies = iter([b"421 busy\r\n"])
    with far(
        lambda line, s: (
            next(replies, None) or polite(line, s)
            if line[:4].upper() == b"MAIL"
            else polite(line, s)
        )
    ) as server:
        outgoing = _answered(home, settle, server)
        assert outgoing.state == "queued"
        Outgoing.objects.update(send_after=outgoing.made_at)
        deliver(outgoing_id=str(outgoing.pk))
        assert Outgoing.objects.get().state == "sent"
        assert server.lines.count(f"Message-ID: {outgoing.external_id}\r\n".encode()) == 1


def test_the_library_still_has_the_parts_we_build_on():
    assert {"putcmd", "getreply", "send", "mail", "rcpt", "has_extn"} <= set(dir(smtplib.SMTP))
