"""Promises and wording in what agents write: found, read rightly, and how fast; on unseen texts apart.

Reference data in DIR/promises. The weights that ship were learned from the public texts, so their figures come
from five parts, each read with weights learned from the other four; `unseen/` is read with the weights that ship.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bench import learning, machine
from makegood.care.promises.reading import model
from makegood.care.promises.reading.finding import Found, find
from makegood.care.promises.reading.tests.sentences import marks as own_marks
from makegood.care.promises.reading.tests.sentences import promises as own_sentences
from makegood.care.promises.reading.wording import wording

PARTS = 5
AIM = {"f1": 0.90, "due right": 0.95, "ms a sentence": 5.0}
Text = Mapping[str, Any]


def run(*, seconds: int | None, size: int | None, data: Path | None) -> dict[str, Any]:
    """F1 by overlapping span, labels of what was found, and time a text; `size` texts at most."""
    if data is None or not (data / "promises").is_dir():
        return {"left out": "no reference data: give --data DIR with promises/ in it"}
    public: list[Text] = learning.public(data)[:size]
    own: list[Text] = list(own_sentences())
    marks = learning.marked(data)[:size]
    found: dict[str, Any] = {"machine": machine.machine(), "aim": AIM}
    found["public, in five parts"] = _by_language(public, _in_parts(public + own))
    found["our own sentences, in five parts"] = _by_language(own, _in_parts(public + own))
    for name in ("held_out", "held_out_trades", "held_out_service", "held_out_service_later"):
        held = list(own_sentences(f"{name}.txt"))
        found[f"our own, {name}"] = _by_language(held, _read_all(held))
    found["wording, public (learned from it)"] = _wording(marks)
    found["wording, our own, held out"] = _wording(list(own_marks("wording_held_out.txt")))
    found["wording, other trades, held out"] = _wording(
        list(own_marks("wording_held_out_trades.txt"))
    )
    found["wording, service desks, held out"] = _wording(
        list(own_marks("wording_held_out_service.txt"))
    )
    unseen, unseen_marks = learning.public(data, "unseen"), learning.marked(data, "unseen")
    if unseen or unseen_marks:
        found["unseen"] = {
            "promises": _by_language(unseen, _read_all(unseen)),
            "wording": _wording(unseen_marks),
        }
    return found | {"ms a text": _speed(public)}


def _read(text: Text) -> list[Found]:
    return find(
        text["text"],
        now=datetime.fromisoformat(text["now"]),
        zone=text["zone"],
        language=text["lang"],
        channel=text["channel"],
    )


def _read_all(texts: Sequence[Text]) -> dict[str, list[Found]]:
    return {text["text"]: _read(text) for text in texts}


def _in_parts(texts: Sequence[Text]) -> dict[str, list[Found]]:
    """Every text read with weights that were learned without it."""
    found: dict[str, list[Found]] = {}
    for part in range(PARTS):
        weights = learning.learn([t for n, t in enumerate(texts) if n % PARTS != part])
        with model.weighed(weights):
            found |= _read_all([t for n, t in enumerate(texts) if n % PARTS == part])
    return found


def _by_language(texts: Sequence[Text], found: Mapping[str, list[Found]]) -> dict[str, Any]:
    figures = {"all": _scored(texts, found)}
    for language in sorted({t["lang"] for t in texts}):
        figures[language] = _scored([t for t in texts if t["lang"] == language], found)
    return figures


def _scored(texts: Sequence[Text], found: Mapping[str, list[Found]]) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    for text in texts:
        left = list(found[text["text"]])
        counts["found"] += len(left)
        counts["labels"] += len(text["promises"])
        for label in text["promises"]:
            best = max(left, key=lambda f: _overlap(f, label["span"]), default=None)
            if best is not None and _overlap(best, label["span"]) > 0:
                left.remove(best)
                counts.update(_right(best, label))
    both = counts["both"] or 1
    right = {name: round(counts[name] / both, 3) for name in LABELS}
    return {"texts": len(texts), "promises": counts["labels"]} | _f1(counts) | right


def _overlap(found: Found, span: Sequence[int]) -> int:
    return min(found.end, span[1]) - max(found.start, span[0])


LABELS: dict[str, Callable[[Found, Text], bool]] = {
    "due right": lambda f, p: (f.by.isoformat() if f.by else None) == p["by"],
    "precision right": lambda f, p: f.precision == p["by_precision"],
    "kind right": lambda f, p: f.kind == p["kind"],
    "who right": lambda f, p: f.who == p["who"],
    "firm right": lambda f, p: f.firm == p["firm"],
}


def _right(found: Found, label: Text) -> Counter[str]:
    return Counter({"both": 1} | {name: int(test(found, label)) for name, test in LABELS.items()})


def _f1(counts: Counter[str]) -> dict[str, float]:
    precision = counts["both"] / (counts["found"] or 1)
    recall = counts["both"] / (counts["labels"] or 1)
    f1 = 2 * counts["both"] / ((counts["found"] + counts["labels"]) or 1)
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3)}


def _wording(texts: Sequence[Text]) -> dict[str, Any]:
    """Marks by overlapping span; the kind of those found."""
    counts: Counter[str] = Counter()
    for text in texts:
        left = wording(text["text"], language=text["lang"])
        counts["found"] += len(left)
        counts["labels"] += len(text["marks"])
        for label in text["marks"]:
            a, b = label["span"]
            hit = next((m for m in left if min(m.end, b) > max(m.start, a)), None)
            if hit:
                left.remove(hit)
                counts.update({"both": 1, "kind": int(hit.kind == label["kind"])})
    kind = round(counts["kind"] / (counts["both"] or 1), 3)
    return {"texts": len(texts), "marks": counts["labels"]} | _f1(counts) | {"kind right": kind}


def _speed(texts: Sequence[Text]) -> dict[str, float]:
    """Time to find promises in a text and to look at its wording: median and the slowest of a hundred."""
    figures = {}
    works: dict[str, Callable[[Text], object]] = {
        "promises": _read,
        "wording": lambda text: wording(text["text"], language=text["lang"]),
    }
    for name, work in works.items():
        spent = []
        for text in texts:
            began = time.perf_counter()
            work(text)
            spent.append((time.perf_counter() - began) * 1000)
        spent.sort()
        figures[f"{name} p50"] = round(spent[len(spent) // 2], 3)
        figures[f"{name} p99"] = round(spent[int(len(spent) * 0.99)], 3)
    return figures
