"""Many devices that publish at QoS 1, each on a line of its own: `python -m bench.device_client PORT FILE WINDOW`.

FILE holds [user, password, topic, [payloads]] for each (MessagePack). Prints when the first message left, when the
last was acknowledged, how many were, and how long the slowest waited for it.
"""

import json
import resource
import selectors
import socket
import struct
import sys
import time
from pathlib import Path
from typing import Any

import msgspec

CHUNK = 64 * 1024
CONNECTING = 400  # lines that come in at one time


def string(text: str | bytes) -> bytes:
    raw = text.encode() if isinstance(text, str) else text
    return struct.pack(">H", len(raw)) + raw


def packet(kind: int, body: bytes) -> bytes:
    length, head = len(body), bytearray()
    while True:
        byte, length = length & 127, length >> 7
        head.append(byte | (128 if length else 0))
        if not length:
            return bytes((kind,)) + bytes(head) + body


class Device:
    """One line: comes in, then keeps so many messages unacknowledged."""

    def __init__(self, port: int, number: int, told: list[Any], window: int) -> None:
        user, password, self.topic, self.payloads = told
        self.window, self.sent, self.acked, self.inside = window, 0, 0, False
        self.buffer = b""
        self.left: dict[int, float] = {}
        self.slowest = 0.0
        self.line = socket.create_connection(("127.0.0.1", port), 60)
        flags = 0xC2 if user else 0x02
        body = (
            string("MQTT") + bytes((4, flags)) + struct.pack(">H", 60) + string(f"bench-{number}")
        )
        self.line.sendall(packet(0x10, body + (string(user) + string(password) if user else b"")))

    def send(self) -> None:
        out = []
        while self.sent < len(self.payloads) and self.sent - self.acked < self.window:
            self.sent += 1
            self.left[self.sent] = time.perf_counter()
            number = struct.pack(">H", self.sent)
            out.append(packet(0x32, string(self.topic) + number + self.payloads[self.sent - 1]))
        if out:
            self.line.sendall(b"".join(out))

    def hear(self) -> bool:
        """Take what came; whether all is acknowledged."""
        data = self.line.recv(CHUNK)
        if not data:
            raise RuntimeError("a line was closed")
        self.buffer += data
        while len(self.buffer) >= 4:
            kind, said, self.buffer = self.buffer[0], self.buffer[2:4], self.buffer[4:]
            if kind == 0x20:
                if said[1]:
                    raise RuntimeError(f"refused with {said[1]}")
                self.inside = True
            else:
                self.acked += 1
                number = struct.unpack(">H", said)[0]
                self.slowest = max(self.slowest, time.perf_counter() - self.left.pop(number))
        self.send()
        return self.acked == len(self.payloads)


def run(port: int, devices: list[list[Any]], window: int) -> dict[str, Any]:
    ready = selectors.DefaultSelector()
    began, waiting, done, busy = time.time(), list(enumerate(devices)), 0, 0
    lines = []
    while done < len(devices):
        while waiting and busy < CONNECTING:
            number, told = waiting.pop()
            one = Device(port, number, told, window)
            lines.append(one)
            ready.register(one.line, selectors.EVENT_READ, one)
            busy += 1
        for key, _ in ready.select(10):
            one = key.data
            was = one.inside
            if one.hear():
                ready.unregister(one.line)
                done += 1
            busy -= one.inside and not was
    ended = time.time()
    for one in lines:
        one.line.close()
    return {
        "began": began,
        "ended": ended,
        "acknowledged": sum(one.acked for one in lines),
        "slowest": max(one.slowest for one in lines),
    }


if __name__ == "__main__":
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    told = msgspec.msgpack.decode(Path(sys.argv[2]).read_bytes())
    print(json.dumps(run(int(sys.argv[1]), told, int(sys.argv[3]))))
