import threading

import pytest
from django.db import connection

from makegood.base.jobs.idempotency import KeyReused, once
from makegood.base.jobs.models import Key


@pytest.mark.usefixtures("real_commits")
def test_twenty_equal_requests_at_once_are_one_effect():
    done, answers = [], []

    def act():
        done.append(1)
        return 201, {"number": len(done)}

    def ask():
        answers.append(once(scope="user:1", key="k", request={"a": 1}, act=act))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1
    assert answers == [(201, {"number": 1})] * 20


@pytest.mark.django_db
def test_a_key_is_for_one_request():
    once(scope="user:1", key="k", request={"a": 1}, act=lambda: (201, {}))
    with pytest.raises(KeyReused):
        once(scope="user:1", key="k", request={"a": 2}, act=lambda: (201, {}))
    once(scope="user:2", key="k", request={"a": 2}, act=lambda: (201, {}))


@pytest.mark.django_db
def test_a_request_that_failed_leaves_the_key_free():
    def fail():
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        once(scope="user:1", key="k", request={}, act=fail)
    assert not Key.objects.exists()
    assert once(scope="user:1", key="k", request={}, act=lambda: (201, {})) == (201, {})
