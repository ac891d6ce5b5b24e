"""What a person writes says in what language he is to be written to."""

from collections import defaultdict
from datetime import timedelta

from makegood.base.jobs.sweeps import sweep
from makegood.contact.conversations.models import Message
from makegood.kernel.clock import now
from makegood.records.privacy import operations as privacy

BATCH = 1000
SETTLES = timedelta(seconds=10)  # rows of transactions that began earlier are there by then


@sweep(every=20)
def hear_languages() -> int:
    """Take in what came since the last time; costs what is new."""
    after = privacy.heard_up_to()
    new = Message.objects.filter(pk__gt=after, at__lt=now() - SETTLES).order_by("pk")
    rows = list(new.values_list("pk", "author", "conversation__contact", "text", "marks")[:BATCH])
    said: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for pk, author, contact, text, marks in rows:
        if author == Message.Author.CONTACT and "automatic" not in marks:
            said[contact].append((pk, text))
    if said:
        privacy.listen(said)
    if rows:
        privacy.note_heard(rows[-1][0])
    return len(rows)
