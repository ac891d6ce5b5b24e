"""What can be taken away: each check, unique index, trigger and lock that holds responsibility together."""

import ast
import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.responsibility.rough import TABLES

OURS = {"ours": TABLES}
LOCKING = (  # where responsibility is changed under locks, and who is held while it is given to him
    *(
        f"makegood/care/{part}/operations/*.py"
        for part in ("cases", "cover", "feedback", "handoffs", "promises", "recovery", "tasks")
    ),
    "makegood/loops/case_to_*.py",
    "makegood/records/people/queries.py",
)
CONSTRAINTS = """
SELECT c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
WHERE k.contype IN ('c', 'u', 'x') AND k.conname NOT LIKE '%%_check' AND c.relname ~ %(ours)s ORDER BY 1, 2
"""
INDEXES = """
SELECT i.relname, pg_get_indexdef(i.oid) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_class c ON c.oid = x.indrelid
WHERE x.indisunique AND NOT x.indisprimary AND c.relname ~ %(ours)s
AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.oid) ORDER BY 1
"""
TRIGGERS = """
SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND (c.relname ~ %(ours)s OR c.relname = 'access_user') ORDER BY 1, 2
"""
FUNCTIONS = """
SELECT DISTINCT p.proname, pg_get_functiondef(p.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND p.prosrc ~* %(locks)s
AND (c.relname ~ %(ours)s OR c.relname = 'access_user') ORDER BY 1
"""
LOCKS = r"\s+FOR (NO KEY UPDATE|UPDATE|SHARE)"


@dataclass(frozen=True)
class Mutation:
    """What is taken away: by a statement in the database, undone by another, or from the statements of the
    code: `unlocked` is the function, `source` its text."""

    name: str
    statement: str = ""
    undo: str = ""
    guard: str = ""
    unlocked: str = ""
    source: str = ""

    @property
    def digest(self) -> str:
        """Changes when what is taken away has changed."""
        return hashlib.sha256((self.undo or self.source).encode()).hexdigest()[:16]


def mutations(db: "psycopg.Connection[tuple[str, ...]]") -> Iterator[Mutation]:
    """Every guard there is."""
    for table, name, made in db.execute(CONSTRAINTS, OURS):
        drop = f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'
        undo = f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {made}'
        yield Mutation(f"constraint `{name}`", drop, undo, name)
    for name, made in db.execute(INDEXES, OURS):
        yield Mutation(f"unique index `{name}`", f'DROP INDEX "{name}"', made, name)
    for table, name, made in db.execute(TRIGGERS, OURS):
        yield Mutation(f"trigger `{name}`", f'DROP TRIGGER "{name}" ON {table}', made, name)
    for name, body in db.execute(FUNCTIONS, OURS | {"locks": LOCKS}):
        without = re.sub(LOCKS, "", body, flags=re.IGNORECASE)
        yield Mutation(f"lock in the trigger function `{name}()`", without, body)
    for place, source in sorted(locking_functions()):
        short = place.removeprefix("makegood.")
        yield Mutation(f"lock in `{short}`", unlocked=place, source=source)


def locking_functions() -> Iterator[tuple[str, str]]:
    """Each function of the code that takes a lock, as `module:function`, and its text."""
    for path in sorted(one for pattern in LOCKING for one in Path().glob(pattern)):
        yield from _locking_in(path)
    path = Path("makegood/records/people/operations.py")
    yield from (one for one in _locking_in(path) if one[0].endswith(":deactivate"))


def _locking_in(path: Path) -> Iterator[tuple[str, str]]:
    text = path.read_text()
    tree = ast.parse(text)
    module = ".".join(path.with_suffix("").parts)
    statements = {
        target.id
        for one in tree.body
        if isinstance(one, ast.Assign) and _locks(one.value)
        for target in one.targets
        if isinstance(target, ast.Name)
    }
    for one in tree.body:
        if isinstance(one, ast.FunctionDef) and any(
            _locks(node, statements) for node in ast.walk(one)
        ):
            yield f"{module}:{one.name}", ast.get_source_segment(text, one) or ""


def _locks(node: ast.AST, statements: Collection[str] = ()) -> bool:
    match node:
        case ast.Attribute(attr="select_for_update"):
            return True
        case ast.Constant(value=str(text)):
            return re.search(LOCKS, text) is not None
        case ast.Name(id=name):
            return name in statements
    return False
