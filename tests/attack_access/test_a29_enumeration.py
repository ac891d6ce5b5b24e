"""A29: nobody learns whether an address belongs to one of us, nobody guesses for long, nobody locks another out."""

import re
import statistics
import time

import pytest
from django.core import mail
from django.test import Client

from makegood.kernel.actor import SYSTEM
from makegood.records.people import operations as people
from tests.attack_access.make import PASSWORD, is_in, person, sign_in

CHANGING = re.compile(
    rb"[\w-]{22,}|[\w.-]+@lanhe\.test"
)  # one-time words, and the address that was typed


def comparable(response) -> tuple[int, bytes, list[str]]:
    told = sorted(name for name in response.headers if name not in ("Content-Length",))
    return response.status_code, CHANGING.sub(b"", response.content), told


def somebody(kind: str) -> str:
    if kind == "known":
        return person("known").email
    if kind == "gone":
        user = person("gone")
        people.deactivate(user, takes_over=person("heir"), by=SYSTEM)
        return user.email
    if kind == "invited":
        return person("invited", password=None).email
    return "nobody@lanhe.test"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["known", "gone", "invited"])
def test_a_wrong_password_and_a_wrong_address_look_the_same(kind: str):
    unknown = comparable(sign_in(Client(), "nobody@lanhe.test", "wrong and wrong"))
    assert comparable(sign_in(Client(), somebody(kind), "wrong and wrong")) == unknown


@pytest.mark.django_db
def test_even_the_right_password_of_who_left_looks_like_a_wrong_one():
    unknown = comparable(sign_in(Client(), "nobody@lanhe.test"))
    assert comparable(sign_in(Client(), somebody("gone"), PASSWORD)) == unknown


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["known", "gone", "invited", "nobody"])
def test_asking_for_a_link_looks_the_same_for_everybody(kind: str):
    said = Client().post("/sign-in/forgotten/", {"email": somebody(kind)})
    assert said.status_code == 200
    assert comparable(said) == comparable(
        Client().post("/sign-in/forgotten/", {"email": "nobody@lanhe.test"})
    )


@pytest.mark.django_db
def test_a_link_goes_to_those_who_are_here_and_to_nobody_else(run_jobs):
    for kind in ("known", "gone", "nobody"):
        Client().post("/sign-in/forgotten/", {"email": somebody(kind)})
    run_jobs()
    assert [letter.to for letter in mail.outbox] == [["known@lanhe.test"]]
    path = re.search(r"/reset/[\w-]+/", mail.outbox[0].body)
    assert path
    assert Client().get(path.group()).status_code == 200


@pytest.mark.django_db
def test_a_flood_of_requests_for_links_sends_three(run_jobs):
    user = person()
    pages = {
        comparable(Client().post("/sign-in/forgotten/", {"email": user.email}))[:2]
        for _ in range(12)
    }
    run_jobs()
    assert len(pages) == 1
    assert len(mail.outbox) == 3


def rank_sum_z(first: list[float], second: list[float]) -> float:
    """How far two samples are apart, in standard deviations (Mann-Whitney)."""
    ranked = sorted(
        (value, which) for which, values in ((0, first), (1, second)) for value in values
    )
    ranks = sum(place for place, (_value, which) in enumerate(ranked, 1) if which == 0)
    n, m = len(first), len(second)
    mean, spread = n * (n + m + 1) / 2, (n * m * (n + m + 1) / 12) ** 0.5
    return (ranks - mean) / spread


@pytest.mark.django_db
@pytest.mark.slow
def test_the_time_it_takes_tells_nothing(settings):
    """Known and unknown in turn, so that whatever else the machine does falls on both."""
    settings.ACCOUNT_RATE_LIMITS = False
    known = person("known").email
    took: dict[str, list[float]] = {known: [], "nobody@lanhe.test": []}
    for number in range(30):
        for address in sorted(took, reverse=bool(number % 2)):
            began = time.perf_counter()
            sign_in(Client(), address, f"wrong and wrong {number}")
            took[address].append(time.perf_counter() - began)
    middle = [statistics.median(values) for values in took.values()]
    assert max(middle) / min(middle) < 1.2
    assert abs(rank_sum_z(*took.values())) < 4


@pytest.mark.django_db
def test_guessing_ends_after_five():
    user = person()
    attacker = Client(REMOTE_ADDR="192.0.2.66")
    for number in range(5):
        sign_in(attacker, user.email, f"guess number {number}")
    assert "ten minutes" in sign_in(attacker, user.email, "guess number 6").content.decode()
    sign_in(attacker, user.email)
    assert not is_in(attacker), "even the right one is not tried any more"


@pytest.mark.django_db
def test_whoever_guesses_locks_nobody_else_out():
    user = person()
    for number in range(30):
        sign_in(Client(REMOTE_ADDR="192.0.2.66"), user.email, f"guess number {number}")
    owner = Client(REMOTE_ADDR="198.51.100.9")
    sign_in(owner, user.email)
    assert is_in(owner)


@pytest.mark.django_db
def test_a_network_cannot_try_one_password_on_everybody():
    names = [f"staff{number}" for number in range(25)]
    for name in names:
        person(name, password=None)
    pages = [
        sign_in(Client(REMOTE_ADDR="192.0.2.66"), f"{name}@lanhe.test", "harbour tulip")
        for name in names
    ]
    assert "ten minutes" in pages[-1].content.decode()
    assert any("Too many" in page.content.decode() for page in pages)


@pytest.mark.django_db
def test_addresses_of_one_ipv6_network_count_as_one():
    user = person()
    for number in range(6):
        sign_in(Client(REMOTE_ADDR=f"2001:db8::{number + 1}"), user.email, f"guess number {number}")
    last = Client(REMOTE_ADDR="2001:db8::ffff")
    sign_in(last, user.email)
    assert not is_in(last)


@pytest.mark.django_db
def test_a_forged_header_gives_no_new_tries():
    user = person()
    for number in range(6):
        client = Client(REMOTE_ADDR="192.0.2.66", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
        sign_in(client, user.email, f"guess number {number}")
    last = Client(REMOTE_ADDR="192.0.2.66", HTTP_X_FORWARDED_FOR="203.0.113.200")
    sign_in(last, user.email)
    assert not is_in(last)
