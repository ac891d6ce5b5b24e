"""A10: an attachment that becomes a page of ours (Zulip CVE-2023-22735, osTicket 68dcaa2, django-helpdesk #984)."""

import pytest
from django.test import Client

from makegood.base.files.operations import keep
from makegood.base.ui.content import content_path
from tests.live import Site

CONTENT = "content.localhost:8000"
ACTIVE = (
    b"<script>window.canary=1</script><svg xmlns='http://www.w3.org/2000/svg' onload='canary=1'/>"
)
LIES = [
    ("page.html", "text/html"),
    ("page.xhtml", "application/xhtml+xml"),
    ("picture.svg", "image/svg+xml"),
    ("picture.png", "image/png"),
    ("picture.jpg", "text/html"),
    ("picture.svg.png", "image/png; charset=utf-8"),
    ("data.xml", "text/xml"),
    ("movie.swf", "application/x-shockwave-flash"),
    ("paper.pdf", "application/pdf"),
    ("text.txt", "text/plain"),
    ("mail.eml", "message/rfc822"),
    ("script.js", "text/javascript"),
    ("noname", ""),
    ("strange", "text/html\r\nX-Evil: 1"),
]


def fetched(key: str, host: str = CONTENT):
    return Client().get(content_path("file", key), HTTP_HOST=host)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "type"), LIES)
def test_a_file_that_lies_is_only_saved(name, type):
    response = fetched(keep(name=name, type=type, content=ACTIVE).key)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response.content == ACTIVE
    assert not response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("type", "content", "inline"),
    [
        ("image/png", b"\x89PNG\r\n\x1a\n", True),
        ("image/jpeg", b"\xff\xd8\xff\xe0", True),
        ("image/gif", b"GIF89a", True),
        ("image/webp", b"RIFF\x00\x00\x00\x00WEBP", True),
        ("image/webp", b"RIFF\x00\x00\x00\x00AVI ", False),
        ("text/html", b"GIF89a", False),
        ("application/pdf", b"%PDF-1.7", False),
    ],
)
def test_only_a_picture_that_is_one_is_shown_in_place(type, content, inline):
    response = fetched(keep(name="x", type=type, content=content).key)
    assert response["Content-Disposition"].startswith("inline" if inline else "attachment")
    assert response["Content-Type"] == (type if inline else "application/octet-stream")


@pytest.mark.django_db
def test_foreign_things_are_on_the_other_origin_only_and_our_pages_on_ours_only():
    file = keep(name="x", type="text/plain", content=b"x")
    assert fetched(file.key).status_code == 200
    assert fetched(file.key, host="127.0.0.1:8000").status_code == 404
    for path in ("/", "/sign-in/", "/portal/", "/static/ui/icons.svg", "/readyz", "/mail/1/raw/"):
        response = Client().get(path, HTTP_HOST=CONTENT)
        assert (response.status_code, response.content) == (404, b""), path


@pytest.mark.django_db
def test_an_address_is_for_one_thing_for_a_while_and_cannot_be_made_up():
    one, other = (keep(name="x", type="text/plain", content=b"x") for _ in range(2))
    path = content_path("file", one.key)
    *_, until, signature, _ = path.split("/")
    ended = f"/content/file/{one.key}/{int(until) - 90000}/{signature}/"
    swapped = path.replace(one.key, other.key)
    cut = path.replace(signature, signature[:-1])
    upper = path.replace(signature, signature.upper())
    unknown = path.replace("/file/", "/letter/")
    for bad in (ended, swapped, cut, upper, unknown):
        assert Client().get(bad, HTTP_HOST=CONTENT).status_code == 404, bad


@pytest.mark.browser
def test_no_file_runs_in_a_browser_that_opens_it(real_home, site: Site, browser):
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name, type in LIES:
        key = keep(name=name, type=type, content=ACTIVE).key
        with page.expect_download() as saved:
            address = f"http://content.localhost:{site.port}{content_path('file', key)}"
            page.evaluate("url => { location.href = url }", address)
        assert saved.value.url.startswith("http://content.localhost")
        assert page.evaluate("window.canary") is None
    assert len(asked) == len(LIES)
