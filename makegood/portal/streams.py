"""The stream of a status page: whoever holds the link hears that his case changed."""

from collections.abc import Mapping, Sequence
from http.cookies import SimpleCookie

from makegood.base.access.models import Grant
from makegood.base.access.policy import Principal
from makegood.base.live.ports import install_source
from makegood.care.cases.queries import cases_of_conversations
from makegood.kernel import ids
from makegood.kernel.clock import now
from makegood.kernel.errors import NotFound
from makegood.portal.mine import case_of_token, session_behind
from makegood.portal.signing_in import SESSION_COOKIE, session_of
from makegood.portal.status import FORM_PURPOSE, MINE, PURPOSE


class PortalSource:
    """`/live/portal?token=…`: the token of the link, and nothing else."""

    def identify(self, headers: Mapping[str, str], query: Mapping[str, str]) -> str | None:
        """The digest of a link that has not ended; of a signed-in customer the token of his case."""
        token = query.get("token", "")
        if token.startswith(MINE):
            return token if self._his(token, _cookie(headers)) else None
        digest = ids.digest(query.get("token", ""))
        return digest if self.principals([digest]) else None

    def principals(self, keys: Sequence[str]) -> Mapping[str, Principal]:
        """What each link is good for now: to hear that something changed on its case (two queries)."""
        found = list(
            Grant.objects.filter(
                token__in=keys,
                purpose__in=(PURPOSE, FORM_PURPOSE),
                expires_at__gt=now(),
                withdrawn_at=None,
            )
        )
        cases = cases_of_conversations([g.subject for g in found if g.purpose == FORM_PURPOSE])
        mine = {key: pk for key in keys if (pk := self._still_his(key))}
        good = mine | {
            g.token: g.subject if g.purpose == PURPOSE else cases[g.subject].pk
            for g in found
            if g.purpose == PURPOSE or g.subject in cases
        }
        return {t: Principal(grants=frozenset({(PURPOSE, pk)})) for t, pk in good.items()}

    def _his(self, token: str, cookie: str) -> bool:
        """Whether this browser's session opens that case."""
        try:
            return case_of_token(token, session_of(cookie)) is not None
        except NotFound:
            return False

    def _still_his(self, token: str) -> int:
        """The case of a token whose session is alive and may still see it; 0 for any other."""
        if not token.startswith(MINE):
            return 0
        try:
            return case_of_token(token, session_behind(token)).pk
        except NotFound:
            return 0


def _cookie(headers: Mapping[str, str]) -> str:
    """What the browser holds as its session."""
    found = SimpleCookie(headers.get("cookie", "")).get(SESSION_COOKIE)
    return found.value if found else ""


install_source("portal", PortalSource())
