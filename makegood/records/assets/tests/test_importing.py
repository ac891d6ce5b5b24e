import pytest

from makegood.base.files.operations import keep
from makegood.base.journal.models import Entry
from makegood.kernel.tables import look
from makegood.records.assets.models import Asset, Import, Ownership, Part, Product, Usage
from makegood.records.assets.operations import save_field
from makegood.records.assets.operations.importing import begin_import, start_import, take_in
from makegood.records.assets.tests.make import make_asset, make_product
from makegood.records.customers.models import Company, Contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(django_user_model):
    return django_user_model.objects.create(email="lead@example.org", name="Lead")


def run_of(text: str, user, what: str = "devices") -> Import:
    content = text.encode()
    file = keep(name="t.csv", type="text/csv", content=content)
    run = begin_import(what, file=file, table=look(content), user=user)
    start_import(run)
    take_in(run.pk)
    run.refresh_from_db()
    return run


TABLE = """Serial number,Model,Company,E-mail,Name,Site,Batch,Purchase date,Hours,Built into,Colour
958f-24-00017,L958F,Quarry Ltd,,,North pit,B7,2025-03-01,5600,,Red
958F-24-00018,,,wang@example.org,Wang,Home,,2025/03/02,,958F-24-00017,
Ｘ－１,L958F,quarry ltd,,,North pit,,,,,blue
"""


def test_a_table_comes_in_whole_and_twice_is_once(user):
    make_product()
    save_field(names={"en": "Colour"}, type="choice", choices=["Red", "Blue"], searchable=True)
    for made, known in ((3, 0), (0, 3)):
        run = run_of(TABLE, user)
        assert (run.state, run.told, run.made, run.changed) == ("done", [], made, known)
    first, second, third = Asset.objects.order_by("serial")
    assert (first.serial, first.company.name, first.site.name) == (
        "958F-24-00017",
        "Quarry Ltd",
        "North pit",
    )
    assert (second.owner.name, second.parent, str(second.bought_on)) == (
        "Wang",
        first,
        "2025-03-02",
    )
    assert (third.serial, third.facts) == ("X-1", {"colour": "Blue"})
    assert (Company.objects.count(), Contact.objects.count()) == (1, 1)
    assert Ownership.objects.filter(until=None).count() == 3
    assert Usage.objects.get().total == 5600
    assert Entry.objects.filter(kind="assets.listed").count() == 3


def test_a_table_with_a_wrong_cell_brings_in_nothing_and_says_where(user):
    make_product()
    run = run_of(
        "serial,model,email,bought,parent\n958F-24-00017,,x,2099-01-01,\n958f-24-00017,,,,NONE-1\n+,Nothing,,,\n1,2\n",
        user,
    )
    assert run.state == "wrong"
    assert [tuple(one[:3]) for one in run.told] == [
        (2, "reach", "reach"), (2, "bought_on", "date"), (3, "serial", "twice:2"), (4, "serial", "serial"),
        (5, "", "columns"),
    ]  # fmt: skip
    assert not Asset.objects.exists()


def test_machines_that_hold_each_other_and_unknown_ones_are_flaws(user):
    make_product()
    run = run_of("serial,parent\n958F-24-00001,958F-24-00002\n958F-24-00002,958F-24-00001\n", user)
    assert (run.state, run.told[0][:3]) == ("wrong", [2, "parent", "circle"])
    run = run_of("serial,parent\n958F-24-00001,NONE-1\n", user)
    assert (run.state, run.told) == ("wrong", [[2, "parent", "parent", "NONE-1"]])
    assert not Asset.objects.exists()
    assert run.made == 0


def test_a_table_hands_over_what_changed_hands(user):
    wang = Contact.objects.create(name="Wang")
    asset = make_asset(owner=wang)
    run_of("serial,company\n958F-24-00017,Quarry\n", user)
    asset.refresh_from_db()
    assert (asset.owner, asset.company.name) == (None, "Quarry")
    lines = Ownership.objects.filter(asset=asset).order_by("pk")
    assert [(one.contact, one.until is None) for one in lines] == [(wang, False), (None, True)]


def test_products_come_with_their_parts(user):
    table = (
        "model,name,中文名称,serial pattern,part,part name,qty,price\n"
        "K15,Kettle,水壶,^K15-\\d{6}$,HEAT-1,Heater,1,35\nK15,,,,LID-1,Lid,1,\nV6,Vacuum,,,,,,\n"
    )
    for made, known in ((2, 0), (0, 2)):
        run = run_of(table, user, what="products")
        assert (run.state, run.told, run.made, run.changed) == ("done", [], made, known)
    kettle = Product.objects.get(model="K15")
    assert kettle.names == {"en": "Kettle", "zh-Hans": "水壶"}
    assert set(kettle.bill.values_list("part__number", "quantity")) == {("HEAT-1", 1), ("LID-1", 1)}
    assert Part.objects.get(number="HEAT-1").price == 35
    run = run_of("model,pattern,price\nK1,(a+)+,x\n", user, what="products")
    assert [one[:3] for one in run.told] == [[2, "pattern", "pattern"], [2, "price", "price"]]
