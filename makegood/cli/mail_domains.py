"""What the DNS says of the domains that we send from, for `makegood doctor`."""

from collections.abc import Iterator

from makegood.cli.findings import Finding
from makegood.config.environment import Environment


def mail_domains(environment: Environment) -> Iterator[Finding]:
    """One line for each of MX, SPF, DKIM and DMARC of each domain, with the record to add."""
    from makegood.adapters.email import aliases, domains  # noqa: PLC0415 - needs Django set up

    found = domains.sending_domains(aliases.boxes())
    known = {name: told for name, told in found.items() if not domains.is_reserved(name)}
    if not known:
        return
    resolver = domains.resolver(environment.dns_server)
    if resolver is None:
        yield Finding("mail domains", "this machine has no name server; nothing could be asked")
        return
    ask = domains.ask_by(resolver)
    for domain, selectors in known.items():
        for said in domains.examine(domain, ask, selectors=selectors):
            advice = f"; add: {said.advice}" if said.advice else ""
            yield Finding(said.what, f"{said.sentence}{advice}", well=said.well)
            if said.what == "DNS":  # nobody answers: the next domain would only wait as long
                return
