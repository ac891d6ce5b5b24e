import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from makegood.config import environment
from makegood.config.environment import BadSetting


def read(tmp_path: Path, **values: str) -> environment.Environment:
    return environment.read({"MAKEGOOD_HOME": str(tmp_path), **values})


def test_without_any_setting_everything_has_its_usual_place() -> None:
    found = environment.read({})
    assert (found.web_port, found.smtp_port, found.mqtt_port) == (8000, 2525, 1883)
    assert found.base_url == "http://127.0.0.1:8000"
    assert found.home == environment.CHECKOUT / "var"
    assert found.embedded


def test_an_installed_package_keeps_its_data_in_the_users_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(environment, "CHECKOUT", tmp_path / "site-packages")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert environment.home_folder({}).name == "makegood"
    assert tmp_path / "site-packages" not in environment.home_folder({}).parents


def test_the_address_follows_the_port(tmp_path: Path) -> None:
    assert read(tmp_path, MAKEGOOD_WEB_PORT="8137").base_url == "http://127.0.0.1:8137"


def test_a_given_database_is_taken_as_it_is(tmp_path: Path) -> None:
    found = read(tmp_path, DATABASE_URL="postgresql://a:b@db/makegood")
    assert found.database_url == "postgresql://a:b@db/makegood"
    assert not found.embedded


def test_secrets_do_not_show_in_a_traceback(tmp_path: Path) -> None:
    found = read(
        tmp_path, DATABASE_URL="postgresql://a:hunter2@db/makegood", REDIS_URL="redis://:hunter2@x"
    )
    assert "hunter2" not in repr(found)


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("postgresql://a:b@db/makegood\n")
    assert (
        read(tmp_path, DATABASE_URL_FILE=str(file)).database_url == "postgresql://a:b@db/makegood"
    )


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("MAKEGOOD_WEB_PORT", "http", "a port between 1 and 65535"),
        ("MAKEGOOD_SMTP_PORT", "65536", "a port between 1 and 65535"),
        ("MAKEGOOD_MQTT_PORT", "²", "a port between 1 and 65535"),
        ("MAKEGOOD_BASE_URL", "service.example.com", "web address"),
        ("MAKEGOOD_BASE_URL", "https://a.example:99999", "web address"),
        ("DATABASE_URL", "mysql://root@db/x", "must begin with postgresql://"),
        ("DATABASE_URL", "postgresql://db:5432", "one database"),
        ("DATABASE_URL", "postgresql://db:port/x", "one database"),
        ("DATABASE_URL_FILE", "/nowhere/url", "cannot be read"),
        ("REDIS_URL", "localhost:6379", "must begin with redis://"),
        ("MQTT_URL", "tcp://localhost", "must begin with mqtt://"),
    ],
)
def test_a_broken_value_is_refused_by_name(
    tmp_path: Path, name: str, value: str, says: str
) -> None:
    with pytest.raises(BadSetting, match=says) as refused:
        read(tmp_path, **{name: value})
    assert str(refused.value).startswith(name)


def test_a_refused_address_is_not_repeated_with_its_password(tmp_path: Path) -> None:
    with pytest.raises(BadSetting) as refused:
        read(tmp_path, DATABASE_URL="postgres//a:hunter2@db/x")
    assert "hunter2" not in str(refused.value)


def test_a_value_and_its_file_at_once_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="keep only one"):
        read(tmp_path, REDIS_URL="redis://a", REDIS_URL_FILE="/x")


@pytest.mark.parametrize(
    ("text", "means"), [("true", True), ("1", True), ("Off", False), ("", True)]
)
def test_a_switch_is_on_or_off(text: str, means: bool) -> None:
    assert environment.boolean({"SWITCH": text}, "SWITCH", default=True) is means


def test_a_switch_that_is_neither_is_refused() -> None:
    with pytest.raises(BadSetting, match="true or false"):
        environment.boolean({"SWITCH": "maybe"}, "SWITCH", default=True)


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    values = {"MAKEGOOD_HOME": str(tmp_path / "new")}
    first = environment.secret_key(values)
    assert environment.secret_key(values) == first
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "new" / "secret-key").stat().st_mode) == 0o600


def test_twenty_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    values = {"MAKEGOOD_HOME": str(tmp_path)}
    with ThreadPoolExecutor(20) as pool:
        keys = set(pool.map(lambda _: environment.secret_key(values), range(20)))
    assert len(keys) == 1
    assert os.listdir(tmp_path) == ["secret-key"]


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="too short"):
        environment.secret_key({"MAKEGOOD_HOME": str(tmp_path), "MAKEGOOD_SECRET_KEY": "secret"})


def test_a_damaged_key_is_not_silently_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("")
    with pytest.raises(BadSetting, match="damaged"):
        environment.secret_key({"MAKEGOOD_HOME": str(tmp_path)})


def test_a_long_home_gets_a_short_socket(tmp_path: Path) -> None:
    folder = environment.socket_folder(tmp_path / ("long" * 30))
    assert len(str(folder / environment.SOCKET_NAME)) <= environment.LONGEST_SOCKET_PATH
    assert folder != environment.socket_folder(tmp_path / ("long" * 31))
