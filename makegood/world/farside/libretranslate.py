"""A server that translates by a small list of sentences: https://docs.libretranslate.com/guides/api_usage"""

import json
from dataclasses import dataclass, field
from typing import Any

from makegood.world.farside.playing import Ask, Reply, said

KNOWN = ("en", "zh-Hans", "zh-Hant")
SENTENCES = {
    ("en", "zh-Hans"): {"Hello": "您好", "is broken": "坏了", "The pump": "水泵"},
    ("zh-Hans", "en"): {"您好": "Hello", "坏了": "is broken", "水泵": "The pump "},
    ("zh-Hant", "en"): {"您好": "Hello", "壞了": "is broken", "水泵": "The pump "},
    ("en", "zh-Hant"): {"Hello": "您好", "is broken": "壞了", "The pump": "水泵"},
}


@dataclass
class LibreServer:
    """What it knows stays as it is; what it does not know it leaves as it stands. `got` is everything it was told."""

    key: str = ""
    names: tuple[str, ...] = KNOWN
    got: list[str] = field(default_factory=list)
    eats: str = ""  # what gets lost on the way
    trouble: Reply | None = None

    def answer(self, ask: Ask) -> Reply:
        """`/languages`, `/translate`, and its errors in its own words."""
        if self.trouble is not None:
            return self.trouble
        if (ask.method, ask.path) == ("GET", "/languages"):
            listed = [{"code": c, "name": c, "targets": list(self.names)} for c in self.names]
            return Reply(200, json.dumps(listed).encode(), {"content-type": "application/json"})
        if (ask.method, ask.path) != ("POST", "/translate"):
            return said({"error": "Not Found"}, 404)
        told = ask.json()
        if self.key and told.get("api_key") != self.key:
            return said({"error": "Invalid API key"}, 403)
        missing = next((name for name in ("q", "source", "target") if not told.get(name)), "")
        if missing:
            return said({"error": f"Invalid request: missing {missing} parameter"}, 400)
        if told["source"] not in self.names or told["target"] not in self.names:
            return said({"error": f"{told['source']} is not supported"}, 400)
        return said({"translatedText": self._all(told)})

    def _all(self, told: dict[str, Any]) -> Any:
        texts = told["q"] if isinstance(told["q"], list) else [told["q"]]
        self.got += texts
        table = SENTENCES.get((told["source"], told["target"]), {})
        found = [self._one(text, table) for text in texts]
        return found if isinstance(told["q"], list) else found[0]

    def _one(self, text: str, table: dict[str, str]) -> str:
        for words, other in table.items():
            text = text.replace(words, other)
        return text.replace(self.eats, "") if self.eats else text
