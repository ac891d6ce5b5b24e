"""In what language somebody writes, and when a person wants to be written to. Pure."""

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from makegood.kernel.text import HAN_RUN, LATIN_RUN, count_of, language_of

# Only from where a run of signs begins: from each of its signs, a long one would take the square of its length.
NOT_WORDS = re.compile(r"(?<!\S)\S*(?:://|@|\d)\S*|\b[A-Z]{2,}\b|(?m:^>.*$)")
# A character says as much as three letters; no message alone outweighs what was
HAN, LEAST, MOST = 3, 12, 50
FADES = 0.9  # what he wrote before counts a little less with every message
NEW, OTHER, MARGIN = 24, 60, 1.5


def weigh(text: str) -> tuple[str, int]:
    """The language of a text and how much speaks for it; ("", 0) for a word or two, codes and addresses, and
    for scripts of languages that we do not have."""
    words = NOT_WORDS.sub(" ", text)
    han, latin = count_of(HAN_RUN, words), count_of(LATIN_RUN, words)
    other = sum(map(str.isalpha, words)) - han - latin
    weight = min(MOST, max(han * HAN, latin))
    if weight < LEAST or other * 2 > han + latin:
        return "", 0
    return language_of(words, default="zh-Hans" if han * HAN >= latin else "en"), weight


def is_clear(text: str) -> bool:
    """Whether the text itself says in what language it is."""
    return weigh(text)[1] >= NEW


def heard(weights: Mapping[str, float], text: str) -> dict[str, float]:
    """What speaks for each language after this text too."""
    language, weight = weigh(text)
    if not language:
        return dict(weights)
    faded = {name: round(value * FADES, 1) for name, value in weights.items()}
    return {**faded, language: round(faded.get(language, 0) + weight, 1)}


def settled(weights: Mapping[str, float], current: str) -> str:
    """The language to write in: the one of now, until another has clearly more for it."""
    best = max(weights, key=lambda name: weights[name], default=current)
    if best == current:
        return current
    against = weights.get(current, 0)
    enough = weights[best] >= (OTHER if against else NEW)
    return best if enough and weights[best] >= against * MARGIN else current


def out_of_quiet(
    moment: datetime, *, begins: time | None, ends: time | None, zone: str
) -> datetime:
    """The first moment from this one on that lies outside his quiet hours, which may span midnight."""
    if begins is None or ends is None or begins == ends:
        return moment
    here = moment.astimezone(ZoneInfo(zone))
    clock = here.time().replace(tzinfo=None)
    inside = begins <= clock < ends if begins < ends else clock >= begins or clock < ends
    if not inside:
        return moment
    day = here.date() + timedelta(days=clock >= ends)
    until = datetime.combine(day, ends, tzinfo=ZoneInfo(zone))
    return max(moment, until.astimezone(moment.tzinfo))
