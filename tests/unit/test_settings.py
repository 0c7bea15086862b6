"""Settings: read from the environment by their own names only, frozen, absolute, explained when wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from graph.settings import Settings, variables
from schema.problems import Problem


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in variables():
        monkeypatch.delenv(name, raising=False)


def test_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings()
    assert settings.home == tmp_path / ".whose"
    assert (settings.host, settings.port, settings.embedded) == ("127.0.0.1", 12345, True)


@pytest.mark.parametrize("name", ["HOME", "HOST", "PORT", "ENV", "LOG_LEVEL", "USER", "PASSWORD"])
def test_names_of_other_programs_are_not_ours(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before = Settings()
    monkeypatch.setenv(name, "/elsewhere")
    assert Settings().model_dump(exclude={"neo4j_cache"}) == before.model_dump(exclude={"neo4j_cache"})


def test_the_environment_is_read_and_empty_means_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "")
    monkeypatch.setenv("WHOSE_PORT", "8080")
    monkeypatch.setenv("WHOSE_LOG_LEVEL", "debug")
    monkeypatch.setenv("NEO4J_PASSWORD", "not-shown")
    settings = Settings()
    assert settings.embedded and settings.port == 8080 and settings.log_level == "DEBUG"
    assert "not-shown" not in repr(settings)


def test_a_setting_never_changes() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "value"),
    [("WHOSE_PORT", "x"), ("WHOSE_PORT", "70000"), ("WHOSE_ENV", "test"), ("NEO4J_URI", "http://x:7474")],
)
def test_a_wrong_value_names_the_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Problem, match="wrong-setting") as caught:
        Settings.from_environment()
    assert name in caught.value.zh and value in caught.value.en


def test_every_setting_has_a_description() -> None:
    assert all(len(description) > 20 for description in variables().values())


def test_trusted_proxies_are_addresses_and_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHOSE_TRUSTED_PROXIES", " 10.0.0.7, 10.1.0.0/16,fd00::/8 ")
    found = Settings.from_environment().trusted_proxies
    assert found == ("10.0.0.7/32", "10.1.0.0/16", "fd00::/8", "::ffff:10.0.0.7/128", "::ffff:10.1.0.0/112")
    for wrong in ("*", "proxy.example", "10.0.0.0/33", "10.0.0.1/8"):
        monkeypatch.setenv("WHOSE_TRUSTED_PROXIES", wrong)
        with pytest.raises(Problem, match="wrong-setting") as caught:
            Settings.from_environment()
        assert "WHOSE_TRUSTED_PROXIES" in caught.value.en
