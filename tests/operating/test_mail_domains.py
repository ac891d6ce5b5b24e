"""The doctor asks the DNS for our domains and says which record to add."""

from pathlib import Path

import pytest

from makegood.adapters.email.tests.dns_server import name_server
from makegood.adapters.email.tests.make import another_mailbox, house
from makegood.cli.mail_domains import mail_domains
from makegood.config import environment

KNOWN = {
    ("lanhe.cn", "MX"): ["10 mx.lanhe.cn."],
    ("lanhe.cn", "TXT"): ["v=spf1 mx -all"],
    ("s1._domainkey.lanhe.cn", "TXT"): ["v=DKIM1; p=MIGfMA0"],
}


def test_the_doctor_says_which_record_to_add(db, tmp_path: Path):
    one = house()
    another_mailbox(one.queue, "service@lanhe.cn", dkim_selector="s1")
    with name_server(KNOWN) as server:
        values = {"MAKEGOOD_HOME": str(tmp_path), "MAKEGOOD_DNS_SERVER": server}
        told = {f.subject: f for f in mail_domains(environment.read(values))}
    assert told["SPF"].well
    assert not told["DMARC"].well
    assert '_dmarc.lanhe.cn. TXT "v=DMARC1; p=quarantine' in told["DMARC"].sentence


def test_an_address_without_a_port_is_refused():
    with pytest.raises(environment.BadSetting):
        environment.read({"MAKEGOOD_DNS_SERVER": "127.0.0.1"})
