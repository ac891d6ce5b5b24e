"""What must be right before anything starts; each failure is one sentence that says what to do."""

import errno
import os
import shutil
import socket
from pathlib import Path

from makegood.cli.refusal import WRONG_SETTING, Refusal
from makegood.config.environment import Environment

LEAST_FREE_MEGABYTES = 200
MEGABYTE = 1024 * 1024


def have_home(environment: Environment) -> None:
    """Has the home and its folder for running processes, writable."""
    home = environment.home
    try:
        # For root the database runs under another account, which must pass through the home.
        home.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        environment.run_folder.mkdir(mode=0o700, exist_ok=True)
        probe = environment.run_folder / f"write-test.{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Refusal(home_sentence(home, error), code=WRONG_SETTING) from error


def home_sentence(home: Path, error: OSError) -> str:
    """Why the home cannot be used."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"There is no space left for {home}; free some, or set MAKEGOOD_HOME to a folder on another disk."
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"MAKEGOOD_HOME is {home}, which is not a folder; name a folder that may be created."
    return f"MAKEGOOD_HOME is {home}, which this user may not write; change its permissions or name another folder."


def have_space(environment: Environment) -> None:
    """Refuses to start on a disk that will be full in minutes: a database that stops half-way helps nobody."""
    free = shutil.disk_usage(environment.home).free // MEGABYTE
    if free < LEAST_FREE_MEGABYTES:
        raise Refusal(
            f"Only {free} MB are free for {environment.home}, and Makegood needs {LEAST_FREE_MEGABYTES} MB to start; "
            "free some space, or set MAKEGOOD_HOME to a folder on another disk."
        )


def port_is_free(host: str, number: int, *, setting: str, use: str) -> None:
    """Refuses a port that another program has, or that needs rights we lack."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except OSError as error:
            raise Refusal(
                port_sentence(host, number, setting, use, error), code=WRONG_SETTING
            ) from error


def port_sentence(host: str, number: int, setting: str, use: str, error: OSError) -> str:
    """Why this port cannot be used."""
    if error.errno == errno.EADDRINUSE:
        return f"Port {number} ({use}) is taken by another program; stop that one, or set {setting} to a free port."
    if error.errno == errno.EACCES:
        return f"Port {number} ({use}) needs rights that this user does not have; set {setting} to one above 1023."
    return f"{host} is not an address of this machine; choose another one to listen on."
