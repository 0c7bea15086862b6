"""Settings, read once from the environment and passed on; nothing here is global or changes afterwards."""

from __future__ import annotations

import os
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from schema.problems import Problem

Environment = Literal["development", "production"]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


def default_cache() -> Path:
    """The user's cache folder, shared by every home of this user: jars are the same for all."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "whose"


class Settings(BaseSettings):
    """What the environment may say. `Settings()` reads it; an unset or empty variable takes its default."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", env_prefix="WHOSE_", env_ignore_empty=True)

    home: Path = Field(
        default=Path(".whose"),
        description="Folder of everything this installation keeps (the embedded Neo4j, its password, logs); "
        "`.whose` in the working directory unless set.",
    )
    host: str = Field(
        default="127.0.0.1",
        description="Address the web server listens on; 0.0.0.0 for every network interface.",
    )
    port: int = Field(
        default=12345,
        ge=1,
        le=65535,
        description="Port the web server listens on.",
    )
    env: Environment = Field(
        default="development",
        description="`development` loads the demonstration city on first start; `production` starts empty.",
    )
    session_idle_minutes: int = Field(
        default=60,
        ge=1,
        le=24 * 60,
        description="Minutes without a request after which a session ends.",
    )
    session_hours: int = Field(
        default=12,
        ge=1,
        le=24 * 7,
        description="Hours after which a session ends whatever happens: a shift.",
    )
    max_body_bytes: int = Field(
        default=4 * 1024 * 1024,
        ge=1024,
        description="Longest request body that is read.",
    )
    request_seconds: float = Field(
        default=30,
        gt=0,
        le=600,
        description="Seconds after which a request that has no answer yet is given up, in the database too.",
    )
    stop_seconds: int = Field(
        default=8,
        ge=1,
        le=600,
        description="Seconds that requests in flight get to finish when the server is stopped.",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Addresses and networks of proxies, with commas between, whose X-Forwarded-For and "
        "X-Forwarded-Proto are believed; nobody's unless set.",
    )
    neo4j_cache: Path = Field(
        default_factory=default_cache,
        description="Folder with the jars of the embedded Neo4j; fill it on a machine with a network "
        "(`whose neo4j fetch --to DIR`) and carry it to one without. `~/.cache/whose` unless set.",
    )
    neo4j_port: int = Field(
        default=0,
        ge=0,
        le=65535,
        description="Bolt port of the embedded Neo4j, on the loopback address only; 0 takes a free one.",
    )
    neo4j_uri: str | None = Field(
        default=None,
        validation_alias=AliasChoices("NEO4J_URI", "neo4j_uri"),
        description="Address of a Neo4j of your own (`bolt://`, `neo4j://`, `neo4j+s://`); "
        "unset, an embedded one is started.",
    )
    neo4j_user: str = Field(
        default="neo4j",
        validation_alias=AliasChoices("NEO4J_USER", "neo4j_user"),
        description="User name at NEO4J_URI.",
    )
    neo4j_password: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("NEO4J_PASSWORD", "neo4j_password"),
        description="Password at NEO4J_URI; the embedded server makes its own.",
    )
    neo4j_database: str = Field(
        default="neo4j",
        validation_alias=AliasChoices("NEO4J_DATABASE", "neo4j_database"),
        description="Name of the database at NEO4J_URI.",
    )
    log_level: LogLevel = Field(
        default="INFO",
        description="Least severity that is logged: DEBUG, INFO, WARNING or ERROR.",
    )

    @field_validator("home", "neo4j_cache")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        """Fixed when read: a later change of the working directory moves nothing."""
        return path.expanduser().absolute()

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        """`10.0.0.7, 10.1.0.0/16` as networks; one of IPv4 also as IPv6 sockets name it (`::ffff:10.0.0.7`)."""
        if not isinstance(value, str):
            return value
        networks = [ip_network(part.strip()) for part in value.split(",") if part.strip()]
        mapped = [f"::ffff:{n.network_address}/{n.prefixlen + 96}" for n in networks if n.version == 4]
        return (*map(str, networks), *mapped)

    @field_validator("neo4j_uri")
    @classmethod
    def _scheme(cls, uri: str | None) -> str | None:
        """Bolt only: the driver's other protocols know no bookmarks."""
        if uri is not None and not re.match(r"(bolt|neo4j)(\+s|\+ssc)?://", uri):
            raise ValueError("must begin with bolt://, neo4j://, bolt+s:// or neo4j+s://")
        return uri

    @classmethod
    def from_environment(cls) -> Settings:
        """The settings, or the problem `wrong-setting` that names the variable."""
        try:
            return cls()
        except ValidationError as error:
            first = error.errors()[0]
            place = str(first["loc"][0])
            name = (
                place.upper()
                if place.upper().startswith(("WHOSE_", "NEO4J_U", "NEO4J_D"))
                else f"WHOSE_{place.upper()}"
            )
            raise Problem(
                "wrong-setting",
                zh=f"环境变量 {name} 的值不对：{first['input']!r}",
                en=f"The environment variable {name} has a wrong value, {first['input']!r}: {first['msg']}",
                next_zh="各设置的含义见 docs/operations.md",
                next_en="docs/operations.md says what each setting means",
            ) from None

    @property
    def embedded(self) -> bool:
        """Whether the embedded Neo4j is used."""
        return self.neo4j_uri is None


def variables() -> dict[str, str]:
    """Every environment variable that is read, with its description (the documentation is tested against it)."""
    found: dict[str, str] = {}
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        variable = str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"WHOSE_{name.upper()}"
        found[variable] = field.description or ""
    return found
