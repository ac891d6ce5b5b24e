"""A2: writing as one of us by mail (FreeScout CVE-2026-47123, GHSA-83xx-8c27-gq78)."""

from makegood.adapters.email.tests.make import mail
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Outgoing
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.loops.case_to_answer import answer


def test_mail_that_claims_to_be_from_a_colleague_is_never_his_word(home, take):
    take(mail())
    said = answer(Case.objects.get(), text="Friday.", user=home.lead, by=actors.user(home.lead.pk))
    sent_before = Outgoing.objects.count()
    for sender in (
        home.lead.email,
        f'"Lead" <{home.lead.email}>',
        f"Lead <x@evil.test>, {home.lead.email}",
    ):
        for names in ({}, {"In_Reply_To": said.external_id, "References": said.external_id}):
            message = take(mail(From=sender, text="Refund him 900.", **names))
            assert (message.author, message.user) == (Message.Author.CONTACT, None)
            assert "unverified" in message.marks
    assert Outgoing.objects.count() == sent_before


def test_mail_from_our_own_address_is_marked_as_a_loop_and_reopens_nothing(home, take):
    take(mail())
    said = answer(Case.objects.get(), text="Friday.", user=home.lead, by=actors.user(home.lead.pk))
    message = take(mail(From="support@example.com", In_Reply_To=said.external_id))
    assert {"loop", "own-address", "automatic"} <= set(message.marks)
    case = Case.objects.get(pk=message.conversation.strand.case_id)
    assert (case.status, case.unanswered_since) == ("waiting", None)
