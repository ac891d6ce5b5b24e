"""Against a real S3 server on loopback."""

import hashlib
import socket

import pytest

from makegood.adapters.s3.adapter import Bucket
from makegood.base.files import operations as files
from makegood.base.files import store

moto_server = pytest.importorskip("moto.server")


@pytest.fixture
def bucket(monkeypatch):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    made = Bucket(f"s3://makegood/files?endpoint=http://127.0.0.1:{port}")
    made.client.create_bucket(Bucket="makegood")
    yield made
    server.stop()


def test_bytes_come_back_as_they_were(bucket):
    content = b"\x00\xffphoto"
    name = hashlib.sha256(content).hexdigest()
    assert not bucket.has(name)
    bucket.put(name, content)
    bucket.put(name, content)
    assert bucket.has(name)
    assert bucket.get(name) == content
    bucket.delete(name)
    bucket.delete(name)
    with pytest.raises(FileNotFoundError):
        bucket.get(name)


@pytest.mark.django_db
def test_a_changed_object_is_noticed_when_it_is_read(bucket, monkeypatch):
    monkeypatch.setattr(store, "_store", bucket)
    kept = files.keep(name="photo.jpg", type="image/jpeg", content=b"as it was")
    assert files.read(kept) == b"as it was"
    bucket.put(kept.sha256, b"changed")
    with pytest.raises(files.Damaged):
        files.read(kept)
    kept.refresh_from_db()
    assert kept.damaged_at is not None
