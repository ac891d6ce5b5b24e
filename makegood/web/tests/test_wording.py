"""Words that a brand does not use: kept on a page, marked where they are written, for that brand alone."""

import pytest

from makegood.base.journal.models import Entry
from makegood.care.promises.models import HousePhrase
from makegood.care.promises.operations.phrasing import drop_phrase, keep_phrase
from makegood.care.promises.reading import wording
from makegood.kernel.actor import SYSTEM
from makegood.kernel.errors import Invalid
from makegood.web.tests.make import make_case, make_staff, signed_in

pytestmark = pytest.mark.django_db
TEXT = "The set ships from our Gizmo Depot soon."
ASKED = {"words": "gizmo depot", "better": "our warehouse", "kind": "jargon"}


@pytest.fixture
def client(accounts):
    return signed_in(make_staff("Chief", role="administrator"))


def read(user, case, text=TEXT):
    return signed_in(user).post(f"/cases/{case.pk}/reading/", {"text": text}).json()


def test_the_page_offers_every_kind(client):
    page = client.get("/settings/wording/").content.decode()
    assert [kind for kind in wording.KINDS if f'<option value="{kind}">' not in page] == []


def test_what_is_added_is_marked_with_what_we_say_and_what_is_removed_is_not(client, lin, mail):
    case = make_case(mail, lin)
    assert read(lin, case)["wording"] == []
    assert client.post("/settings/wording/", ASKED).status_code == 302
    assert "our warehouse" in client.get("/settings/wording/").content.decode()
    seen = read(lin, case)
    start = TEXT.index("Gizmo")
    assert seen["wording"] == [[start, start + len("Gizmo Depot")]]
    assert "our warehouse" in seen["dock"]
    phrase = HousePhrase.objects.get()
    for status in (302, 404):
        assert client.post(f"/settings/wording/{phrase.pk}/removal/").status_code == status
    assert read(lin, case)["wording"] == []


def test_a_phrase_of_one_brand_or_language_counts_for_it_alone(client, lin, mail, chat):
    case = make_case(mail, lin)
    client.post("/settings/wording/", {**ASKED, "account": str(chat.pk)})
    client.post("/settings/wording/", {**ASKED, "language": "zh-Hant"})
    assert read(lin, case)["wording"] == []
    client.post("/settings/wording/", {**ASKED, "account": str(mail.pk), "language": "en"})
    assert len(read(lin, case)["wording"]) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"words": "x"}, "at least two characters"), ({"better": " "}, "This field is required")],
)
def test_what_is_no_phrase_is_refused_at_its_field(client, wrong, said):
    refused = client.post("/settings/wording/", {**ASKED, **wrong})
    assert (refused.status_code, said in refused.content.decode()) == (422, True)
    assert not HousePhrase.objects.exists()


def test_the_same_twice_changes_nothing_and_another_word_for_it_replaces(accounts):
    for better in ("our warehouse", "our warehouse", "our store"):
        kept = keep_phrase(words="Gizmo Depot", kind="jargon", better=better, by=SYSTEM)
    assert HousePhrase.objects.get().better == "our store"
    for _twice in range(2):
        drop_phrase(kept, by=SYSTEM)
    kinds = Entry.objects.filter(kind="promises.house_phrase_changed")
    assert kinds.count() == 3
    with pytest.raises(Invalid):
        keep_phrase(words="Gizmo Depot", kind="loud", better="x", by=SYSTEM)
