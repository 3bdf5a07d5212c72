"""Who prints the PDF, and what is said where nobody can. The programs are stand-ins."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from app.packet import pdf

BROWSER = """#!{python}
import sys
target = next(a.partition("=")[2] for a in sys.argv if a.startswith("--print-to-pdf="))
open(target, "wb").write(b"%PDF-1.4 " + " ".join(sys.argv[1:]).encode())
"""
OFFICE = """#!{python}
import sys
target = sys.argv[-1].replace(".pptx", ".pdf")
open(target, "wb").write(b"%PDF-1.4 office " + open(sys.argv[-1], "rb").read())
"""
BROKEN = "#!{python}\n"


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """Put stand-ins on an otherwise empty PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(pdf, "MAC_BROWSERS", ())
    monkeypatch.setattr(pdf, "MAC_OFFICE", ())
    for name in pdf.WINDOWS_FOLDERS:
        monkeypatch.delenv(name, raising=False)

    def put(name: str, source: str) -> Path:
        file = tmp_path / name
        file.write_text(source.format(python=sys.executable), encoding="utf-8")
        file.chmod(0o755)
        return file

    return put


def test_without_a_browser_and_an_office_it_says_what_to_install_and_what_to_do(programs):
    with pytest.raises(pdf.NoPrinter, match=r"neither Chrome, Chromium, Edge nor LibreOffice.*print view"):
        pdf.pdf_bytes("<p>", b"slides")


def test_a_browser_prints_the_page_in_a_profile_of_its_own_without_looking_up_any_name(programs):
    programs("google-chrome", BROWSER)
    told = pdf.pdf_bytes("<p>").decode()
    assert "--user-data-dir=" in told
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in told
    assert told.endswith("packet.html")


def test_the_sandbox_is_off_for_root_alone(programs, monkeypatch):
    programs("chromium", BROWSER)
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    assert "--no-sandbox" not in pdf.pdf_bytes("<p>").decode()
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    assert "--no-sandbox" in pdf.pdf_bytes("<p>").decode()


def test_an_office_prints_the_slides_where_no_browser_is(programs):
    programs("soffice", OFFICE)
    assert pdf.pdf_bytes("<p>", b"slides") == b"%PDF-1.4 office slides"


def test_a_browser_that_ends_well_without_a_pdf_is_passed_over(programs):
    programs("chromium", BROKEN)
    programs("soffice", OFFICE)
    assert pdf.pdf_bytes("<p>", b"slides").startswith(b"%PDF-1.4 office")


def test_programs_that_fail_are_named(programs):
    programs("chromium", BROKEN)
    programs("soffice", BROKEN)
    with pytest.raises(pdf.NoPrinter, match="chromium and soffice could not print it"):
        pdf.pdf_bytes("<p>", b"slides")


def test_a_browser_named_by_the_operator_comes_first(programs):
    programs("chromium", BROWSER)
    own = programs("my-chrome", BROWSER)
    assert pdf.browsers({"PATH": str(own.parent), "CHROMIUM": str(own)})[0] == str(own)


def test_the_usual_places_of_windows_are_looked_at(programs, tmp_path):
    place = tmp_path / "Microsoft" / "Edge" / "Application" / "msedge.exe"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"")
    assert pdf.browsers({"PATH": "", "PROGRAMFILES": str(tmp_path)}) == [str(place)]
