"""What people write of the demo company in public: the sources, the stories that began with a review, those of
before, and those that came in the last days."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from makegood.care.feedback.models import KIND, PublicAnswer, Review, Version
from makegood.care.feedback.operations import accept
from makegood.care.feedback.reading.told import Told
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM
from makegood.loops.review_to_answer import answer_in_public, posted_by_hand
from makegood.loops.review_to_case import take
from makegood.world.demo import story
from makegood.world.demo.content import data_toml, read
from makegood.world.demo.filing import Filed
from makegood.world.demo.house import House

FILE = "reviews"
STARS = "★☆"
BACK = timedelta(days=84)  # so far back go those that were there before


def reviewed(filed: Sequence[Filed]) -> int:
    """The reviews with which stories began, with what we answered there; how many."""
    made = [(one, _of_story(one)) for one in filed if KIND in one.talks]
    Review.objects.bulk_create([review for _one, review in made])
    Version.objects.bulk_create([v for one, review in made for v in _versions(one, review)])
    PublicAnswer.objects.bulk_create([a for one, review in made for a in _answers(one, review)])
    return len(made)


def _said(one: Filed, kind: str) -> list[story.Entry]:
    return [entry for entry in one.told.entries if entry.kind == kind]


def _told(entry: story.Entry, before: float | None) -> Told:
    """His words without the stars in front; words without any say that it is better by one, as he does."""
    stars = entry.text.count("★")
    text = entry.text.lstrip(f"{STARS} ")
    better = None if before is None else min(5.0, before + 1)
    return Told(external_id="", stars=float(stars) if stars else better, text=text)


def _wordings(one: Filed) -> list[tuple[story.Entry, Told]]:
    found: list[tuple[story.Entry, Told]] = []
    for entry in _said(one, "review"):
        found.append((entry, _told(entry, found[-1][1].stars if found else None)))
    return found


def _of_story(one: Filed) -> Review:
    wordings = _wordings(one)
    (first, begun), (_last, now_told) = wordings[0], wordings[-1]
    replies, talk = _said(one, "review_reply"), one.talks[KIND]
    return Review(
        source=talk.account,
        external_id=talk.peer,
        stars=now_told.stars,
        text=now_told.text,
        author=one.customer.name,
        language=one.told.language,
        product=read().products[one.told.product].model if one.told.product else "",
        written_at=first.at,
        arrived_at=first.at,
        version=len(wordings),
        digest=now_told.digest,
        negative=(begun.stars or 0) <= 3,
        change=Review.Change.BETTER if len(wordings) > 1 else Review.Change.NONE,
        stars_before=begun.stars if len(wordings) > 1 else None,
        state=Review.State.ANSWERED,
        answered_at=replies[0].at,
        case=one.row,
        customer=one.contact,
    )


def _versions(one: Filed, review: Review) -> list[Version]:
    return [
        Version(
            review=review,
            number=n,
            digest=told.digest,
            stars=told.stars,
            text=told.text,
            written_at=entry.at,
            at=entry.at,
        )
        for n, (entry, told) in enumerate(_wordings(one), 1)
    ]


def _answers(one: Filed, review: Review) -> list[PublicAnswer]:
    by_text = dict(one.messages)
    return [
        PublicAnswer(
            review=review,
            version=1,
            text=entry.text,
            state=PublicAnswer.State.POSTED,
            user=one.owner,
            at=entry.at,
            message=by_text.get(entry),
            posted_at=entry.at,
        )
        for entry in _said(one, "review_reply")
    ]


def of_before(house: House, *, now: datetime) -> int:
    """Those that were written before we looked after them here: they owe nothing. How many."""
    luck, count = Random(20), 0  # noqa: S311 - always the same company
    for key, lines in data_toml(FILE)["before"].items():
        told = [_before(key, n, line, now, luck) for n, line in enumerate(lines)]
        take(house.accounts[KIND, key], told, by=SYSTEM, history_before=now)
        count += len(told)
    return count


def _before(key: str, n: int, line: list[Any], now: datetime, luck: Random) -> Told:
    stars, product, author, text, *answer = line
    return Told(
        external_id=f"{key}-{1000 + n}",
        stars=float(stars),
        text=text,
        author=author,
        product=product,
        written_at=now - timedelta(days=3) - BACK * luck.random(),
        answer=answer[0] if answer else "",
    )


def came(house: House, told: dict[str, Any], *, now: datetime) -> None:
    """A source brings one; a bad one is somebody's duty as soon as it is read."""
    names = ("id", "text", "author", "product", "url")
    one = {name: told[name] for name in names if name in told}
    one |= {"rating": told["stars"], "written_at": now.isoformat()}
    body = json.dumps({"reviews": [one]}, ensure_ascii=False).encode()
    accept(house.accounts[KIND, told["source"]], body)


def posted(house: House, told: dict[str, Any]) -> None:
    """One of us has answered there, by hand."""
    review = Review.objects.select_related("source", "case").get(
        source=house.accounts[KIND, told["source"]], external_id=told["id"]
    )
    user = house.users[told["by"]]
    by = actors.user(user.pk)
    answer = answer_in_public(review, text=told["text"], user=user, by=by)
    posted_by_hand(answer, link=told["link"], by=by)
