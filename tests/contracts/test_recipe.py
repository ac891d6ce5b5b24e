"""The recipe for a new channel, followed word for word: one folder, one line, and the contract holds."""

import importlib
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.db import transaction

from makegood.contact.channels.ports.adapters import _ADAPTERS
from makegood.kernel.clock import VirtualClock, now, use
from makegood.web.settings import faces
from tests.contracts import test_arriving, test_leaving
from tests.contracts.conftest import settle_channels
from tests.contracts.stand import stand

RECIPE = Path(__file__).parents[2] / "docs" / "recipes" / "new-channel.md"
BLOCK = re.compile(r"```python\n\s*# (\w+\.py)\n(.*?)```", re.DOTALL)
CLAUSES = sorted(
    (
        test
        for module in (test_arriving, test_leaving)
        for name, test in inspect.getmembers(module, inspect.isfunction)
        if name.startswith("test_")
        and set(inspect.signature(test).parameters) <= {"at", "clock"}
        and not getattr(test, "pytestmark", ())
    ),
    key=lambda test: test.__name__,
)


@pytest.fixture(scope="module")
def bell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The folder as the recipe has it, and its line in the settings."""
    root = tmp_path_factory.mktemp("new")
    folder = root / "bell"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""Bell as a channel."""\n')
    for name, code in BLOCK.findall(RECIPE.read_text()):
        (folder / name).write_text(textwrap.dedent(code))
    known = (dict(_ADAPTERS), dict(faces._faces.known))
    sys.path.insert(0, str(root))
    try:
        line = AppConfig.create("bell")  # what Django makes of a line in INSTALLED_APPS
        line.apps = apps
        line.import_models()
        apps.app_configs["bell"] = line
        apps.get_app_config("config").ready()
        yield "bell"
    finally:
        apps.app_configs.pop("bell", None)
        sys.path.remove(str(root))
        for name in [name for name in sys.modules if name.split(".")[0] == "bell"]:
            del sys.modules[name]
        for registry, before in zip((_ADAPTERS, faces._faces.known), known, strict=True):
            registry.clear()  # type: ignore[attr-defined]
            registry.update(before)  # type: ignore[attr-defined]


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda test: test.__name__.removeprefix("test_"))
def test_the_channel_of_the_recipe_keeps_the_contract(
    clause: Callable[..., None], bell: str, db: None
):
    player = importlib.import_module("bell.farside").Bell
    clock = VirtualClock(now())
    with use(clock), transaction.atomic(), stand(player, settle_channels) as at:
        wanted = inspect.signature(clause).parameters
        clause(**{"at": at, **({"clock": clock} if "clock" in wanted else {})})
        transaction.set_rollback(True)


def test_its_face_is_in_the_settings(bell: str):
    face = faces.face_of("bell")
    assert face is not None
    assert face.check_address(" lanhe ") == "lanhe"
    assert face.seal("x") != "x"
