"""What the lines of the tour say to type."""

import sys

import pytest

from makegood.world.demo.tour import program


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with its programs, as `make run` leaves it; nothing of it is on the path."""
    own = tmp_path / "checkout" / ".venv" / "bin"
    own.mkdir(parents=True)
    (own / "makegood").write_text("#!/bin/sh\n")
    (own / "makegood").chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(own / "python"))
    monkeypatch.setenv("PATH", str(tmp_path / "elsewhere"))
    return tmp_path / "checkout"


def test_in_a_checkout_the_program_is_named_by_its_path(checkout, monkeypatch):
    monkeypatch.chdir(checkout)
    assert program() == ".venv/bin/makegood"


def test_from_elsewhere_by_all_of_its_path(checkout, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert program() == "checkout/.venv/bin/makegood"
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    assert program() == str(checkout / ".venv/bin/makegood")


def test_where_it_is_on_the_path_by_its_name(checkout, monkeypatch):
    monkeypatch.setenv("PATH", str(checkout / ".venv/bin"))
    assert program() == "makegood"


def test_another_of_that_name_on_the_path_is_not_meant(checkout, tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "makegood").write_text("#!/bin/sh\n")
    (tmp_path / "elsewhere" / "makegood").chmod(0o755)
    monkeypatch.chdir(checkout)
    assert program() == ".venv/bin/makegood"
