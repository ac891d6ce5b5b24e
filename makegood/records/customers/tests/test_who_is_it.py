"""Who is it: one form for each handle, and nothing that somebody only typed."""

import pytest

from makegood.kernel.actor import SYSTEM
from makegood.kernel.errors import Invalid
from makegood.records.customers.models import Contact, Handle
from makegood.records.customers.operations import (
    Sender,
    change_contact,
    identify,
    identify_many,
    split,
)
from makegood.records.customers.rules import country_of, normal, normal_phone


@pytest.mark.parametrize(
    "written",
    [
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "+86 138 1234 5678",
        "0086 13812345678",
        "008613812345678",
        "(+86)13812345678",
        "＋８６ １３８１２３４５６７８",
        "86-138-1234-5678",
    ],
)
def test_a_number_is_the_same_whatever_way_it_is_written(written: str):
    assert normal_phone(written) == "+8613812345678"


@pytest.mark.parametrize(
    ("written", "region", "kept"),
    [
        ("0912-345-678", "TW", "+886912345678"),
        ("07700 900456", "GB", "+447700900456"),
        ("(415) 555-0132", "US", "+14155550132"),
        ("011 44 7700 900456", "US", "+447700900456"),
        ("9123 4567", "HK", "+85291234567"),
    ],
)
def test_a_local_number_is_of_the_country_of_the_account(written: str, region: str, kept: str):
    assert normal_phone(written, region=region) == kept


def test_the_country_is_what_the_account_says_else_that_of_its_language():
    assert [country_of("zh-Hant"), country_of("zh-Hans"), country_of("en", "GB")] == [
        "TW",
        "CN",
        "GB",
    ]


def test_no_number_is_no_handle():
    assert normal("phone", "tomorrow") == normal("phone", "") == ""


pytest_db = pytest.mark.django_db


@pytest_db
def test_whatsapp_and_text_message_of_one_number_are_one_person():
    one = identify(Sender("whatsapp", "8613812345678", verified=True), by=SYSTEM)
    other = identify(Sender("sms", "138 1234 5678", verified=True), by=SYSTEM)
    called = identify(Sender("phone", "+8613812345678"), by=SYSTEM)
    assert one == other == called
    assert one.handles.get().verified_at is not None


@pytest_db
def test_an_id_of_whatsapp_that_is_no_number_is_kept_as_it_is():
    one = identify(Sender("whatsapp", "CN.abc123"), by=SYSTEM)
    assert one.handles.get().kind == "whatsapp"
    assert identify(Sender("whatsapp", "CN.abc123"), by=SYSTEM) == one


@pytest_db
def test_what_somebody_typed_finds_nobody_who_really_has_it():
    his = identify(Sender("phone", "13812345678", verified=True), by=SYSTEM)
    typed = identify(Sender("phone", "13812345678", typed=True), by=SYSTEM)
    again = identify(Sender("phone", "+86 138-1234-5678", typed=True), by=SYSTEM)
    assert typed == again != his
    assert typed.handles.get().kind == Handle.Kind.TYPED_PHONE
    assert typed.handles.get().verified_at is None
    assert identify(Sender("phone", "13812345678"), by=SYSTEM) == his


@pytest_db
def test_one_id_of_the_provider_joins_several_of_one_person():
    shop = identify(
        Sender("wecom", "wm-shop", also=(("unionid", "oU-7"),), verified=True), by=SYSTEM
    )
    service = identify(
        Sender("wecom", "wm-service", also=(("unionid", "oU-7"),), verified=True), by=SYSTEM
    )
    assert shop == service
    assert set(shop.handles.values_list("value", flat=True)) == {"wm-shop", "wm-service", "oU-7"}


@pytest_db
def test_two_known_people_are_not_merged_because_one_id_names_both():
    one = identify(Sender("wecom", "wm-1"), by=SYSTEM)
    other = identify(Sender("unionid", "oU-1"), by=SYSTEM)
    found = identify(Sender("wecom", "wm-1", also=(("unionid", "oU-1"),)), by=SYSTEM)
    assert found == one != other
    assert Handle.objects.get(value="oU-1").contact == other


@pytest_db
def test_his_own_channel_proves_a_handle_that_nobody_had_proven():
    one = identify(Sender("mail", "wang@example.org"), by=SYSTEM)
    assert one.handles.get().verified_at is None
    identify(Sender("mail", "Wang@Example.org", verified=True), by=SYSTEM)
    assert one.handles.get().verified_at is not None


@pytest_db
def test_a_batch_costs_a_fixed_number_of_statements(django_assert_max_num_queries):
    them = [Sender("mail", f"c{n}@example.org", verified=True) for n in range(40)]
    with django_assert_max_num_queries(10):
        identify_many(them, by=SYSTEM)
    with django_assert_max_num_queries(4):
        assert len({c.pk for c in identify_many(them, by=SYSTEM)}) == 40
    assert Contact.objects.count() == 40


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["name", "place"])
def test_what_is_too_long_is_refused_in_words(field: str):
    contact = identify(Sender("mail", "li@example.org"), by=SYSTEM)
    with pytest.raises(Invalid, match="120"):
        change_contact(contact, by=SYSTEM, **{field: "长" * 121})
    assert getattr(change_contact(contact, by=SYSTEM, **{field: "长" * 120}), field) == "长" * 120


@pytest.mark.django_db
def test_who_has_no_name_is_called_by_his_address_and_a_number_is_not_shown_whole():
    senders = [
        Sender("mail", "wang@example.org", verified=True),
        Sender("phone", "13812345678", verified=True),
        Sender("mail", "typed@example.org", typed=True),
        Sender("mail", "li@example.org", "Li Na"),
    ]
    mail, phone, typed, named = identify_many(senders, by=SYSTEM)
    assert str(mail) == "wang@example.org"
    assert str(phone) == "••••5678"
    assert str(typed) == f"Customer {typed.pk}"
    assert str(named) == "Li Na"
    assert str(Contact.objects.get(pk=mail.pk)) == "wang@example.org"
    assert mail.name == ""  # nobody is greeted by his address


@pytest.mark.django_db
def test_who_is_split_takes_what_he_was_called_by_with_him():
    both = identify(Sender("mail", "wang@example.org", also=(("phone", "13812345678"),)), by=SYSTEM)
    away = Handle.objects.get(contact=both, kind="mail")
    new = split(both, handle_ids=[away.pk], name="", by=SYSTEM)
    both.refresh_from_db()
    assert (str(new), str(both)) == ("wang@example.org", "••••5678")
