"""What routes about contacts, repeats and merges are about."""

from typing import Any

from makegood.care.cases.models import Case
from makegood.care.cases.models import Merge as CaseMerge
from makegood.care.cases.operations.merging import TAKEN
from makegood.care.repeats.models import Recognition
from makegood.contact.conversations.models import Conversation
from makegood.kernel.actor import SYSTEM
from makegood.records.customers.models import Contact, Merge, Split
from makegood.records.privacy.operations import ask_for_copy, ask_to_erase


def _written_down() -> dict[str, Any]:
    """What a merge of cases keeps for undoing, where nothing moved and nothing changed."""
    away = {"status": "closed", "resembles_id": None}
    other = {"question": None, "question_of_into": None, "closure_of_into": None}
    before = {
        "away": away,
        **other,
        "into": {name: [0, 1] for name in TAKEN},
        "epoch": 1,
        "said": 0,
    }
    drafts = {"moved": [], "behind": []}
    return {
        "before": before,
        "moved": {"strands": [], "primary": [], "notes": [], "drafts": drafts},
    }


def subjects(case: Case, other: Case) -> dict[str, dict[str, Any]]:
    """A contact with a merge and a split, a merge of cases, and a repeat, all of the first team."""
    contact = case.contact
    away, new = Contact.objects.create(merged_into=contact), Contact.objects.create()
    merge = Merge.objects.create(away=away, into=contact, by="system")
    split = Split.objects.create(contact=contact, new=new, by="system")
    cases = CaseMerge.objects.create(away=other, into=case, by="system", **_written_down())
    talk = Conversation.objects.get(strand__case=case)
    told = {"case": case, "known": case, "conversation": talk, "verified": True}
    repeat = Recognition.objects.create(**told, verdict="attach", score=0.9)
    asked = ask_to_erase(Contact.objects.create(), by=SYSTEM)
    copy = ask_for_copy(contact, by=SYSTEM)
    return {
        "contact": {"pk": contact.pk},
        "erased_contact": {"pk": asked.contact_id},
        "person_copy": {"pk": copy.pk},
        "contact_merge": {"pk": merge.pk},
        "contact_split": {"pk": split.pk},
        "case_merge": {"pk": cases.pk},
        "recognition": {"pk": repeat.pk},
    }
