"""Bytes are kept and forgotten at the same moment: whoever keeps them has them."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import connection, transaction

from makegood.base.files import operations as files
from makegood.base.files.models import File
from makegood.base.files.store import store


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.FILES_ROOT = tmp_path


@pytest.mark.usefixtures("real_commits")
def test_bytes_that_are_being_kept_are_not_forgotten():
    old = files.keep(name="logo.png", type="image/png", content=b"the same logo")
    name = old.sha256
    keeping, committed = threading.Event(), threading.Event()

    def keeps() -> None:
        try:
            with transaction.atomic():
                files.keep(name="logo.png", type="image/png", content=b"the same logo")
                keeping.set()
                committed.wait(30)
        finally:
            connection.close()

    def forgets() -> int:
        try:
            return files.forget_bytes([name])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(keeps)
        assert keeping.wait(30)
        File.objects.filter(pk=old.pk).delete()
        second = threads.submit(forgets)
        assert not wait([second], timeout=0.3).done
        committed.set()
        first.result(30)
        assert second.result(30) == 0
    assert store().has(name)
    assert files.read(File.objects.get()) == b"the same logo"
    File.objects.all().delete()
    assert files.forget_bytes([name]) == 1
    assert not store().has(name)
