"""Every hostile mail of the reference data, through the SMTP door to the pages: what must hold for all of them."""

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from django.test import Client
from django.urls import reverse

from makegood.adapters.email.envelope import NobodyThere
from makegood.adapters.email.tests.make import mail, post
from makegood.care.cases.models import Case
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.loops.case_to_answer import answer


def hostile(corpus: Path, folder: Path) -> dict[str, bytes]:
    """Name and octets of each, the large ones freshly made."""
    maker = corpus / "make_large.py"
    subprocess.run([sys.executable, str(maker), "--all", str(folder)], check=True)
    places = [corpus / "public", corpus / "unseen", folder]
    return {p.stem: p.read_bytes() for place in places for p in sorted(place.glob("hostile-*.eml"))}


def told_of(corpus: Path, name: str) -> dict:
    for place in ("public", "unseen"):
        path = corpus / place / f"{name}.json"
        if path.exists():
            return json.loads(path.read_text())
    return {}


def test_each_is_one_visible_item_and_harms_nobody(
    corpus, tmp_path, door, real_home, settle, settings
):
    settings.SEND_UNDO_SECONDS = 0
    client = Client()
    client.force_login(real_home.lead)
    found = hostile(corpus, tmp_path)
    assert len(found) >= 10
    wrong: list[str] = []
    for name, raw in found.items():
        before = set(Message.objects.values_list("pk", flat=True))
        assert post(door, raw)[0] == 250, name
        assert (
            post(door, mail("ordinary", From="next@mail.test", Subject=f"after {name}"))[0] == 250
        )
        settle()
        new = Message.objects.exclude(pk__in=before).exclude(sender="next@mail.test")
        following = Message.objects.filter(conversation__subject=f"after {name}")
        if [new.count(), following.count()] != [1, 1]:
            wrong.append(f"{name}: {new.count()} items, {following.count()} after it")
            continue
        wrong += [
            f"{name}: {what}"
            for what in _harm(client, real_home, settle, new.get(), raw, told_of(corpus, name))
        ]
    assert wrong == []


def _harm(client, home, settle, message, raw, told) -> list[str]:
    case = Case.objects.get(pk=message.conversation.strand.case_id)
    found = []
    stored = bytes(message.raw.body)
    if client.get(reverse("mail:raw", args=[message.pk])).content != stored:
        found.append("the raw download differs")
    if stored not in (raw, raw + b"\r\n"):
        found.append("stored otherwise than sent")
    if case.owner is None or case.next_deadline is None:
        found.append("nobody is responsible")
    page = client.get(reverse("web:case", args=[case.pk]))
    text = page.content.decode()
    if page.status_code != 200 or "\x00" in text or "\x1b" in text:
        found.append("the page is not fit to be seen")
    if message.author != Message.Author.CONTACT or "unverified" not in message.marks:
        found.append("believed without proof")
    found += _expected(message, case, told)
    return found + _answer_leaks(home, settle, message, case)


def _expected(message, case, told) -> list[str]:
    found = []
    shown = f"{message.text}\n{message.rest}"
    for sentence in told.get("must", []):
        quoted = sentence.split("`")[1] if "`" in sentence else ""
        if sentence.startswith("the text shown to staff contains") and quoted not in shown:
            found.append(sentence)
        if sentence.startswith("the sender address shown to staff is") and message.sender != quoted:
            found.append(sentence)
        if sentence.startswith("the item is marked as needing a look") and not case.needs_look:
            found.append(sentence)
    return found


def _answer_leaks(home, settle, message, case) -> list[str]:
    """Answer it with the default settings, and read the bytes that leave."""
    home.outbox.clear()
    with suppress(NobodyThere):  # a code of another service is not answered at all
        answer(case, text="We will see.", user=home.lead, by=actors.user(home.lead.pk))
    settle()
    peer = message.conversation.peer
    others = {sent.recipient for sent in home.outbox} - {peer, peer.rpartition("@")[0] + "@"}
    odd = [
        line
        for sent in home.outbox
        for line in sent.head.split(b"\r\n")
        if line.lower().startswith((b"bcc:", b"cc:", b"reply-to:", b"x-evil", b"x-injected"))
    ]
    return [f"written to {other}" for other in others if "xn--" not in other] + [
        f"a line {line!r}" for line in odd
    ]
