"""A8: two installations wired to each other by their SMTP doors, each with a machine that acknowledges everything:
they come to rest after three letters, and nobody's case is reopened by the other's machine."""

import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from makegood.adapters.email.tests.make import mail
from makegood.care.cases.models import Case
from makegood.kernel import actor as actors
from makegood.loops.case_to_answer import answer
from tests.attack.other_instance import acknowledge_everything, counts, way


class Other:
    """The other installation."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.port = int(self._heard("ready")[0])

    def __call__(self, *words: object) -> list[int]:
        assert self.process.stdin is not None
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        return [int(one) for one in self._heard(str(words[0]))]

    def _heard(self, word: str) -> list[str]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            said = line.split()
            if said[:1] == [word]:
                return said[1:]
        raise AssertionError("the other installation has ended")


def _address(name: str) -> str:
    told = connection.get_connection_params()
    host, user = quote(str(told.get("host") or ""), safe=""), quote(str(told.get("user") or ""))
    password = f":{quote(str(told['password']))}" if told.get("password") else ""
    port = f"&port={told['port']}" if told.get("port") else ""
    return f"postgresql://{user}{password}@/{name}?host={host}{port}"


@pytest.fixture
def other(real_home, tmp_path) -> Iterator[Other]:
    """A second installation with a key of its own, on a copy of this empty database."""
    here = str(connection.settings_dict["NAME"])
    name = f"{here}_other"
    copy = "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy"
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    told = {**connection.get_connection_params(), "dbname": "postgres"}
    with psycopg.connect(**told, autocommit=True) as server:
        server.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
        # a template may be in use by nobody: what an earlier test left behind is ended
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [here]
        )
        server.execute(sql.SQL(copy).format(sql.Identifier(name), sql.Identifier(here)))
    environment = {
        **os.environ,
        "DATABASE_URL": _address(name),
        "MAKEGOOD_HOME": str(tmp_path),
        "MAKEGOOD_SECRET_KEY": "another installation " + settings.SECRET_KEY[::-1],
        "DJANGO_SETTINGS_MODULE": "makegood.config.settings",
    }
    with psycopg.connect(**{**told, "dbname": name}, autocommit=True) as server:
        _empty(server)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.attack.other_instance"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Other(process)
    finally:
        process.kill()
        process.communicate()
        with psycopg.connect(**told, autocommit=True) as server:
            server.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


def _empty(server: "psycopg.Connection[tuple[object, ...]]") -> None:
    """It begins with nothing of ours."""
    found = server.execute(
        "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
        " AND tablename NOT IN ('django_migrations', 'django_content_type', 'auth_permission')"
    ).fetchall()
    server.execute("SET session_replication_role = replica")
    for (table,) in found:
        server.execute(sql.SQL("DELETE FROM {}").format(sql.SQL(str(table))))


def test_two_installations_that_write_to_each_other_come_to_rest(
    real_home, other, door, settle, settings
):
    settings.SEND_UNDO_SECONDS = 0
    real_home.account.settings = way(other.port)
    real_home.account.save()
    other("wire", door.port)
    real_home.receive(mail(From="support@other.test", Message_ID="<begin@other.test>"))
    acknowledge_everything(settle)
    case = Case.objects.get()
    answer(case, text="Hello over there", user=real_home.lead, by=actors.user(real_home.lead.pk))
    told = []
    for _round in range(6):
        acknowledge_everything(settle)
        told.append((counts(), tuple(other("settle"))))
    assert told[-1] == told[-3], told  # nothing moves any more
    (left, came, _cases), (left_there, came_there, _theirs) = told[-1]
    assert came_there == left  # it went over the wire, and arrived
    assert came == left_there + 1
    assert left + left_there <= 4, told  # a person's answer, and three of the machines
    case.refresh_from_db()
    assert case.status == "waiting"
