"""https://docs.libretranslate.com: `/languages` says what it knows, `/translate` takes many texts at once."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from makegood.base import egress
from makegood.desk.translating.ports import NotTranslated, install

# Ours, and what servers of different years call it.
CALLED = {
    "zh-Hans": ("zh-Hans", "zh", "zh-CN"),
    "zh-Hant": ("zh-Hant", "zt", "zh-TW"),
    "en": ("en",),
}
PORTS = {"http": 80, "https": 443}
LARGEST = 512 * 1024  # of an answer


class LibreTranslate:
    """One server of this kind."""

    kind, label = "libretranslate", "LibreTranslate"

    def languages(self, settings: Mapping[str, Any]) -> dict[str, str]:
        """Which of ours it knows, under the name that it uses."""
        told = self._ask("GET", "/languages", settings)
        listed = told if isinstance(told, list) else []
        known = {str(one.get("code")) for one in listed if isinstance(one, dict)}
        found = {
            ours: next((name for name in names if name in known), "")
            for ours, names in CALLED.items()
        }
        return {ours: name for ours, name in found.items() if name}

    def translate(
        self, texts: Sequence[str], *, source: str, target: str, settings: Mapping[str, Any]
    ) -> list[str]:
        """All texts in one request."""
        codes = settings.get("codes") or {ours: names[0] for ours, names in CALLED.items()}
        if source not in codes or target not in codes:
            raise NotTranslated(_("it does not know this language"))
        asked = {
            "q": list(texts),
            "source": codes[source],
            "target": codes[target],
            "format": "text",
        }
        told = self._ask("POST", "/translate", settings, asked)
        found = told.get("translatedText") if isinstance(told, dict) else None
        if not isinstance(found, list) or len(found) != len(texts):
            raise NotTranslated(_("its answer cannot be read"))
        return [str(one) for one in found]

    def _ask(self, method: str, path: str, settings: Mapping[str, Any], asked: Any = None) -> Any:
        """The JSON of an answer."""
        api = str(settings.get("api") or "").rstrip("/")
        body = None
        if asked is not None:
            key = settings.get("key")
            body = json.dumps({**asked, **({"api_key": key} if key else {})}).encode()
        parts = urlsplit(api)
        try:
            answer = egress.exchange(
                method,
                api + path,
                headers={"content-type": "application/json", "accept": "application/json"},
                body=body,
                allowed=[f"{parts.hostname}:{parts.port or PORTS.get(parts.scheme, 0)}"],
                max_bytes=LARGEST,
            )
        except egress.Forbidden as error:
            raise NotTranslated(_("it is not an address that we send to")) from error
        except (egress.Unreachable, egress.Broken) as error:
            raise NotTranslated(_("it cannot be reached")) from error
        return self._read(answer)

    def _read(self, answer: egress.Answer) -> Any:
        try:
            told = json.loads(answer.body)
        except (ValueError, RecursionError) as error:
            raise NotTranslated(_("its answer cannot be read")) from error
        if answer.status == 403:
            raise NotTranslated(_("it does not take the key"))
        if answer.status == 429:
            raise NotTranslated(_("it was asked too often"))
        if answer.status != 200:
            raise NotTranslated(_("it answers with %(status)s") % {"status": answer.status})
        return told


install(LibreTranslate())
