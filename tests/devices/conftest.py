"""A real door for devices beside the test, and brokers of their own."""

import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.db import connection
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from makegood.base.database import rows, run
from makegood.config.environment import CHECKOUT
from makegood.field.telemetry.operations import issue
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset
from makegood.records.assets.operations import heard_of

PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def until(done: Callable[[], Any], what: str) -> Any:
    """Wait for a condition; its value."""
    end = time.monotonic() + PATIENCE
    while not (value := done()):
        assert time.monotonic() < end, f"{what} did not happen"
        time.sleep(0.02)
    return value


def address() -> str:
    told = connection.get_connection_params()
    host = f"?host={told['host']}" if told.get("host") else ""
    return f"postgresql://{told.get('user') or 'root'}@/{told['dbname']}{host}"


class Door:
    """The doors process, on a port of its own; `kill` is kill -9."""

    def __init__(self, home: Path, **told: str) -> None:
        self.home, self.told, self.port = home, told, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        run("DELETE FROM jobs_beat WHERE kind = 'doors'")
        ours = {
            "DATABASE_URL": address(),
            "MAKEGOOD_HOME": str(self.home),
            "MAKEGOOD_SECRET_KEY": settings.SECRET_KEY,
            "MAKEGOOD_SMTP_PORT": str(free_port()),
            "MAKEGOOD_MQTT_PORT": str(self.port),
            **self.told,
        }
        words = [sys.executable, "-m", "makegood.cli.main", "doors"]
        self.process = subprocess.Popen(words, env=os.environ | ours, cwd=CHECKOUT)
        ready = (
            "SELECT 1 FROM jobs_beat WHERE kind = 'doors' AND (facts->'mqtt'->>'open' = 'true'"
            " OR facts->'mqtt'->>'connected' = 'true')"
        )
        until(lambda: rows(ready), "the door")

    def work(self) -> None:
        """A worker instead, which is not waited for."""
        ours = {
            "DATABASE_URL": address(),
            "MAKEGOOD_HOME": str(self.home),
            "MAKEGOOD_SECRET_KEY": settings.SECRET_KEY,
        }
        words = [sys.executable, "-m", "makegood.cli.main", "worker"]
        self.process = subprocess.Popen(words, env=os.environ | ours, cwd=CHECKOUT)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


@pytest.fixture
def devices(real_commits: None) -> dict[str, str]:
    """The tokens of two devices."""
    found = heard_of(["MG-A", "MG-B"])
    return {
        serial: issue(Asset.objects.get(pk=pk), name="", by=SYSTEM)[1]
        for serial, pk in found.items()
    }


@pytest.fixture
def door(devices: dict[str, str], tmp_path: Path) -> Iterator[Door]:
    one = Door(tmp_path)
    one.start()
    yield one
    one.stop()


@dataclass(frozen=True)
class Papers:
    """A certificate for this machine, its key, and who vouches for it; and somebody who vouches for others."""

    certificate: str
    key: str
    authorities: str
    others: str


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """Self-made, as an operator without a public name makes them."""
    folder = tmp_path_factory.mktemp("papers")
    ours, others = authority("Ours"), authority("Others")
    key = ec.generate_private_key(ec.SECP256R1())
    here = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    )
    certificate = signed("localhost", key, by=ours, extension=here)
    (folder / "key.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    told = {"certificate": certificate, "authorities": ours[0], "others": others[0]}
    for name, one in told.items():
        (folder / f"{name}.pem").write_bytes(one.public_bytes(Encoding.PEM))
    return Papers(key=str(folder / "key.pem"), **{n: str(folder / f"{n}.pem") for n in told})


Key = ec.EllipticCurvePrivateKey
Authority = tuple[x509.Certificate, Key]


def authority(name: str) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    return signed(name, key, by=None, extension=x509.BasicConstraints(True, None)), key


def signed(
    name: str, key: Key, *, by: Authority | None, extension: x509.ExtensionType
) -> x509.Certificate:
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = now()
    maker = x509.CertificateBuilder(by[0].subject if by else who, who, key.public_key())
    maker = maker.serial_number(x509.random_serial_number()).add_extension(extension, False)
    maker = maker.not_valid_before(today - timedelta(days=1)).not_valid_after(
        today + timedelta(days=1)
    )
    return maker.sign(by[1] if by else key, hashes.SHA256())


@pytest.fixture
def mosquitto(devices: dict[str, str], tmp_path: Path, papers: Papers) -> Iterator[Any]:
    """Mosquitto with the files that we write for it, and what it takes to start it again."""
    if shutil.which("mosquitto") is None:
        pytest.skip("mosquitto is not installed here")
    from makegood.adapters.mqtt.keys import KeyFiles

    folder, port, tls_port = tmp_path / "mosquitto", free_port(), free_port()
    KeyFiles(folder).write()
    text = (folder / "makegood.conf").read_text()
    (folder / "main.conf").write_text(
        f"{text}listener {port} 127.0.0.1\nuser root\npersistence_location {folder}/\n"
        f"listener {tls_port} 127.0.0.1\ncertfile {papers.certificate}\nkeyfile {papers.key}\n"
    )
    broker = Mosquitto(folder, port, tls_port)
    broker.start()
    yield broker
    broker.stop()


class Mosquitto:
    """A broker that is not ours."""

    def __init__(self, folder: Path, port: int, tls_port: int) -> None:
        self.folder, self.port, self.tls_port = folder, port, tls_port
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["mosquitto", "-c", str(self.folder / "main.conf")], stderr=subprocess.DEVNULL
        )
        until(self._answers, "mosquitto")

    def stop(self) -> None:
        """An orderly end: it writes down what waits."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)

    @property
    def url(self) -> str:
        password = (self.folder / "door-password").read_text().strip()
        return f"mqtt://makegood-door:{password}@127.0.0.1:{self.port}"

    @property
    def tls_url(self) -> str:
        return self.url.replace("mqtt:", "mqtts:").replace(f":{self.port}", f":{self.tls_port}")

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True


class Device:
    """One device with paho's client, as a factory would build it."""

    def __init__(
        self,
        port: int,
        name: str,
        token: str,
        *,
        client_id: str = "",
        five: bool = False,
        authorities: str = "",
    ) -> None:
        self.acknowledged: set[int] = set()
        self.refused: int | None = None
        self.granted: list[int] = []
        self.gone, self.why = False, 0
        self.client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id="" if five else client_id or f"{name}-{id(self)}",
            protocol=MQTTProtocolVersion.MQTTv5 if five else MQTTProtocolVersion.MQTTv311,
        )
        if authorities:
            self.client.tls_set_context(ssl.create_default_context(cafile=authorities))
        self.client.username_pw_set(name, token)
        self.client.max_inflight_messages_set(2000)
        self.client.on_connect = self._connected
        self.client.on_publish = lambda _c, _d, number, *_more: self.acknowledged.add(number)
        self.client.on_subscribe = self._subscribed
        self.client.on_disconnect = self._ended
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()
        until(lambda: self.client.is_connected() or self.refused is not None, "an answer")

    def _connected(self, _client: Any, _data: Any, _flags: Any, reason: Any, _more: Any) -> None:
        self.refused = reason.value if reason.is_failure else None
        if reason.is_failure:
            self.client.disconnect()

    def _subscribed(self, _client: Any, _data: Any, _number: Any, reasons: Any, _more: Any) -> None:
        self.granted = [one.value for one in reasons]

    def _ended(self, _client: Any, _data: Any, _flags: Any, reason: Any, _more: Any) -> None:
        self.gone, self.why = True, reason.value
        self.client.disconnect()

    def say(
        self, topic: str, payload: bytes | str, *, retain: bool = False, properties: Any = None
    ) -> int:
        said = self.client.publish(topic, payload, qos=1, retain=retain, properties=properties)
        return int(said.mid)

    def leave(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture
def device() -> Iterator[Callable[..., Device]]:
    made: list[Device] = []

    def make(*told: Any, **more: Any) -> Device:
        made.append(Device(*told, **more))
        return made[-1]

    yield make
    for one in made:
        one.leave()
