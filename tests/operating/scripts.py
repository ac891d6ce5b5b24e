"""What other processes do while a test looks on: they fill a Makegood, and keep it busy."""

import sys

from conftest import settle_everything
from makegood.base.files import operations as files
from makegood.cli import database
from makegood.config import environment
from makegood.contact.channels.models import Account
from tests.make import arrive, company

CASES = 12


def fill() -> None:
    """A small company with some cases, each with a file."""
    with database.in_use(environment.read()):
        account = company().account
        for number in range(CASES):
            sender = {"from": f"c{number}@example.org"}
            arrive(account, text=f"泵 {number} 漏水 · pump {number} leaks", **sender)
            keep_file(number)
        settle_everything()


def open_mailbox() -> None:
    """A small company with one mail address."""
    with database.in_use(environment.read()):
        company(kind="email")


def load() -> None:
    """Mail and files without end: each line it prints is one that was acknowledged."""
    with database.in_use(environment.read()):
        account = Account.objects.get()
        number = CASES
        while True:
            keep_file(number)
            sys.stdout.write(f"{arrive(account, text=f'busy {number}')}\n")
            sys.stdout.flush()
            number += 1


def keep_file(number: int) -> None:
    content = f"picture {number} ".encode() * 500
    files.keep(name=f"photo {number}.txt", type="text/plain", content=content)
