"""What a person writes says in what language he is to be written to."""

from collections import defaultdict

from django.db.models import Max

from makegood.base.jobs.sweeps import sweep
from makegood.contact.conversations.models import Message
from makegood.records.privacy import operations as privacy

BATCH = 1000


@sweep(every=20)
def hear_languages() -> int:
    """Take in what came since the last time; costs what is new."""
    newest = Message.objects.aggregate(last=Max("pk"))["last"] or 0
    after, upto = privacy.to_hear(newest)
    new = Message.objects.filter(pk__gt=after, pk__lte=upto).order_by("pk")
    rows = list(new.values_list("pk", "author", "conversation__contact", "text", "marks")[:BATCH])
    said: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for pk, author, contact, text, marks in rows:
        if author == Message.Author.CONTACT and "automatic" not in marks:
            said[contact].append((pk, text))
    if said:
        privacy.listen(said)
    if upto > after:
        privacy.note_heard(rows[-1][0] if len(rows) == BATCH else upto)
    return len(rows)
