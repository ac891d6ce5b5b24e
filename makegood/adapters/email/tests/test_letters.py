"""Letters on the content origin: harmless, with the pictures that came along, and others only when asked for."""

import base64

import pytest
from django.test import Client
from django.urls import reverse

from makegood.adapters.email import letters
from makegood.adapters.email.letters import harmless
from makegood.adapters.email.tests.make import House, mail
from makegood.base.egress import Answer, Forbidden
from makegood.base.ui.content import content_path
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import SYSTEM
from makegood.records.people import operations as people

CONTENT = "content.localhost:8000"
PIXEL = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0\0\0\1\0\0\0\1"


def shown(path: str):
    return Client().get(path, HTTP_HOST=CONTENT)


@pytest.fixture
def letter(home: House, settle) -> Message:
    home.receive(
        mail(
            html="<p style='color:red'>Hello</p><img src='http://far.test/a.png'><img src='cid:x'>"
        )
    )
    settle()
    return Message.objects.get()


def test_a_letter_keeps_its_looks_and_loses_its_reach(letter):
    response = shown(content_path("letter", str(letter.pk)))
    text = response.content.decode()
    assert '<p style="color:red">Hello</p>' in text
    assert "far.test" not in text
    policy = response["Content-Security-Policy"]
    assert policy.startswith(
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';"
    )
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "frame-ancestors" in policy
    assert response["X-DNS-Prefetch-Control"] == "off"
    assert response["Referrer-Policy"] == "no-referrer"


def test_pictures_from_elsewhere_come_through_us_and_only_if_they_are_pictures(letter, monkeypatch):
    text = shown(content_path("letter-images", str(letter.pk))).content.decode()
    assert "far.test" not in text
    path = text.split('<img src="')[1].split('"')[0]
    assert path.startswith("/content/picture/")
    asked = []

    def far(method, url, **_more):
        asked.append(url)
        return Answer(200, {"content-type": "image/png"}, answers.pop())

    monkeypatch.setattr(letters, "egress", far)
    answers = [b"<svg onload=alert(1)>", PIXEL]
    good = shown(path)
    assert (good["Content-Type"], good.content) == ("image/png", PIXEL)
    assert shown(path).status_code == 404
    assert asked == ["http://far.test/a.png"] * 2
    made_up = path.replace(
        path.split("/")[3], base64.urlsafe_b64encode(b"http://127.0.0.1/x").decode()
    )
    assert shown(made_up).status_code == 404


def test_a_picture_inside_our_own_network_is_not_fetched():
    for url in (
        "http://127.0.0.1:8000/x",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "ftp://far.test/x",
        "file:///etc/passwd",
    ):
        path = content_path("picture", base64.urlsafe_b64encode(url.encode()).decode())
        assert shown(path).status_code == 404
    with pytest.raises(Forbidden):
        letters.egress("GET", "http://127.0.0.1:9/")


def test_pictures_that_came_along_are_shown_by_their_ids_however_written():
    page = harmless(
        "<img src='cid:A%40b'><img src='CID:<a@B>'><img src='cid:other'><img src='data:image/png;base64,AAAA'>"
        "<img src='data:image/svg+xml;base64,AAAA'><a href='cid:a@b'>x</a><a href='data:text/html,x'>y</a>",
        inline={"a@b": "/content/file/k/"},
    )
    assert page.count('src="/content/file/k/"') == 2
    assert 'src="data:image/png' in page
    assert "svg" not in page
    assert "text/html" not in page.partition("<body>")[2]


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        ("color: rgb(1, 2, 3)", True),
        ("color: rgba(1,2,3,.5); background-color: #fff", True),
        ("background-color: url(http://far.test)", False),
        ("color: rgb(1,2,3); width: expression(alert(1))", False),
        ("color: u\\72l(http://far.test); rgb", False),
    ],
)
def test_a_style_may_colour_and_nothing_else(style, kept):
    assert (
        "style=" in harmless(f'<p style="{style}">x</p>', inline={}).partition("<body>")[2]
    ) is kept


def test_the_raw_mail_is_for_those_who_may_work_on_its_case(home, settle):
    raw = mail("secret")
    home.receive(raw)
    settle()
    path = reverse("mail:raw", args=[Message.objects.get().pk])
    other = people.make_team(key="other", names={"en": "Other"})
    stranger = people.hire(email="s@lanhe.test", name="S", role="agent", teams=[other], by=SYSTEM)
    client = Client()
    assert client.get(path).status_code in (302, 404)
    client.force_login(stranger)
    assert client.get(path).status_code == 404
    client.force_login(home.lead)
    response = client.get(path)
    assert response.content == raw
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert client.get(reverse("mail:raw", args=[999999])).status_code == 404
    assert client.post(path).status_code == 405
