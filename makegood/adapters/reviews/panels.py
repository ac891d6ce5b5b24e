"""The face of a source of reviews in the settings."""

import re
import time
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.adapters.reviews.adapter import allowed
from makegood.adapters.reviews.secrets import seal
from makegood.base import egress
from makegood.care.feedback.models import KIND
from makegood.kernel.errors import Invalid
from makegood.web.settings.faces import Blank, Finding, install_face

NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,60}")


class ReviewsFace:
    """A place where customers write of us in public."""

    kind, label, icon = KIND, gettext_lazy("Reviews"), "review"
    address_label = gettext_lazy("Short name of the source, as in shop-de")
    blanks = (
        Blank(
            name="best",
            label=gettext_lazy("Best rating that can be given"),
            number=True,
            default=5,
            pair=True,
        ),
        Blank(
            name="negative_to",
            label=gettext_lazy("We answer up to how many of five stars"),
            number=True,
            default=3,
        ),
        Blank(
            name="secret",
            label=gettext_lazy("Shared secret of deliveries"),
            secret=True,
            help=gettext_lazy(
                "The source signs what it sends to /hooks/reviews/ and this short name. Leave empty for tables only."
            ),
        ),
        Blank(
            name="post_url",
            label=gettext_lazy("Address that takes our answers"),
            help=gettext_lazy("Leave empty when answers are posted by hand."),
        ),
        Blank(
            name="inside",
            label=gettext_lazy("This address is inside our own network"),
            switch=True,
            default=False,
        ),
    )

    def check_address(self, address: str) -> str:
        """A short name in lower case."""
        found = address.strip().lower()
        if not NAME.fullmatch(found):
            raise Invalid(
                _("Use lower case letters, digits, dots and dashes, two at least."), field="address"
            )
        return found

    def seal(self, secret: str) -> str:
        return seal(secret)

    def test(self, address: str, settings: Mapping[str, Any]) -> list[Finding]:
        """Knock where answers go; nothing is posted."""
        url = str(settings.get("post_url") or "")
        if not url:
            return [Finding(well=True, said=_("Answers are posted by hand here."), seconds=0.0)]
        began = time.monotonic()
        try:
            answer = egress.exchange("HEAD", url, allowed=allowed(dict(settings)), max_bytes=65536)
            said, well = _("It answers with %(status)s.") % {"status": answer.status}, True
        except (egress.Forbidden, egress.Unreachable, egress.Broken):
            said, well = _("It cannot be reached."), False
        return [Finding(well=well, said=said, seconds=time.monotonic() - began)]


install_face(ReviewsFace())
