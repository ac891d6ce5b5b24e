"""A bad review of our case with an answer that waits to be posted, somebody who may have written it, a table."""

from typing import Any

from makegood.base.access.models import User
from makegood.base.files.operations import keep
from makegood.care.cases.models import Case
from makegood.care.feedback import operations as feedback
from makegood.care.feedback.models import Review
from makegood.care.feedback.ports import Candidate
from makegood.care.feedback.reading.tables import look
from makegood.care.feedback.tests.make import source, told
from makegood.kernel.actor import SYSTEM
from makegood.loops.review_to_case import take


def subjects(case: Case, user: User) -> dict[str, dict[str, Any]]:
    """What the routes of reviews are about."""
    shop = source(case.queue)
    take(shop, [told("plain"), told("answered")], by=SYSTEM)
    plain = Review.objects.get(external_id="plain")
    answered = Review.objects.get(external_id="answered")
    answer = feedback.prepare_answer(answered, text="Sorry", user=user, by_itself=False)
    seen = Candidate(contact_id=case.contact_id, evidence=(("name", "Ours"),), strength=40)
    feedback.suggest({plain.pk: [seen]})
    content = b"id,rating\n1,1\n"
    file = keep(name="r.csv", type="text/csv", content=content)
    run = feedback.begin_import(shop, file=file, table=look(content), user=user)
    feedback.accept(shop, b"no reviews")
    return {
        "delivery": {"pk": shop.deliveries.get().pk},
        "review": {"pk": plain.pk},
        "public_answer": {"pk": answer.pk},
        "match": {"pk": plain.matches.get().pk},
        "table": {"pk": run.pk},
        "source": {"address": shop.address},
        "sign_in_link": {"token": "t" * 43},
        "colleague": {"pk": case.contact_id},
    }
