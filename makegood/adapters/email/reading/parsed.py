"""What a reader of one mail gets: plain, frozen values that cross a process border."""

from typing import Literal

import msgspec

from makegood.adapters.email.reading.meetings import Meeting

Kind = Literal["new", "reply", "forward", "bounce", "auto_reply", "receipt", "list", "invite"]


class Mailbox(msgspec.Struct, frozen=True):
    """One address with its decoded name; both may be empty."""

    name: str
    address: str


class Attachment(msgspec.Struct, frozen=True):
    """A file of the mail. `name` is decoded but not cleaned: never use it as a path."""

    name: str
    type: str
    content: bytes
    cid: str = ""
    inline: bool = False


class Report(msgspec.Struct, frozen=True):
    """What a delivery or reading report says; None where the mail does not say it."""

    action: str | None = None
    status: str | None = None
    final_recipient: str | None = None
    original_message_id: str | None = None
    original_references: tuple[str, ...] = ()


class Signals(msgspec.Struct, frozen=True):
    """Header values that tell machine mail and loops, as written; "" if absent."""

    auto_submitted: str = ""
    precedence: str = ""
    suppress: str = ""
    list_id: str = ""
    x_loop: tuple[str, ...] = ()
    null_return_path: bool = False
    machine: bool = False
    carries_code: bool = False


class ParsedMail(msgspec.Struct, frozen=True, kw_only=True, tag="mail"):
    """One mail, read.

    `sender_reason` is a code of `addresses.REASONS` when `sender_ambiguous`; `defects` are codes, and `needs_look`
    says that a person should see the raw mail. `date_utc` is what the Date header says: never order by it.
    """

    subject: str = ""
    from_name: str = ""
    from_address: str = ""
    sender_ambiguous: bool = False
    sender_reason: str = ""
    reply_to: tuple[Mailbox, ...] = ()
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    delivered_to: tuple[str, ...] = ()
    date_utc: str | None = None
    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    kind: Kind = "new"
    new_text: str = ""
    quoted_text: str = ""
    sign_off: str = ""
    signature: str = ""
    text: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    report: Report | None = None
    meeting: Meeting | None = None
    signals: Signals = Signals()
    authentication_results: tuple[str, ...] = ()
    language: str = ""
    defects: tuple[str, ...] = ()
    needs_look: bool = False


class Unreadable(msgspec.Struct, frozen=True, tag="unreadable"):
    """A mail that was not read. `reason` is a code of `limits.REASONS`, `detail` is for staff."""

    reason: str
    detail: str = ""


class OverLimit(Exception):
    """The mail is larger, deeper or more tangled than any honest mail."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
