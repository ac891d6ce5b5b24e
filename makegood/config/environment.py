"""The one place that reads the environment: what was set, checked, with its defaults filled in."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

CHECKOUT = Path(__file__).resolve().parents[2]
# The address of a Unix socket has 104 bytes on macOS and 108 on Linux, with the zero at its end.
LONGEST_SOCKET_PATH = 103
SOCKET_NAME = ".s.PGSQL.5432"
EMBEDDED_NAME = "makegood"


class BadSetting(ValueError):
    """A setting cannot be used. The text is one sentence that says which, and what to write instead."""


@dataclass(frozen=True)
class Environment:
    """What the operator decided, ready to use. Secrets are left out of its repr."""

    home: Path
    web_port: int
    smtp_port: int
    mqtt_port: int
    base_url: str
    database_url: str = field(repr=False)
    embedded: bool
    redis_url: str = field(repr=False)
    mqtt_url: str = field(repr=False)
    bench_data: Path
    dns_server: str = ""

    @property
    def postgres_folder(self) -> Path:
        """Where the embedded PostgreSQL keeps its data."""
        return self.home / "postgres"

    @property
    def files_folder(self) -> Path:
        """Where attachments lie when no other store is set."""
        return self.home / "files"

    @property
    def run_folder(self) -> Path:
        """Where running processes leave locks and signs of life. May be emptied when nothing runs."""
        return self.home / "run"


def read(values: Mapping[str, str] | None = None) -> Environment:
    """The environment of this process, or of `values`. Raises BadSetting for the first thing that is wrong."""
    values = os.environ if values is None else values
    home = home_folder(values)
    web_port = port(values, "MAKEGOOD_WEB_PORT", 8000)
    given = secret(values, "DATABASE_URL")
    return Environment(
        home=home,
        web_port=web_port,
        smtp_port=port(values, "MAKEGOOD_SMTP_PORT", 2525),
        mqtt_port=port(values, "MAKEGOOD_MQTT_PORT", 1883),
        base_url=web_address(values, f"http://127.0.0.1:{web_port}"),
        database_url=checked_database_url(given) if given else embedded_database_url(home),
        embedded=not given,
        redis_url=service_address(values, "REDIS_URL", ("redis", "rediss", "unix")),
        mqtt_url=service_address(values, "MQTT_URL", ("mqtt", "mqtts")),
        bench_data=Path(values.get("MAKEGOOD_BENCH_DATA") or CHECKOUT.parent / "shared" / "data"),
        dns_server=name_server(values),
    )


def name_server(values: Mapping[str, str]) -> str:
    """Whom to ask for the records of our domains, "address:port"; empty for the machine's own."""
    given = values.get("MAKEGOOD_DNS_SERVER", "").strip()
    host, _, number = given.rpartition(":")
    if given and not (host and number.isdigit() and 1 <= int(number) <= 65535):
        raise BadSetting(
            f"MAKEGOOD_DNS_SERVER is {given!r}; write an address and a port, such as 9.9.9.9:53."
        )
    return given


def home_folder(values: Mapping[str, str]) -> Path:
    """MAKEGOOD_HOME, else `var` in a checkout, else the user's data folder."""
    given = values.get("MAKEGOOD_HOME", "").strip()
    if given:
        return Path(os.path.abspath(Path(given).expanduser()))
    if in_checkout():
        return CHECKOUT / "var"
    # Only an installed package needs it, and every process would pay for the import.
    from platformdirs import user_data_path  # noqa: PLC0415

    return user_data_path("makegood", appauthor=False)


def in_checkout() -> bool:
    """Whether this package is run from its source tree."""
    project = CHECKOUT / "pyproject.toml"
    return project.is_file() and 'name = "makegood"' in project.read_text(encoding="utf-8")


def port(values: Mapping[str, str], name: str, default: int) -> int:
    """A TCP port between 1 and 65535."""
    given = values.get(name, "").strip()
    if not given:
        return default
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= 65535):
        raise BadSetting(
            f"{name} is {given!r}; write a port between 1 and 65535, such as {default}."
        )
    return int(given)


def boolean(values: Mapping[str, str], name: str, *, default: bool) -> bool:
    """True or False, and nothing that only looks like it."""
    given = values.get(name, "").strip().lower()
    if given in {"1", "true", "yes", "on"}:
        return True
    if given in {"0", "false", "no", "off"}:
        return False
    if given:
        raise BadSetting(f"{name} is {given!r}; write true or false.")
    return default


def secret(values: Mapping[str, str], name: str) -> str:
    """The value of NAME, or the content of the file that NAME_FILE names; empty when neither is set."""
    given = values.get(name, "").strip()
    file = values.get(f"{name}_FILE", "").strip()
    if given and file:
        raise BadSetting(f"{name} and {name}_FILE are both set; keep only one of them.")
    if not file:
        return given
    try:
        content = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise BadSetting(f"{name}_FILE names {file}, which cannot be read: {reason}.") from error
    if not content:
        raise BadSetting(f"{name}_FILE names {file}, which is empty; write the value into it.")
    return content


def web_address(values: Mapping[str, str], default: str) -> str:
    """MAKEGOOD_BASE_URL without a slash at its end: the address under which people reach us."""
    given = values.get("MAKEGOOD_BASE_URL", "").strip() or default
    if not is_web_address(given):
        raise BadSetting(
            f"MAKEGOOD_BASE_URL is {given!r}; write the web address that people use, "
            "such as https://service.example.com."
        )
    return given.rstrip("/")


def is_web_address(text: str) -> bool:
    """Whether this is http or https with a host, and nothing after the path."""
    try:
        parts = urlsplit(text)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        return False
    plain = not parts.query and not parts.fragment
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and port_is_right and plain


def service_address(values: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str:
    """The address of an optional service; empty when it is not used."""
    given = secret(values, name)
    if given and scheme_of(given) not in schemes:
        raise BadSetting(
            f"{name} must begin with {schemes[0]}://, such as {schemes[0]}://127.0.0.1."
        )
    return given


def checked_database_url(given: str) -> str:
    """The address of a PostgreSQL database. The message never repeats it: a password may stand in it."""
    advice = "such as postgresql://makegood:password@db.example.com:5432/makegood"
    if scheme_of(given) not in {"postgres", "postgresql"}:
        raise BadSetting(f"DATABASE_URL must begin with postgresql://, {advice}.")
    if not names_a_database(given):
        raise BadSetting(f"DATABASE_URL must name a server, a port and one database, {advice}.")
    return given


def names_a_database(url: str) -> bool:
    """Whether the path is one name, and the port, if any, a port."""
    try:
        parts = urlsplit(url)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        return False
    name = parts.path.strip("/")
    return port_is_right and bool(name) and "/" not in name


def scheme_of(address: str) -> str:
    """What stands before `://`, or nothing."""
    before, found, _ = address.partition("://")
    return before.lower() if found else ""


def embedded_database_url(home: Path) -> str:
    """Where the PostgreSQL that Makegood runs itself answers for this home. It need not run yet."""
    host = quote(str(socket_folder(home)), safe="")
    return f"postgresql://{EMBEDDED_NAME}@/{EMBEDDED_NAME}?host={host}"


def socket_folder(home: Path) -> Path:
    """The folder of the embedded server's socket: its own data folder, or a short path when that is too long."""
    folder = home / "postgres"
    if len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return folder
    # Imported here because a short home, the common case, needs neither.
    import hashlib  # noqa: PLC0415
    import tempfile  # noqa: PLC0415

    mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"makegood-{os.getuid()}-{mark}"


def secret_key(values: Mapping[str, str] | None = None) -> str:
    """The key that signs links and sessions: MAKEGOOD_SECRET_KEY, else one made once and kept in the home."""
    values = os.environ if values is None else values
    given = secret(values, "MAKEGOOD_SECRET_KEY")
    if given and len(given) < 32:
        raise BadSetting(
            "MAKEGOOD_SECRET_KEY is too short; use at least 32 random characters, or leave it unset to have one made."
        )
    return given or kept_secret_key(home_folder(values) / "secret-key")


def kept_secret_key(file: Path) -> str:
    """The key in `file`, made if it is missing. Twenty processes that start at once agree on one."""
    try:
        if not file.exists():
            make_secret_key(file)
        key = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise BadSetting(
            f"The secret key cannot be kept at {file}: {reason}; make {file.parent} writable or set MAKEGOOD_SECRET_KEY."
        ) from error
    if len(key) < 32:
        raise BadSetting(
            f"The secret key at {file} is damaged; put it back from a backup, or delete the file."
        )
    return key


def make_secret_key(file: Path) -> None:
    """Makes a new key. Who comes second leaves the first one's in place."""
    with suppress(FileExistsError):
        write_secret_key(file, secrets.token_urlsafe(48))


def write_secret_key(file: Path, key: str) -> None:
    """Writes a key that only its owner can read. Raises FileExistsError: a key is never written over."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(key + "\n")
            out.flush()
            os.fsync(out.fileno())
        os.link(draft, file)  # unlike a rename, it fails when the file is there
    finally:
        draft.unlink()
