"""The web process: pages by threads (WSGI inside), open streams by the event loop, on one port."""

import asyncio
import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "makegood.config.settings")

import django

django.setup()

from makegood.base.live.stream import LiveApp, Receive, Scope, Send  # noqa: E402
from makegood.config.bodies import WholeBodies, in_threads  # noqa: E402
from makegood.config.signs import signs_of_life  # noqa: E402
from makegood.config.wsgi import application as pages  # noqa: E402

THREADS = 8
live = LiveApp()
threads = WholeBodies(in_threads(pages, workers=THREADS))


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Lifespan, streams under /live/, everything else to Django."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/healthz":
        await _alive(send)
    elif scope["type"] == "http" and scope["path"].startswith("/live/"):
        await live(scope, receive, send)
    elif scope["type"] == "http":
        await threads(scope, receive, send)


async def _alive(send: Send) -> None:
    """The loop turns. Answered here, because busy threads or a lost database are no reason to be killed."""
    headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"alive"})


async def _lifespan(receive: Receive, send: Send) -> None:
    signs: asyncio.Task[None] | None = None
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            live.start()
            signs = asyncio.create_task(signs_of_life())
            gc.freeze()  # what is loaded by now stays; collecting garbage need not look at it again
            await send({"type": "lifespan.startup.complete"})
        else:
            if signs is not None:
                signs.cancel()
            await send({"type": "lifespan.shutdown.complete"})
            return
