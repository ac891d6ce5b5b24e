"""The demo company's far side: it is not there in a real company."""

from makegood.base.privacy.registry import impersonal

impersonal(
    "world.Caught",
    "what the simulated far side received, in the demo company only",
    "channel",
    "account",
    "recipient",
    "external_id",
    "subject",
    "text",
    "raw",
)
