"""The company that is under load: a mailbox and a chat. Run in a process of its own, before anything else starts."""

from makegood.cli import database
from makegood.config import environment
from makegood.contact.channels.operations import make_account
from tests.make import company


def open_doors() -> None:
    """One mailbox, one chat."""
    with database.in_use(environment.read()):
        queue = company(kind="email").queue
        make_account(kind="webchat", address="chat.lanhe.test", name="Chat", queue=queue)
