"""Words in the journal. It keeps ids and plain values; where a fact holds words of somebody (a title, the answer of
a mail server), they go with him, and the fact stays: who did what, and when."""

from collections.abc import Sequence
from datetime import datetime

from makegood.base.database import rows, run
from makegood.base.privacy.naming import ERASED
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
