"""Devices that speak behind TLS, and in MQTT 5: at our own broker and through Mosquitto."""

import ssl

import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from makegood.adapters.mqtt.subscriber import Subscriber
from tests.devices.conftest import Door, free_port, until
from tests.devices.test_door import A, B, event, stored


def properties():
    """What a device of MQTT 5 may send along."""
    found = Properties(PacketTypes.PUBLISH)
    found.UserProperty = [("line", "2"), ("shift", "night")]
    found.MessageExpiryInterval = 600
    found.ContentType = "application/json"
    return found


def test_our_broker_with_a_certificate_of_ones_own_and_in_both_versions(
    devices, device, tmp_path, papers
):
    behind = free_port()
    told = {
        "MAKEGOOD_MQTT_CERTIFICATE": papers.certificate,
        "MAKEGOOD_MQTT_CERTIFICATE_KEY": papers.key,
        "MAKEGOOD_MQTT_TLS_PORT": str(behind),
    }
    door = Door(tmp_path, **told)
    door.start()
    try:
        a = device(behind, "MG-A", devices["MG-A"], authorities=papers.authorities)
        a.say(A, event("behind TLS"))
        until(lambda: a.acknowledged, "an acknowledgement behind TLS")
        with pytest.raises(ssl.SSLCertVerificationError):  # it trusts another, and says nothing
            device(behind, "MG-A", devices["MG-A"], authorities=papers.others)

        five = device(behind, "MG-B", devices["MG-B"], five=True, authorities=papers.authorities)
        for number in range(50):
            five.say(B, event(f"five-{number:02}"), properties=properties())
        until(lambda: len(five.acknowledged) == 50, "the acknowledgements in MQTT 5")
        assert stored() == ["behind TLS", *(f"five-{n:02}" for n in range(50))]
        five.client.subscribe("#", 1)
        assert until(lambda: five.granted, "an answer") == [0x87]
        assert device(door.port, "MG-B", "wrong", five=True).refused == 0x87
        plain = device(door.port, "MG-B", devices["MG-B"], five=True)
        plain.say(B, b"x" * 600_000)
        until(lambda: plain.gone, "the end of the line")
        assert plain.why == 0x95
        assert five.client.is_connected()  # two without a name of their own are two
    finally:
        door.stop()


def test_mosquitto_behind_tls_takes_mqtt_5_and_we_trust_whom_we_were_told_to(
    mosquitto, devices, device, tmp_path, papers
):
    door = Door(tmp_path, MQTT_URL=mosquitto.tls_url, MAKEGOOD_MQTT_AUTHORITIES=papers.authorities)
    door.start()
    try:
        five = device(
            mosquitto.tls_port, "MG-A", devices["MG-A"], five=True, authorities=papers.authorities
        )
        five.say(A, event("five"), properties=properties())
        until(lambda: stored() == ["five"], "what came in MQTT 5")
        five.say(A, b"x" * 1_000_000)  # Mosquitto reads as little of it as we would
        until(lambda: five.gone, "the end of the line")
        assert stored() == ["five"]
    finally:
        door.stop()
    with pytest.raises(ssl.SSLCertVerificationError):
        Subscriber(mosquitto.tls_url, name="x", authorities=papers.others)._one_session()
