"""A name server on loopback that knows what a test tells it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rdatatype
import dns.rrset


@contextmanager
def name_server(records: dict[tuple[str, str], list[str]]) -> Iterator[str]:
    """A name server on loopback; its "address:port"."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listening.bind(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            wire, client = listening.recvfrom(4096)
            if not wire:
                return
            question = dns.message.from_wire(wire)
            asked = question.question[0]
            kind = dns.rdatatype.to_text(asked.rdtype)
            texts = records.get((asked.name.to_text(omit_final_dot=True), kind), [])
            answer = dns.message.make_response(question)
            answer.flags |= dns.flags.RA
            if texts:
                told = [f'"{text}"' if kind == "TXT" else text for text in texts]
                answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *told))
            listening.sendto(answer.to_wire(), client)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{listening.getsockname()[1]}"
    finally:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", listening.getsockname())
        thread.join(10)
        listening.close()
