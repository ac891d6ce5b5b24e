"""Something was done, and can be undone for a while: said in the answer to the request that did it."""

import json

from django.http import HttpResponse


def toast(response: HttpResponse, text: str, *, undo: str = "", seconds: int = 6) -> HttpResponse:
    """Show a toast when this answer arrives. `undo` is an address that takes it back by POST."""
    triggers = json.loads(response.get("HX-Trigger", "{}"))
    triggers["toast"] = {"text": str(text), "undo": undo, "seconds": seconds}
    response["HX-Trigger"] = json.dumps(triggers)
    return response
