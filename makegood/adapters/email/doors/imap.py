"""Mailboxes that are fetched: one thread each, waiting with IDLE, never giving up."""

import os
import random
import socket
import threading
from contextlib import suppress
from datetime import timedelta
from typing import Any

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.db.models import Q
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError

from makegood.adapters.email.doors.fetching import fetch_new
from makegood.adapters.email.models import Folder
from makegood.adapters.email.secrets import NotReadable, unseal
from makegood.adapters.email.understanding import KIND
from makegood.contact.channels.models import Account
from makegood.kernel.clock import now

CONNECT_SECONDS, ANSWER_SECONDS = 10, 60
POLL_SECONDS = 30
IDLE_SECONDS = 9 * 60  # servers end it after half an hour; address translation forgets sooner
LOOK_SECONDS = 10  # how soon a changed setting, a stop or a lost hold is noticed
HELD = timedelta(minutes=2)
FIRST_WAIT, LONGEST_WAIT = 5.0, 600.0
logger = structlog.get_logger()


class Fetcher:
    """The fetching of one mailbox. `end` is set when it shall stop."""

    def __init__(self, account: Account) -> None:
        self.account_id = account.pk
        self.address = account.address
        self.settings: dict[str, Any] = dict(account.settings["imap"])
        self.end = threading.Event()
        self.wait_seconds = FIRST_WAIT

    def run(self) -> None:
        """Fetch and wait until `end`; what goes wrong is written down and tried again, ever later."""
        while not self.end.is_set():
            try:
                close_old_connections()
                folder = self._held()
                if folder is None:
                    self.end.wait(LOOK_SECONDS)
                    continue
                self._stay(folder)
            except (OSError, IMAPClientError, NotReadable, DatabaseError, InterfaceError) as error:
                self._failed(error)
            except Exception as error:
                logger.exception("fetching failed", mailbox=self.address)
                self._failed(error)
        connection.close()

    def _stay(self, folder: Folder) -> None:
        client = self._connected()
        try:
            while not self.end.is_set():
                fetch_new(client, folder, self.settings)
                self._went_well(folder)
                if not self._wait(client):
                    return
                folder.refresh_from_db()
        finally:
            with suppress(OSError, IMAPClientError):
                client.shutdown()

    def _connected(self) -> IMAPClient:
        told = self.settings
        secure = bool(told.get("ssl", True))
        client = IMAPClient(
            str(told["host"]),
            port=int(told.get("port") or (993 if secure else 143)),
            ssl=secure,
            timeout=SocketTimeout(CONNECT_SECONDS, ANSWER_SECONDS),
        )
        try:
            client.login(
                str(told.get("user") or self.address), unseal(str(told.get("password", "")))
            )
        except BaseException:
            client.shutdown()
            raise
        return client

    def _wait(self, client: IMAPClient) -> bool:
        """Until there is news, or it is time to look; False when another process holds the mailbox."""
        connection.close()  # a hundred waiting mailboxes must not hold a hundred connections
        if not client.has_capability("IDLE"):
            self.end.wait(POLL_SECONDS)
            return self._still_held()
        client.idle()
        for _ in range(IDLE_SECONDS // LOOK_SECONDS):
            news = client.idle_check(timeout=LOOK_SECONDS)
            if news or self.end.is_set():
                break
            if not self._still_held():
                return False
            connection.close()
        client.idle_done()
        return True

    def _held(self) -> Folder | None:
        """The state of this mailbox, if this process is the one that fetches it."""
        folder, _ = Folder.objects.get_or_create(account_id=self.account_id)
        return folder if self._still_held() else None

    def _still_held(self) -> bool:
        free = Q(holder=_me()) | Q(held_until=None) | Q(held_until__lt=now())
        mine = Folder.objects.filter(free, account_id=self.account_id)
        return bool(mine.update(holder=_me(), held_until=now() + HELD))

    def _went_well(self, folder: Folder) -> None:
        self.wait_seconds = FIRST_WAIT
        Folder.objects.filter(pk=folder.pk).update(seen_at=now(), failures=0, error="")

    def _failed(self, error: Exception) -> None:
        text = f"{type(error).__name__}: {error}"[:300].replace("\x00", "")
        logger.warning("a mailbox cannot be fetched", mailbox=self.address, error=text)
        with suppress(DatabaseError, InterfaceError):
            connection.close()
            for folder in Folder.objects.filter(account_id=self.account_id):
                Folder.objects.filter(pk=folder.pk).update(failures=folder.failures + 1, error=text)
        self.end.wait(self.wait_seconds * random.uniform(0.8, 1.2))  # noqa: S311 - only spreads load
        self.wait_seconds = min(self.wait_seconds * 2, LONGEST_WAIT)


def _me() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[:80]


class Fetchers:
    """All mailboxes that are fetched; looks for new and changed ones every few seconds."""

    def __init__(self) -> None:
        self._running: dict[int, tuple[Fetcher, threading.Thread]] = {}

    def run(self, ended: threading.Event) -> None:
        """Keep one thread per mailbox until `ended`."""
        while not ended.wait(1 if not self._running else LOOK_SECONDS):
            with suppress(DatabaseError, InterfaceError):
                close_old_connections()
                self._match()
        for fetcher, _ in self._running.values():
            fetcher.end.set()
        for _, thread in self._running.values():
            thread.join(LOOK_SECONDS)
        connection.close()

    def _match(self) -> None:
        wanted = {
            account.pk: account
            for account in Account.objects.filter(kind=KIND, is_active=True)
            if (account.settings.get("imap") or {}).get("host")
        }
        for pk, (fetcher, thread) in list(self._running.items()):
            if pk not in wanted or wanted[pk].settings["imap"] != fetcher.settings:
                fetcher.end.set()
            if not thread.is_alive():
                del self._running[pk]
        for pk, account in wanted.items():
            if pk not in self._running:
                fetcher = Fetcher(account)
                thread = threading.Thread(
                    target=fetcher.run, name=f"imap-{account.address}", daemon=True
                )
                self._running[pk] = (fetcher, thread)
                thread.start()

    def facts(self) -> dict[str, dict[str, Any]]:
        """For each mailbox: seconds since the server last answered well, failures in a row, the error."""
        found = Folder.objects.select_related("account").filter(account__is_active=True)
        return {
            folder.account.address: {
                "age": int((now() - (folder.seen_at or folder.began_at)).total_seconds()),
                "failures": folder.failures,
                "error": folder.error,
            }
            for folder in found
        }
