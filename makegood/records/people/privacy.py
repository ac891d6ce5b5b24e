"""Nothing here is of a customer."""

from makegood.base.privacy.registry import impersonal

OURS = "of the company itself: its teams and queues"

impersonal("people.Team", OURS, "key", "names", "zone")
impersonal("people.Queue", OURS, "key", "names", "languages")
impersonal("people.Presence", "of our own staff", "reason")
