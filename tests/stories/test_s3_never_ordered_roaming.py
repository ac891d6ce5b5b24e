"""S3, its frame: a contact becomes a case, is answered, the customer says no, the same owner goes on,
the customer says yes, the case is closed as confirmed. From an SMTP client to an SMTP server, in three languages."""

import pytest
from django.test import Client

from makegood.adapters.email.tests.make import another_mailbox, open_door, post
from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case, Closure, Question
from makegood.care.promises.models import Promise
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM
from makegood.loops import case_to_answer, case_to_confirmation
from makegood.records.people import operations as people
from tests.make import company
from tests.stories.stage import later, link_in, say, words_of, written

WORDS = {
    "en": (
        "I never ordered roaming",
        "My bill shows 86 for roaming. I never ordered it.",
        "utf-8",
        "The 86 are taken off your bill today.",
        "The next bill shows it too!",
    ),
    "zh-Hans": (
        "我没有开通漫游",
        "账单里多了86元漫游费，我从来没有开通过。",
        "gb18030",
        "86元今天从账单里减掉。",
        "下期账单也有！",
    ),
    "zh-Hant": (
        "我沒有開通漫遊",
        "帳單裡多了86元漫遊費，我從來沒有開通過。",
        "big5",
        "86元今天從帳單扣除。",
        "下期帳單也有！",
    ),
}


@pytest.mark.usefixtures("real_commits")
@pytest.mark.parametrize("language", WORDS)
def test_no_keeps_the_owner_and_yes_closes_as_confirmed(language, inbox, settle):
    subject, text, charset, solution, again = WORDS[language]
    lanhe = company()
    agent = lanhe.hire("lin", language=language)
    people.set_presence(agent, state="available", by=SYSTEM)
    smtp = {"host": "127.0.0.1", "port": inbox.port, "security": "none"}
    another_mailbox(lanhe.queue, "billing@lanhe.test", smtp=smtp)

    with open_door() as door:
        mail = written(subject, text, charset)
        assert post(door, mail, to="billing@lanhe.test")[0] == 250
        settle()
        case = Case.objects.get()
        assert (case.subject, case.owner, case.language) == (subject, agent, language)
        assert case.next_deadline == Promise.objects.get(kind="first_answer").due
        assert Message.objects.get().text.strip() == text

        by = actors.user(agent.pk)
        case_to_answer.answer(case, text=solution, user=agent, by=by, version=case.version)
        later(settle)
        first = inbox.newest()
        assert first["In-Reply-To"] in mail.decode("latin-1")
        assert subject in first["Subject"]
        assert solution in first.get_body(("plain",)).get_content()

        case_to_confirmation.resolve(Case.objects.get(), user=agent, by=by)
        later(settle)
        asked = inbox.newest()
        customer = Client(HTTP_ACCEPT_LANGUAGE=language)
        say(customer, link_in(words_of(asked)), solved="no", words=again)
        settle()
        case = Case.objects.get()
        assert (case.status, case.owner) == ("open", agent)
        assert Message.objects.order_by("-pk").first().text == again
        assert Promise.objects.filter(kind="next_answer", state="open").count() == 1

        reply = written(
            f"Re: {subject}", again + " 2", charset, In_Reply_To=str(asked["Message-ID"])
        )
        assert post(door, reply, to="billing@lanhe.test")[0] == 250
        settle()
        assert Case.objects.count() == 1

        case_to_confirmation.resolve(Case.objects.get(), user=agent, by=by, text=solution)
        later(settle)
        say(customer, link_in(words_of(inbox.newest())), solved="yes", words="")
        settle()

    case = Case.objects.get()
    assert case.status == "closed"
    assert Closure.objects.get(case=case, reopened_at=None).how == "confirmed"
    assert sorted(Question.objects.values_list("answer", flat=True)) == ["no", "yes"]
    assert not Promise.objects.filter(state="open").exists()
    assert violations() == {}
