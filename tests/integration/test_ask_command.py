"""`whose ask` and `whose conflicts` on the demonstration city, as a terminal sees them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from typer.testing import CliRunner, Result

from api.cli import ask, conflicts
from api.cli.main import app
from graph.connection import Database
from graph.settings import Settings
from schema.problems import Problem
from tests import city


@pytest.fixture
def whose(_connection: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    """A runner whose commands use the tests' database."""
    database = city.ready(_connection)

    @contextmanager
    def connected(_: Settings) -> Iterator[Database]:
        yield database

    for module in (ask, conflicts):
        monkeypatch.setattr(module, "connected", connected)
    yield CliRunner(env={"COLUMNS": "200"})


def run(runner: CliRunner, *arguments: str, typed: str = "") -> Result:
    return runner.invoke(app, list(arguments), input=typed)


def test_settled_by_name_with_the_argument_as_a_tree(whose: CliRunner) -> None:
    result = run(whose, "ask", "水管爆了", "东湖")
    assert result.exit_code == 0, result.output
    assert "海口人民公园管理处" in result.output and "人民公园东湖水管破裂" in result.output
    assert "├──" in result.output and "同类事项已有裁定先例" in result.output


def test_the_question_is_asked_and_its_answer_settles(whose: CliRunner) -> None:
    result = run(whose, "ask", "gas.leak", "siji-huating", typed="7\n1\n")
    assert result.exit_code == 0, result.output
    assert "管道天然气，还是罐装液化气" in result.output
    assert "0–2" in result.output  # 7 was no answer
    assert "海南民生管道燃气有限公司" in result.output.rsplit(">", 1)[-1]


def test_the_caller_does_not_know(whose: CliRunner) -> None:
    result = run(whose, "ask", "gas.leak", "siji-huating", typed="0\n")
    assert result.exit_code == 0 and "有争议" in result.output


def test_nobody_there_to_answer_shows_the_question(whose: CliRunner) -> None:
    for result in (
        run(whose, "ask", "gas.leak", "siji-huating"),
        run(whose, "ask", "gas.leak", "siji-huating", "--no-input"),
    ):
        assert result.exit_code == 0 and "管道天然气" in result.output


def test_json_asks_nothing_and_is_the_answer_of_the_interface(whose: CliRunner) -> None:
    result = run(whose, "ask", "gas.leak", "siji-huating", "--json", "--on", "2026-11-24")
    answer = json.loads(result.output)
    assert answer["outcome"] == "needs_fact" and answer["question"]["factor"] == "gas-type"
    assert answer["on"] == "2026-11-24"
    told = json.loads(run(whose, "ask", "gas.leak", "siji-huating", "--json", "--fact", "gas-type=pipeline").output)
    assert told["department"]["code"] == "enterprise.gas"


def test_on_a_day_in_the_past(whose: CliRunner) -> None:
    result = run(whose, "ask", "land.public-area-illegal-lease", "siji-huating", "--on", "2018-06-01", "--json")
    assert json.loads(result.output)["department"]["code"] == "city.land"


def test_why_not(whose: CliRunner) -> None:
    told = run(whose, "ask", "water.supply.pipe-burst", "donghu", "--why-not", "海口市水务局")
    assert told.exit_code == 0 and "同类事项已有裁定先例" in told.output
    machine = run(whose, "ask", "water.supply.pipe-burst", "donghu", "--why-not", "city.water", "--json")
    assert json.loads(machine.output)["step"] == "beaten"


def test_english(whose: CliRunner) -> None:
    result = run(whose, "ask", "water.supply.pipe-burst", "donghu", "--english")
    assert result.exit_code == 0 and "settled" in result.output and "a precedent has settled this" in result.output


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("ask",), "nothing-asked"),
        (("ask", "water.supply.pipe-burst"), "nothing-asked"),
        (("ask", "闻所未闻之事xyzzy", "donghu"), "nothing-found"),
        (("ask", "gas.leak", "siji-huating", "--fact", "gas type"), "invalid-fact"),
        (("ask", "gas.leak", "siji-huating", "--why-not", "no-such-bureau-qqq"), "nothing-found"),
    ],
)
def test_what_cannot_be_asked_says_what_to_do(whose: CliRunner, arguments: tuple[str, ...], code: str) -> None:
    result = run(whose, *arguments)
    assert isinstance(result.exception, Problem), result.output
    assert result.exception.code == code and result.exception.next_zh and result.exception.exit_code


def test_conflicts_as_a_table_and_as_lines(whose: CliRunner) -> None:
    table = run(whose, "conflicts", "--limit", "2")
    assert (
        table.exit_code == 0 and "《" in table.output and "2 对 / pairs" in table.output and "--limit" in table.output
    )
    lines = run(whose, "conflicts", "--json", "--issue", "noise.square-dancing").output.splitlines()
    pairs = [json.loads(line) for line in lines]
    assert pairs and all(pair["first"]["passage"]["statute"] for pair in pairs)
