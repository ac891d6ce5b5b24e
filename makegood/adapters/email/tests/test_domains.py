"""Records of our domains: what is missing is said with the record to add. Asked of a name server on loopback."""

import pytest

from makegood.adapters.email.aliases import Box
from makegood.adapters.email.domains import (
    Ask,
    NotAsked,
    ask_by,
    examine,
    is_reserved,
    resolver,
    sending_domains,
)
from makegood.adapters.email.tests.dns_server import name_server

KEY = "v=DKIM1; k=rsa; p=MIGfMA0"
GOOD = {
    ("lanhe.cn", "MX"): ["10 mx.lanhe.cn.", "5 mx1.lanhe.cn."],
    ("lanhe.cn", "TXT"): ["v=spf1 mx include:spf.mail.cn ~all", "other=1"],
    ("spf.mail.cn", "TXT"): ["v=spf1 ip4:192.0.2.0/24 -all"],
    ("s1._domainkey.lanhe.cn", "TXT"): [KEY],
    ("_dmarc.lanhe.cn", "TXT"): ["v=DMARC1; p=reject"],
}


def by(records: dict[tuple[str, str], list[str]]) -> Ask:
    return lambda name, kind: records.get((name, kind), [])


def found(
    changed: dict[tuple[str, str], list[str]], domain: str = "lanhe.cn"
) -> dict[str, tuple[bool, str]]:
    told = examine(domain, by(GOOD | changed), selectors=["s1"])
    return {one.what: (one.well, one.advice) for one in told}


def test_a_domain_with_everything_is_well():
    assert found({}) == {
        "MX": (True, ""),
        "SPF": (True, ""),
        "DKIM": (True, ""),
        "DMARC": (True, ""),
    }


CHAIN = {(f"i{n}.cn", "TXT"): [f"v=spf1 include:i{n + 1}.cn -all"] for n in range(12)}


@pytest.mark.parametrize(
    ("what", "changed", "advice"),
    [
        ("MX", {("lanhe.cn", "MX"): []}, "lanhe.cn. MX 10 mail.lanhe.cn."),
        ("MX", {("lanhe.cn", "MX"): ["0 ."]}, "lanhe.cn. MX"),
        ("SPF", {("lanhe.cn", "TXT"): ["v=spf10 mx"]}, 'lanhe.cn. TXT "v=spf1 mx include:'),
        ("SPF", {("lanhe.cn", "TXT"): ["v=spf1 -all", "v=spf1 mx -all"]}, "v=spf1 -all"),
        ("SPF", {("lanhe.cn", "TXT"): ["v=spf1 mx +all"]}, 'lanhe.cn. TXT "v=spf1 mx ~all"'),
        ("SPF", {("lanhe.cn", "TXT"): ["v=spf1 mx"]}, 'lanhe.cn. TXT "v=spf1 mx ~all"'),
        ("SPF", {("lanhe.cn", "TXT"): ["v=spf1 include:i0.cn -all"], **CHAIN}, "write addresses"),
        ("SPF", {("lanhe.cn", "TXT"): ["v=spf1 a include:lanhe.cn -all"]}, ""),  # a circle
        ("DKIM", {("s1._domainkey.lanhe.cn", "TXT"): []}, "s1._domainkey.lanhe.cn. TXT"),
        ("DKIM", {("s1._domainkey.lanhe.cn", "TXT"): ["v=DKIM1; p="]}, "s1._domainkey.lanhe.cn."),
        ("DMARC", {("_dmarc.lanhe.cn", "TXT"): []}, '_dmarc.lanhe.cn. TXT "v=DMARC1; p=quarantine'),
        ("DMARC", {("_dmarc.lanhe.cn", "TXT"): ["v=DMARC1; p=none"]}, "_dmarc.lanhe.cn."),
        ("DMARC", {("_dmarc.lanhe.cn", "TXT"): ["v=DMARC1"]}, "_dmarc.lanhe.cn."),
    ],
)
def test_what_is_missing_is_said_with_the_record_to_add(what, changed, advice):
    well, said = found(changed)[what]
    assert said.startswith(advice)
    assert well is (advice == "" or "p=none" in str(changed))


def test_the_rules_of_the_domain_above_hold_below_it():
    below = {("mail.lanhe.cn", "MX"): ["10 mx.lanhe.cn."]}
    assert found(below, "mail.lanhe.cn")["DMARC"] == (True, "")


def test_a_key_under_a_usual_selector_is_found_without_its_name():
    told = examine("lanhe.cn", by({("default._domainkey.lanhe.cn", "TXT"): [KEY]}))
    assert [one.well for one in told if one.what == "DKIM"] == [True]


def test_when_nobody_answers_nothing_is_called_wrong():
    def silent(name: str, kind: str) -> list[str]:
        raise NotAsked("no answer")

    assert [(one.what, one.well) for one in examine("lanhe.cn", silent)] == [("DNS", True)]


def test_only_domains_that_mail_leaves_from_are_asked_for():
    boxes = [
        Box(1, "a@lanhe.cn", {"dkim_selector": "s1, s2", "domains": "lanhe.com"}),
        Box(2, "b@lanhe.cn", {"dkim_selector": "s2"}),
        Box(3, "c@sink.cn", {"sink": True}),
        Box(4, "d@off.cn", {}, is_active=False),
    ]
    assert sending_domains(boxes) == {"lanhe.cn": ["s1", "s2"], "lanhe.com": ["s1", "s2"]}


@pytest.mark.parametrize("domain", ["lanhe.test", "localhost", "example.com", "a.example.org"])
def test_domains_of_examples_are_not_asked_for(domain):
    assert is_reserved(domain)
    assert not is_reserved("lanhe.cn")


def test_a_real_name_server_is_asked():
    with name_server(GOOD) as server:
        asked = resolver(server)
        assert asked is not None
        told = examine("lanhe.cn", ask_by(asked), selectors=["s1"])
    assert {one.what: one.well for one in told} == dict.fromkeys(
        ["MX", "SPF", "DKIM", "DMARC"], True
    )
