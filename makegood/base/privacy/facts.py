"""Words in the journal. It keeps ids and plain values; where a fact holds words of somebody (a title, the answer of
a mail server), they go with him, and the fact stays: who did what, and when."""

import json
from collections.abc import Sequence
from datetime import datetime

from psycopg.types.json import Jsonb

from makegood.base.database import rows, run
from makegood.base.privacy.naming import ERASED, Person, pattern_of, without
from makegood.base.privacy.reaching import let_guards_pass

# The kind of a fact, and which of its values are words that may be of a customer.
WORDS: dict[str, tuple[str, ...]] = {
    "cases.renamed": ("before", "after"),
    "cases.waits": ("reason",),
    "cases.moved": ("reason",),
    "channels.message_failed": ("error",),
    "promises.proposal_dismissed": ("reason",),
}
OF_HIM = """
UPDATE journal_entry SET facts = (
  SELECT jsonb_object_agg(key, CASE WHEN key = ANY(%(keys)s) AND value #>> '{}' <> '' THEN to_jsonb(%(gone)s::text)
    ELSE value END) FROM jsonb_each(facts))
WHERE kind = %(kind)s AND facts ?| %(keys)s AND (customer = ANY(%(contacts)s) OR "case" = ANY(%(cases)s))
"""
OF_THESE = """
UPDATE journal_entry SET facts = (
  SELECT jsonb_object_agg(key, CASE WHEN key = ANY(%(keys)s) AND value #>> '{}' <> '' THEN to_jsonb(%(gone)s::text)
    ELSE value END) FROM jsonb_each(facts))
WHERE kind = %(kind)s AND facts ?| %(keys)s AND id = ANY(%(pks)s)
"""


def forget_words(contacts: Sequence[int]) -> int:
    """Empty the words of facts about these contacts and their cases, in the caller's transaction; by the indexes of
    the journal. Returns how many facts changed."""
    found = rows("SELECT id FROM cases_case WHERE contact_id = ANY(%s)", [list(contacts)])
    his = {"contacts": list(contacts), "cases": [pk for (pk,) in found], "gone": ERASED}
    let_guards_pass()
    return sum(
        run(OF_HIM, {**his, "kind": kind, "keys": list(keys)}) for kind, keys in WORDS.items()
    )


NAMING = """
SELECT id, at, kind, facts FROM journal_entry WHERE kind = ANY(%(kinds)s)
  AND (customer = ANY(%(contacts)s) OR "case" = ANY(%(cases)s)) ORDER BY id
"""


def forget_mentions(person: Person) -> int:
    """Take him out of the words of facts about those in whose talks he is named, in the caller's transaction; who
    bears the same name keeps it. Returns how many facts changed."""
    pattern = pattern_of(person.addresses, person.names)
    others = sorted(set(person.around) - set(person.namesakes))
    if pattern is None or not others:
        return 0
    theirs = rows("SELECT id FROM cases_case WHERE contact_id = ANY(%s)", [others])
    asked = {"kinds": list(WORDS), "contacts": others, "cases": [pk for (pk,) in theirs]}
    changed = 0
    let_guards_pass()
    for pk, at, kind, facts in rows(NAMING, asked):
        told = json.loads(facts) if isinstance(facts, str) else facts
        new = {
            name: without(value, pattern)
            if name in WORDS[kind] and isinstance(value, str)
            else value
            for name, value in told.items()
        }
        if new != told:
            change = "UPDATE journal_entry SET facts = %s WHERE id = %s AND at = %s"
            changed += run(change, [Jsonb(new), pk, at])
    return changed


def forget_old_words(
    *, before: datetime, after: int, limit: int, held: Sequence[int] = ()
) -> list[int]:
    """The same for facts written before a moment, in the order of their ids, none about `held` contacts; returns
    the ids of those looked at."""
    found = rows(
        "SELECT id, kind FROM journal_entry WHERE kind = ANY(%s) AND at < %s AND id > %s"
        " AND (customer IS NULL OR customer <> ALL(%s)) ORDER BY id LIMIT %s",
        [list(WORDS), before, after, list(held), limit],
    )
    let_guards_pass()
    for kind in {kind for _pk, kind in found}:
        told = {"kind": kind, "keys": list(WORDS[kind]), "gone": ERASED}
        pks = [pk for pk, its in found if its == kind]
        run(OF_THESE, {**told, "pks": pks})
    return [pk for pk, _kind in found]
