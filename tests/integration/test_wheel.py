"""The wheel: whatever the program reads at run time is inside, and it runs from there."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("schema", "resolver", "graph", "intake", "importers", "api")


def call(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this tree with the build backend that is installed (nothing is downloaded)."""
    target = tmp_path_factory.mktemp("wheel")
    build = "import sys, hatchling.build as b; print(b.build_wheel(sys.argv[1]))"
    name = call(sys.executable, "-c", build, target, cwd=ROOT).split()[-1]
    return target / name


def test_it_carries_every_file_that_is_not_python(wheel: Path) -> None:
    tracked = call("git", "ls-files", *PACKAGES, cwd=ROOT).splitlines()
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert {name for name in tracked if (ROOT / name).exists()} <= inside
    assert {Path(name).suffix for name in inside} >= {".cypher", ".lock", ".csv", ".py"}


def test_it_carries_nothing_else(wheel: Path) -> None:
    for name in zipfile.ZipFile(wheel).namelist():
        assert name.split("/")[0] in PACKAGES or re.match(r"whose-[\d.]+\.dist-info/", name), name
        assert "__pycache__" not in name


def test_it_runs_from_a_fresh_environment(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    call(sys.executable, "-m", "venv", "--without-pip", environment, cwd=tmp_path)
    python = environment / "bin" / "python"
    site = Path(call(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip())
    zipfile.ZipFile(wheel).extractall(site)
    # The dependencies are those already here, offline; this tree itself is not (an editable install is a .pth file).
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    run = "import sys; sys.argv = ['whose', *sys.argv[1:]]; from api.cli.main import run; run()"
    assert "Whose" in call(python, "-c", run, "--help", cwd=tmp_path)
    where = "import api, graph, importers, intake, resolver, schema; print(*{m.__file__ for m in (api, graph, schema)})"
    assert all(name.startswith(str(site)) for name in call(python, "-c", where, cwd=tmp_path).split())
    reads = (
        "from graph.transactions import load_query; from graph.embedded.jars import locked; "
        "from graph.migrate import available; print(len(load_query('has_migrations')), len(locked()), len(available()))"
    )
    lengths = [int(number) for number in call(python, "-c", reads, cwd=tmp_path).split()]
    assert lengths[1] == 241 and all(lengths)
