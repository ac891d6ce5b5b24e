"""Devices without MQTT: the same messages by POST, answered when they are committed."""

from http import HTTPStatus

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from makegood.api.limits import CLAIMS, DEVICES, STRANGERS
from makegood.base.access.http import guarded
from makegood.base.access.networks import network_of
from makegood.field.telemetry.errors import NotItsOwn, UsedUp, WrongKey
from makegood.field.telemetry.operations import Arrived, accept, claim, used
from makegood.field.telemetry.queries import Admitted, admitted, product_key_of
from makegood.field.telemetry.rules import MOST_BYTES
from makegood.field.telemetry.rules.messages import EVENTS, READINGS
from makegood.records.assets.rules import serial_key


@csrf_exempt
@guarded("public")
def events(request: HttpRequest, serial: str) -> JsonResponse:
    """Events of a device, one or a list."""
    return _taken(request, serial, EVENTS)


@csrf_exempt
@guarded("public")
def readings(request: HttpRequest, serial: str) -> JsonResponse:
    """Readings of a device, one or a list."""
    return _taken(request, serial, READINGS)


@csrf_exempt
@guarded("public")
def key(request: HttpRequest, serial: str) -> JsonResponse:
    """201: the key of a device that has only its product's; said once, here."""
    if request.method != "POST":
        return _no(HTTPStatus.METHOD_NOT_ALLOWED, "Use POST.", Allow="POST")
    token = _bearer(request)
    known = product_key_of(token)
    if known is None:
        return _stranger(request, "No key of a product.")
    wait = CLAIMS.wait(known)
    if wait:
        return _later(wait, "Too many at once.")
    try:
        own, password = claim(token, serial)
    except WrongKey as error:
        return _stranger(request, str(error))
    except UsedUp as error:
        return _no(HTTPStatus.FORBIDDEN, str(error))
    except NotItsOwn as error:
        return _no(HTTPStatus.CONFLICT, str(error))
    told = {"serial": own.asset.serial, "user": own.asset.serial, "token": password}
    return JsonResponse(told, status=HTTPStatus.CREATED, headers={"Cache-Control": "no-store"})


def _taken(request: HttpRequest, serial: str, kind: int) -> JsonResponse:
    """202 when it is committed. What names itself, and what comes again with the same Idempotency-Key, is stored
    once: `new` says how many messages were."""
    if request.method != "POST":
        return _no(HTTPStatus.METHOD_NOT_ALLOWED, "Use POST.", Allow="POST")
    who = _who(request, serial)
    if who is None:
        return _stranger(request, "No key of this device.")
    if len(request.body) > MOST_BYTES:
        return _no(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {MOST_BYTES} bytes.")
    wait = DEVICES.wait(who.asset_id)
    if wait:
        return _later(wait, "Too many messages.")
    if not request.body:
        return _no(HTTPStatus.BAD_REQUEST, "The body is empty.")
    named = bool(request.headers.get("Idempotency-Key"))
    new = accept([Arrived(who.asset_id, kind, request.body, named=named)])
    used([who.key_id])
    return JsonResponse({"stored": True, "new": new}, status=HTTPStatus.ACCEPTED)


def _who(request: HttpRequest, serial: str) -> Admitted | None:
    """Whose key it is, if it is of this device."""
    token = _bearer(request)
    if not token.startswith("mgd_"):
        return None
    [who] = admitted([("", token)])
    return who if who is not None and who.serial == serial_key(serial) else None


def _stranger(request: HttpRequest, detail: str) -> JsonResponse:
    """A refusal of whoever holds no key, counted by where he comes from and never by what he made up. A device
    with its key that stands behind the same address is not held up by him."""
    wait = STRANGERS.wait(network_of(request))
    if wait:
        return _later(wait, "Too many wrong keys.")
    return _no(HTTPStatus.UNAUTHORIZED, detail, **{"WWW-Authenticate": "Bearer"})


def _later(wait: int, detail: str) -> JsonResponse:
    return _no(HTTPStatus.TOO_MANY_REQUESTS, detail, **{"Retry-After": str(wait)})


def _bearer(request: HttpRequest) -> str:
    """The token that came along, or nothing."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip()[:200] if scheme.lower() == "bearer" else ""


def _no(status: HTTPStatus, detail: str, **headers: str) -> JsonResponse:
    """A refusal as RFC 9457 has it."""
    told = {"title": status.phrase, "status": int(status), "detail": detail}
    return JsonResponse(
        told, status=status, headers=headers, content_type="application/problem+json"
    )
