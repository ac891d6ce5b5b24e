"""The rules import-linter cannot see: foreign keys, foreign writes, templates, sizes, signals, clocks."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parent.parent / "makegood"
AREAS = [
    "kernel",
    "base",
    "records",
    "contact",
    "care",
    "desk",
    "field",
    "selfhelp",
    "team",
    "insight",
    "loops",
    "web",
    "portal",
    "api",
    "adapters",
    "world",
    "cli",
    "config",
]
DOMAINS = ("records", "contact", "care", "desk", "field", "selfhelp", "team", "insight")
BESIDE = {"migrations", "tests", "templatetags"}
SOURCES = sorted(p for p in ROOT.rglob("*.py") if not BESIDE & set(p.parts) - {"templatetags"})
WHOLE = ("web", "portal", "loops", "world", "cli", "config", "kernel")
MODULES = {
    "__init__",
    "urls",
    "schedule",
    "admin",
    "views",
    "forms",
    "panels",
    "invariants",
    "privacy",  # what is personal in its tables
    "operations",
    "queries",
    "models",
    "rules",
    "events",
    "ports",
    "errors",
    "reading",  # care/promises: reads what people write; knows no row and no request
}
MAX_FILE, MAX_FUNCTION = 400, 60
WRITES = {
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "update",
    "delete",
}
# Who may write another package's rows, and why. Each line is a debt or a design that stands in DESIGN.
ALLOWED_WRITES = {
    "world/demo": "the loader of the demo company, into an empty database",
    "cli/restore.py": "puts a backup back",
}
# Statements that are built, and from what: constants of the same file, never a value.
BUILT_STATEMENTS = {
    "base/bus.py": "the name of a channel of ours",
    "base/database.py": "statements of other files, asked together as they stand there",
    "base/live/feed.py": "its own list of columns",
    "care/cases/queries.py": "the parts of the work list",
    "care/promises/queries/overseeing.py": "its own parts; queues are passed beside them",
    "care/promises/queries/rates.py": "its own groups and filters, chosen by name",
    "records/entitlements/operations/campaigns.py": "a query as Django wrote it, its values beside it",
}


def area(module: str) -> int:
    return AREAS.index(module.split(".")[1])


def package(module: str) -> str:
    """`makegood.care.cases`; an area that is one package (the web, the portal) is its own."""
    parts = module.split(".")
    return ".".join(parts[: 2 if parts[1] in WHOLE else 3])


def layers_inside(name: str) -> list[str]:
    """The packages of an area from the top down, as the import contract has them."""
    told = tomllib.loads((ROOT.parent / "pyproject.toml").read_text())
    contracts = told["tool"]["importlinter"]["contracts"]
    found = next(c for c in contracts if c.get("containers") == [f"makegood.{name}"])
    return [re.sub(r"[()]", "", layer) for layer in found["layers"]]


def test_the_import_contracts_are_there():
    told = tomllib.loads((ROOT.parent / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert told["root_package"] == "makegood"
    assert {c["id"] for c in told["contracts"]} >= {
        "areas",
        "records",
        "contact",
        "care",
        "desk",
        "base",
        "package",
        "kernel-pure",
        "adapters",
        "views-private",
        "forms-private",
        "acyclic",
        "wire",
    }


def keys() -> list[tuple[str, str, str]]:
    """Every foreign key of ours between packages of ours: its name, where it is, where it points."""
    return [
        (f"{model._meta.label}.{field.name}", model.__module__, field.related_model.__module__)
        for model in apps.get_models()
        if model.__module__.startswith("makegood.")
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is not None
        if field.related_model.__module__.startswith("makegood.")
    ]


def test_foreign_keys_point_down():
    wrong = [f"{name} -> {there}" for name, here, there in keys() if area(there) > area(here)]
    assert wrong == []


@pytest.mark.parametrize("name", ["base", "records", "contact", "care", "desk"])
def test_foreign_keys_point_down_inside_an_area(name: str):
    order = {
        each.strip(): depth
        for depth, layer in enumerate(reversed(layers_inside(name)))
        for each in layer.split("|")
    }
    wrong = [
        f"{key} -> {there}"
        for key, here, there in keys()
        if here.split(".")[1] == there.split(".")[1] == name and package(here) != package(there)
        if order[there.split(".")[2]] >= order[here.split(".")[2]]
    ]
    assert wrong == []


def foreign_writes(path: Path) -> list[str]:
    """`Other.objects.create(...)` outside the package that owns Other."""
    tree = ast.parse(path.read_text())
    here = package(".".join(path.relative_to(ROOT.parent).with_suffix("").parts))
    foreign = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".models")
        if (node.module or "").startswith("makegood.") and package(node.module or "") != here
        for alias in node.names
    }
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr not in WRITES:
            continue
        root = node.func.value
        while isinstance(root, ast.Attribute | ast.Call):
            root = root.value if isinstance(root, ast.Attribute) else root.func
        if isinstance(root, ast.Name) and root.id in foreign:
            found.append(f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node.func)}")
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_only_the_owner_writes_a_table(path: Path):
    place = path.relative_to(ROOT).as_posix()
    if not any(place.startswith(allowed) for allowed in ALLOWED_WRITES):
        assert foreign_writes(path) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path):
    text = path.read_text()
    assert text.count("\n") <= MAX_FILE
    long = [
        f"{node.name} has {(node.end_lineno or 0) - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (node.end_lineno or 0) - node.lineno + 1 > MAX_FUNCTION
    ]
    assert long == []


def test_no_hidden_hooks():
    """No signals and no save() override: what happens on a change stands in its operation."""
    hooks = re.compile(r"post_save|pre_save|m2m_changed|@receiver|def save\(self")
    assert [str(p) for p in SOURCES if hooks.search(p.read_text())] == []


def test_time_is_asked_of_the_clock():
    """A test moves the clock; what asks the machine or the database would not follow."""
    asked = re.compile(
        r"datetime\.now\(|datetime\.utcnow\(|timezone\.now\(|time\.time\(\)|date\.today\("
    )
    in_sql = re.compile(r"\b(?:now\(\)|CURRENT_TIMESTAMP|clock_timestamp\(\))", re.IGNORECASE)
    wrong = []
    for path in SOURCES:
        place = path.relative_to(ROOT).as_posix()
        if place.split("/")[0] in ("cli", "config") or place == "kernel/clock.py":
            continue
        tree = ast.parse(path.read_text())
        calls = [ast.unparse(n.func) + "(" for n in ast.walk(tree) if isinstance(n, ast.Call)]
        wrong += [
            f"{place}: {call})" for call in calls if asked.match(f"{call})") or asked.match(call)
        ]
        wrong += [f"{place}: {text[:60]}" for text in _sql(tree) if in_sql.search(text)]
    assert wrong == []


def _sql(tree: ast.AST) -> list[str]:
    """Strings that begin as statements."""
    verbs = ("select ", "insert ", "update ", "delete ", "with ")
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value.lstrip().lower().startswith(verbs)
    ]


def test_no_statement_is_put_together_from_what_people_typed():
    """A built statement stands in a short list with what it is built from; values are always passed beside it."""
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        if path.relative_to(ROOT).as_posix() not in BUILT_STATEMENTS
        if path.relative_to(ROOT).parts[0]
        != "cli"  # speaks to PostgreSQL before there is an application
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and node.args
        if isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
        if _called(node) in ("execute", "executemany", "rows", "run", "raw", "extra", "RawSQL")
    ]
    assert wrong == []


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def test_templates_include_only_their_own_and_the_ui():
    wrong = []
    for path in ROOT.rglob("templates/*/**/*.html"):
        parts = path.relative_to(ROOT).parts
        own = parts[parts.index("templates") + 1]
        for target in re.findall(r'{%\s*(?:include|extends)\s+"([^"]+)"', path.read_text()):
            if target.split("/")[0] not in {own, "ui"}:
                wrong.append(f"{path.relative_to(ROOT)} -> {target}")
    assert wrong == []


def test_no_script_and_no_style_stands_inside_a_page():
    """The policy of every page forbids it, so it would not even work."""
    inside = re.compile(r"\son[a-z]+=|\sstyle=|<style\b|javascript:", re.IGNORECASE)
    wrong = [
        f"{path.relative_to(ROOT)}: {match.group().strip()}"
        for path in ROOT.rglob("templates/**/*.html")
        for match in inside.finditer(re.sub(r"{[%#].*?[%#]}|{{.*?}}", "", path.read_text()))
    ]
    assert wrong == []


def test_every_package_says_what_it_is_for():
    silent = [
        str(p.parent.relative_to(ROOT))
        for p in ROOT.rglob("__init__.py")
        if not {"migrations", "tests", "management", "commands", "templatetags"} & set(p.parts)
        if not ast.get_docstring(ast.parse(p.read_text()))
    ]
    assert silent == []


def test_a_domain_package_has_the_known_modules_only():
    wrong = []
    for name in DOMAINS:
        for folder in (ROOT / name).glob("*/"):
            names = {p.stem for p in folder.glob("*.py")} | {
                p.name for p in folder.iterdir() if p.is_dir() and (p / "__init__.py").exists()
            }
            wrong += [f"{name}/{folder.name}/{each}" for each in names - MODULES - BESIDE]
    assert wrong == []


def test_no_module_is_called_after_nothing():
    empty = {"utils", "helpers", "managers", "services", "common", "misc"}
    assert [str(p.relative_to(ROOT)) for p in SOURCES if p.stem in empty] == []
