"""What the customer gets: in his language, in his thread, with a way to look and no name of ours too many."""

import email
import email.policy
import uuid

import pytest

from makegood.adapters.email.envelope import mail_envelope
from makegood.adapters.email.names import is_ours
from makegood.adapters.email.secrets import NotReadable, seal, unseal
from makegood.adapters.email.tests.make import House, mail
from makegood.base.files.operations import keep
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Account, Outgoing
from makegood.contact.conversations.operations import NewConversation, begin_many
from makegood.kernel import actor as actors
from makegood.kernel.clock import now
from makegood.loops.case_to_answer import Words, answer
from makegood.loops.case_to_confirmation import resolve
from makegood.records.customers.models import Handle


@pytest.fixture
def case(home: House, settle, settings) -> Case:
    settings.SEND_UNDO_SECONDS = 0
    home.receive(
        mail(
            "您好，净水器漏水，请尽快安排。",
            Subject="RE: 回复: 净水器",
            Message_ID="<q1@mail.test>",
        )
    )
    settle()
    return Case.objects.get()


def read(raw: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def test_an_answer_stands_in_the_customers_thread_and_leads_to_his_case(home, case, settle):
    picture = keep(name="安装图.png", type="image/png", content=b"PNG")
    answer(
        case,
        text="您好，周五上午到。\n<b>请在家</b>",
        user=home.lead,
        by=actors.user(home.lead.pk),
        files=[picture],
    )
    settle()
    [sent] = home.outbox
    found = read(sent.raw)
    assert found["subject"] == "Re: 净水器"
    assert found["from"] == "Lanhe Service <support@example.com>"
    assert found["in-reply-to"] == "<q1@mail.test>"
    assert found["references"] == "<q1@mail.test>"
    assert found["content-language"] == "zh-Hans"
    assert found["auto-submitted"] is None
    assert is_ours(found["message-id"])
    text = found.get_body(("plain",)).get_content()
    assert text.startswith("您好，周五上午到。")
    assert case.number in text
    assert "/s/" in text
    html = found.get_body(("html",)).get_content()
    assert "&lt;b&gt;请在家&lt;/b&gt;" in html
    [file] = found.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("安装图.png", b"PNG")
    assert Outgoing.objects.get().state == "sent"


def test_the_second_answer_names_the_whole_talk_and_the_last_word_of_the_customer(
    home, case, settle
):
    answer(case, text="one", user=home.lead, by=actors.user(home.lead.pk))
    settle()
    first = home.outbox[0].message_id
    home.receive(mail("noch", In_Reply_To=first, Message_ID="<q2@mail.test>"))
    settle()
    answer(Case.objects.get(), text="two", user=home.lead, by=actors.user(home.lead.pk))
    settle()
    found = read(home.outbox[1].raw)
    assert found["in-reply-to"] == "<q2@mail.test>"
    assert found["references"].split() == ["<q1@mail.test>", first, "<q2@mail.test>"]


def test_the_question_holds_one_link_and_says_it_comes_from_a_machine(home, case, settle):
    resolve(case, user=home.lead, by=actors.user(home.lead.pk))
    settle()
    [sent] = home.outbox
    found = read(sent.raw)
    assert found.get_body(("plain",)).get_content().count("/s/") == 1
    assert found["auto-submitted"] == "auto-generated"


def test_a_mailbox_without_a_way_out_keeps_its_answers(home, case):
    home.account.settings = {}
    home.account.save()
    answer(case, text="one", user=home.lead, by=actors.user(home.lead.pk))
    from makegood.contact.channels.operations import deliver  # noqa: PLC0415

    deliver(outgoing_id=str(Outgoing.objects.get().pk))
    outgoing = Outgoing.objects.get()
    assert (outgoing.state, "no server" in outgoing.error) == ("queued", True)


def test_passwords_at_rest_open_with_the_secret_key_only(settings):
    sealed = seal("pässword")
    assert "pässword" not in sealed
    assert unseal(sealed) == "pässword"
    assert (seal(""), unseal("")) == ("", "")
    settings.SECRET_KEY = "another"
    for stored in (sealed, "plain", "sealed:x"):
        with pytest.raises(NotReadable):
            unseal(stored)


def test_to_an_address_that_was_only_named_to_us_goes_no_link_to_the_case(home, case, settle):
    """Whoever reads there would read the whole case, and need not be the customer."""
    [account] = Account.objects.filter(kind="email")
    for peer, linked in (("somebody@mail.test", False), ("WANG@mail.test", True)):
        handle = Handle.objects.get(value="wang@mail.test")
        handle.verified_at = now()
        handle.save(update_fields=["verified_at"])
        new = NewConversation(account=account, contact=case.contact, peer=peer, subject="净水器")
        [talk] = begin_many([new])
        words = Words(text="您好")
        _name, told = mail_envelope(talk, words, files=[], case=case, outgoing_id=uuid.uuid4())
        assert ("/s/" in told["text"], "/s/" in told["html"]) == (linked, linked), peer
