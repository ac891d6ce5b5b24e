"""The ways in which a case can go: opening, answer, promise, work, end. Each step adds to a Telling."""

from __future__ import annotations

from datetime import datetime, timedelta

from makegood.world.demo.content import Person
from makegood.world.demo.story import Attachment
from makegood.world.demo.telling import Telling

_SHOWN = (
    "附",
    "照片",
    "拍了",
    "影",
    "截图",
    "截圖",
    "录",
    "ttached",
    "icture",
    "creenshot",
    "ecording",
)
_WITH_PICTURE = {
    "television",
    "refrigerator",
    "washing_machine",
    "air_conditioner",
    "kettle",
    "vacuum",
}


def tell(told: Telling, plan: str) -> None:
    """The whole case, to its end as `plan` has it; the caller cuts it at the present."""
    open_case(told, mood(told, plan))
    if plan == "new":
        return
    if plan == "waiting":
        ask_back(told)
        return
    if plan == "open" and told.facts["mood"] != "grateful" and told.luck.random() < 0.2:
        ask_back(told)
        told.wait_customer()
        told.customer(told.phrase("say", "wait_given"), "open", *picture(told, "附"))
        return
    answer(told)
    if plan == "late":
        return
    between(told, plan)
    work(told, plan)
    finish(told, plan)


def mood(told: Telling, plan: str) -> str:
    """In what mood the customer writes."""
    if told.scene.mood:
        return told.scene.mood
    moods = ("calm", "calm", "calm", "hurried", "annoyed")
    return "annoyed" if plan == "late" and told.luck.random() < 0.5 else told.luck.choice(moods)


def open_case(told: Telling, feeling: str) -> None:
    """The customer tells his trouble."""
    told.facts["mood"] = feeling
    what, detail = (told.fill(text) for text in told.opening[1:])
    if told.channel == "voice" and _shows(detail):
        detail = ""
    ask = told.phrase("ask", feeling)
    files = picture(told, detail)
    if told.casual and told.luck.random() < 0.45:
        _two_lines(told, what, told.voice.join(detail, ask), files)
        return
    if told.channel in {"mail", "form"}:
        told.customer(letter(told, told.voice.join(what, detail, ask)), "open", *files)
        return
    text = told.voice.join(what, detail, ask)
    told.customer(told.voice.casual(text, told.luck) if told.casual else text, "open", *files)


def _two_lines(told: Telling, first: str, second: str, files: tuple[Attachment, ...]) -> None:
    told.customer(told.voice.casual(first, told.luck), "open")
    told.at += timedelta(seconds=told.luck.randint(15, 90))
    told.customer(told.voice.casual(second, told.luck), "open", *files)


def letter(told: Telling, body: str) -> str:
    """A mail as people write it: a greeting, the matter, a name."""
    hello, sign = told.phrase("hello").strip(), told.phrase("sign").strip()
    if told.voice.key != "en":
        body = hello + body
        return f"{body}\n{sign}" if sign else body
    text = f"{hello}\n\n{body}" if hello else body
    return f"{text}\n\n{sign}" if sign else text


def picture(told: Telling, detail: str) -> tuple[Attachment, ...]:
    """A picture where the text speaks of one, and now and then without a word."""
    product = told.content.products[told.asset.product] if told.asset else None
    if told.channel == "voice" or not (
        _shows(detail) or (product and product.kind in _WITH_PICTURE and told.luck.random() < 0.08)
    ):
        return ()
    caption = told.facts.get("subject") or told.scene.id
    return (Attachment(f"IMG_{told.luck.randint(1001, 9899)}.png", "png", caption),)


def _shows(detail: str) -> bool:
    return any(word in detail for word in _SHOWN)


def ask_back(told: Telling) -> None:
    """The desk needs something from the customer before it can go on."""
    told.wait_desk()
    due = told.by_evening((1, 3), hour=told.luck.choice((10, 12, 15, 17)))
    told.staff(told.phrase("say", "wait_ask", _missing(told), time=_clock(told, due)), "waiting")
    told.promise("", due)  # an answer, in whatever language one reads


def _missing(told: Telling) -> str:
    """What the desk lacks: a sound, a time, an order, or the plate of the machine."""
    if "noise" in told.scene.tags:
        return "sound"
    if told.scene.path == "visit":
        return told.luck.choice(("times", "plate")) if told.scene.part else "times"
    return "order" if not told.asset or told.scene.path in {"refund", "answer"} else "plate"


def answer(told: Telling) -> None:
    """The desk answers: what it thinks, and what it promises."""
    told.wait_desk()
    sorry = told.facts["mood"] in {"annoyed", "angry", "hurried"}
    first = told.phrase("ack", "sorry" if sorry else "calm")
    say, promise = told.own("say"), told.scene.path
    if told.facts["mood"] == "grateful":
        told.staff(told.voice.join(first if not sorry else "", say), "waiting", *paper(told))
        return
    words = commit(told, promise)
    told.staff(told.voice.join(first, say, words), "open", *paper(told))


def paper(told: Telling) -> tuple[Attachment, ...]:
    """The document that the answer speaks of."""
    names = {"invoice": "invoice", "machine-warranty": "warranty"}
    if told.scene.id not in names or told.channel == "voice":
        return ()
    return (
        Attachment(
            f"{names[told.scene.id]}-{told.luck.randint(20400, 29900)}.pdf",
            "pdf",
            told.facts["subject"],
        ),
    )


def commit(told: Telling, path: str) -> str:
    """Makes the promise of that path and gives the words for it."""
    if path == "visit":
        return _commit_visit(told, "promise", "visit")
    due = {
        "ship": lambda: told.by_evening((2, 4)),
        "refund": lambda: told.by_evening((2, 4)),
        "answer": lambda: told.soon(60, 300),
        "remote": lambda: told.soon(60, 180),
    }[path]()
    facts = {
        "date": told.voice.day(told.local(told.at).date(), told.local(due).date()),
        "time": _clock(told, due),
    }
    told.facts.setdefault("amount", "")
    told.promise(told.phrase("did", path), due)
    return told.phrase("promise", path, **facts)


def _commit_visit(told: Telling, *words: str) -> str:
    urgent = told.scene.urgency != "normal"
    start, end = told.visit_window((0, 1) if urgent else (1, 4))
    window = told.voice.window(told.local(told.at), told.local(start), told.local(end))
    told.promise(told.phrase("did", "visit"), end, _doer(told))
    told.facts["from"] = start.isoformat()
    return told.phrase(*words, window=window)


def _doer(told: Telling) -> Person:
    return told.worker if told.worker and told.voice.key in {"zh", "hk"} else told.agent


def _clock(told: Telling, at: datetime) -> str:
    return told.voice.clock(told.local(told.at), told.local(at))


def between(told: Telling, plan: str) -> None:
    """What may happen before the work is done: a yes, another day, a note, a question, a delay."""
    if told.facts["mood"] == "grateful":
        return
    chance = told.luck.random
    if told.scene.path == "visit":
        told.wait_customer()
        told.customer(told.phrase("say", "accept"), "open")
        if chance() < 0.14:
            _another_day(told)
    if chance() < 0.35:
        told.at += timedelta(minutes=told.luck.randint(2, 40))
        told.note(told.own("note") or told.phrase("say", "noted"))
    if told.scene.path in {"refund", "answer"} and told.worker and chance() < 0.6:
        _hand_over(told)
    if told.scene.path in {"refund", "ship"} and chance() < 0.16:
        _nudge(told)
    if told.scene.path == "visit" and chance() < (0.3 if plan == "reopened" else 0.09):
        _delay(told)


def _another_day(told: Telling) -> None:
    told.wait_customer(0.5)
    told.customer(told.phrase("say", "resched"), "open")
    told.end_promise("withdrawn", told.phrase("say", "accept"))
    told.wait_desk()
    told.staff(_commit_visit(told, "say", "resched_ok"), "open")
    told.wait_customer(0.5)
    told.customer(told.phrase("say", "accept"), "open")


def _hand_over(told: Telling) -> None:
    if told.worker is None:
        return
    team = told.content.teams[told.worker.team]
    names = told.voice.phrases.get("teams", {})
    name = names.get(team.id) or team.name["en" if told.voice.key == "en" else "zh-Hans"]
    told.at += timedelta(minutes=told.luck.randint(3, 30))
    told.note(told.phrase("say", "handoff", team=name))
    told.at = told.hours.add(told.at, timedelta(minutes=told.luck.randint(10, 90)))
    told.note(told.phrase("say", "accepted"), told.worker)
    if told.contact.language in told.worker.languages:
        told.agent, told.moved_at = told.worker, told.at


def _nudge(told: Telling) -> None:
    told.at = told.awake(told.at + timedelta(hours=told.luck.uniform(16, 30)))
    told.customer(told.phrase("say", "nudge"), "open")
    told.wait_desk()
    due = told.soon(60, 240)
    step = told.phrase("say", "step")
    told.staff(told.phrase("say", "nudge_answer", step=step, time=_clock(told, due)), "open")
    told.promise(told.phrase("did", "answer"), due)
    told.at = due - timedelta(minutes=told.luck.randint(5, 40))
    told.end_promise("kept")


def _delay(told: Telling) -> None:
    """We see that we will be late, say so first, and the customer agrees to another time."""
    start = datetime.fromisoformat(told.facts["from"])
    told.at = max(
        told.at + timedelta(minutes=20), start - timedelta(minutes=told.luck.randint(25, 80))
    )
    told.facts["why"] = told.phrase("say", "why")
    told.end_promise("missed", told.facts["why"])
    told.staff(_commit_visit(told, "say", "late"), "open")
    told.wait_customer(0.3)
    told.customer(told.phrase("say", "late_ok"), "open")


def work(told: Telling, plan: str) -> None:
    """The work itself: the visit, the parcel, the money, the check."""
    if told.facts["mood"] == "grateful":
        return
    steps = {"visit": _visited, "refund": _refunded, "ship": _arrived}
    if told.scene.path in steps:
        steps[told.scene.path](told)
        _settle(told)
    elif plan in {"assumed", "reopened", "resolved"}:
        told.at = max(told.at + timedelta(minutes=3), _shortly_before(told))
    else:
        _followed_up(told)


def _visited(told: Telling) -> None:
    start, due = datetime.fromisoformat(told.facts["from"]), told.promises[-1].due
    told.at = max(told.at, start + (due - start) * told.luck.uniform(0.5, 0.95))
    report = told.own("report") or told.own("outcome")
    told.note(report, _doer(told), call=told.luck.random() < 0.7)


def _refunded(told: Telling) -> None:
    due = told.promises[-1].due
    done = told.hours.add(told.at, timedelta(hours=told.luck.randint(1, 5)))
    told.at = max(told.at + timedelta(minutes=10), min(done, due - timedelta(minutes=30)))
    told.note(told.own("report"), told.worker or told.agent)


def _arrived(told: Telling) -> None:
    early = timedelta(days=told.luck.choice((0, 0, 1)), minutes=told.luck.randint(90, 540))
    told.at = max(told.at + timedelta(minutes=20), told.promises[-1].due - early)
    told.event(told.phrase("arrived"), "open")


def _shortly_before(told: Telling) -> datetime:
    return told.promises[-1].due - timedelta(minutes=told.luck.randint(3, 25))


def _followed_up(told: Telling) -> None:
    """The customer answers in time, or we ask as we said we would."""
    begun = told.at
    told.wait_customer(0.5)
    if told.at > told.promises[-1].due:
        late, told.at = told.at, max(begun + timedelta(minutes=3), _shortly_before(told))
        told.staff(told.phrase("follow", told.scene.path), "open")
        _settle(told)
        told.at = max(late, told.at + timedelta(minutes=5))


def _settle(told: Telling) -> None:
    """The last open promise ends here: kept if there is still time, else missed."""
    due = [promise.due for promise in told.promises if promise.state == "open"]
    if due and told.at <= due[-1]:
        told.end_promise("kept")
    elif due:
        told.end_promise("missed", told.phrase("say", "why"))


def finish(told: Telling, plan: str) -> None:
    """The end: the customer says so by himself, or is asked and answers, or does not."""
    asked = told.scene.path in {"visit", "refund", "ship"} or plan != "closed"
    if not asked:
        told.customer(told.own("result") or told.phrase("say", "thanks"), "closed")
        _settle(told)
        return
    if told.scene.path in {"visit", "refund", "ship"}:
        told.wait_desk()
    told.staff(told.phrase("say", "solved"), "resolved")
    _settle(told)
    _last_word(told, plan)


def _last_word(told: Telling, plan: str) -> None:
    if plan == "assumed":
        told.at += timedelta(days=7, minutes=told.luck.randint(1, 55))
        told.event(told.phrase("say", "assumed"), "closed")
        return
    told.wait_customer(1.5)
    if plan == "resolved":
        told.at += timedelta(days=5)  # silence so far
        told.customer(told.phrase("say", "thanks"), "closed")
        return
    if plan == "reopened":
        told.said_no_at = told.at
        told.customer(told.phrase("say", "no"), "open")
        told.wait_desk()
        due = told.by_evening((0, 2), hour=told.luck.choice((12, 15, 17)))
        told.staff(told.phrase("say", "reopened", time=_clock(told, due)), "open")
        told.promise("", due)  # an answer, in whatever language one reads
        return
    own = told.scene.words.get("result") and told.luck.random() < 0.6
    told.customer(told.own("result") if own else told.phrase("say", "thanks"), "closed")
