"""What our own mail server found out about the sender: its Authentication-Results, and nobody else's."""

import re
from collections.abc import Iterator

METHODS = ("spf", "dkim", "dmarc")
_COMMENT = re.compile(r"\([^()]*\)")
_FINDING = re.compile(r"\s*(spf|dkim|dmarc)\s*=\s*([a-z]{1,12})\b", re.IGNORECASE)
_FROM = re.compile(r"\bheader\.from\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


def checks(results: tuple[str, ...], *, authserv_id: str) -> dict[str, str]:
    """What our own server says of SPF, DKIM and DMARC: "pass", "fail", "none" ...; empty where it says
    nothing. Of several signatures the best counts, as DMARC counts them."""
    found: dict[str, str] = {}
    for finding in _findings(results, authserv_id):
        told = _FINDING.match(finding)
        if told and found.get(told[1].lower()) != "pass":
            found[told[1].lower()] = told[2].lower()
    return found


def dmarc_passed(results: tuple[str, ...], *, authserv_id: str, from_address: str) -> bool:
    """Whether our own server says that the domain of `from_address` stands behind the mail."""
    domain = from_address.rpartition("@")[2].lower()
    return bool(domain) and any(
        _says_pass(finding, domain) for finding in _findings(results, authserv_id)
    )


def _findings(results: tuple[str, ...], authserv_id: str) -> Iterator[str]:
    """Only the topmost field counts, and only under our server's name: it writes above whatever came
    with the mail, so that anything below may be the sender's invention."""
    if not authserv_id or not results:
        return
    head, _, findings = _without_comments(results[0]).partition(";")
    named = head.split()
    if named and named[0].strip('"').lower() == authserv_id.lower():
        yield from findings.split(";")


def _says_pass(finding: str, domain: str) -> bool:
    told = _FINDING.match(finding)
    if told is None or (told[1].lower(), told[2].lower()) != ("dmarc", "pass"):
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
