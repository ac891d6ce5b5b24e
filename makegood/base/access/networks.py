"""Where a request comes from, for whoever counts how many come from there."""

import ipaddress

from django.http import HttpRequest


def network_of(request: HttpRequest) -> str:
    """The network that a request came from: one address, or the /64 of an IPv6 address."""
    address = request.META.get("REMOTE_ADDR", "")
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)
