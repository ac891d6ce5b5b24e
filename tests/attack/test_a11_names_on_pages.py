"""A11: markup in names, subjects, file names and texts, on every staff page and fragment that shows them."""

import pytest
from django.test import Client
from django.urls import reverse

from makegood.adapters.email.tests.make import mail
from makegood.care.cases.models import Case

BITE = "\"><img src=x onerror=canary=1>'<script>canary=1</script>{{7*7}}"


@pytest.mark.django_db
def test_a_mail_full_of_markup_is_text_on_every_page(take, lead_page: Client):
    boundary = "b1"
    raw = mail(
        f"--{boundary}\r\nContent-Type: text/plain\r\n\r\n{BITE}\r\n"
        f"--{boundary}\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename*=utf-8''%3Cimg%20src%3Dx%20onerror%3Dcanary%3D1%3E.txt\r\n\r\nx\r\n--{boundary}--",
        From=f'"{BITE.replace(chr(34), "")}" <wang@mail.test>',
        Subject=BITE,
        Content_Type=f"multipart/mixed; boundary={boundary}",
    )
    take(raw)
    case = Case.objects.get()
    pages = ["/", "/work/", f"/find/?q={BITE[2:12]}", reverse("web:case", args=[case.pk])]
    pages += [reverse(f"web:{name}", args=[case.pk]) for name in ("head", "side", "talk")]
    for path in pages:
        for headers in ({}, {"HX-Request": "true"}):
            response = lead_page.get(path, headers=headers)
            text = response.content.decode()
            assert response.status_code == 200, path
            assert "<img src=x" not in text, path
            assert "<script>canary" not in text, path
            assert "49" not in text.split("{{7*7}}")[0][-5:]
            assert "script-src 'nonce-" in response["Content-Security-Policy"], path
    talk = lead_page.get(reverse("web:talk", args=[case.pk])).content.decode()
    assert "&lt;img src=x onerror=canary=1&gt;.txt" in talk
