"""What the DNS says of the domains that we send from, and which record is missing."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import dns.exception
import dns.resolver

from makegood.adapters.email.aliases import Box, words
from makegood.adapters.email.names import domain_of

SECONDS = 3.0  # for one question, however many servers are asked
MOST_LOOKUPS = 10  # of SPF (RFC 7208): more are an error for every receiver
SELECTORS = ("default", "mail", "dkim", "selector1", "selector2", "google", "s1", "k1")
RESERVED = (".test", ".example", ".invalid", ".localhost", ".local", ".internal")
_ASKING = re.compile(r"[+?~-]?(?:include:|a(?:[:/]|\Z)|mx(?:[:/]|\Z)|ptr|exists:)|redirect=", re.I)


class NotAsked(Exception):
    """No server answered: nothing is known."""


Ask = Callable[[str, str], list[str]]  # name and type to texts; [] where there is none


@dataclass(frozen=True)
class Said:
    """One thing about one domain. `advice` is the record to add or change; "" when all is well."""

    what: str  # MX, SPF, DKIM, DMARC, DNS
    well: bool
    sentence: str
    advice: str = ""


def _well(what: str, sentence: str, advice: str = "") -> Said:
    return Said(what=what, well=True, sentence=sentence, advice=advice)


def _wrong(what: str, sentence: str, advice: str) -> Said:
    return Said(what=what, well=False, sentence=sentence, advice=advice)


def ask_by(resolver: dns.resolver.Resolver) -> Ask:
    """Questions by a resolver. They raise NotAsked when no server answers in time."""

    def ask(name: str, kind: str) -> list[str]:
        try:
            found = resolver.resolve(name, kind, lifetime=SECONDS, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError, ValueError) as error:
            raise NotAsked(str(error)[:200]) from error
        return [_text(record) for record in found]

    return ask


def _text(record: object) -> str:
    strings = getattr(record, "strings", None)
    if strings is None:
        return str(record)
    return b"".join(strings).decode("utf-8", "replace")


def resolver(server: str = "") -> dns.resolver.Resolver | None:
    """The resolver of this machine, or of one server "address:port"; None where this machine has none."""
    try:
        found = dns.resolver.Resolver(configure=not server)
    except dns.resolver.NoResolverConfiguration:
        return None
    if server:
        host, _, port = server.rpartition(":")
        found.nameservers, found.port = [host.strip("[]") or server], int(port or 53)
    return found


def sending_domains(boxes: Sequence[Box]) -> dict[str, list[str]]:
    """Each domain that we send from, with the DKIM selectors that its mailboxes name."""
    found: dict[str, list[str]] = {}
    for box in boxes:
        if not box.is_active or box.settings.get("sink"):
            continue
        selectors = words(box.settings.get("dkim_selector"))
        for key in box.all_keys():
            known = found.setdefault(domain_of(key), [])
            known.extend(one for one in selectors if one not in known)
    return found


def is_reserved(domain: str) -> bool:
    """Whether a domain is for examples or inside a house, so that nobody outside can ask for it."""
    inside = domain.endswith(RESERVED) or "." not in domain
    return inside or re.fullmatch(r"(?:.+\.)?example\.(?:com|net|org)", domain) is not None


def examine(domain: str, ask: Ask, *, selectors: Sequence[str] = ()) -> list[Said]:
    """MX, SPF, DKIM and DMARC of one domain; one line that nothing is known when nobody answers."""
    try:
        return [
            _mx(domain, ask),
            _spf(domain, ask),
            *_dkim(domain, ask, selectors),
            _dmarc(domain, ask),
        ]
    except NotAsked as error:
        return [_well("DNS", f"{domain} could not be asked for: {error}")]


def _mx(domain: str, ask: Ask) -> Said:
    found = ask(domain, "MX")
    if found and not all(one.split()[-1] == "." for one in found):
        return _well("MX", f"{domain} takes mail at {_first(found)}")
    advice = f"{domain}. MX 10 mail.{domain}."
    return _wrong("MX", f"{domain} takes no mail: answers and bounces are lost", advice)


def _first(found: list[str]) -> str:
    return min(found, key=_preference).split()[-1].rstrip(".")


def _preference(record: str) -> int:
    number = record.split(maxsplit=1)[0]
    return int(number) if number.isdigit() else 0


def _spf(domain: str, ask: Ask) -> Said:
    found = [text for text in ask(domain, "TXT") if text.lower().split(" ")[0] == "v=spf1"]
    advice = f'{domain}. TXT "v=spf1 mx include:<your mail provider> ~all"'
    if not found:
        return _wrong("SPF", f"{domain} does not say who may send for it", advice)
    if len(found) > 1:
        return _wrong("SPF", f"{domain} has {len(found)} SPF records; only one may be", found[0])
    terms = found[0].lower().split()
    if any(term in ("all", "+all", "?all") for term in terms):
        fixed = re.sub(r"[+?]?all\b", "~all", found[0])
        return _wrong("SPF", f"{domain} lets anybody send for it", f'{domain}. TXT "{fixed}"')
    if not any(term in ("-all", "~all") or term.startswith("redirect=") for term in terms):
        told = f"{domain} does not say what to do with others"
        return _wrong("SPF", told, f'{domain}. TXT "{found[0]} ~all"')
    lookups = sum(_lookups(domain, ask, set()))
    if lookups > MOST_LOOKUPS:
        told = f"the SPF record of {domain} needs {lookups} questions; receivers stop at {MOST_LOOKUPS}"
        return _wrong("SPF", told, "write addresses (ip4:, ip6:) in place of some include:")
    return _well("SPF", f"{domain} says who may send for it ({lookups} questions)")


def _lookups(domain: str, ask: Ask, seen: set[str]) -> Iterator[int]:
    """How many further questions a receiver has to ask, each include with its own."""
    if domain in seen or len(seen) > MOST_LOOKUPS:
        return
    seen.add(domain)
    for text in ask(domain, "TXT"):
        if text.lower().split(" ")[0] != "v=spf1":
            continue
        for term in text.lower().split()[1:]:
            yield bool(_ASKING.match(term))
            name = re.match(r"[+?~-]?(?:include:|redirect=)([a-z0-9._-]{1,253})\Z", term)
            if name:
                yield from _lookups(name[1], ask, seen)


def _dkim(domain: str, ask: Ask, selectors: Sequence[str]) -> Iterator[Said]:
    if not selectors:
        known = [one for one in SELECTORS if _key(domain, one, ask)]
        if known:
            yield _well("DKIM", f"{domain} has a key under the usual selector {known[0]}")
            return
        told = (
            f"no DKIM key of {domain} under a usual selector; name yours in the mailbox's settings"
        )
        advice = (
            f'<selector>._domainkey.{domain}. TXT "v=DKIM1; k=rsa; p=<key of your mail server>"'
        )
        yield _wrong("DKIM", told, advice)
        return
    for selector in selectors:
        if _key(domain, selector, ask):
            yield _well("DKIM", f"{domain} has a key under {selector}")
        else:
            advice = (
                f'{selector}._domainkey.{domain}. TXT "v=DKIM1; k=rsa; p=<key of your mail server>"'
            )
            yield _wrong("DKIM", f"{domain} has no DKIM key under {selector}", advice)


def _key(domain: str, selector: str, ask: Ask) -> bool:
    """Whether a key is published there; an empty one is a key that was taken back."""
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,100}", selector):
        return False
    texts = ask(f"{selector}._domainkey.{domain}", "TXT")
    return any(re.search(r"(?:^|;)\s*p\s*=\s*[A-Za-z0-9+/]", text) for text in texts)


def _dmarc(domain: str, ask: Ask) -> Said:
    name, found = domain, _policies(domain, ask)
    while not found and name.count(".") > 1:  # the rules of the domain above hold for it too
        name = name.partition(".")[2]
        found = _policies(name, ask)
    advice = f'_dmarc.{domain}. TXT "v=DMARC1; p=quarantine; rua=mailto:postmaster@{domain}"'
    if not found:
        return _wrong("DMARC", f"{domain} has no rules for forged mail", advice)
    if len(found) > 1:
        return _wrong("DMARC", f"{name} has {len(found)} DMARC records; only one may be", found[0])
    policy = re.search(r";\s*p\s*=\s*(none|quarantine|reject)\b", found[0], re.IGNORECASE)
    if policy is None:
        return _wrong("DMARC", f"the DMARC record of {name} names no policy", advice)
    if policy[1].lower() == "none":
        return _well("DMARC", f"{name} only watches forged mail (p=none)", advice)
    return _well("DMARC", f"{name} has forged mail put aside (p={policy[1].lower()})")


def _policies(domain: str, ask: Ask) -> list[str]:
    return [text for text in ask(f"_dmarc.{domain}", "TXT") if text.lower().startswith("v=dmarc1")]
