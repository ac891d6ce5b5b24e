"""Our own labelled sentences, in the form of the reference data."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

HERE = Path(__file__).parent
MARK = re.compile(r"\[([^\[\]]+)\]\{([^{}]+)\}")


def promises(*names: str) -> Iterator[dict[str, Any]]:
    """Each own sentence with its promises, as the reference data has them; `names` are files, else all to learn from."""
    paths = [HERE / name for name in names] or sorted(HERE.glob("sentences.*.txt"))
    for path in paths:
        head: list[str] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("@ "):
                head = line[2:].split()
            elif line.strip() and not line.startswith("#"):
                yield _row(line, *head)


def _row(line: str, lang: str, channel: str, moment: str, zone: str) -> dict[str, Any]:
    now = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone))
    text, found, at = "", [], 0
    for m in MARK.finditer(line):
        text += line[at : m.start()]
        start = len(text)
        text += m[1]
        kind, by, precision, who, *rest = m[2].split()
        found.append(
            {
                "span": [start, len(text)],
                "quote": m[1],
                "kind": kind,
                "by": _moment(by, now),
                "by_precision": precision,
                "who": who,
                "firm": rest != ["?"],
            }
        )
        at = m.end()
    text += line[at:]
    return {
        "lang": lang,
        "channel": channel,
        "now": now.isoformat(),
        "zone": zone,
        "text": text,
        "promises": found,
    }


def _moment(words: str, now: datetime) -> str | None:
    if words == "-":
        return None
    day, _, clock = words.partition("T")
    month, number = map(int, day.split("-"))
    hour, minute = map(int, (clock or "23:59").split(":"))
    year = now.year + (month < now.month)
    there = datetime(year, month, number, hour, minute, tzinfo=now.tzinfo)
    return there.isoformat()


def marks(name: str = "wording.txt") -> Iterator[dict[str, Any]]:
    """Our own sentences for the wording help, as the reference data has them."""
    language = ""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("@ "):
            language = line[2:].strip()
        elif line.strip() and not line.startswith("#"):
            text, found, at = "", [], 0
            for m in MARK.finditer(line):
                text += line[at : m.start()]
                found.append({"span": [len(text), len(text) + len(m[1])], "kind": m[2]})
                text += m[1]
                at = m.end()
            yield {"lang": language, "text": text + line[at:], "marks": found}
