"""What customers and staff see of devices, and what they do not."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from makegood.base.access.policy import Principal
from makegood.base.files.operations import keep
from makegood.base.files.tests.test_sheets import book, cell, row
from makegood.kernel import ids
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.portal.models import Session
from makegood.portal.signing_in import SESSION_COOKIE
from makegood.records.assets.models import Document, Import
from makegood.records.assets.operations import note_usage, transfer
from makegood.records.assets.ports import install_reader, label_reader
from makegood.records.assets.tests.make import make_asset
from makegood.records.customers.models import Contact
from makegood.web.devices import life
from makegood.web.tests.make import case_of, make_accounts, make_staff, say

pytestmark = pytest.mark.django_db


def browser_of(contact: Contact) -> Client:
    """A browser in which he is signed in to the portal."""
    shape = {"contact": contact, "expires_at": now() + timedelta(hours=1)}
    Session.objects.create(token=ids.digest(f"cookie{contact.pk}"), **shape)
    client = Client()
    client.cookies[SESSION_COOKIE] = f"cookie{contact.pk}"
    return client


def test_a_scanned_code_tells_of_the_device_and_of_nobody():
    make_accounts(make_staff())
    owner = Contact.objects.create(name="Wang Secret")
    asset = make_asset(owner=owner)
    page = Client().get(reverse("portal:scan", args=[asset.token]))
    text = page.content.decode()
    assert asset.serial in text
    assert "Secret" not in text
    assert f"about={asset.serial}" in text
    form = Client().get(reverse("portal:form"), {"about": asset.serial}).content.decode()
    assert f'value="{asset.serial}"' in form
    unknown = Client().get(reverse("portal:scan", args=["x" * 22]))
    assert unknown.status_code == 404
    assert "We do not know this code" in unknown.content.decode()


def test_a_paper_of_the_one_device_is_shown_to_who_has_it_and_to_nobody_who_scans(
    tmp_path, settings
):
    settings.FILES_ROOT = tmp_path
    make_accounts(make_staff())
    owner = Contact.objects.create(name="Wang")
    asset = make_asset(owner=owner)
    for whose, title in ((asset, "Invoice to Wang"), (asset.product, "Manual")):
        Document.objects.create(
            title=title,
            file=keep(name="a.pdf", type="application/pdf", content=title.encode()),
            for_customers=True,
            **{"asset" if whose is asset else "product": whose},
        )
    scanned = Client().get(reverse("portal:scan", args=[asset.token])).content.decode()
    assert ("Manual" in scanned, "Invoice" in scanned) == (True, False)
    his = browser_of(owner).get(reverse("portal:device", args=[asset.pk])).content.decode()
    assert ("Manual" in his, "Invoice" in his) == (True, True)


def test_the_picture_of_a_label_has_a_safe_name_whatever_the_serial_number_is():
    browser = Client()
    browser.force_login(make_staff())
    asset = make_asset(serial='A"B-机器')
    answer = browser.get(reverse("devices:label_png", args=[asset.pk]))
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''A%22B-")


def test_an_owner_sees_his_device_until_it_is_anothers():
    make_accounts(make_staff())
    wang, li = Contact.objects.create(name="Wang"), Contact.objects.create(name="Li")
    asset = make_asset(owner=wang)
    note_usage(asset, value=5600, at=now(), source="staff", by=SYSTEM)
    url = reverse("portal:device", args=[asset.pk])
    mine, other = browser_of(wang), browser_of(li)
    assert asset.serial in mine.get(url).content.decode()
    assert asset.serial in mine.get(reverse("portal:home")).content.decode()
    assert other.get(url).status_code == 404
    transfer(asset, to=li, by=SYSTEM)
    assert mine.get(url).status_code == 404
    assert asset.serial not in mine.get(reverse("portal:home")).content.decode()
    assert asset.serial in other.get(url).content.decode()


def test_a_case_of_a_proven_owner_who_names_his_device_is_about_it():
    mail, _chat = make_accounts(make_staff())
    known = case_of(say(mail, "Hello", sender="zhou@example.com"))
    asset = make_asset(owner=known.contact)
    text = f"My loader {asset.serial.lower()} leaks"
    his = case_of(say(mail, text, sender="zhou@example.com", subject="Leak"))
    assert his.asset == asset
    strangers = case_of(say(mail, text, sender="other@example.com", subject="It leaks"))
    assert strangers.asset is None
    unproven = case_of(say(mail, text, sender="zhou@example.com", subject="Oil", verified=False))
    assert unproven.pk == his.pk or unproven.asset is None


def test_an_agent_finds_a_device_by_any_part_of_its_number_and_sees_no_name_he_may_not():
    agent = make_staff()
    asset = make_asset(owner=Contact.objects.create(name="Wang Secret"))
    client = Client()
    client.force_login(agent)
    for words in ("00017", "958f-24", "9582400017".replace("958", "958F"), "loader", "装载机"):
        page = client.get(reverse("devices:devices"), {"q": words}).content.decode()
        assert asset.serial in page, words
        assert "Secret" not in page
    page = client.get(reverse("devices:device", args=[asset.pk])).content.decode()
    assert asset.serial in page
    assert "Secret" not in page


def test_the_form_is_filled_with_what_a_photo_says_and_nothing_is_sent(tmp_path):
    make_accounts(make_staff())
    make_asset()
    before = label_reader()
    install_reader(
        lambda _picture: ([("S/N: 958F-24-00017", 0.98, "words"), ("E-1042", 0.9, "words")], "")
    )
    try:
        png = b"\x89PNG\r\n\x1a\n" + b"0" * 64
        (tmp_path / "label.png").write_bytes(png)
        with (tmp_path / "label.png").open("rb") as picture:
            told = {"text": "It leaks", "reach": "wang@example.org", "files": picture}
            page = Client().post(reverse("portal:photo"), told)
    finally:
        if before is not None:
            install_reader(before)
    text = page.content.decode()
    assert 'value="958F-24-00017 E-1042"' in text
    assert "It leaks" in text
    assert not Contact.objects.filter(handles__value="wang@example.org").exists()


def test_a_workbook_is_taken_as_a_table_and_what_is_none_is_refused_at_its_field(
    tmp_path, settings
):
    settings.FILES_ROOT = tmp_path
    client = Client()
    client.force_login(make_staff(role="lead"))
    sheet = book(row(1, cell("A1", "serial"), cell("B1", "model")), row(2, cell("A2", "958F-24-1")))
    for content, status in ((sheet, 302), (b"PK\x03\x04 broken", 422)):
        upload = SimpleUploadedFile("fleet.xlsx", content)
        sent = client.post(reverse("devices:imports"), {"what": "devices", "file": upload})
        assert sent.status_code == status
    assert "without a password" in sent.content.decode()
    run = Import.objects.get()
    assert (run.rows, run.mapping) == (1, {"serial": 0, "product": 1})


def test_the_life_of_a_device_is_found_by_an_index_however_long_the_journal_is():
    asset = make_asset()
    with CaptureQueriesContext(connection) as asked:
        list(life._changes(asset, Principal()))
    [entries] = [one["sql"] for one in asked if "journal_entry" in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan TO off")
        cursor.execute(f"EXPLAIN {entries}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert f"Index Cond: ((subject)::text = '{asset.topic}'::text)" in plan


def test_a_photo_of_a_case_is_read_once_and_what_it_says_is_kept_with_it(tmp_path, settings):
    settings.FILES_ROOT = tmp_path
    agent = make_staff()
    photo = ("label.png", "image/png", "as good as a picture")
    message = say(make_accounts(agent)[0], "Which is it?", files=[photo])
    make_asset()
    file, looks, before = message.files.get().file, [], label_reader()
    address = reverse("devices:case_device", args=[case_of(message).pk])
    client = Client()
    client.force_login(agent)

    def read(picture: bytes):
        looks.append(picture)
        return ([], "busy") if len(looks) == 1 else ([("S/N: 958F-24-00017", 0.98, "words")], "")

    install_reader(read)
    try:
        pages = [client.get(address, {"photo": file.key}).content.decode() for _n in range(4)]
    finally:
        if before is not None:
            install_reader(before)
    assert (
        looks == [b"as good as a picture"] * 2
    )  # what was no answer is asked again, an answer is not
    assert ["958F-24-00017" in page for page in pages] == [False, True, True, True]
    assert "Other photos are being read" in pages[0]
