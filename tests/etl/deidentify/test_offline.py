"""It runs at an agency: without a network, and without what only the dashboard needs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import PROJECT
from tests.etl.deidentify.conftest import days

NEEDED = PROJECT / "deploy" / "requirements-deidentify.txt"
# What a package is called when it is imported, where that differs.
IMPORTED = {"python-calamine": "python_calamine", "PyYAML": "yaml", "RapidFuzz": "rapidfuzz"}
# Runs the command with nothing in reach but Python itself and the packages named, and with no socket.
ALONE = """
import sys
allowed = set(sys.argv.pop(1).split(","))
class Fence:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in allowed and top not in sys.stdlib_module_names:
            raise ModuleNotFoundError(f"{name} is out of reach")
sys.meta_path.insert(0, Fence())
def watch(event, arguments):
    if event.startswith("socket.") and event != "socket.__new__" or event == "urllib.Request":
        print("NETWORK", event, file=sys.stderr)
        sys.exit(99)
sys.addaudithook(watch)
import socket
class NoSocket(socket.socket):
    def __init__(self, *arguments, **options):
        print("NETWORK", file=sys.stderr)
        sys.exit(99)
socket.socket = NoSocket
import runpy
sys.argv[0] = "etl"
runpy.run_module("etl", run_name="__main__")
"""


def pinned(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w-]+)==([\w.]+)$", path.read_text(encoding="utf-8"), re.MULTILINE))


def alone(*arguments: object, program: str = ALONE) -> subprocess.CompletedProcess:
    allowed = {"etl", *(IMPORTED.get(name, name) for name in pinned(NEEDED)), "_duckdb"}
    # Compiled with Cython: made by the packages themselves as they load.
    allowed |= {name for name in sys.modules if name.startswith("_cython")} | {"cython_runtime"}
    command = [sys.executable, "-c", program, ",".join(sorted(allowed)), *map(str, arguments)]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)


def test_it_needs_only_its_own_few_packages_in_the_dashboards_versions():
    few, all_of_them = pinned(NEEDED), pinned(PROJECT / "requirements.txt")
    assert set(few) == {"duckdb", "python-calamine", "PyYAML", "RapidFuzz"}
    assert few.items() <= all_of_them.items()


def test_it_runs_with_only_these_and_opens_no_socket(export, key_file):
    done = alone("deidentify", export(days(12)), "--key-file", key_file)
    assert (done.returncode, done.stderr) == (0, "")
    assert "the identifier gate lets it pass" in done.stdout


def test_the_fence_would_notice():
    done = alone("demo", "--help")  # made with pandas
    assert done.returncode != 0
    assert "out of reach" in done.stderr


def test_the_watch_would_notice_a_socket():
    caller = ALONE.replace(
        'runpy.run_module("etl", run_name="__main__")', "socket.create_connection(('::1', 9))"
    )
    assert alone(program=caller).returncode == 99
    looker = ALONE.replace(
        'runpy.run_module("etl", run_name="__main__")', "socket.getaddrinfo('localhost', 9)"
    )
    assert alone(program=looker).returncode == 99


def test_duckdb_may_not_fetch_anything(export, key_file):
    from etl.deidentify.work import Work

    with Work(export(days(3))) as work:
        settings = dict(
            work.con.execute(
                "select name, value from duckdb_settings() where name like 'auto%_known_extensions'"
            ).fetchall()
        )
    assert set(settings.values()) == {"false"}


def test_the_windows_starter_is_written_for_windows():
    lines = (PROJECT / "deploy" / "deidentify.cmd").read_bytes().split(b"\n")
    assert all(line.endswith(b"\r") for line in lines[:-1]) and lines[-1] == b""
    assert b"requirements-deidentify.txt" in b"".join(lines)
    labels = {line.strip() for line in lines if line.startswith(b":")}
    assert {b":start", b":failed"} <= labels
