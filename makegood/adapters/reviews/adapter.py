"""Reviews as a channel: read by their own way in; answers leave by the outbox like every other word."""

import json
import uuid
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy

from makegood.adapters.reviews.reading import read
from makegood.adapters.reviews.secrets import unseal
from makegood.adapters.reviews.signing import SIGNATURE, TIME, signature
from makegood.base import egress
from makegood.base.files.models import File
from makegood.care.cases.models import Case
from makegood.care.feedback.models import KIND
from makegood.care.feedback.ports import install_posting
from makegood.contact.channels.ports import (
    Doubtful,
    Inbound,
    OutgoingView,
    RawView,
    Undelivered,
    install,
)
from makegood.contact.channels.ports.calling import wait_of
from makegood.contact.conversations.models import Conversation
from makegood.kernel.clock import now
from makegood.loops.case_to_answer import Words, install_envelope
from makegood.loops.public_places import install_public
from makegood.loops.table_to_reviews import install_reader

TRY_AGAIN = (401, 403, 408, 425, 429)  # papers that ended can be renewed


class ReviewsAdapter:
    """A shop, an app store, a map: reviews come in signed, or in tables; answers go out where it takes them."""

    kind = KIND
    label = gettext_lazy("Reviews")
    icon = "review"

    def read(self, raws: Sequence[RawView]) -> list[Inbound]:
        """Nothing of a review comes by the common door; what is there all the same a person looks at."""
        return [
            Inbound(sender_kind="other", sender="", needs_look=True, marks=("unreadable",))
            for _raw in raws
        ]

    def send(self, outgoing: OutgoingView, *, handing_over: Callable[[], None]) -> bool:
        """Post an answer. The source hears one name for it however often it is sent."""
        address = str(outgoing.settings.get("post_url") or "")
        if not address:
            raise Undelivered("this source takes no answers", permanent=True)
        told = {
            "review": outgoing.recipient,
            "answer": str(outgoing.envelope.get("text") or ""),
            "id": outgoing.external_id,
        }
        body = json.dumps(told, ensure_ascii=False).encode()
        moment = str(int(now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": outgoing.external_id,
            TIME: moment,
            SIGNATURE: signature(unseal(outgoing.settings.get("secret")), moment, body),
        }
        handing_over()
        try:
            answer = egress.exchange(
                "POST", address, headers=headers, body=body, allowed=allowed(outgoing.settings)
            )
        except (egress.Forbidden, egress.Unreachable) as error:
            permanent = isinstance(error, egress.Forbidden)
            raise Undelivered(str(error), permanent=permanent) from error
        except egress.Broken as error:
            raise Doubtful from error
        return _taken(answer)


def _taken(answer: egress.Answer) -> bool:
    status = answer.status
    if 200 <= status < 300:
        return True
    permanent = 400 <= status < 500 and status not in TRY_AGAIN
    reason = f"the source answered {status}"
    raise Undelivered(reason, permanent=permanent, after=wait_of(answer))


def allowed(settings: dict[str, object]) -> list[str]:
    """The host inside our own network that the administrator has permitted for this source, if any."""
    parts = urlsplit(str(settings.get("post_url") or ""))
    if not settings.get("inside") or not parts.hostname:
        return []
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return [f"{parts.hostname}:{port}"]


def envelope(
    conversation: Conversation,  # noqa: ARG001 - the port's signature
    words: Words,
    *,
    files: Sequence[File],  # noqa: ARG001 - the port's signature
    case: Case,  # noqa: ARG001 - the port's signature
    outgoing_id: uuid.UUID,
) -> tuple[str, dict[str, object]]:
    """An answer in public is its words, and nothing else."""
    return f"answer:{outgoing_id.hex}", {"text": words.text}


install(ReviewsAdapter())
install_envelope(KIND, envelope)
install_public(KIND)
install_reader(read)
install_posting(lambda settings: bool(settings.get("post_url")))
