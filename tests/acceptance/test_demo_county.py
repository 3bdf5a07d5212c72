"""The generator: the same county every time, going on by a month moves nothing, all dialects are in it."""

from __future__ import annotations

import csv
import re

import numpy as np
import pandas as pd
import pytest
import yaml

from etl.definitions import codes, feeds
from etl.demo import generate
from etl.demo.delivery import MUTABLE
from etl.demo.dialect import dialects
from etl.demo.programs import IN_LINE, LISTS_KEPT, PROGRAMS
from etl.demo.stories import CLINIC_HOURS_CUT, CRISIS_CENTER_OPENS, FALSE_ALARM, START
from etl.paths import PROJECT

pytestmark = [pytest.mark.acceptance, pytest.mark.xdist_group("demo")]
KEYS = {"encounters": "encounter_id", "enrollments": "enrollment_id", "bookings": "booking_id"}
REFERENCE = PROJECT / "data" / "reference"


def reference(name: str) -> list[dict]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def a_month_later(tmp_path_factory):
    return generate("2026-11", tmp_path_factory.mktemp("later"))


def test_the_same_month_gives_the_same_bytes(manifest, a_month_later):
    earlier = {file.path.name: file for file in manifest.files}
    both = [file for file in a_month_later.files if file.path.name in earlier]
    assert len(both) >= 30
    assert all(file.path.read_bytes() == earlier[file.path.name].path.read_bytes() for file in both)
    assert all(file.received == earlier[file.path.name].received for file in both)


@pytest.mark.parametrize("feed", KEYS)
def test_going_on_by_a_month_keeps_every_earlier_row(manifest, a_month_later, feed):
    key = KEYS[feed]
    before, after = (each.rows[feed].set_index(key) for each in (manifest, a_month_later))
    assert before.index.is_unique and after.index.is_unique
    assert before.index.isin(after.index).all()
    fixed = [name for name in before.columns if name not in MUTABLE]
    pd.testing.assert_frame_equal(after.loc[before.index, fixed], before[fixed], check_dtype=False)


@pytest.mark.parametrize("feed", KEYS)
def test_a_row_that_changes_is_one_that_was_still_open(manifest, a_month_later, feed):
    key = KEYS[feed]
    before, after = (each.rows[feed].set_index(key) for each in (manifest, a_month_later))
    after = after.loc[before.index]
    ended = {"encounters": "diversion_closed_date", "enrollments": "exit_date", "bookings": "release_date"}[
        feed
    ]
    closed = before[ended].notna()
    assert (before.loc[closed, ended] == after.loc[closed, ended]).all()
    assert (before[ended].isna() & after[ended].notna()).sum() > 20


def test_only_codes_of_the_feeds_occur(manifest):
    for feed in KEYS:
        rows = manifest.rows[feed]
        for column in feeds()[feed].columns:
            if column.codes in (None, "agency", "program", "measure") or column.name not in rows:
                continue
            texts = rows[column.name].astype(str).unique()
            told = {code for text in texts for code in text.split("|")} - {""}
            assert told <= set(codes(column.codes).labels), column.name


def test_required_columns_are_never_blank(manifest):
    for feed in KEYS:
        for column in feeds()[feed].columns:
            if column.required:
                values = manifest.rows[feed][column.name]
                assert not (values.isna() | (values.astype(str) == "")).any(), (feed, column.name)


def test_every_agency_sends_what_the_registry_expects(manifest):
    expected = {(row["agency_id"], row["feed"]) for row in reference("partner_feeds")}
    assert {(file.agency, file.feed) for file in manifest.files} == expected
    assert {agency for agency, _ in expected} == {row["agency_id"] for row in reference("partners")}


def test_all_intercepts_and_the_nine_services_are_there(manifest):
    contacts, starts = manifest.rows["encounters"], manifest.rows["enrollments"]
    assert set(contacts["intercept"]) | {3} | set(starts["intercept"]) == {0, 1, 2, 3, 4, 5}
    mission = {
        *("school_based", "act", "fact", "supported_housing", "housing_first", "integrated_mh_sud"),
        *(
            "peer_support",
            "nami_peer_to_peer",
            "nami_family",
            "trauma_informed",
            "illness_self_management",
            "cbt",
        ),
    }
    assert mission <= set(starts["service_type"])


def test_some_are_in_line_whom_no_program_has_called_yet(manifest):
    rows = manifest.rows["enrollments"]
    waiting = rows[rows["status"] == "waitlisted"]
    assert set(waiting["program_id"]) == set(IN_LINE)
    assert waiting[["first_service_date", "exit_date"]].isna().all(axis=None)
    assert (waiting["start_date"] == waiting["referral_date"]).all()
    assert waiting["start_date"].min() >= LISTS_KEPT.astype("datetime64[s]")
    people = waiting.groupby(["program_id", waiting["start_date"].dt.year])["person_key"].nunique()
    assert people.min() > 10, "a list of ten or fewer a year would hide the step instead of telling it"


def test_programs_are_those_of_the_registry():
    listed = {row["program_id"]: row for row in reference("programs")}
    assert {program.program_id for program in PROGRAMS} == set(listed)
    for program in PROGRAMS:
        row = listed[program.program_id]
        assert (row["agency_id"], row["service_type"], int(row["intercept"])) == (
            *(program.agency, program.service, program.intercept),
        )


def test_the_events_of_the_registry_are_the_stories():
    dates = {row["event_id"]: np.datetime64(row["date"], "M") for row in reference("events")}
    assert dates["crisis_center_opened"] == CRISIS_CENTER_OPENS
    assert dates["clinic_hours_cut"] == CLINIC_HOURS_CUT
    assert dates["outreach_2025"] == FALSE_ALARM


def test_the_county_has_half_a_million_people():
    people = sum(int(row["population"]) for row in reference("population") if row["year"] == "2024")
    assert abs(people - 500_000) < 1_000


def test_people_recur_across_partners(manifest):
    met = set(manifest.rows["encounters"]["person_key"]) - {""}
    booked, enrolled = (set(manifest.rows[feed]["person_key"]) for feed in ("bookings", "enrollments"))
    assert len(met & booked) > 5_000
    assert len(met & booked & enrolled) > 3_000
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in list(met)[:200])


def test_nobody_is_in_jail_twice_at_a_time(manifest):
    stays = manifest.rows["bookings"].sort_values(["person_key", "booking_date"])
    left_before = stays.groupby("person_key")["release_date"].shift()
    had_one_before = stays["person_key"].duplicated()
    assert (left_before[had_one_before] < stays.loc[had_one_before, "booking_date"]).all()


def test_the_files_speak_many_dialects(manifest):
    heads = {file.path.name: file.path.read_bytes()[:4000] for file in manifest.files}
    assert any(name.endswith(".xlsx") and head.startswith(b"PK") for name, head in heads.items())
    assert any(head.startswith((b"\xff\xfe", b"\xfe\xff")) for head in heads.values())
    assert any(head.startswith(b"\xef\xbb\xbf") for head in heads.values())
    assert any(b"\x92" in head and head.count(b";") > 50 for head in heads.values())
    assert any(head.count(b"|") > 50 for head in heads.values())
    assert {dialect.decimal for dialect in dialects().values()} == {".", ","}


def test_bayside_sends_nothing_but_totals(manifest):
    rows = manifest.rows["monthly_counts"]
    assert set(rows["agency_id"]) == {"bayside_pd"}
    for feed in KEYS:
        assert "bayside_pd" not in set(manifest.rows[feed]["agency_id"])


def test_every_column_that_a_partner_adds_is_dropped_by_name():
    for dialect in dialects().values():
        if dialect.mapping:
            text = (PROJECT / "etl" / "mappings" / f"{dialect.mapping}.yml").read_text(encoding="utf-8")
            assert set(dialect.extra or {}) == set(yaml.safe_load(text).get("drop", []))


def test_history_shorter_than_the_stories_is_refused(tmp_path):
    with pytest.raises(ValueError, match="2026-05"):
        generate(START, tmp_path)
