"""A15: whatever a mail asks us to fetch, we ask nobody inside (Zammad CVE-2025-32358, FreeScout CVE-2026-41905)."""

import ast
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
from django.test import Client

from makegood.base.ui.content import content_path

ROOT = Path(__file__).parents[2] / "makegood"
INSIDE = [
    "http://127.0.0.1/x.png",
    "http://localhost/x.png",
    "http://[::1]/x.png",
    "http://[::ffff:127.0.0.1]/x.png",
    "http://2130706433/x.png",
    "http://0x7f000001/x.png",
    "http://0177.0.0.1/x.png",
    "http://127.1/x.png",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/x.png",
    "http://0.0.0.0/x.png",
    "gopher://127.0.0.1/x",
    "file:///etc/passwd",
    "http://user:pass@127.0.0.1/x.png",
]
CLIENTS = {"httpx", "requests", "urllib3", "aiohttp", "http.client", "urllib.request"}


@pytest.mark.parametrize("url", INSIDE)
def test_a_picture_of_a_mail_is_never_fetched_from_inside(url):
    path = content_path("picture", urlsafe_b64encode(url.encode()).decode())
    assert Client().get(path, HTTP_HOST="content.localhost").status_code == 404


def test_a_picture_that_no_letter_of_ours_names_is_not_fetched_at_all():
    name = urlsafe_b64encode(b"https://example.com/x.png").decode()
    assert (
        Client().get(f"/content/picture/{name}/", HTTP_HOST="content.localhost").status_code == 404
    )


def test_only_the_one_door_imports_a_client_for_the_web():
    """boto3, for the store of files, is another library and has its own place."""
    wrong = []
    for path in ROOT.rglob("*.py"):
        place = path.relative_to(ROOT).as_posix()
        if "tests/" in place or place == "base/egress.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            wrong += [f"{place}: {name}" for name in names if name in CLIENTS]
    assert [one for one in wrong if not one.endswith(": httpx")] == []
    assert {one.partition(":")[0] for one in wrong} <= USE_ITS_ERRORS


USE_ITS_ERRORS = {"adapters/email/letters.py"}  # it catches what the door raises
