"""Learns how hurting sentences sound, from marked sentences and from plain ones; the same every time.

`python -m bench.tone --data DIR` writes makegood/care/promises/reading/tone.json.
"""

import argparse
import json
import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import learning
from makegood.care.promises.reading import phrases_en, phrases_zh, tone
from makegood.care.promises.reading.clauses import sentences
from makegood.care.promises.reading.languages import fold, tongue_of
from makegood.care.promises.reading.tests.sentences import marks as own_marks
from makegood.care.promises.reading.tests.sentences import promises as own_sentences
from makegood.care.promises.reading.wording import KINDS

ROUNDS, RATE, HOLD, PLAIN, SEEN, KEPT = 30, 2.0, 0.0003, 0.4, 2, 4000
LEVELS = {"zh": -0.4, "en": -0.4}
Text = Mapping[str, Any]
Row = tuple[dict[str, float], str, float]


def rows(texts: Sequence[Text], tongue: str, *, weight: float) -> list[Row]:
    """The sentences of texts in a language: pieces, kind of the mark ("" for none), weight."""
    found = []
    for text in texts:
        folded = fold(text["text"])
        if tongue_of(folded, text["lang"]) != tongue:
            continue
        for a, b, stop in sentences(folded):
            if b - a >= 3:
                kind = next((k for k in _kinds(text, a, b)), "")
                found.append((tone.pieces(folded[a:b] + stop.strip()[:1], tongue), kind, weight))
    return found


def better(texts: Sequence[Text]) -> list[Text]:
    """The sentences that could stand where words hurt, theirs and ours: none of them is to be marked."""
    found: list[Text] = [
        {"lang": text["lang"], "text": mark["better"], "marks": ()}
        for text in texts
        for mark in text["marks"]
    ]
    for lang, book in (("en", phrases_en), ("zh-Hans", phrases_zh)):
        ours = sorted({one for _, _, one in book.PHRASES} | {book.PLAIN})
        found += [{"lang": lang, "text": one, "marks": ()} for one in ours]
    return found


def _kinds(text: Text, a: int, b: int) -> list[str]:
    marks = text.get("marks", ())
    return [m["kind"] for m in marks if min(b, m["span"][1]) > max(a, m["span"][0])]


def learn(marked: Sequence[Text], plain: Sequence[Text]) -> dict[str, Any]:
    """The weights of both languages."""
    found = {}
    for tongue in ("en", "zh"):
        sounding = rows(marked, tongue, weight=1.0)
        others = rows([{**t, "marks": ()} for t in plain], tongue, weight=PLAIN)
        hurting = [row for row in sounding if row[1]]
        book = {"mark": _fit(sounding + others, bool)}
        for kind in KINDS:
            book[kind] = _fit(hurting, lambda k, kind=kind: k == kind)
        found[tongue] = book | {"level": {"level": LEVELS[tongue]}}
    return found


def _fit(data: Sequence[Row], is_it: Any) -> dict[str, float]:
    yes = sum(w for _, kind, w in data if is_it(kind)) or 1.0
    no = sum(w for _, kind, w in data if not is_it(kind)) or 1.0
    seen = Counter(p for found, _, _ in data for p in found)
    weights = {p: 0.0 for p, times in sorted(seen.items()) if times >= SEEN}
    known = [
        ([(p, v) for p, v in found.items() if p in weights], is_it(kind), weight)
        for found, kind, weight in data
    ]
    base, order = 0.0, random.Random(7)
    for turn in range(ROUNDS):
        order.shuffle(known)
        rate = RATE / (1 + turn / 8)
        for found, right, weight in known:
            odds = base + sum(weights[p] * v for p, v in found)
            share = weight * (yes + no) / (2 * (yes if right else no))
            off = share * (right - 1 / (1 + math.exp(-max(-30.0, min(30.0, odds)))))
            base += 0.05 * rate * off
            for p, v in found:
                weights[p] += rate * (off * v - HOLD * weights[p])
    kept = sorted(weights, key=lambda p: -abs(weights[p]))[:KEPT]
    return {p: round(weights[p], 2) for p in sorted(kept) if abs(weights[p]) >= 0.05} | {
        "(base)": round(base, 2)
    }


def main() -> None:
    """Writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    told = learning.marked(data)
    marked = [*told, *own_marks(), *own_marks("wording.service.txt"), *better(told)]
    weights = learn(marked, [*learning.public(data), *own_sentences()])
    text = json.dumps(weights, ensure_ascii=False, indent=0, sort_keys=True)
    tone.WEIGHTS.write_text(text + "\n", "utf-8")
    print(f"{len(marked)} marked texts, {len(text) // 1000} kB")


if __name__ == "__main__":
    main()
