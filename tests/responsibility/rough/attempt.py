"""What an attempt is, and the statements that many of them share."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Attempt:
    """A statement that must be refused wherever it finds a row to write.

    `guard`: the constraint, unique index or trigger that refuses. `told`: the name that the error has, which
    for a trigger is its function. `holds`: for a trigger that mends instead of refusing, what is true after
    the statement. In the SQL %(case)s is a case, %(person)s and %(other)s are two people who work here,
    %(gone)s one who does not, %(team)s a team, %(now)s the moment.
    """

    guard: str
    sql: str
    told: str = ""
    holds: str = ""

    @property
    def by(self) -> str:
        """Who says no."""
        return self.told or self.guard


def attempts(table: dict[str, str | list[str]], told: dict[str, str]) -> list[Attempt]:
    """One for each statement."""
    return [
        Attempt(guard, sql, told.get(guard, ""))
        for guard, given in table.items()
        for sql in ([given] if isinstance(given, str) else given)
    ]


def copied(table: str, where: str, **changes: str) -> str:
    """A statement that writes one row of a table once more, with changes (SQL)."""
    changes = {"id": f"nextval(pg_get_serial_sequence('{table}', 'id'))"} | changes
    told = ", ".join(f"'{name}', {value}" for name, value in changes.items())
    return (
        f"INSERT INTO {table} SELECT (jsonb_populate_record(r, d.d)).* FROM {table} r,"
        f" LATERAL (SELECT jsonb_build_object({told}) AS d OFFSET 0) d"
        f" WHERE r.id = (SELECT r.id FROM {table} r WHERE {where} ORDER BY r.id LIMIT 1)"
    )


def one(table: str, changes: str, where: str) -> str:
    """A statement that changes one row."""
    return (
        f"UPDATE {table} SET {changes} WHERE id = (SELECT r.id FROM {table} r WHERE {where}"
        " ORDER BY r.id DESC LIMIT 1)"
    )


def in_state(*states: str) -> str:
    """That the case of the row `r` is in one of these states."""
    told = ", ".join(f"'{state}'" for state in states)
    return (
        f"r.case_id = %(case)s AND (SELECT status FROM cases_case WHERE id = r.case_id) IN ({told})"
    )
