"""Compose, Dockerfile and hooks say what they must; no Docker daemon is needed to know."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict

from graph.embedded.jars import NEO4J_VERSION
from graph.settings import variables

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
INTERPOLATED = re.compile(r"\$\{([A-Z0-9_]+)(?:(:[-?])([^}]*))?\}")


class Strict(BaseModel):
    """The part of the Compose specification that is used here; a misspelt key is an error."""

    model_config = ConfigDict(extra="forbid")


class Health(Strict):
    test: list[str]
    interval: str
    timeout: str
    retries: int
    start_period: str


class Condition(Strict):
    condition: Literal["service_started", "service_healthy", "service_completed_successfully"]


class Service(Strict):
    image: str
    restart: Literal["no", "always", "on-failure", "unless-stopped"]
    environment: dict[str, str]
    build: str | None = None
    depends_on: dict[str, Condition] = {}
    ports: list[str] = []
    volumes: list[str] = []
    healthcheck: Health | None = None
    read_only: bool = False
    tmpfs: list[str] = []
    cap_drop: list[str] = []
    security_opt: list[str] = []


class Compose(Strict):
    services: dict[str, Service]
    volumes: dict[str, None]


@pytest.fixture(scope="module")
def compose() -> Compose:
    return Compose.model_validate(yaml.safe_load(TEXT))


def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_database_is_the_same_release_as_the_embedded_one(compose: Compose) -> None:
    assert compose.services["neo4j"].image == f"neo4j:{NEO4J_VERSION}-community"


def test_the_application_waits_for_a_healthy_database(compose: Compose) -> None:
    neo4j, whose = compose.services["neo4j"], compose.services["whose"]
    assert neo4j.healthcheck is not None and neo4j.healthcheck.test[0] in ("CMD", "CMD-SHELL")
    assert all(re.fullmatch(r"\d+s", t) for t in (neo4j.healthcheck.interval, neo4j.healthcheck.timeout))
    assert whose.depends_on["neo4j"].condition == "service_healthy"
    assert whose.environment["NEO4J_URI"] == "bolt://neo4j:7687"
    assert "HEALTHCHECK" in DOCKERFILE and "/healthz" in DOCKERFILE


def test_data_outlives_the_containers(compose: Compose) -> None:
    assert any(volume.endswith(":/data") for volume in compose.services["neo4j"].volumes)
    named = {volume.split(":")[0] for service in compose.services.values() for volume in service.volumes}
    assert named == set(compose.volumes)


def test_secrets_come_from_the_env_file_only(compose: Compose) -> None:
    for service in compose.services.values():
        for name, value in service.environment.items():
            if re.search("PASSWORD|AUTH|SECRET|TOKEN", name):
                assert re.search(r"\$\{NEO4J_PASSWORD:\?[^}]+\}", value), f"{name}: and refuse to start without it"
    assert example()["NEO4J_PASSWORD"] == "", "an example password would be used"
    assert {name for name, _, _ in INTERPOLATED.findall(TEXT)} == set(example())
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert ".env" in ignored


def test_defaults_in_both_places_agree() -> None:
    for name, kind, default in INTERPOLATED.findall(TEXT):
        if kind == ":-":
            assert example()[name] == default


def test_every_setting_that_is_given_exists(compose: Compose) -> None:
    assert set(compose.services["whose"].environment) <= set(variables())
    assert set(re.findall(r"\b(WHOSE_\w+)=", DOCKERFILE)) <= set(variables())


def test_nothing_is_open_to_the_network_by_itself(compose: Compose) -> None:
    assert not compose.services["neo4j"].ports
    for port in compose.services["whose"].ports:
        assert port.startswith("127.0.0.1:") and port.endswith(":12345")


def test_the_application_may_do_little(compose: Compose) -> None:
    whose = compose.services["whose"]
    assert whose.read_only and whose.cap_drop == ["ALL"] and "no-new-privileges:true" in whose.security_opt


def test_the_image_is_built_in_two_stages_and_runs_as_nobody_special() -> None:
    stages = re.findall(r"^FROM (\S+)(?: AS (\w+))?$", DOCKERFILE, re.MULTILINE)
    assert len(stages) == 2 and stages[0][1] == "build"
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    users = re.findall(r"^USER (\d+)$", last, re.MULTILINE)
    assert users and users[-1] != "0"
    assert last.index("USER") < last.index("CMD [")
    pinned = set(re.findall(r"uv==([\d.]+)", DOCKERFILE))
    assert pinned == set(re.findall(r"^UV_VERSION := (\S+)$", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_the_image_gets_every_package_and_no_secret() -> None:
    wheel: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = wheel["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert ignore[0] == "*", "everything is left out that is not named"
    for package in packages:
        assert f"COPY {package} {package}" in DOCKERFILE and f"!{package}" in ignore
    assert not {"!.env", "!.git", "!.venv", "!.whose", "!tests"} & set(ignore)


def test_the_hooks_fetch_nothing() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repo["repo"] for repo in hooks["repos"]] == ["local"]
    assert all(hook["language"] == "system" for repo in hooks["repos"] for hook in repo["hooks"])
