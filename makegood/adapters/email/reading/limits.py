"""What a mail may cost, checked on its octets before any parser touches them."""

from makegood.adapters.email.reading.parsed import OverLimit

REASONS = {
    "too_large": "the mail is larger than we take",
    "headers_too_long": "a header block is longer than any honest one",
    "too_many_header_lines": "a header block has more lines than any honest one",
    "too_many_addresses": "the mail names more people than we take",
    "too_many_parameters": "a header has more parameters than any honest one",
    "too_many_parts": "the mail has more parts than we take",
    "nested_too_deep": "parts are nested deeper than in any honest mail",
    "took_too_long": "reading the mail took too long",
    "reader_died": "the reader died on this mail",
    "reader_failed": "the reader met something that it does not know",
}
SIZE = 50 * 1024 * 1024
HEADER_BYTES = 256 * 1024
HEADER_LINES = 1_000
ADDRESSES = 500
PARAMETERS = 200
PARTS = 200
DEPTH = 20
TEXT_BYTES = 2 * 1024 * 1024
TEXT_LINES = 20_000

_ADDRESS_FIELDS = (
    b"from:",
    b"to:",
    b"cc:",
    b"bcc:",
    b"reply-to:",
    b"sender:",
    b"resent-to:",
    b"resent-cc:",
)
_PARAMETER_FIELDS = (b"content-type:", b"content-disposition:")


def check_size(raw: bytes) -> None:
    """Raise OverLimit if the mail as a whole is too large."""
    if len(raw) > SIZE:
        raise OverLimit("too_large", f"{len(raw):,} bytes")


def check_block(block: bytes) -> None:
    """Raise OverLimit if this header block would be dear to parse."""
    if len(block) > HEADER_BYTES:
        raise OverLimit("headers_too_long", f"{len(block):,} bytes of headers")
    lines = block.count(b"\n")
    if lines > HEADER_LINES:
        raise OverLimit("too_many_header_lines", f"{lines:,} lines of headers")
    if block.count(b",") + block.count(b";") <= PARAMETERS:
        return
    _check_fields(block)


def _check_fields(block: bytes) -> None:
    people = 0
    for field in block.replace(b"\n ", b" ").replace(b"\n\t", b" ").split(b"\n"):
        start = field[:24].lower()
        if start.startswith(_ADDRESS_FIELDS):
            people += 1 + field.count(b",") + field.count(b";")
        elif start.startswith(_PARAMETER_FIELDS) and field.count(b";") > PARAMETERS:
            raise OverLimit("too_many_parameters", f"{field.count(b';'):,} parameters")
    if people > ADDRESSES:
        raise OverLimit("too_many_addresses", f"about {people:,} addresses")
