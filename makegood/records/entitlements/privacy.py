"""Contracts are kept for as long as the law of trade wants, under the name of what was bought."""

from makegood.base.privacy.registry import impersonal

impersonal("entitlements.Contract", "what was bought, not who bought it", "key", "names", "tier")
