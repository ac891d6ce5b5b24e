"""A mail as it was sent, made harmless: no script, no remote image, no form, no style that leaves its box."""

from collections.abc import Mapping

import nh3

TAGS = nh3.ALLOWED_TAGS | {"font", "center", "section", "article", "header", "footer", "main"}
STYLES = {
    *("color", "background-color", "text-align", "text-decoration", "line-height", "white-space"),
    *("font-size", "font-weight", "font-style", "font-family", "vertical-align", "display"),
    *("margin", "margin-top", "margin-bottom", "margin-left", "margin-right"),
    *("padding", "padding-top", "padding-bottom", "padding-left", "padding-right"),
    *("border", "border-top", "border-bottom", "border-left", "border-right"),
    *("border-collapse", "border-color", "width", "max-width", "height", "list-style-type"),
}
ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": {"style", "dir", "lang", "align", "valign", "bgcolor", "title"},
    "font": {"color", "face", "size"},
    "table": {"border", "cellpadding", "cellspacing", "width", "align"},
    "td": {"colspan", "rowspan", "width", "height", "align", "valign"},
    "img": {"src", "alt", "width", "height"},
    "a": {"href", "title"},
}
PAGE = """<!doctype html><html><head><meta charset="utf-8"><base target="_blank"><meta name="color-scheme" content="light">
<style>body{{font:15px/1.6 system-ui,sans-serif;margin:14px;color:#1b262b;background:#fff;overflow-wrap:anywhere}}img{{max-width:100%;height:auto}}</style>
</head><body>{body}</body></html>"""


def harmless(html: str, inline: Mapping[str, str]) -> str:
    """A whole page. `inline` maps Content-IDs to addresses; every other image is left out."""

    def keep(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src":
            return inline.get(value.removeprefix("cid:")) if value.startswith("cid:") else None
        return value

    body = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style", "title", "head"},
        attributes=ATTRIBUTES,
        attribute_filter=keep,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        filter_style_properties=STYLES,
        link_rel="noopener noreferrer nofollow",
    )
    return PAGE.format(body=body)
