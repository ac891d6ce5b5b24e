from typing import Any

from django.http import HttpRequest

from makegood.base.ui.preferences import html_lang


def page(_request: HttpRequest) -> dict[str, Any]:
    """What every page may say: its language as html spells it."""
    return {"html_lang": html_lang()}
