"""A company with a chat, and browsers without a browser."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.test import Client

from makegood.care.cases.models import Case
from makegood.contact.channels.models import Account
from makegood.contact.channels.operations import make_account
from tests.make import Company, company

SHOP = "https://shop.example"


def chat_company() -> tuple[Company, Account]:
    """A team, and a chat that may run on one shop's pages."""
    made = company()
    account = make_account(
        kind="webchat",
        address="shop",
        name="Lanhe Service",
        queue=made.queue,
        settings={"origins": [SHOP]},
    )
    return made, account


@dataclass
class Visitor:
    """What a widget would send."""

    client: Client
    token: str
    pk: int

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Origin": SHOP}

    def post(self, path: str, told: Any) -> Any:
        body = told if isinstance(told, str) else json.dumps(told)
        return self.client.post(
            f"/chat/{path}", body, content_type="application/json", headers=self.headers()
        )

    def say(self, text: str, *, client: str | None = None, **more: Any) -> Any:
        return self.post("messages/", {"client": client or str(uuid.uuid4()), "text": text, **more})

    def read(self, *, talk: int = 0, after: int = 0) -> dict[str, Any]:
        path = f"/chat/messages/?talk={talk}&after={after}"
        response = self.client.get(path, headers=self.headers())
        assert response.status_code == 200, response.content
        return response.json()


def visitor(account: Account) -> Visitor:
    """Somebody opens the chat."""
    client = Client()
    response = client.post(
        "/chat/session/",
        json.dumps({"account": account.address}),
        content_type="application/json",
        headers={"Origin": SHOP},
    )
    assert response.status_code == 201, response.content
    told = response.json()
    return Visitor(client, told["token"], told["visitor"])


def only_case() -> Case:
    return Case.objects.select_related("owner", "queue").get()
