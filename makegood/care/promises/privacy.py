"""What was promised to whom: the promise stays, its words go."""

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.registry import impersonal, personal

NAMES = "names of kinds, of channels, or of our staff"

personal(
    "promises.Promise",
    "what",
    "ended_why",
    "said",
    "risk_why",
    "untold_why",
    "amends_why",
    title=_("Promises"),
    of="case__contact",
)
impersonal("promises.Promise", NAMES, "made_by", "ended_by", "channel")
personal(
    "promises.Feasibility",
    "what",
    "reasons",
    "sentence",
    "overruled_why",
    title=_("Whether we could promise"),
    of="case__contact",
    exported=False,
)
impersonal("promises.Feasibility", NAMES, "by", "kind", "verdict")
personal("promises.Move", "why", title=_("Promises moved"), of="promise__case__contact")
impersonal("promises.Move", NAMES, "by")
personal(
    "promises.Proposal",
    "said",
    "what",
    title=_("Words that promise"),
    of="case__contact",
    exported=False,
)
impersonal("promises.Proposal", NAMES, "said_by", "channel", "ended_by")
impersonal("promises.Policy", "our own rules", "names", "channel", "tier")
impersonal("promises.Recompute", NAMES, "by")
impersonal("promises.HousePhrase", "our own wording", "words", "kind", "better")
