"""Many workers at once erase a person once."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from makegood.base.journal.models import Entry
from makegood.kernel.actor import SYSTEM
from makegood.records.customers.models import Contact, Handle
from makegood.records.privacy import operations as privacy
from makegood.records.privacy.models import Erasure
from makegood.records.privacy.operations import erasing


def test_twenty_times_by_ten_at_once_each_step_is_done_once(real_commits):
    contact = Contact.objects.create(name="Anna Berg")
    Handle.objects.create(contact=contact, kind="mail", value="a@x.example", shown="a@x.example")
    asked = privacy.ask_to_erase(contact, by=SYSTEM)
    privacy.confirm_erasing(asked, reason="He asked.", by=SYSTEM)

    def work(_number: int) -> None:
        try:
            privacy.erase_person(erasure_id=asked.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=10) as pool:  # fewer than the pool has connections
        list(pool.map(work, range(20)))
    found = Erasure.objects.get()
    assert (found.state, found.steps) == (Erasure.State.DONE, list(erasing.steps()))
    assert Entry.objects.filter(kind="privacy.erased").count() == 1
    assert not Handle.objects.exists()
