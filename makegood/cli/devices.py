"""What the doctor says of the door for devices."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from makegood.cli.findings import Finding
from makegood.config.environment import Environment
from makegood.kernel.clock import now

PRESENT = timedelta(seconds=20)


def device_doors(_environment: Environment) -> Iterator[Finding]:
    """Whether devices can be heard: each door that lives, its port or its broker."""
    from makegood.base.jobs.models import Beat  # noqa: PLC0415 - needs Django set up

    living = Beat.objects.filter(kind="doors", seen_at__gt=now() - PRESENT).order_by("name")
    for facts in living.values_list("facts", flat=True):
        yield _said(facts.get("mqtt") or {})


def _said(mqtt: dict[str, Any]) -> Finding:
    passed = f"{mqtt.get('messages', 0)} messages, {mqtt.get('throttled', 0)} made to wait"
    if "broker" in mqtt:
        if mqtt.get("connected"):
            return Finding("devices", f"heard through {mqtt['broker']}: {passed}")
        sentence = f"the broker {mqtt['broker']} does not answer or refuses us; look at MQTT_URL"
        return Finding("devices", sentence, well=False)
    if mqtt.get("open"):
        told = f"{mqtt.get('sessions', 0)} connected, {passed}, {mqtt.get('refused', 0)} refused"
        return Finding("devices", f"MQTT on port {mqtt['port']}: {told}")
    why = mqtt.get("trouble") or "no word of it"
    advice = "set MAKEGOOD_MQTT_PORT to a free port, or MQTT_URL to the broker that is there"
    return Finding("devices", f"MQTT is closed ({why}); {advice}", well=False)
