"""The other of two installations, run as a process of its own on a database of its own: it says on which port its
SMTP door listens, then does what its worker would do, and lets a machine of its own acknowledge every case it has.

Commands come as lines: `wire PORT` (its mailbox sends there), `settle` (work, and say how many messages left, how
many came and how many cases there are), `end`.
"""

import sys
from collections.abc import Callable
from typing import Any


def main() -> None:
    """Serve until `end`."""
    import django  # noqa: PLC0415

    django.setup()
    from django.db import connection  # noqa: PLC0415

    assert "other" in str(connection.settings_dict["NAME"])
    from makegood.adapters.email.tests.make import house, open_door  # noqa: PLC0415

    home = house(address="support@other.test")
    with open_door() as door:
        print("ready", door.port, flush=True)  # noqa: T201 - the pipe to the test
        for line in sys.stdin:
            word, *told = line.split()
            if word == "end":
                return
            print(word, *COMMANDS[word](home, *told), flush=True)  # noqa: T201


def wire(home: Any, port: str) -> list[object]:
    home.account.settings = way(int(port))
    home.account.save()
    return []


def way(port: int) -> dict[str, Any]:
    """The settings of a mailbox that sends to a port of this machine, without encryption."""
    return {"smtp": {"host": "127.0.0.1", "port": port, "security": "none"}}


def settle(home: Any) -> list[object]:
    """Work; then acknowledge every case there is, as the most talkative installation would."""
    from conftest import settle_everything  # noqa: PLC0415

    acknowledge_everything(settle_everything)
    return list(counts())


def acknowledge_everything(work: Callable[[], None]) -> None:
    """What a worker would do, and a machine's word in every case."""
    from makegood.care.cases.models import Case  # noqa: PLC0415
    from makegood.care.cases.queries import conversations_of  # noqa: PLC0415
    from makegood.loops.case_to_answer import notify  # noqa: PLC0415

    work()
    for case in Case.objects.order_by("pk"):
        notify(conversations_of(case)[0], "We have received your message.", case=case)
    work()


def counts() -> tuple[int, int, int]:
    """Messages that left, messages that came, cases."""
    from makegood.care.cases.models import Case  # noqa: PLC0415
    from makegood.contact.channels.models import Outgoing  # noqa: PLC0415
    from makegood.contact.conversations.models import Message  # noqa: PLC0415

    came = Message.objects.filter(author="contact").count()
    return Outgoing.objects.filter(state="sent").count(), came, Case.objects.count()


COMMANDS = {"wire": wire, "settle": settle}

if __name__ == "__main__":
    main()
