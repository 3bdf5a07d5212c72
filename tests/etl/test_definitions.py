"""The feeds, codes and measures: what feeds.md promises stands in the files; a mistake in them is named."""

from __future__ import annotations

import pytest

from etl.definitions import DefinitionError, all_codes, codes, feeds, measures, read_feed, read_measure

KEYS = {
    "encounters": ("agency_id", "encounter_id"),
    "enrollments": ("agency_id", "enrollment_id"),
    "bookings": ("agency_id", "booking_id"),
    "monthly_counts": ("agency_id", "month", "measure_id", "breakdown", "level"),
}
REQUIRED = {
    "encounters": "agency_id encounter_id encounter_date intercept source responder bh_need disposition",
    "enrollments": "agency_id enrollment_id person_key program_id service_type intercept start_date status",
    "bookings": "agency_id booking_id booking_date",
    "monthly_counts": "agency_id month measure_id numerator",
}
SERVICES = (
    "school_based act fact supported_housing housing_first integrated_mh_sud peer_support nami_peer_to_peer "
    "nami_family trauma_informed illness_self_management cbt"
)


@pytest.mark.parametrize("feed", list(KEYS))
def test_each_feed_has_the_key_and_the_required_columns_of_the_design(feed):
    assert feeds()[feed].key == KEYS[feed]
    needed = [column.name for column in feeds()[feed].columns if column.required]
    assert needed == REQUIRED[feed].split()


def test_every_column_explains_itself_and_lists_how_others_call_it():
    for feed in feeds().values():
        for column in feed.columns:
            assert column.help and len(column.synonyms) >= 3, (feed.id, column.name)


def test_the_services_of_the_mission_are_there_by_name():
    assert set(SERVICES.split()) <= set(codes("service_type").labels)


def test_every_label_and_word_leads_to_its_code():
    for listed in all_codes().values():
        assert set(listed.words.values()) == set(listed.labels), listed.name


def test_personal_columns_are_marked():
    for feed in ("encounters", "enrollments", "bookings"):
        personal = {column.name for column in feeds()[feed].columns if column.personal}
        assert {"age_band", "sex", "race_ethnicity", "zip3", "veteran", "homeless", "person_key"} <= personal


def test_a_feed_says_what_the_store_holds():
    stored = dict(feeds()["encounters"].stored())
    assert (stored["encounter_date"], stored["days_to_service"]) == ("DATE", "BIGINT")
    assert dict(feeds()["monthly_counts"].stored())["suppressed"] == "BOOLEAN"


def test_every_measure_can_be_read_and_has_its_sql_unless_it_is_only_counted():
    for measure in measures().values():
        assert measure.sql_path.exists() or measure.feed == "monthly_counts", measure.id


FEED = """\
id: f
title: F
grain: One row per thing.
key: [a]
date_column: a
columns:
  a: {type: date, help: h}
"""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("help: h", "halp: h"), "missing help"),
        (("type: date", "type: day"), "'day' is not one of"),
        (("type: date", "type: code"), "needs codes"),
        (("type: date", "type: code, codes: colors"), "'colors' is not one of"),
        (("key: [a]", "key: [b]"), "'b' is not one of"),
        (("help: h}", "help: h, required: yes}"), "neither true nor false"),
        (("help: h}", "help: h, size: 3}"), "unknown size"),
        (("columns:", "columns: 3\nmore:"), "unknown more"),
        (
            ("help: h}", "help: h, synonyms: [x]}\n  b: {type: int, help: h, synonyms: [X]}"),
            "names both a and b",
        ),
    ],
)
def test_a_mistake_in_a_feed_is_named(tmp_path, change, told):
    path = tmp_path / "f.yml"
    path.write_text(FEED.replace(*change), encoding="utf-8")
    with pytest.raises(DefinitionError, match=told):
        read_feed(path)


MEASURE = """\
id: m
title: T
short: S
question: Q
why: W
numerator: n
denominator: null
unit: count
good: up
intercepts: [1]
area: Police
audiences: [police]
feed: encounters
agg: count
chart: xmr
"""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("title: T", "titel: T"), "missing title"),
        (("unit: count", "unit: pounds"), "'pounds' is not one of"),
        (("good: up", "good: more"), "'more' is not one of"),
        (("intercepts: [1]", "intercepts: [7]"), "7 is not one of"),
        (("id: m", "id: n"), "differs from the file's name"),
        (("chart: xmr", "chart: xmr\nadditive: {scope: yes}"), "neither true nor false"),
        (
            ("chart: xmr", "chart: xmr\nwithin: [{cell: top, of: m, of_cell: numerator}]"),
            "'top' is not one of",
        ),
    ],
)
def test_a_mistake_in_a_measure_is_named(tmp_path, change, told):
    path = tmp_path / "m.yml"
    path.write_text(MEASURE, encoding="utf-8")
    assert read_measure(path).additive == {"scope": True, "time": True}
    path.write_text(MEASURE.replace(*change), encoding="utf-8")
    with pytest.raises(DefinitionError, match=told):
        read_measure(path)
