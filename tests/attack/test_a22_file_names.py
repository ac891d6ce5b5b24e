"""A22: file names that are paths, hidden files or other things (FreeScout CVE-2026-28289, osTicket CVE-2017-15580)."""

import re
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from django.conf import settings as django_settings
from django.test import Client

from makegood.adapters.email.tests.make import mail
from makegood.base.ui.content import content_path

NAMES = [
    "../../../../etc/passwd",
    "..\\..\\windows\\system32\\x.dll",
    "/etc/cron.d/x",
    "C:\\autoexec.bat",
    ".htaccess",
    "\u200b.htaccess",
    "x\u202egpj.exe",
    "a\x00b.php",
    "con",
    "nul.txt",
    "x" * 4000 + ".txt",
    "...",
    "",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "a/b/c.txt",
    "name\r\nX-Evil: 1.txt",
    "照片\u2028.jpg",
    "~root",
    "$(touch x).sh",
    "; filename=evil.exe",
]


def with_file(name: str) -> bytes:
    said = f"filename*=utf-8''{quote(name, safe='')}" if name else "filename="
    return mail(
        f"--b\r\nContent-Type: text/plain\r\n\r\nsee file\r\n--b\r\nContent-Type: application/octet-stream\r\n"
        f"Content-Disposition: attachment; {said}\r\n\r\nbytes of {len(name)}\r\n--b--",
        Content_Type="multipart/mixed; boundary=b",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_is_shown_and_is_never_a_place(take, settings, tmp_path: Path, name: str):
    settings.FILES_ROOT = tmp_path / "files"
    message = take(with_file(name))
    [held] = message.files.all()
    stored = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert [re.fullmatch(r"[0-9a-f]{64}", p.name) is not None for p in stored] == [True]
    response = Client().get(content_path("file", held.file.key), HTTP_HOST="content.localhost")
    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment")
    given = (
        unquote(re.split(r"filename\*?=(?:utf-8'')?", disposition, maxsplit=1)[1]).strip('"')
        if "filename" in disposition
        else "x"
    )
    assert not re.search(r"[/\\\x00-\x1f\u200b\u202a-\u202e\u2028]", given)
    assert not given.startswith(".")
    assert "X-Evil" not in response


def test_the_store_is_not_among_what_is_served():
    assert Path(django_settings.FILES_ROOT).name not in str(django_settings.STATIC_URL)
    assert not hasattr(django_settings, "MEDIA_URL") or django_settings.MEDIA_URL in ("", "/")
