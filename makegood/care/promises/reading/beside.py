"""A call that only goes ahead of a visit or a delivery is a part of it, and no promise of its own. Pure."""

import re
from collections.abc import Sequence

from makegood.care.promises.reading.finding import Found
from makegood.care.promises.reading.languages import fold

COMES = frozenset({"visit", "deliver", "replace"})
SAYS = frozenset({"call_back", "reply", "other"})
AHEAD_ZH = re.compile(
    r"(?:到|来|去|上门|出发|出门|过去|动身|送达|送到|送货|派送|抵达|进门|登门)[^，。；]{0,4}之?前[^，。；]{0,12}(?:电话|致电|来电|联系|通知|打给|说一声)"
    r"|提前[^，。；]{0,8}(?:电话|致电|联系您|联系你|通知)"
)
AHEAD_EN = re.compile(
    r"\b(?:call|ring|phone|text|message|contact|notify|let you know|heads[- ]up)\b.{0,40}\b(?:before\b(?! (?:\d|noon|the end|close|lunch|mon|tue|wed|thu|fri|sat|sun|tomorrow|midday|five|six))"
    r"|beforehand|ahead\b|in advance|on (?:the|his|her|their|our|my) way|when (?:he|she|they|we|i)(?:'s|'re|'m| is| are| am)? (?:close|near\w*|on|leav\w+|set\w*))"
    r"|\b(?:before|ahead of) (?:he|she|they|we|i|the visit|arriv\w+|coming|setting off|leaving)\b.{0,40}\b(?:call|ring|phone|text|message)\b",
    re.IGNORECASE,
)


def on_their_own(found: Sequence[Found]) -> list[Found]:
    """Without the calls that go ahead of somebody or something who comes; where nothing of it is promised, all."""
    if not any(one.kind in COMES for one in found):
        return list(found)
    return [one for one in found if one.kind in COMES or not _goes_ahead(one)]


def _goes_ahead(one: Found) -> bool:
    words = fold(one.quote)
    return one.kind in SAYS and bool(AHEAD_ZH.search(words) or AHEAD_EN.search(words))
