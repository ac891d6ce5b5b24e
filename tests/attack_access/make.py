"""What these tests share: a person with a password, and a browser that signs in by the real form."""

from typing import Any

from django.test import Client

from makegood.base.access.models import User
from makegood.kernel.actor import SYSTEM
from makegood.records.people import operations as people

PASSWORD = "harbour tulip engine"
NEW_PASSWORD = "candle river stone 7"


def person(name: str = "wang", role: str = "agent", **more: Any) -> User:
    """A member of staff who can sign in."""
    more.setdefault("password", PASSWORD)
    return people.hire(email=f"{name}@lanhe.test", name=name, role=role, by=SYSTEM, **more)


def sign_in(
    client: Client, mail: str, password: str = PASSWORD, *, path: str = "/sign-in/", **headers: Any
) -> Any:
    """Fill in the form and send it."""
    return client.post(path, {"login": mail, "password": password}, **headers)


def is_in(client: Client) -> bool:
    """Whether the browser gets a page of ours."""
    return client.get("/settings/me/").status_code == 200
