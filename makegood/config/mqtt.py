"""What an operator decides of the door for devices."""

import os
from pathlib import Path

from makegood.adapters.mqtt.door import MqttSettings
from makegood.config import environment


def settings() -> MqttSettings:
    """From the environment. Raises BadSetting for what cannot be used."""
    told = environment.read()
    certificate, key = _file("MAKEGOOD_MQTT_CERTIFICATE"), _file("MAKEGOOD_MQTT_CERTIFICATE_KEY")
    if bool(certificate) != bool(key):
        raise environment.BadSetting(
            "Set both MAKEGOOD_MQTT_CERTIFICATE and MAKEGOOD_MQTT_CERTIFICATE_KEY, or neither."
        )
    return MqttSettings(
        host=os.environ.get("MAKEGOOD_MQTT_HOST", "").strip() or "127.0.0.1",
        port=told.mqtt_port,
        url=told.mqtt_url,
        certificate=certificate,
        key=key,
        tls_port=environment.port(os.environ, "MAKEGOOD_MQTT_TLS_PORT", 8883),
        authorities=_file("MAKEGOOD_MQTT_AUTHORITIES"),
        run_folder=told.run_folder,
    )


def mosquitto_folder() -> Path | None:
    """Where Mosquitto reads the keys of devices, when it is ours to write."""
    given = os.environ.get("MAKEGOOD_MOSQUITTO_FOLDER", "").strip()
    return Path(given).absolute() if given else None


def _file(name: str) -> str:
    given = os.environ.get(name, "").strip()
    if given and not Path(given).is_file():
        raise environment.BadSetting(f"{name} names {given}, which is no file.")
    return given
