"""What people leave out of a fault table and a machine can fill in: the other Chinese script, keys, which
code a finding means. Nothing that somebody wrote is changed."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from makegood.kernel.text import clean

HANS, HANT, EN = "zh-Hans", "zh-Hant", "en"
LANGUAGES = (EN, HANS, HANT)
LONGEST, KEY_AT_MOST, MOST_SKILLS = 300, 40, 200
OTHER_NAMES = {HANS: "其他", HANT: "其他", EN: "Other or unknown"}


@cache
def _scripts() -> tuple[Any, Any]:
    import opencc  # noqa: PLC0415 - its tables are large, and only this asks for them here

    return opencc.OpenCC("s2twp"), opencc.OpenCC("tw2sp")


def whole_names(given: Any) -> dict[str, str]:
    """Names by language, cleaned; of the two Chinese scripts the one that is missing is made from the other."""
    if isinstance(given, str):
        given = {EN: given}
    if not isinstance(given, Mapping):
        return {}
    names = {
        code: clean(str(given[code])).strip()[:LONGEST]
        for code in LANGUAGES
        if isinstance(given.get(code), str) and given[code].strip()
    }
    to_hant, to_hans = _scripts() if (HANS in names) != (HANT in names) else (None, None)
    if to_hant and HANS in names:
        names[HANT] = str(to_hant.convert(names[HANS]))
    elif to_hans and HANT in names:
        names[HANS] = str(to_hans.convert(names[HANT]))
    return names


def key_from(names: Mapping[str, str], taken: Iterable[str], fallback: str) -> str:
    """A short key for a row that has none: from its English name, else numbered; never one that is taken."""
    words = re.findall(r"[a-z0-9]+", names.get(EN, "").lower())
    wanted = "-".join(words)[:KEY_AT_MOST].strip("-") or fallback
    known, found, number = set(taken), wanted, 2
    while found in known:
        found, number = f"{wanted[: KEY_AT_MOST - 4]}-{number}", number + 1
    return found


def completed(table: Mapping[str, Any]) -> dict[str, Any]:
    """The table with names in all scripts, keys everywhere and codes beside the findings that mean them.
    Flaws stay as they are: `rules.read_table` names them. What skills are called is kept once for all tables."""
    whole = {name: value for name, value in table.items() if not str(name).startswith("_")}
    whole.pop("skills", None)
    whole["title"] = whole_names(table.get("title"))
    codes = table.get("codes")
    whole["codes"] = _codes(codes if isinstance(codes, list | tuple) else ())
    taken: set[str] = set()
    whole["causes"] = [_row(one, taken, f"cause-{n}") for n, one in _rows(table, "causes")]
    known: set[str] = set()
    whole["symptoms"] = [_row(one, known, f"sign-{n}") for n, one in _rows(table, "symptoms")]
    whole["checks"] = [_check(one, known, f"check-{n}") for n, one in _rows(table, "checks")]
    for one in whole["symptoms"]:
        if isinstance(one, dict) and one.get("kind") == "code" and not one.get("code"):
            one["code"] = _code_of(one, whole["codes"])
    return whole


def skills_in(table: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What skills are called, as a table that comes from elsewhere brings it along: key → names."""
    given = table.get("skills")
    named = given.items() if isinstance(given, Mapping) else ()
    found = {str(key): whole_names(names) for key, names in list(named)[:MOST_SKILLS]}
    return {key: names for key, names in found.items() if key and names}


def _codes(given: Iterable[Any]) -> list[str]:
    found = [clean(str(code)).strip()[:60] for code in given]
    return list(dict.fromkeys(code for code in found if code))[:50]


def _rows(table: Mapping[str, Any], sheet: str) -> list[tuple[int, Any]]:
    given = table.get(sheet)
    return list(enumerate(given, 1)) if isinstance(given, list | tuple) else []


def _row(one: Any, taken: set[str], fallback: str) -> Any:
    if not isinstance(one, Mapping):
        return one
    row = {**one, "name": whole_names(one.get("name"))}
    row["id"] = str(one.get("id") or "") or key_from(row["name"], taken, fallback)
    taken.add(row["id"])
    return row


def _check(one: Any, taken: set[str], fallback: str) -> Any:
    row = _row(one, taken, fallback)
    if isinstance(row, dict) and isinstance(row.get("outcomes"), list | tuple):
        known: set[str] = set()
        row["outcomes"] = [
            _row(each, known, f"answer-{n}") for n, each in enumerate(row["outcomes"], 1)
        ]
        for each in row["outcomes"]:
            if isinstance(each, dict):
                each["tells"] = whole_names(each.get("tells"))
    return row


def _code_of(finding: Mapping[str, Any], codes: list[str]) -> str:
    """The code that a finding means: the one whose letters its key or name holds, or the only one."""
    if len(codes) == 1:
        return codes[0]
    said = _plain(f"{finding.get('id', '')} {' '.join(finding.get('name', {}).values())}")
    fits = [code for code in codes if _plain(code) in said]
    key = _plain(str(finding.get("id", "")))
    fits = fits or [code for code in codes if key and _plain(code).endswith(key)]
    return max(fits, key=len) if fits else ""


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()
