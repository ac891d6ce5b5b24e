"""Customers that do not give up: each says a thing again until it was acknowledged, and remembers what was."""

import hashlib
import http.client
import json
import random
import smtplib
import threading
import time
import uuid
from email.message import EmailMessage

AGAIN_SECONDS = 0.1
MAILBOX = "service@lanhe.test"


class Customer(threading.Thread):
    """Says one thing after another, from `begin` on, until `enough`. `acknowledged` is his log."""

    def __init__(self, name: str, port: int, enough: threading.Event) -> None:
        super().__init__(daemon=True, name=name)
        self.port, self.enough = port, enough
        self.acknowledged: list[str] = []
        self.again = 0

    def run(self) -> None:
        while not self.enough.is_set():
            token = f"token {self.name}-{len(self.acknowledged)}"
            while not self.say(token):
                self.again += 1
                time.sleep(AGAIN_SECONDS)
            self.acknowledged.append(token)
            self.pause()

    def say(self, token: str) -> bool:
        """Whether it was acknowledged."""
        raise AssertionError("each kind of customer has his own way")

    def pause(self) -> None:
        """Between two things."""


class Writer(Customer):
    """A mail server, as RFC 5321 wants it: without a 250 the same mail comes again. Every third has a file."""

    def __init__(self, name: str, port: int, enough: threading.Event) -> None:
        super().__init__(name, port, enough)
        self.files: dict[str, str] = {}

    def say(self, token: str) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=10) as server:
                return not server.send_message(self.mail(token))
        except (OSError, smtplib.SMTPException):
            return False

    def mail(self, token: str) -> EmailMessage:
        """The same mail for the same token, octet for octet."""
        chance = random.Random(token)
        mail = EmailMessage()
        mail["From"] = f"c{chance.randrange(40)}@example.org"
        mail["To"], mail["Subject"] = MAILBOX, token
        mail["Message-ID"] = f"<{token.replace(' ', '-')}@example.org>"
        mail.set_content(f"{token}: 水泵漏水，请帮忙。\n")
        if len(self.acknowledged) % 3 == 0:
            content = chance.randbytes(20_000)
            mail.add_attachment(content, maintype="image", subtype="jpeg", filename="泵.jpg")
            mail.set_boundary(f"=={token.replace(' ', '-')}==")
            self.files[token] = hashlib.sha256(content).hexdigest()
        return mail


class Visitor(Customer):
    """Somebody in the chat: the same words under the same name, until they are taken."""

    token = ""

    def say(self, token: str) -> bool:
        if not self.token:
            self.token = str(self.post("session", {"account": "chat.lanhe.test"}).get("token", ""))
        words = {"client": str(uuid.uuid5(uuid.NAMESPACE_OID, token)), "text": f"{token} 你好"}
        return bool(self.token) and "client" in self.post("messages", words)

    def post(self, what: str, told: dict[str, str]) -> dict[str, object]:
        """The answer, if it was one of 2xx."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        try:
            link.request("POST", f"/chat/{what}/", json.dumps(told).encode(), headers)
            answer = link.getresponse()
            body = answer.read()
            return dict(json.loads(body)) if answer.status < 300 else {}
        except (OSError, http.client.HTTPException, ValueError):
            return {}
        finally:
            link.close()

    def pause(self) -> None:
        time.sleep(1.6)  # a person may say forty things a minute
