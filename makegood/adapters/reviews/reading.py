"""A delivery as reviews: one object, or a list of them under `reviews`."""

import json
import math
from datetime import UTC, datetime
from typing import Any

from makegood.care.feedback.queries import terms_of
from makegood.care.feedback.reading.cells import language
from makegood.care.feedback.reading.told import Told, stars_of
from makegood.contact.channels.models import Account
from makegood.loops.table_to_reviews import Unreadable

MOST = 1000
DEEPEST = 4


def read(source: Account, body: bytes) -> list[Told]:
    """The reviews of one delivery. Raises Unreadable for what is none of it."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("no JSON") from error
    if isinstance(found, dict) and isinstance(found.get("reviews"), list):
        found = found["reviews"]
    many = found if isinstance(found, list) else [found]
    if not many or len(many) > MOST:
        raise Unreadable("no reviews" if not many else "too many at once")
    best = terms_of(source).best
    return [_told(one, best) for one in many]


def _told(one: Any, best: float) -> Told:
    if not isinstance(one, dict):
        raise Unreadable("no review")
    name = _text(one, "id", 200)
    if not name:
        raise Unreadable("a review without id")
    stars = _stars(one.get("rating"), best)
    gone = one.get("deleted") is True
    title, text = _text(one, "title", 300), _text(one, "text", 20_000)
    if not gone and stars is None and not (title or text):
        raise Unreadable("a review without rating and words")
    return Told(
        external_id=name,
        stars=stars,
        title=title,
        text=text,
        author=_text(one, "author", 160),
        author_id=_text(one, "author_id", 120),
        language=language(_text(one, "language", 20)),
        product=_text(one, "product", 200),
        order=_text(one, "order", 120),
        device=_text(one, "device", 120),
        url=_text(one, "url", 500),
        written_at=_moment(one.get("updated_at") or one.get("written_at")),
        answer=_text(one, "answer", 4000),
        gone=gone,
    )


def _stars(told: Any, best: float) -> float | None:
    if told is None:
        return None
    if isinstance(told, bool) or not isinstance(told, int | float | str):
        raise Unreadable("a rating that is none")
    if isinstance(told, float) and not math.isfinite(told):
        raise Unreadable("a rating that is none")
    found = stars_of(str(told), best=best)
    if found is None:
        raise Unreadable("a rating that is none")
    return found


def _text(one: dict[str, Any], name: str, longest: int) -> str:
    found = one.get(name)
    if found is None:
        return ""
    if isinstance(found, int) and not isinstance(found, bool):
        found = str(found)
    if not isinstance(found, str):
        raise Unreadable(f"{name} is no text")
    return found[:longest]


def _moment(told: Any) -> datetime | None:
    if told is None:
        return None
    if not isinstance(told, str):
        raise Unreadable("a time that is none")
    try:
        found = datetime.fromisoformat(told)
    except ValueError as error:
        raise Unreadable("a time that is none") from error
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    if not 1990 <= found.year <= 2100:
        raise Unreadable("a time that is none")
    return found.astimezone(UTC)
