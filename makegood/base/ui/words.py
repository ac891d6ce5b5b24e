"""The sentences that scripts in the page say; everything else is rendered with the page."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """Key to sentence, in the language now in use. `%s` is filled in by the script."""
    return {
        "left": _("%(time)s left") % {"time": "%s"},
        "minutesLeft": _("%(n)s min left") % {"n": "%s"},
        "hoursMinutesLeft": _("%(h)s h %(m)s min left") % {"h": "%1", "m": "%2"},
        "dueNow": _("due now"),
        "minutesLate": _("%(n)s min late") % {"n": "%s"},
        "hoursLate": _("%(n)s h late") % {"n": "%s"},
        "undo": _("Undo"),
        "close": _("Close"),
        "notLive": _(
            "Not live at the moment. What you write is kept; we try again every few seconds."
        ),
        "tryNow": _("Try now"),
        "unreachable": _(
            "The server cannot be reached. Nothing of yours is lost: what you wrote is on this computer."
        ),
        "broke": _("Something broke on our side. What you wrote is still here."),
        "gone": _(
            "This is not here any more, or it belongs to somebody else now. Nothing was changed."
        ),
        "chooseSome": _("%(n)s to choose from") % {"n": "%s"},
        "chooseNone": _("Nobody here is called that"),
        "draftKept": _("Draft kept"),
        "draftHere": _("Draft kept on this computer"),
        "draftOther": _(
            "This draft was changed in another place. Shown is the newest; the other one was:"
        ),
        "takeOther": _("Take that one"),
        "ended": _(
            "You were signed out. What you wrote is kept on this computer; sign in and it is here again."
        ),
    }
