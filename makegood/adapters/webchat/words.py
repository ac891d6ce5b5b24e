"""What the widget says, in every language at once: it is on the page before anybody is asked."""

from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from makegood.base.ui.preferences import HTML_LANG


def words() -> dict[str, str]:
    """Key to sentence, in the language now in use. `%1` is filled in by the widget."""
    first = "%1"
    return {
        "open": _("Chat with us"),
        "close": _("Close the chat"),
        "title": _("Service"),
        "person": _("A person"),
        "personLong": _("Talk to a person"),
        "wish": _("I would like to talk to a person."),
        "complain": _("I want to complain"),
        "write": _("Write to us"),
        "message": _("Message"),
        "attach": _("Add photos or files"),
        "send": _("Send"),
        "hello": _("Write what it is about. You see here at once who answers and by when."),
        "people": _("People answer here"),
        "nobody": _("Nobody is at the desk right now"),
        "solved": _("Is it solved?"),
        "yes": _("Yes, it is solved"),
        "no": _("No, not yet"),
        "mail": _("Mail address"),
        "keep": _("Keep it"),
        "sending": pgettext("a message", "Sending"),
        "sent": _("Sent"),
        "seen": _("Read"),
        "waiting": _("Not sent yet. We try again by ourselves."),
        "failed": _("Could not be sent"),
        "again": _("Try again"),
        "remove": _("Remove"),
        "offline": _("Not connected. What you write is kept and sent later."),
        "you": _("You"),
        "fresh": _("%(n)s new") % {"n": first},
        "tooBig": _("%(name)s is larger than 25 MB. Send a link or a smaller file.")
        % {"name": first},
        "tooMany": _("At most ten files fit one message."),
        "fileGone": _("%(name)s is not on this device any more. Attach it again.")
        % {"name": first},
    }


def told_later() -> dict[str, str]:
    """What the widget says only once it has heard from us, in the language now in use: it comes with the
    first state, so that the page of a shop loads less."""
    first, second = "%1", "%2"
    return {
        "answers": _("%(name)s answers you") % {"name": first},
        "within": _("%(name)s answers within %(n)s minutes") % {"name": first, "n": second},
        "by": _("%(name)s answers by %(time)s") % {"name": first, "time": second},
        "promised": _("%(what)s: by %(time)s") % {"what": first, "time": second},
        "typing": _("%(name)s is writing") % {"name": first},
        "vows": _("What we promised you"),
        "late": _("We are late with our answer. That is our mistake; %(name)s knows.")
        % {"name": first},
        "leave": _("You may leave this page. The answer waits here."),
        "leaveMail": _("You may leave this page. The answer waits here, and we know %(mail)s.")
        % {"mail": first},
        "mailAsk": _(
            "Nobody is here right now. With a mail address we can reach you later. You need not give one."
        ),
        "mailKept": _("We keep %(mail)s for this conversation.") % {"mail": first},
    }


@lru_cache
def in_every_language() -> dict[str, dict[str, str]]:
    """Language as html spells it to key to sentence; Chinese only where it differs from English."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[HTML_LANG[code]] = words()
    english = found["en"]
    return {
        language: {
            key: text for key, text in said.items() if language == "en" or text != english[key]
        }
        for language, said in found.items()
    }
