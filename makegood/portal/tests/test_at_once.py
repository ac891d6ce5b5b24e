"""Twenty identical forms, twenty identical answers: one effect."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from makegood.care.cases.models import Case
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.loops.case_to_confirmation import resolve
from tests.make import company

pytestmark = pytest.mark.usefixtures("real_commits", "no_violations")


def together(act, times: int = 20) -> list:
    def one(_n: int):
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        return list(pool.map(one, range(times)))


def send():
    photo = SimpleUploadedFile("label.png", b"\x89PNG\r\n\x1a\nx", content_type="image/png")
    told = {"once": "a" * 24, "text": "Kettle", "reach": "zhou@example.org", "files": [photo]}
    return Client().post("/portal/", told)


def test_twenty_identical_forms_are_one_case_with_one_message_and_one_file():
    company()
    answers = together(send)
    assert {a.status_code for a in answers} == {302}
    assert (Case.objects.count(), Message.objects.count()) == (1, 1)
    assert Message.objects.get().files.count() == 1


def test_twenty_identical_answers_close_once():
    company()
    path = send().headers["Location"].partition("?")[0]
    case = Case.objects.select_related("owner").get()
    resolve(case, user=case.owner, by=actors.user(case.owner.pk))
    told = {"solved": "yes", "words": "And a lid, please", "once": "b" * 24}
    answers = together(lambda: Client().post(path + "answer/", told))
    assert {a.status_code for a in answers} == {302}
    case.refresh_from_db()
    assert case.closures.count() == 1
    assert Message.objects.filter(text="And a lid, please").count() == 1
