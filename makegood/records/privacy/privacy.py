"""What it keeps itself, and what the base keeps."""

from makegood.base.privacy import ours
from makegood.base.privacy.registry import impersonal

PROOF = "the proof of what was done: ids, and words of ours without names"

__all__ = ["ours"]

impersonal("privacy.Erasure", PROOF, "asked_by", "confirmed_by", "reason", "steps", "leftover")
impersonal("privacy.Erasure", "empty when it is done, by a constraint", "addresses", "names")
impersonal("privacy.Erasure", "ids of rows", "around")
impersonal("privacy.LetGo", "our own rules", "kind")
impersonal("privacy.PersonCopy", PROOF, "asked_by")
impersonal("privacy.Hold", PROOF, "reason", "by")
impersonal("privacy.Wishes", "kinds of channels, the name of an actor", "not_by", "told_by")
impersonal("privacy.Spoken", "languages and ids", "weights", "messages")
impersonal("privacy.Keeping", "our own rules", "kind", "set_by")
