"""What we call kinds, readings and skills: kept with the data, said in the reader's language, brought in as a table."""

import json
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from makegood.field.alarms.models import Rule
from makegood.field.diagnosis.models import Version
from makegood.field.diagnosis.operations import fitting, import_table
from makegood.field.diagnosis.queries import skills_used
from makegood.field.diagnosis.queries.advising import preview_of
from makegood.field.diagnosis.queries.saying import with_skills
from makegood.field.diagnosis.reading.completing import skills_in
from makegood.field.diagnosis.reading.differences import differences
from makegood.field.diagnosis.reading.sheets import read_sheet, write_sheet
from makegood.field.telemetry.models import Name
from makegood.kernel.actor import SYSTEM
from makegood.kernel.errors import Invalid
from makegood.records.assets.models import Product, Word
from makegood.records.assets.operations import Named, drop_word, save_word, save_words
from makegood.records.assets.queries import readable, said, words
from makegood.records.assets.tests.make import make_product
from makegood.web.alarms.said import readings_named, rule_said
from makegood.web.measures import kind_said, measure_said, reading_words
from makegood.web.tests.make import make_staff
from tests.diagnosis.make import cause, flicker, television

pytestmark = pytest.mark.django_db
TV = {"en": "Televisions", "zh-Hans": "电视", "zh-Hant": "電視"}
PAGE = "/products/names/"


def lead() -> Client:
    client = Client()
    client.force_login(make_staff(role="lead"))
    return client


def name(of: str = "skill", key: str = "tv", **names: str) -> Word:
    return save_word(Named(of, key, names or TV))


def skills_of(table: dict, language: str) -> list[str]:
    return [skill for skill, _level in preview_of(fitting(table), language).skills]


def test_a_skill_is_said_in_the_readers_language_and_by_its_key_where_nobody_named_it():
    table = flicker()
    assert skills_of(table, "en") == ["tv"]
    name()
    assert [skills_of(table, one) for one in ("en", "zh-Hans", "zh-Hant")] == [
        ["Televisions"], ["电视"], ["電視"],
    ]  # fmt: skip
    name(**{"zh-Hans": "电视"})
    assert [skills_of(table, one) for one in ("en", "zh-Hant")] == [["电视"], ["电视"]]
    drop_word("skill", "tv")
    drop_word("skill", "tv")
    assert skills_of(table, "zh-Hant") == ["tv"]


def test_the_names_of_any_number_of_skills_are_one_statement():
    rows = [cause("a", "A", 0.4), cause("b", "B", 0.4, skill="power"), cause("c", "C", 0.1)]
    spent = {}
    for count in (1, 3):
        with CaptureQueriesContext(connection) as seen:
            shown = skills_of(flicker(causes=rows[:count], symptoms=[], checks=[]), "en")
        spent[len(shown)] = sum("assets_word" in one["sql"] for one in seen.captured_queries)
    assert spent == {1: 1, 2: 1}
    bare = [cause("a", "A", 0.5, skill="")]
    with CaptureQueriesContext(connection) as seen:
        assert skills_of(flicker(causes=bare, symptoms=[], checks=[]), "en") == []
    assert not any("assets_word" in one["sql"] for one in seen.captured_queries)


@pytest.mark.parametrize(
    ("of", "key", "names", "field"),
    [
        ("colour", "tv", TV, "of"),
        ("skill", " \x00 ", TV, "key"),
        ("skill", "k" * 61, TV, "key"),
        ("skill", "tv", {"en": "  "}, "name_en"),
        ("skill", "tv", {"fr": "Téléviseurs"}, "name_en"),
        ("skill", "tv", {"en": "Television", "zh-Hant": "電" * 121}, "name_en"),
    ],
)
def test_a_name_that_cannot_be_kept_changes_nothing(of, key, names, field):
    name()
    with pytest.raises(Invalid) as refused:
        save_word(Named(of, key, names))
    assert refused.value.field == field
    assert words("skill") == {"tv": TV}


def test_a_reading_is_called_as_we_named_it_else_by_its_key_made_readable():
    named = reading_words(["oil_temperature", "pH", "cycles"])
    assert measure_said("oil_temperature", named) == "Oil temperature"
    assert measure_said("pH", named) == "pH"
    assert measure_said("cycles", named) == "Cycles"
    name("reading", "oil_temperature", en="Oil, hot side")
    name("reading", "cycles", en="Washes")
    named = reading_words(["oil_temperature", "cycles", "other"])
    assert measure_said("oil_temperature", named) == "Oil, hot side"
    assert measure_said("cycles", named) == "Washes"
    assert said("wheel-loader", {}, "zh-Hans") == readable("wheel-loader") == "Wheel loader"


def test_rules_name_their_readings_with_one_statement():
    name("reading", "hydraulic_pressure", en="Pressure of the pump")
    one = {"on": "below", "reading": "hydraulic_pressure", "limit": 90}
    rules = [Rule(conditions=[one]), Rule(conditions=[{"on": "code", "codes": ["E1"]}, one])]
    with CaptureQueriesContext(connection) as seen:
        named = readings_named(rules)
        lines = [rule_said(rule, named) for rule in rules]
    assert len(seen.captured_queries) == 1
    assert lines == [
        "pressure of the pump below 90",
        "reports E1, or pressure of the pump below 90",
    ]


def test_the_kind_of_a_product_is_named_on_its_page():
    product = make_product()
    Product.objects.filter(pk=product.pk).update(kind="wheel-loader")
    client, page = lead(), reverse("devices:product", args=[product.pk])
    assert "Wheel loader" in client.get(page).content.decode()
    name("kind", "wheel-loader", en="Loading shovel")
    assert "Loading shovel" in client.get(page).content.decode()
    assert kind_said("") == ""


def test_the_page_shows_every_key_that_is_in_use_and_names_it():
    import_table(television(), flicker(), by=SYSTEM)
    Name.objects.create(name="oil_temperature", unit="°C")
    Name.objects.create(name="hours", unit="h")
    client = lead()
    text = client.get(PAGE).content.decode()
    assert text.count("no name yet") == 2
    assert "oil_temperature" in text
    assert "of=reading&amp;key=hours" not in text
    form = client.get(PAGE, {"of": "skill", "key": "tv"}).content.decode()
    assert 'value="tv"' in form
    told = {"of": "skill", "key": "tv", "name_en": "Televisions", "name_zh_hans": "电视"}
    assert client.post(PAGE, told).status_code == 302
    assert words("skill") == {"tv": {"en": "Televisions", "zh-Hans": "电视"}}
    assert "not in every language" in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"of": "skill", "key": "tv", "act": "remove"}).status_code == 302
    assert client.post(PAGE, {"of": "\x00", "key": "\x00", "act": "remove"}).status_code == 302
    assert words("skill") == {}


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"of": "skill", "key": "tv"},
        {"of": "colour", "key": "tv", "name_en": "x"},
        {"of": "skill", "key": "k" * 61, "name_en": "x"},
        {"of": "skill", "key": "tv", "name_en": "x" * 121},
        {"of": "skill", "key": "\x00", "name_en": "x"},
    ],
)
def test_what_is_wrong_in_the_form_is_said_and_nothing_is_kept(told):
    page = lead().post(PAGE, told)
    assert page.status_code == 422
    assert not Word.objects.exists()


@pytest.mark.parametrize("asked", [{"of": "x", "key": "y"}, {"of": "skill", "key": "\x00" * 300}])
def test_an_address_that_names_nothing_shows_an_empty_form(asked):
    assert lead().get(PAGE, asked).status_code == 200


def file(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("names.csv", text.encode(), content_type="text/csv")


def test_the_table_that_goes_out_comes_in_again():
    name()
    name("reading", "-pressure", en="=Pressure, of oil", **{"zh-Hant": "壓力"})
    client = lead()
    kept = {of: words(of) for of in Word.Of.values}
    out = client.get(reverse("devices:words_csv"))
    assert "'=Pressure" in out.content.decode()
    Word.objects.all().delete()
    assert client.post(PAGE, {"file": file(out.content.decode())}).status_code == 302
    assert {of: words(of) for of in Word.Of.values} == kept


def test_a_language_of_which_a_table_says_nothing_keeps_its_name():
    name()
    client = lead()
    table = "what,key,en,zh-Hans,zh-Hant\nSkill,tv,Screens,,\nkind,loader,Loader,,\nkind,loader,,装载机,\n"
    assert client.post(PAGE, {"file": file(table)}).status_code == 302
    assert words("skill") == {"tv": {**TV, "en": "Screens"}}
    assert words("kind") == {"loader": {"en": "Loader", "zh-Hans": "装载机"}}


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("", "first line must name"),
        ("a,b\n1,2\n", "first line must name"),
        ("what,key,en\n", "first line must name"),
        ("what,key,en\nskill,tv,Television\ncolour,red,Red\n", "Write kind, reading or skill"),
        ("what,key,en\nskill,tv,Television\nskill,,Red\n", "Type its key"),
        (f"what,key,en\nskill,{'k' * 61},Red\n", "Type its key"),
        ("what,key,en\nskill,tv,\n", "in one language at least"),
        (f"what,key,en\nskill,tv,{'x' * 121}\n", "longer than 120"),
        ("what,key,en\nskill,tv\n", "another number of columns"),
        ("x" * 2_000_001, "larger than 2 MB"),
    ],
)
def test_a_table_with_one_wrong_row_brings_nothing(table, told):
    page = lead().post(PAGE, {"file": file(table)})
    assert (page.status_code, told in page.content.decode()) == (422, True)
    assert not Word.objects.exists()


def test_a_fault_table_takes_the_names_of_its_skills_along_as_json_and_as_a_sheet():
    name()
    live = import_table(television(), flicker(), by=SYSTEM).table
    assert "skills" not in live
    told = with_skills(live)
    sheet = read_sheet(write_sheet(told))
    assert skills_in(told) == skills_in(sheet) == {"tv": TV}
    assert differences(fitting(sheet), fitting(told)) == []
    Word.objects.all().delete()
    assert import_table(television(), told, by=SYSTEM).table == live
    assert words("skill") == {"tv": TV}
    name(en="Screens")
    import_table(television(), told, by=SYSTEM)
    assert words("skill") == {"tv": {"en": "Screens"}}  # what somebody says here stays


def test_an_imported_draft_names_the_skills_that_nobody_named():
    row = import_table(television(), flicker(), by=SYSTEM).fault
    client, where = lead(), reverse("diagnosis:importing", args=[row.pk])
    table = {**flicker(danger=True), "skills": {"tv": {"en": "Televisions"}, "x": {"en": ""}}}
    shown = client.post(where, {"text": json.dumps(table)})
    assert words("skill") == {}
    carried = shown.context["carried"]
    assert client.post(where, {"text": carried, "take": "1"}).status_code == 302
    assert words("skill") == {"tv": {"en": "Televisions"}}
    assert "skills" not in Version.objects.get(state="draft").table


@pytest.mark.parametrize(
    "skills", [None, [], "tv", {"tv": 3}, {"": {"en": "x"}}, {"tv": {"en": " "}}, {"k" * 61: TV}]
)
def test_names_that_a_table_brings_and_nobody_can_read_are_left(skills):
    import_table(television(), flicker(skills=skills), by=SYSTEM)
    assert words("skill") == {}


def test_names_that_were_built_in_stay_for_the_keys_that_are_in_use():
    import_table(television(), flicker(), by=SYSTEM)
    Product.objects.update(kind="television")
    Name.objects.create(name="oil_temperature")
    Name.objects.create(name="our_own")
    save_words([Named("skill", "tv", {"en": "Screens"})])
    module = import_module("makegood.field.diagnosis.migrations.0004_names_that_were_built_in")
    for _twice in range(2):
        module.keep(apps, None)
    assert words("kind") == {
        "television": {"en": "Television", "zh-Hans": "电视", "zh-Hant": "電視"}
    }
    assert words("reading").keys() == {"oil_temperature"}
    assert words("skill") == {"tv": {"en": "Screens"}}
    assert skills_used() == {"tv"}
