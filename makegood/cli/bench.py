"""Measure one thing, and in the same run the limit of this machine for it. Without a name: list what can be measured."""

import argparse
import ast
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from makegood.cli import database
from makegood.cli.refusal import WRONG_SETTING, Refusal
from makegood.config.environment import CHECKOUT, Environment

FOLDER = CHECKOUT / "bench"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="what to measure")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="also write the figures to this file"
    )
    parser.add_argument("--seconds", type=int, metavar="N", help="how long to measure")
    parser.add_argument("--size", type=int, metavar="N", help="how much to measure with")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="reference data (default: MAKEGOOD_BENCH_DATA)"
    )


def run(options: argparse.Namespace, environment: Environment) -> int:
    """Prints the figures, and writes them to a file when asked to."""
    names = dict(benchmarks())
    if options.name is None:
        for name, sentence in names.items():
            print(f"{name:<12} {sentence}")
        return 0
    if options.name not in names:
        known = ", ".join(names) or "none here: benchmarks come with the source code"
        raise Refusal(
            f"There is no benchmark {options.name!r}; choose one of: {known}.", code=WRONG_SETTING
        )
    with database.in_use(environment):
        figures = measure(options, environment)
    show(figures)
    if options.json:
        options.json.write_text(
            json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
        )
    return 0


def benchmarks() -> Iterator[tuple[str, str]]:
    """Each benchmark and its first sentence, read without running anything."""
    for file in sorted(FOLDER.glob("[a-z]*.py")):
        text = file.read_text(encoding="utf-8")
        if "def run(" in text:
            yield file.stem, (ast.get_docstring(ast.parse(text)) or "").split("\n")[0]


def measure(options: argparse.Namespace, environment: Environment) -> dict[str, Any]:
    """What the benchmark found."""
    sys.path.insert(0, str(CHECKOUT))
    benchmark = importlib.import_module(f"bench.{options.name}")
    data = options.data or environment.bench_data
    return dict(benchmark.run(seconds=options.seconds, size=options.size, data=data))


def show(figures: dict[str, Any], *, indent: str = "") -> None:
    """One figure on a line, groups set in."""
    for name, value in figures.items():
        if isinstance(value, dict):
            print(f"{indent}{name}")
            show(value, indent=f"{indent}  ")
        else:
            print(
                f"{indent}{name:<32} {value:.4g}"
                if isinstance(value, float)
                else f"{indent}{name:<32} {value}"
            )
