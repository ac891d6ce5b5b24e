"""A37: a file that waits for its message belongs to who uploaded it (Zammad CVE-2024-33668)."""

import re

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from makegood.adapters.email.tests.make import mail
from makegood.base.files.operations import keep
from makegood.base.ui.content import content_path
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case, Draft
from makegood.contact.conversations.models import MessageFile
from makegood.kernel.actor import SYSTEM
from makegood.portal import intake
from makegood.records.people import operations as people


def test_nobody_sends_the_upload_of_a_colleague(home, take):
    take(mail())
    case = Case.objects.get()
    colleague = people.hire(
        email="c@lanhe.test", name="C", role="agent", teams=[home.queue.team], by=SYSTEM
    )
    file = keep(name="salary.pdf", type="application/pdf", content=b"%PDF secret")
    cases.add_draft_file(case, user=colleague, kind=Draft.Kind.REPLY, file=file)
    client = Client()
    client.force_login(home.lead)
    told = {"text": "Hello", "files": [file.key], "version": case.version}
    answered = client.post(reverse("web:replies", args=[case.pk]), told)
    assert answered.status_code == 200, answered.content
    assert not MessageFile.objects.filter(file=file).exists()


@pytest.mark.django_db
def test_names_of_uploads_cannot_be_guessed_or_made():
    keys = {keep(name="a", type="text/plain", content=str(n).encode()).key for n in range(50)}
    assert len(keys) == 50
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{16,}", key) for key in keys)


@pytest.mark.django_db
def test_an_address_of_a_file_is_signed():
    file = keep(name="a.txt", type="text/plain", content=b"x")
    path = content_path("file", file.key)
    client = Client()
    assert client.get(path, HTTP_HOST="content.localhost").status_code == 200
    for odd in (path.replace(file.key, file.key[::-1]), f"/content/file/{file.key}/"):
        assert client.get(odd, HTTP_HOST="content.localhost").status_code == 404


def test_a_ticket_for_bytes_that_nobody_sent_is_worth_nothing():
    forged = signing.dumps({"sha256": "0" * 64, "name": "x", "type": "y", "size": 1}, salt="other")
    for ticket in (forged, "x", "", forged[:-2]):
        assert intake.keep_files([], [ticket]) == ()
