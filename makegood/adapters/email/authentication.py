"""What our own mail server found out about the sender: its Authentication-Results, and nobody else's."""

import re

_COMMENT = re.compile(r"\([^()]*\)")
_DMARC_PASS = re.compile(r"\s*dmarc\s*=\s*pass\b", re.IGNORECASE)
_FROM = re.compile(r"\bheader\.from\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


def dmarc_passed(results: tuple[str, ...], *, authserv_id: str, from_address: str) -> bool:
    """Whether our own server says that the domain of `from_address` stands behind the mail.

    Only the topmost field counts, and only under our server's name: it writes above whatever came
    with the mail, so that anything below may be the sender's invention.
    """
    if not authserv_id or not results or not from_address:
        return False
    head, _, findings = _without_comments(results[0]).partition(";")
    named = head.split()
    if not named or named[0].strip('"').lower() != authserv_id.lower():
        return False
    domain = from_address.rpartition("@")[2].lower()
    return any(_says_pass(one, domain) for one in findings.split(";"))


def _says_pass(finding: str, domain: str) -> bool:
    if not _DMARC_PASS.match(finding):
        return False
    named = _FROM.search(finding)
    return named is not None and named[1].rpartition("@")[2].lower() == domain


def _without_comments(value: str) -> str:
    for _ in range(8):
        shorter = _COMMENT.sub(" ", value)
        if shorter == value:
            break
        value = shorter
    return value[:4000]
