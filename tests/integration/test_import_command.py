"""`whose import` as the steward meets it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import importing
from api.cli.main import app
from graph.connection import Database
from graph.settings import Settings
from tests.conftest import wipe
from tests.lists import ROWS, spoiled, write_lists


@pytest.fixture
def whose(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    """A runner whose commands use the tests' database."""

    @contextmanager
    def connected(_: Settings) -> Iterator[Database]:
        yield database

    wipe(database)
    monkeypatch.setattr(importing, "connected", connected)
    yield CliRunner(env={"COLUMNS": "160"})


def run(runner: CliRunner, *arguments: str | Path) -> Result:
    return runner.invoke(app, ["import", *(str(argument) for argument in arguments)])


def test_import_again_and_dry_run(whose: CliRunner, database: Database, tmp_path: Path) -> None:
    folder = write_lists(tmp_path / "lists")
    first = run(whose, folder, "--dry-run")
    assert first.exit_code == 0, first.output
    assert "Dry run: nothing was written" in first.output and "单位 / departments" in first.output
    first = run(whose, folder, "--by", "王梅")
    assert first.exit_code == 0 and "登记册第 1 版" in first.output
    assert "*_districts.geojson" in first.output
    again = run(whose, folder)
    assert again.exit_code == 0 and "没有变化" in again.output
    with database.session() as session:
        assert session.run("MATCH (i:Import) RETURN i.by").value() == ["王梅"]


def test_errors_are_shown_and_written(whose: CliRunner, tmp_path: Path) -> None:
    folder = write_lists(tmp_path / "lists", spoiled("exercises", 0, "city.water,", "city.[red]watr,"))
    report = tmp_path / "report.csv"
    done = run(whose, folder, "--report", report)
    assert done.exit_code == 1
    assert "exercises.csv:2" in done.output and "city.[red]watr" in done.output
    assert "什么都没有写入" in done.output
    rows = spoiled("exercises", 0, "city.water,", "city.watr,")
    done = run(whose, write_lists(folder, rows), "--report", report)
    with report.open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    assert (row["file"], row["line"], row["column"], row["value"]) == ("exercises.csv", "2", "department", "city.watr")
    assert row["nearest"].split(";")[0] == "city.water"


def test_a_long_report_says_how_to_see_the_rest(whose: CliRunner, tmp_path: Path) -> None:
    rows = {**ROWS, "exercises": [f"nobody.{n},water.city,2010-01-01,," for n in range(80)]}
    done = run(whose, write_lists(tmp_path, rows))
    assert done.exit_code == 1
    assert "--report FILE.csv" in done.output and "30" in done.output
