"""The three that settings name: headers outermost, the viewer's language, and refusals innermost."""

from makegood.base.ui.csp import SecurityHeaders
from makegood.base.ui.preferences import LanguageAndTheme
from makegood.base.ui.refusals import Refusals

__all__ = ["LanguageAndTheme", "Refusals", "SecurityHeaders"]
