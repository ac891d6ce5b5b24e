"""Run one web server: pages, streams and the API. Start as many as you like against one database."""

import argparse
import asyncio
import resource
from typing import TYPE_CHECKING

from makegood.cli import database
from makegood.cli.checks import port_is_free
from makegood.cli.heartbeat import beat_in_loop, end_soon, supervised
from makegood.config.environment import Environment

if TYPE_CHECKING:
    import uvicorn

KEEP_ALIVE_SECONDS = 65  # longer than the 60 s of usual proxies, which otherwise meet a closed door
GRACE_SECONDS = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )


def run(options: argparse.Namespace, environment: Environment) -> int:
    """Serves until it is asked to stop."""
    port_is_free(options.host, environment.web_port, setting="MAKEGOOD_WEB_PORT", use="web")
    if supervised():  # everything was checked a moment ago
        return serve(options.host, environment.web_port)
    with database.in_use(environment):
        return serve(options.host, environment.web_port)


def serve(host: str, port: int) -> int:
    """The server itself."""
    import uvicorn  # noqa: PLC0415 - not paid for by a refused start

    allow_many_streams()
    config = uvicorn.Config(
        "makegood.config.asgi:application",
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = uvicorn.Server(config)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(serve_and_beat(server))
    return 0 if server.started else 1


async def serve_and_beat(server: "uvicorn.Server") -> None:
    """The server, with signs of life from the loop that answers."""
    beating = asyncio.create_task(beat_in_loop())
    try:
        await server.serve()
    finally:
        beating.cancel()
        end_soon()  # a page that still waits for something must not hold the whole process back


def allow_many_streams() -> None:
    """Raises the number of open connections to what the system allows: each open page holds one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65536 if hard == resource.RLIM_INFINITY else min(hard, 65536)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
