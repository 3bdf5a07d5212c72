"""What all tests share: the real files beside the checkout, and one demo county built once a run."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared" / "data"
DEMO_THROUGH = "2026-10"
# Where the environment forbids Python to keep what it compiled, each of the many processes that tests start
# would compile all libraries anew: three to five seconds each time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


@dataclass(frozen=True)
class DemoCounty:
    """A published demo county. Read it only: every test that writes makes its own home."""

    home: Path
    through: str

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which the command line and the dashboard see this county."""
        return os.environ | {"DASHBOARD_DATA": str(self.home)}


def run_etl(home: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run `python -m etl` as an operator does, on the given data home."""
    return subprocess.run(
        [sys.executable, "-m", "etl", *arguments],
        cwd=PROJECT,
        env=os.environ | {"DASHBOARD_DATA": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def real_files() -> Path:
    """The folder of real files that nobody here wrote."""
    folder = SHARED / "real"
    if not folder.is_dir():
        pytest.skip("the real files are not beside this checkout (../shared/data/real)")
    return folder


@pytest.fixture(scope="session")
def torture_files() -> Path:
    """The folder of files that break readers."""
    folder = SHARED / "torture"
    if not folder.is_dir():
        pytest.skip("the torture files are not beside this checkout (../shared/data/torture)")
    return folder


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this run that all its workers share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def demo_county(tmp_path_factory: pytest.TempPathFactory) -> DemoCounty:
    """The demo county as the command that users run publishes it; shared by all workers."""
    shared = shared_folder(tmp_path_factory)
    home = shared / "demo-county"
    with FileLock(shared / "demo-county.lock"):
        if not (home / "published" / "current.json").exists():
            done = run_etl(home, "demo", "--through", DEMO_THROUGH)
            assert done.returncode == 0, done.stdout + done.stderr
    return DemoCounty(home, DEMO_THROUGH)
