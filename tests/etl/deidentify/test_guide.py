"""The guided mode: questions answered at a keyboard, in a real terminal where that matters."""

from __future__ import annotations

import os
import select
import sys
from pathlib import Path

import pytest

from etl.deidentify import keys, main
from etl.deidentify.ask import dragged
from tests.conftest import PROJECT
from tests.etl.deidentify.conftest import days


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home folder of its own, so that no key of this computer is found."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    return folder


@pytest.fixture
def answer(home, monkeypatch, capsys):
    """answer(answers...) -> (exit code, all that was said); after the last answer Ctrl+C is pressed."""

    def answering(*answers, options=()):
        waiting = iter(answers)

        def keyboard(prompt=""):
            print(prompt, end="")
            try:
                return str(next(waiting))
            except StopIteration:
                raise KeyboardInterrupt from None

        monkeypatch.setattr("builtins.input", keyboard)
        code = main([str(option) for option in options])
        said = capsys.readouterr()
        assert list(waiting) == [], "not every answer was asked for"
        return code, said.out + said.err

    return answering


def beside(file):
    return sorted(path.name for path in file.parent.iterdir() if path.is_file() and path != file)


def test_enter_is_enough_after_the_file(export, answer, home):
    file = export(days(12))
    code, said = answer(f'"{file}"', "", "1", "", "", "")
    assert code == 0, said
    assert "export_deidentified.csv" in beside(file)
    key = keys.read(home / "deidentify-key" / "deidentify.key")
    assert said.count(key.fingerprint) >= 1 and key.secret.hex() not in said
    assert "Never give it to the people who run the dashboard" in said
    assert "Next month" in said


def test_the_next_month_takes_the_answers_of_the_last(export, answer):
    file = export(days(12))
    answer(file, "11", "1", "", "1", "", "", "")
    second = export(days(14), name="october.csv")
    code, said = answer(second, "", "", "", "", "")
    assert code == 0, said
    header = second.with_name("october_deidentified.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert "Legal Status" not in header


def test_a_column_is_changed_by_its_number(export, answer):
    file = export(days(12))
    code, said = answer(file, "99", "12", "1", "5", "3", "", "", "", "", "")
    assert code == 0, said
    header = (
        file.with_name("export_deidentified.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    )
    assert "Sex" not in header and "hashed_key" in header
    assert "type a number from 1 to 13" in said


def test_an_identifier_that_is_kept_comes_back_to_the_table(export, answer):
    file = export(days(12))
    code, said = answer(file, "5", "2", "", "1", "", "", "", "5", "1", "", "1")
    assert code == 0, said
    assert "The identifier gate would refuse the file" in said


def test_the_order_of_day_and_month_is_asked(export, answer):
    file = export([row | {"DOB": "03/04/1985"} for row in days(12)])
    code, said = answer(file, "", "1", "", "", "", "1")
    assert code == 0, said
    assert "Which number comes first" in said


def test_a_number_of_the_agency_needs_its_name(export, answer):
    rows = [{"Inmate Number": f"{n:05}", "Booking Date": f"09/{n:02}/2026", "Sex": "M"} for n in range(1, 28)]
    file = export(rows, whole=True)
    code, said = answer(file, "", "", "harbor_jail", "", "", "")
    assert code == 0, said
    assert "Which agency is that?" in " ".join(said.split())  # a long path above it moves its lines


def test_a_wrong_file_is_asked_again(export, answer, tmp_path):
    (tmp_path / "letter.csv").write_text("%PDF-1.4 nothing\n", encoding="utf-8")
    code, said = answer(tmp_path / "none.csv", tmp_path / "letter.csv", export(days(3)))
    assert code == 130
    assert "There is no file" in said and "cannot be read" in said


@pytest.mark.parametrize("answered", range(6))
def test_stopping_at_any_question_leaves_nothing(export, answer, home, answered):
    file = export(days(12))
    code, said = answer(*[str(file), "", "1", "", ""][:answered], *(["n"] if answered == 5 else []))
    assert (code, beside(file), list(home.iterdir())) == (130, [], [])
    assert "Nothing was written" in said


@pytest.mark.parametrize(
    "typed",
    [
        "{}",
        " {} ",
        '"{}"',
        "'{}'",
        "& '{}'",
        "file://{}",
    ],
)
def test_a_dragged_file_is_understood(typed):
    assert dragged(typed.format("/home/pat/october.csv")) == Path("/home/pat/october.csv")


@pytest.mark.skipif(os.name == "nt", reason="backslashes part folders there")
def test_spaces_of_a_dragged_file_are_understood():
    assert dragged(r"/home/pat/October\ bookings\ \(2\).csv ") == Path("/home/pat/October bookings (2).csv")
    assert dragged("file:///home/pat/October%20bookings.csv") == Path("/home/pat/October bookings.csv")


def pressed_until_it_ends(terminal: int, key: bytes, most: int = 60) -> bytes:
    """What the program still says. Pressed again while it is silent, as people do: a signal that comes just
    before Python waits for input is seen only with the next key."""
    said = b""
    for _ in range(most):
        os.write(terminal, key)
        while select.select([terminal], [], [], 1)[0]:
            try:
                more = os.read(terminal, 4096)
            except OSError:  # the terminal is gone with its program
                return said
            if not more:
                return said
            said += more
    raise AssertionError("it goes on, whatever is pressed")


@pytest.mark.skipif(os.name == "nt", reason="a pseudo terminal is of Unix")
def test_ctrl_c_in_a_real_terminal_stops_without_a_trace(export, home):
    import pty

    file = export(days(12))
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(PROJECT)
        os.environ["TERM"] = "dumb"
        os.execv(sys.executable, [sys.executable, "-m", "etl", "deidentify", "--guide", str(file)])
    said = b""
    while not said.endswith(b"> "):
        said += os.read(terminal, 4096)
    said += pressed_until_it_ends(terminal, b"\x03")
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert (code, beside(file)) == (130, [])
    assert b"Traceback" not in said and b"Nothing was written" in said
    assert b"\x1b" not in said  # no color, no cursor movement
