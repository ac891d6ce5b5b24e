"""A19: notes, drafts and what we know of a person leave by no way (Zammad CVE-2025-32360, Zulip CVE-2026-40300)."""

from makegood.adapters.email.tests.make import mail
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case, Draft
from makegood.care.cases.queries import conversations_of
from makegood.contact.channels.models import Outgoing
from makegood.kernel import actor as actors
from makegood.loops.case_to_answer import answer, notify
from makegood.loops.case_to_confirmation import resolve, status_link
from makegood.records.customers.models import Contact

MARKERS = ("marker-note", "marker-draft", "marker-fact", "marker-tier", "marker-taken-back")


def test_no_byte_of_it_reaches_the_customer(home, take, settle, settings, client):
    settings.SEND_UNDO_SECONDS = 0
    take(mail())
    case = Case.objects.get()
    by = actors.user(home.lead.pk)
    Contact.objects.update(facts=["marker-fact"], tier="marker-tier")
    cases.write_note(case, text="marker-note", user=home.lead, by=by)
    cases.save_draft(case, user=home.lead, kind=Draft.Kind.NOTE, text="marker-draft", revision=0)
    answer(case, text="Friday.", user=home.lead, by=by)
    notify(conversations_of(case)[0], "We are late.", case=case)
    settle()
    resolve(Case.objects.get(), user=home.lead, by=by)
    settle()
    sent = b"".join(mail.raw for mail in home.outbox)
    assert sent
    kept = "".join(str(envelope) for envelope in Outgoing.objects.values_list("envelope"))
    page = client.get("/s/" + status_link(case).split("/s/")[1]).content.decode()
    assert "Friday." in page
    for marker in MARKERS:
        assert marker.encode() not in sent
        assert marker not in kept + page
    assert home.lead.email.encode() not in sent
    assert home.lead.email not in page
