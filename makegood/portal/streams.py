"""The stream of a status page: whoever holds the link hears that his case changed."""

from collections.abc import Mapping, Sequence

from makegood.base.access.models import Grant
from makegood.base.access.policy import Principal
from makegood.base.live.ports import install_source
from makegood.care.cases.queries import cases_of_conversations
from makegood.kernel import ids
from makegood.kernel.clock import now
from makegood.portal.status import FORM_PURPOSE, PURPOSE


class PortalSource:
    """`/live/portal?token=…`: the token of the link, and nothing else."""

    def identify(self, headers: Mapping[str, str], query: Mapping[str, str]) -> str | None:
        """The digest of a link that has not ended."""
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
        good = {
            g.token: g.subject if g.purpose == PURPOSE else cases[g.subject].pk
            for g in found
            if g.purpose == PURPOSE or g.subject in cases
        }
        return {t: Principal(grants=frozenset({(PURPOSE, pk)})) for t, pk in good.items()}


install_source("portal", PortalSource())
