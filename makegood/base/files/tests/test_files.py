import pytest
from django.conf import settings

from makegood.base.files import operations as files
from makegood.base.files.models import File
from makegood.base.files.store import Folder, store
from makegood.kernel.errors import Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.FILES_ROOT = tmp_path


def test_equal_bytes_are_stored_once_under_two_names():
    one = files.keep(name="a.txt", type="text/plain", content=b"same")
    two = files.keep(name="b.txt", type="text/plain", content=b"same")
    assert one.key != two.key
    assert one.sha256 == two.sha256
    assert files.read(two) == b"same"


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "x\u202egpj.exe", "a\x00b.txt", "\u200b.htaccess", "a" * 5000, "CON"],
)
def test_the_senders_name_is_never_a_path(name):
    kept = files.keep(name=name, type="text/plain", content=b"x")
    here = Folder(settings.FILES_ROOT).path(kept.sha256)
    assert here.is_file()
    assert here.resolve().is_relative_to(settings.FILES_ROOT)
    assert name not in str(here) or name in kept.sha256
    assert len(kept.name) <= 255
    assert not set(kept.name) & set("\u202e\u200b\x00")


def test_a_flipped_bit_is_noticed_when_it_is_read_and_by_the_scrub():
    kept = files.keep(name="a", type="", content=b"right")
    Folder(settings.FILES_ROOT).path(kept.sha256).write_bytes(b"wrong")
    with pytest.raises(files.Damaged):
        files.read(kept)
    File.objects.update(damaged_at=None)
    assert files.scrub() == 0
    assert File.objects.get().damaged_at is not None


def test_too_large_a_file_is_refused_and_nothing_is_kept():
    with pytest.raises(Invalid):
        files.keep(name="a", type="", content=b"x" * (files.MAX_BYTES + 1))
    assert not File.objects.exists()


def test_a_store_says_what_it_has(tmp_path):
    store().put("ab" * 32, b"x")
    assert store().has("ab" * 32)
    store().delete("ab" * 32)
    assert not store().has("ab" * 32)
