"""The coordination store on both databases: every test of it runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.together import store as stores
from app.together.store import Store

MISSING = "PostgreSQL's programs are not installed (Debian: apt-get install postgresql)"


def _programs() -> Path | None:
    """The folder of initdb and pg_ctl: Debian keeps them off the PATH."""
    found = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return Path(found).parent if found else debian[-1].parent if debian else None


def _run(*command: str) -> None:
    """As the user postgres where the tests run as root, which PostgreSQL refuses to be started by."""
    before = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*before, *command], check=True, cwd="/", stdout=subprocess.DEVNULL)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of its own, which ends with the tests."""
    programs = _programs()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    # Sockets have short names only, and the user postgres cannot enter pytest's own folders.
    folder = Path(subprocess.run(["mktemp", "-d"], check=True, capture_output=True, text=True).stdout.strip())
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = str(folder / "data")
    _run(str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
    options = f"-k {folder} -p {port} -c listen_addresses=127.0.0.1 -c fsync=off"
    _run(str(programs / "pg_ctl"), "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}"
    finally:
        _run(str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data home whose coordination store is empty, on one database and on the other."""
    monkeypatch.delenv(stores.URL, raising=False)
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
        name = f"t{abs(hash(str(tmp_path))):x}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as con:
            con.execute(f"create database {name}")
        monkeypatch.setenv(stores.URL, f"{server}/{name}")
    return tmp_path


@pytest.fixture
def shop(place: Path) -> Iterator[Store]:
    """The empty store."""
    opened = stores.open_store(place)
    yield opened
    opened.engine.dispose()
