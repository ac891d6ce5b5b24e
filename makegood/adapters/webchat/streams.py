"""The visitor's stream: he hears that something changed in his conversation, and who is writing."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from django.db.models import Q

from makegood.adapters.webchat.models import Visitor
from makegood.adapters.webchat.origins import is_allowed
from makegood.adapters.webchat.queries import KIND, PURPOSE, grants_of
from makegood.base.access.policy import Principal
from makegood.base.live.ports import Notice, Stir, audience, install_source
from makegood.contact.conversations.models import Conversation
from makegood.kernel import ids

TALK_KINDS = frozenset(
    {
        "conversations.message_received",
        "conversations.message_written",
        "conversations.message_seen",
    }
)
CASE_KINDS = frozenset(
    {
        "channels.message_left",
        "channels.message_withdrawn",
        "cases.owner_changed",
        "cases.resolved",
        "cases.reopened",
        "cases.closed",
        "promises.made",
        "promises.kept",
        "promises.released",
        "promises.owed_again",
        "promises.paused",
        "promises.resumed",
        "promises.moved",
        "promises.missed",
        "promises.overdue",
        "typing.staff",
    }
)


class ChatSource:
    """`/live/chat?token=…`: opened from another site by the visitor's token, never by a cookie."""

    cross_site = True

    def identify(self, headers: Mapping[str, str], query: Mapping[str, str]) -> str | None:
        """The digest of a token that has not ended, if the page may use the account's chat."""
        digest = ids.digest(query.get("token", ""))
        visitor = (
            Visitor.objects.select_related("account")
            .filter(pk=grants_of([digest]).get(digest, 0))
            .first()
        )
        if visitor is None:
            return None
        origin = headers.get("origin", "")
        own = urlsplit(origin).netloc == headers.get("host", "")
        return digest if own or is_allowed(visitor.account, origin) else None

    def principals(self, keys: Sequence[str]) -> Mapping[str, Principal]:
        """What each token is good for now (one query)."""
        found = grants_of(keys)
        return {key: Principal(grants=frozenset({(PURPOSE, pk)})) for key, pk in found.items()}


@audience
def visitors(stirs: Sequence[Stir]) -> list[Notice]:
    """Changes of conversations and their cases, told to the visitors they concern (two queries)."""
    talks = {int(s.facts["conversation_id"]) for s in stirs if s.kind in TALK_KINDS}
    cases = {s.case for s in stirs if s.case and s.kind in CASE_KINDS}
    if not talks and not cases:
        return []
    found = list(
        Conversation.objects.filter(
            Q(pk__in=talks) | Q(strand__case_id__in=cases), account__kind=KIND
        ).values_list("pk", "strand__case_id", "strand__primary", "peer")
    )
    known = _visitors_of([peer for *_, peer in found])
    told = []
    for stir in stirs:
        for talk, case, primary, peer in found:
            if peer in known and _concerns(stir, talk, case, primary=primary):
                told.append(_notice(stir, known[peer]))
    return told


def _visitors_of(peers: Sequence[str]) -> dict[str, int]:
    uids = [peer.removeprefix("visitor:") for peer in peers if peer.startswith("visitor:")]
    return {v.peer: v.pk for v in Visitor.objects.filter(uid__in=uids)} if uids else {}


def _concerns(stir: Stir, talk: int, case: int, *, primary: bool) -> bool:
    if stir.kind in TALK_KINDS:
        return int(stir.facts["conversation_id"]) == talk
    if stir.kind == "typing.staff":
        return primary and stir.case == case
    return stir.kind in CASE_KINDS and stir.case == case


def _notice(stir: Stir, visitor: int) -> Notice:
    """Under a name of its own and with nothing but the name of who writes: the rest is ours."""
    kind = "typing" if stir.kind == "typing.staff" else "changed"
    facts = {"name": str(stir.facts.get("name", ""))} if kind == "typing" else {}

    def allowed(who: Principal) -> bool:
        return who.holds(PURPOSE, visitor)

    return Notice(Stir(stir.id, kind, "", facts=facts), (f"chat:{visitor}",), allowed)


install_source("chat", ChatSource())
