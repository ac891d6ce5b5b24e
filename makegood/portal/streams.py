"""The stream of a status page: whoever holds the link hears that his case changed."""

from collections.abc import Mapping, Sequence

from makegood.base.access.models import Grant
from makegood.base.access.policy import Principal
from makegood.base.live.ports import install_source
from makegood.kernel import ids
from makegood.kernel.clock import now
from makegood.portal.status import PURPOSE


class PortalSource:
    """`/live/portal?token=…`: the token of the link, and nothing else."""

    def identify(self, headers: Mapping[str, str], query: Mapping[str, str]) -> str | None:
        """The digest of a link that has not ended."""
        digest = ids.digest(query.get("token", ""))
        return digest if self.principals([digest]) else None

    def principals(self, keys: Sequence[str]) -> Mapping[str, Principal]:
        """What each link is good for now (one query)."""
        found = Grant.objects.filter(
            token__in=keys, purpose=PURPOSE, expires_at__gt=now(), withdrawn_at=None
        )
        return {g.token: Principal(grants=frozenset({(g.purpose, g.subject)})) for g in found}


install_source("portal", PortalSource())
