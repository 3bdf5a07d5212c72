"""The volunteer: a template from the definitions page, then a file that comes back with what to mend."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LAPTOP, serious, settle
from tests.conftest import run_etl

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CONTACT = {
    "agency_id": "bayside_pd",
    "encounter_date": "2026-09-03",
    "intercept": "1",
    "source": "911",
    "responder": "patrol",
    "bh_need": "mental_health",
    "disposition": "resolved_on_scene",
}


@pytest.fixture
def template(visit, tmp_path) -> Path:
    """The encounters template, downloaded from the definitions page."""
    page: Page = visit("definitions", LAPTOP)
    page.get_by_text("What partners send").click()
    expect(page.get_by_role("heading", name="Encounters")).to_be_visible()
    settle(page)
    assert serious(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Template for encounters (CSV)").click()
    path = tmp_path / "template.csv"
    download.value.save_as(path)
    return path


def columns(path: Path) -> list[str]:
    """The header of a CSV file."""
    return path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")


def filled(template: Path, contacts: list[dict]) -> Path:
    """The template with one row a contact, saved beside it."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns(template))
    writer.writeheader()
    writer.writerows(CONTACT | {"encounter_id": f"e{i}"} | contact for i, contact in enumerate(contacts))
    path = template.with_name("september.csv")
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def test_the_template_is_the_one_that_the_command_line_writes(template, tmp_path):
    written = tmp_path / "written.csv"
    assert run_etl(tmp_path / "home", "template", "encounters", "--out", str(written)).returncode == 0
    assert columns(template) == columns(written)


def test_a_broken_file_is_refused_with_its_rows_and_the_mend(template, tmp_path):
    home = tmp_path / "home"
    broken = filled(template, [{}, {"disposition": "arrest_boked"}, {"encounter_date": "2026-13-40"}])
    done = run_etl(home, "load", str(broken))
    assert done.returncode == 2
    assert 'disposition: "arrest_boked" is not one of its codes' in done.stdout
    assert "Row 3." in done.stdout
    assert 'Did you mean "arrest_booked"?' in done.stdout
    assert "encounter_date cannot be read as a date" in done.stdout
    assert "Row 4." in done.stdout
    assert "Write dates as YYYY-MM-DD." in done.stdout
    assert not (home / "published" / "current.json").exists()


def test_the_mended_file_passes_the_same_checks(template, tmp_path):
    mended = filled(template, [{}, {"disposition": "arrest_booked"}, {"encounter_date": "2026-09-13"}])
    done = run_etl(tmp_path / "home", "load", "--dry-run", str(mended))
    assert done.returncode == 0, done.stdout + done.stderr
