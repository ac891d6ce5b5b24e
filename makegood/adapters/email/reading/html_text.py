"""HTML into the lines that a reader sees, with marks where mail programs put quotes and signatures."""

import re

from lxml import etree

from makegood.adapters.email.reading import limits

QUOTED = "\ue003"
REST_IS_QUOTED = "\ue004"
_MARKS = re.compile(f"[{QUOTED}{REST_IS_QUOTED}]")

_SKIPPED = frozenset(
    [
        "head",
        "style",
        "script",
        "title",
        "template",
        "noscript",
        "object",
        "svg",
        "math",
        "select",
        "textarea",
        "iframe",
        "video",
        "audio",
        "map",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
        "includetail",
    ]
)
_SPACED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre"])
_REST = re.compile(
    r"^(?:x_)*(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container"
    r"|ms-outlook-mobile-body-separator-line|reply-intro|ntes-pcmac-quote|isReplyContent-start)$"
)
_REST_CLASS = re.compile(r"\bmoz-(?:forward-container|email-headers-table)\b")
_QUOTE_CLASS = re.compile(
    r"\b(?:gmail_quote(?!_container)\S*cite|protonmail_quote|tutanota_quote|yahoo_quoted|zmail_extra"
    r"|history-quote-wrapper|lark-mail-quote|alimail-quote|ntes-mailmaster-quote|mailmaster-quote|qmbox-quote|WeMailQuote)\b"
)
_QUOTE_ID = re.compile(
    r"^(?:x_)*(?:isReplyContent|ntes-pcmail-quote|zmail_extra|reply-quote|history-quote|lark-mail-quote)"
)
_SIGNATURE = re.compile(
    r"\b(?:gmail_signature|moz-signature|protonmail_signature_block(?!-empty)|ms-outlook-mobile-signature|AppleMailSignature"
    r"|apple-mail-signature|tutanota_signature|xm_mail_oringinal_signature|ntes-signature|lark-mail-signature)\b"
    r"|^(?:x_)*(?:Signature|composer_signature|ms-outlook-mobile-signature|AppleMailSignature|mail_signature|ydp\w*signature)$"
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|(?<![-\w])opacity\s*:\s*0(?:\.0+)?\s*(?:;|$|!)"
    r"|font-size\s*:\s*[01](?:\.\d+)?(?:px|pt|em|%)?\s*(?:;|$|!)|max-height\s*:\s*0(?:px)?\s*(?:;|$|!)",
    re.IGNORECASE,
)
_WHITE = re.compile(
    r"(?<![-\w])color\s*:\s*(?:#f{3}(?:f{3})?\b|white\b|rgba?\(\s*25[345]\s*,\s*25[345]\s*,\s*25[345]|transparent)",
    re.IGNORECASE,
)
_GROUND = re.compile(
    r"background(?:-color|-image)?\s*:\s*(?!\s*(?:none|transparent|#f{3}(?:f{3})?\b|white))",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_TOO_DEEP = 5_000  # elements, and no word before the parser gave up
_TAGS = re.compile(r"<[^<>]{0,4000}>")


class _Page:
    """Lines being collected."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.now: list[str] = []
        self.quote = 0

    def end_line(self, *, even_empty: bool = False) -> None:
        text = "".join(self.now)
        text = text.strip(" ") if not text.startswith("\x00") else text.replace("\x00", "").rstrip()
        self.now = []
        if text or even_empty:
            self.lines.append(QUOTED * self.quote + text)

    def gap(self) -> None:
        if self.lines and self.lines[-1].strip(QUOTED):
            self.lines.append(QUOTED * self.quote)

    def say(self, text: str | None, *, exact: bool) -> None:
        if not text:
            return
        if exact:
            first, *more = text.replace("\r", "").split("\n")
            self.now.append(first)
            for line in more:
                self.end_line(even_empty=True)
                self.now.append("\x00" + line)
            return
        text = _SPACES.sub(" ", text)
        if text != " " or (self.now and not self.now[-1].endswith(" ")):
            self.now.append(text)


class _Frame:
    __slots__ = ("exact", "ground", "quotes", "skipped", "spaced")

    def __init__(self, outer: "_Frame | None") -> None:
        self.skipped: bool = bool(outer and outer.skipped)
        self.exact: bool = bool(outer and outer.exact)
        self.ground: bool = bool(outer and outer.ground)
        self.quotes = 0
        self.spaced = False


def html_lines(html: str) -> list[str]:
    """The visible lines of an HTML body; `QUOTED` begins each quoted line, once for each level."""
    root = _parse(_MARKS.sub("", html))
    if root is None:
        return _without_tags(html)
    page, frames = _Page(), [_Frame(None)]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            frame = _Frame(frames[-1])
            frames.append(frame)
            _open(page, frame, element)
        else:
            _close(page, frames.pop(), element)
            if element.tail and not frames[-1].skipped:
                page.say(element.tail, exact=frames[-1].exact)
        if len(page.lines) > limits.TEXT_LINES:
            break
    page.end_line()
    if not page.lines and html.count("<") > _TOO_DEEP:
        return _without_tags(html)
    return page.lines


def _without_tags(html: str) -> list[str]:
    return [line for line in _TAGS.sub("\n", html).split("\n") if line.strip()][: limits.TEXT_LINES]


def _parse(html: str) -> etree._Element | None:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, recover=True
    )
    data = html.encode("utf-8", "replace")[: limits.TEXT_BYTES]
    try:
        return etree.fromstring(data, parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _open(page: _Page, frame: _Frame, element: etree._Element) -> None:
    tag = element.tag
    if not isinstance(tag, str) or frame.skipped or tag in _SKIPPED or _is_hidden(frame, element):
        frame.skipped = True
        return
    if tag in _BLOCKS:
        page.end_line()
        if tag in _SPACED:
            frame.spaced = True
            page.gap()
    _mark(page, frame, element)
    if tag == "pre":
        frame.exact = True
    _draw(page, tag)
    page.say(element.text, exact=frame.exact)


def _draw(page: _Page, tag: str) -> None:
    """What an element shows by itself."""
    if tag == "br":
        page.end_line(even_empty=True)
    elif tag == "hr":
        page.lines.append(QUOTED * page.quote + "________________")
    elif tag == "td":
        page.now.append(" ")
    elif tag == "li":
        page.now.append("- ")


def _is_hidden(frame: _Frame, element: etree._Element) -> bool:
    """Whether a reader cannot see it: what nobody sees is nobody's text."""
    style = (element.get("style") or "")[:2_000]
    if element.get("bgcolor") or element.get("background") or (style and _GROUND.search(style)):
        frame.ground = True
    if not style and element.get("hidden") is None:
        return False
    return (
        element.get("hidden") is not None
        or bool(_HIDDEN.search(style))
        or (not frame.ground and bool(_WHITE.search(style)))
    )


def _mark(page: _Page, frame: _Frame, element: etree._Element) -> None:
    """Note quotes and signatures by the names that mail programs give them."""
    names, ident = element.get("class") or "", element.get("id") or ""
    if (
        element.tag in {"blockquote", "includetail"}
        or (names and _QUOTE_CLASS.search(names))
        or (ident and _QUOTE_ID.match(ident))
    ):
        page.end_line()
        frame.quotes = 1
        page.quote += 1
    elif (ident and _REST.match(ident)) or (names and _REST_CLASS.search(names)):
        page.end_line()
        page.lines.append(QUOTED * page.quote + REST_IS_QUOTED)
    elif (names and _SIGNATURE.search(names)) or (ident and _SIGNATURE.search(ident)):
        page.end_line()
        if "".join(element.itertext()).strip(" \n\r\t\xa0-"):
            page.lines.append(QUOTED * page.quote + "-- ")


def _close(page: _Page, frame: _Frame, element: etree._Element) -> None:
    if frame.skipped:
        return
    if element.tag in _BLOCKS or frame.quotes:
        page.end_line()
        if frame.spaced:
            page.gap()
    page.quote -= frame.quotes


def visible(lines: list[str]) -> str:
    """Lines of `html_lines` as plain text, quotes with ">"."""
    out = []
    for line in lines:
        body = line.lstrip(QUOTED)
        if body != REST_IS_QUOTED:
            out.append("> " * (len(line) - len(body)) + body)
    return "\n".join(out)
