"""What of a mail is text, what is HTML, and what is a file."""

import re
from html import escape

import msgspec

from makegood.adapters.email.reading import charsets, html_text, limits, meetings, sealed
from makegood.adapters.email.reading.mime import Part, content
from makegood.adapters.email.reading.parsed import Attachment

_BODY_TYPES = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext"})
_CID = re.compile(r"cid:([^\"'<>\s)]{1,300})", re.IGNORECASE)
_STUB = re.compile(
    r"\W*(?:.{0,40}(?:does not support|cannot display|requires?|无法显示|不支持|不支援|無法顯示).{0,40}html|.{0,30}html.{0,20}(?:message|邮件|郵件|格式|mail)).{0,80}\Z",
    re.IGNORECASE | re.DOTALL,
)
_MARKUP = re.compile(r"\s*<(?:!doctype\s+html|html[\s>]|div[\s>]|meta\s|body[\s>])", re.IGNORECASE)
_ENRICHED = re.compile(r"<<|</?[A-Za-z-]{1,40}>")
_UNUSED = frozenset({"text/x-amp-html", "text/watch-html"})


class Segment(msgspec.Struct):
    """One stretch of the mail's own words: as plain text, as HTML, or both."""

    plain: str | None = None
    html: str | None = None


class Bodies(msgspec.Struct):
    """The words of a mail, its files, its calendar data and what was odd."""

    segments: list[Segment]
    files: list[Part]
    calendars: list[Part]
    defects: list[str]
    packed: list[sealed.Packed] = []


def collect(root: Part, defects: list[str]) -> Bodies:
    """Texts and files below `root`, in order."""
    found = Bodies([], [], [], defects)
    _walk(root, found)
    first = found.files[0] if found.files else None
    if (
        not found.segments
        and first is not None
        and first.type in _BODY_TYPES
        and first.disposition != "attachment"
    ):
        # Some programs give the body itself a name.
        found.segments.append(_segment(found.files.pop(0), defects))
    _unpack(found)
    return found


def _unpack(found: Bodies) -> None:
    """Open each winmail.dat; its words count where the mail has no others."""
    for part in found.files:
        if not sealed.is_tnef(part.type, part.name):
            continue
        packed = sealed.unpacked(content(part, found.defects))
        if packed is None:
            found.defects.append("not_unpacked")
            continue
        found.packed.append(packed)
        said = any((s.plain or "").strip() or s.html for s in found.segments)
        if not said and (packed.text or packed.html):
            found.segments = [Segment(packed.text or None, packed.html or None)]


def meeting(bodies: Bodies) -> meetings.Meeting | None:
    """What the first calendar data of the mail invite to."""
    files = [f for f in bodies.files if f.type == "application/ics" or _is_calendar(f.name)]
    for part in [*bodies.calendars, *files]:
        found = meetings.meeting_in(content(part, bodies.defects), part.params.get("charset", ""))
        if found is not None:
            return found
    return None


def _is_calendar(name: str) -> bool:
    return name.lower().endswith(".ics")


def _walk(part: Part, found: Bodies) -> None:
    if part.type == "multipart/alternative":
        _alternative(part, found)
    elif part.children:
        for child in part.children:
            _walk(child, found)
    elif part.type == "text/calendar":
        found.calendars.append(part)
        if part.name or part.disposition == "attachment":
            found.files.append(part)
    elif part.type in _BODY_TYPES and part.disposition != "attachment" and not part.name:
        found.segments.append(_segment(part, found.defects))
    elif part.type not in _UNUSED:
        found.files.append(part)


def _alternative(part: Part, found: Bodies) -> None:
    """Several forms of one text: the first plain one and the last in HTML."""
    plain, html = None, None
    for child in part.children:
        inner = Bodies([], [], [], found.defects)
        _walk(child, inner)
        found.files += inner.files
        found.calendars += inner.calendars
        if any(s.html is not None for s in inner.segments):
            html = "\n".join(_as_html(s) for s in inner.segments)
        elif inner.segments and not (plain or "").strip():
            plain = "\n".join(s.plain or "" for s in inner.segments)
    if plain is not None or html is not None:
        found.segments.append(Segment(plain, html))


def _segment(part: Part, defects: list[str]) -> Segment:
    octets = content(part, defects)
    text = charsets.decode(octets, part.params.get("charset", "") or _named_in(octets, part.type))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if part.type == "text/html" or _MARKUP.match(text):
        return Segment(None, text)
    if part.type != "text/plain":
        text = _ENRICHED.sub(lambda m: "<" if m[0] == "<<" else "", text)
    elif part.params.get("format", "").lower() == "flowed":
        text = _unflow(text, joined=part.params.get("delsp", "").lower() == "yes")
    return Segment(text, None)


def _named_in(octets: bytes, kind: str) -> str:
    """The charset that an HTML body names for itself."""
    if kind != "text/html":
        return ""
    named = re.search(
        rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,40})", octets[:2048], re.IGNORECASE
    )
    return named[1].decode("ascii") if named else ""


def _unflow(text: str, *, joined: bool) -> str:
    """Lines of format=flowed put together again (RFC 3676)."""
    out: list[str] = []
    depth, open_line = 0, False
    for raw in text.split("\n"):
        body = raw.lstrip(">")
        level = len(raw) - len(body)
        body = body.removeprefix(" ")
        if open_line and level == depth and body != "-- ":
            out[-1] += body
        else:
            out.append(">" * level + (" " if level else "") + body)
        depth, open_line = level, body.endswith(" ") and body != "-- "
        if open_line and joined:
            out[-1] = out[-1][:-1]
    return "\n".join(out)


def _as_html(segment: Segment) -> str:
    if segment.html is not None:
        return segment.html
    text = escape(segment.plain or "", quote=False)
    return f'<div style="white-space:pre-wrap">{text}</div>' if text.strip() else ""


def html_of(bodies: Bodies) -> str:
    """All of it as HTML if the sender sent any HTML, else ""."""
    if all(segment.html is None for segment in bodies.segments):
        return ""
    return "\n".join(filter(None, map(_as_html, bodies.segments)))


def lines_of(bodies: Bodies) -> list[str]:
    """All of it as lines of text; lines out of HTML carry the marks of `html_text`."""
    lines: list[str] = []
    for segment in bodies.segments:
        if lines:
            lines.append("")
        plain = segment.plain
        if plain and plain.strip() and not (segment.html and _STUB.match(plain[:300])):
            more = plain[: limits.TEXT_BYTES].split("\n", limits.TEXT_LINES)
            if len(plain) > limits.TEXT_BYTES or len(more) > limits.TEXT_LINES:
                bodies.defects.append("text_cut")
            lines += more[: limits.TEXT_LINES]
        elif segment.html:
            lines += html_text.html_lines(segment.html)
    return [line.rstrip() if line != "-- " else line for line in lines]


def attachments(bodies: Bodies, html: str) -> tuple[Attachment, ...]:
    """The files of the mail; pictures that the HTML shows by `cid:` are marked inline."""
    shown = {_tidy_cid(cid) for cid in _CID.findall(html)} if "cid:" in html.lower() else set()
    files = []
    for part in bodies.files:
        inline = bool(shown) and _tidy_cid(part.cid) in shown
        files.append(
            Attachment(
                part.name,
                part.type,
                content(part, bodies.defects),
                part.cid,
                inline,
            )
        )
    for packed in bodies.packed:
        files += [Attachment(file.name, file.type, file.content) for file in packed.files]
    return tuple(files)


def _tidy_cid(cid: str) -> str:
    return cid.replace("%40", "@").replace("&amp;", "&").casefold()
