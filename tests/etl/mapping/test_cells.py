"""Numbers, codes, ZIP codes and keys: what is accepted, what is refused, and in which words."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from tests.etl.mapping.staged import KEY, SECRET

OWN = {
    name: name
    for name in (
        "encounter_id",
        "encounter_date",
        "intercept",
        "source",
        "responder",
        "bh_need",
        "disposition",
    )
}


def numbered(desk, column, *texts):
    return desk.encounters([{column: text} for text in texts])


def mapping(**changes):
    return {"feed": "encounters", "agency": "pd", "columns": OWN, "drop": ["agency_id"]} | changes


READ = {
    "12": 12,
    "12.0": 12,
    "12.5": 12.5,
    "1,234": 1234,
    "1 234": 1234,
    "1\u00a0234": 1234,
    "1,234.5": 1234.5,
}
READ |= {"0": 0, ".5": 0.5, "0.125": 0.125, "+7": 7, "007": 7}
NOT_READ = {
    "1.23E+05": "number_scientific",
    "-3": "number_negative",
    "(3)": "number_negative",
    "12 min": "number_bad",
    "5%": "number_bad",
    "N/A": "number_bad",
    "1,23,456": "number_bad",
    "#VALUE!": "cell_error",
}


def test_a_number_that_can_mean_one_thing_is_read(desk):
    result = numbered(desk, "response_minutes", *READ)
    assert (result.rules(), result.column("response_minutes")) == ([], list(READ.values()))
    result = numbered(desk, "response_minutes", "12,5", "1.234,5", "3")
    assert result.column("response_minutes") == [12.5, 1234.5, 3]
    assert result.rules("note") == ["number_decimal_comma"]


def test_any_other_number_blocks(desk):
    result = numbered(desk, "response_minutes", *NOT_READ)
    blocks = [finding for finding in result.findings if finding.severity == "block"]
    told = {row: finding.rule for finding in blocks for row in finding.rows}
    assert told == dict(enumerate(NOT_READ.values(), start=2))
    assert numbered(desk, "response_minutes", "1.234").rules() == ["number_locale"]


def test_another_number_can_show_what_the_dot_means(desk):
    assert numbered(desk, "response_minutes", "1.234", "2.5").column("response_minutes") == [1.234, 2.5]
    assert numbered(desk, "response_minutes", "1.234", "2,5").column("response_minutes") == [1234, 2.5]
    assert numbered(desk, "response_minutes", "1,5", "2.5").rules() == ["number_locale"]


def test_the_mapping_may_tell_the_decimal_mark(desk):
    columns = OWN | {"response_minutes": "response_minutes"}
    rows = [{"response_minutes": "1,234"}]
    told = desk.encounters(rows, mapping=mapping(columns=columns, numbers={"decimal": ","}))
    assert told.column("response_minutes") == [1.234]


def test_a_whole_number_may_be_written_with_a_zero_decimal_but_not_with_another(desk):
    result = numbered(desk, "officer_count", "12.0", "12.5")
    assert result.column("officer_count") == [12, None]
    assert result.finding("number_not_whole").row == 3


def test_codes_are_read_by_code_label_or_usual_word(desk):
    result = numbered(desk, "sex", "female", "Female", "F", " FEMALE ", "X")
    assert result.column("sex") == ["female"] * 4 + ["other"]
    assert numbered(desk, "intercept", "1", "Intercept 1", "1.0").column("intercept") == [1, 1, 1]


def test_ticked_boxes_mean_yes(desk):
    assert numbered(desk, "force_used", "TRUE", "Yes", "y", "1", "✓").column("force_used") == ["yes"] * 5


def test_an_unknown_code_is_told_with_the_nearest_and_counted_by_text(desk):
    result = desk.encounters([{"disposition": "refered"}] * 3 + [{"disposition": "zzz"}])
    first, second = [finding for finding in result.findings if finding.rule == "unknown_code"]
    assert (first.count, first.row) == (3, 2)
    assert '"refered"' in first.message and '"referred"' in first.remedy
    assert (second.count, "Did you mean" in second.remedy) == (1, False)


def test_words_for_nothing_are_not_silently_blank(desk):
    assert numbered(desk, "sex", "NA", "None", "null", "-", "N/A").rules() == ["unknown_code"] * 5


def test_the_mapping_says_which_texts_mean_no_value(desk):
    columns = OWN | {"sex": "sex", "response_minutes": "response_minutes"}
    rows = [{"sex": "N/A", "response_minutes": "-"}]
    result = desk.encounters(rows, mapping=mapping(columns=columns, blank=["N/A", "-"]))
    assert (result.rules(), result.rows[0]["sex"], result.rows[0]["response_minutes"]) == ([], None, None)


@pytest.mark.parametrize("text", ["-1", "(1)", "1.5", "+1"])
def test_a_number_that_is_no_code_is_not_taken_for_one(desk, text):
    assert numbered(desk, "force_used", text).rules() == ["unknown_code"]


def test_otherwise_does_not_swallow_a_spreadsheet_error(desk):
    columns = OWN | {"sex": {"from": "sex", "otherwise": "unknown"}}
    result = desk.encounters([{"sex": "#N/A"}, {"sex": "zz"}], mapping=mapping(columns=columns))
    assert (result.rules(), result.column("sex")) == (["cell_error"], [None, "unknown"])


def test_blank_is_unknown_and_not_no(desk):
    assert desk.encounters([{"force_used": ""}]).column("force_used") == [None]


def test_several_races_are_joined_in_one_order(desk):
    result = numbered(desk, "race_ethnicity", "white|asian", "Asian | White", "white|purple")
    assert result.column("race_ethnicity") == ["asian|white", "asian|white", None]
    assert result.rules() == ["unknown_code"]


def test_an_exact_age_is_refused_with_the_bands_to_use(desk):
    finding = numbered(desk, "age_band", "37", "38", "17").finding("exact_age")
    assert finding.count == 3
    assert "12-17 (1), 35-44 (2)" in finding.remedy
    assert "37" not in finding.message


def test_a_birth_date_is_refused_and_a_band_that_excel_made_a_date_is_explained(desk):
    assert numbered(desk, "age_band", "1987-05-12").rules() == ["birth_date"]
    assert "12-17" in numbered(desk, "age_band", "17-Dec").finding("code_damaged").remedy


def test_a_column_of_free_text_is_no_code_column_and_is_not_repeated(desk):
    result = numbered(desk, "source", *(f"text {number}" for number in range(2001)))
    assert result.rules() == ["not_codes"]
    assert "text 1" not in str(result.findings)


def test_more_than_twenty_unknown_codes_are_told_as_a_number(desk):
    findings = numbered(desk, "source", *(f"text {number}" for number in range(30))).findings
    assert len([finding for finding in findings if finding.rule == "unknown_code"]) == 21


def test_zip_codes_are_three_digits_and_the_restricted_ones_blank(desk):
    result = numbered(desk, "zip3", "606", "036", "821")
    assert (result.rules(), result.column("zip3")) == ([], ["606", None, None])
    assert result.finding("zip3_restricted").count == 2
    result = numbered(desk, "zip3", "36", "60601", "60601-1234", "6O6")
    assert sorted(result.rules()) == ["zip3_bad", "zip3_short", "zip_full"]
    assert result.column("zip3") == [None] * 4


def test_the_mapping_can_cut_zip_codes_before_anything_is_stored(desk):
    columns = OWN | {"zip3": {"from": "zip", "first": 3}}
    result = desk.encounters([{"zip": "60601-1234"}], mapping=mapping(columns=columns))
    assert (result.rules(), result.column("zip3")) == ([], ["606"])


@pytest.mark.parametrize(
    "keys", [["123456", "123457"], ["Smith, John"], ["DOE JOHN", "ROE JANE"], ["AB19870512XY"], ["ab1"]]
)
def test_a_key_that_looks_like_a_plain_identifier_blocks(desk, keys):
    assert numbered(desk, "person_key", *keys).rules() == ["key_plain"]


def test_hashes_and_random_surrogates_are_keys(desk):
    keys = [KEY, KEY.upper(), "8f14e45f-ceea-467f-9575-2b1c3a4d5e6f", "P7K2M9QX", "1234e567", "5" * 64]
    assert numbered(desk, "person_key", *keys).rules() == []


def test_a_hash_is_the_same_key_in_either_case(desk):
    assert numbered(desk, "person_key", KEY.upper()).column("person_key") == [KEY]


def test_ids_that_a_spreadsheet_damaged_block_or_warn(desk):
    assert desk.encounters([{"encounter_id": "1.23E+05"}]).rules() == ["id_scientific"]
    assert desk.encounters([{"encounter_id": "#N/A"}]).rules() == ["cell_error"]
    ids = ["1234567890123450", "9876543210987650"]
    assert desk.encounters([{"encounter_id": each} for each in ids]).rules("warn") == ["id_digits_lost"]


def test_an_id_with_a_zero_decimal_is_the_whole_number(desk):
    assert desk.encounters([{"encounter_id": "1001.0"}]).column("encounter_id") == ["1001"]


def test_a_surrogate_is_an_hmac_of_agency_kind_and_cells(desk):
    columns = OWN | {"encounter_id": {"surrogate": ["case", "line"]}, "person_key": {"surrogate": ["person"]}}
    rows = [{"case": "17", "line": "2", "person": "99"}, {"case": "172", "line": "", "person": ""}]
    made = desk.encounters(rows, mapping=mapping(columns=columns, drop=["agency_id", "encounter_id"]))
    message = "\x1f".join(["pd", "encounters.encounter_id", "17", "2"]).encode()
    assert made.rows[0]["encounter_id"] == hmac.new(SECRET, message, hashlib.sha256).hexdigest()
    message = "\x1f".join(["pd", "person_key", "99"]).encode()
    assert made.rows[0]["person_key"] == hmac.new(SECRET, message, hashlib.sha256).hexdigest()
    assert (made.rows[1]["person_key"], made.rules()) == (None, [])
    other = desk.encounters(
        rows, mapping=mapping(columns=columns, drop=["agency_id", "encounter_id"]), secret=b"another"
    )
    assert other.rows[0]["encounter_id"] != made.rows[0]["encounter_id"]


def test_a_number_that_lost_digits_is_not_hashed_into_somebody_else(desk):
    columns = OWN | {"person_key": {"surrogate": ["person"]}}
    result = desk.encounters([{"person": "7.1E+11"}], mapping=mapping(columns=columns))
    assert result.finding("id_scientific").column == "person"


def test_findings_name_the_senders_heading(desk):
    columns = OWN | {"sex": {"from": "Gender", "values": {"1": "male", "2": "female"}}}
    result = desk.encounters([{"Gender": "1"}, {"Gender": "3"}], mapping=mapping(columns=columns))
    assert result.column("sex") == ["male", None]
    assert (result.finding("unknown_code").column, result.finding("unknown_code").row) == ("Gender", 3)


def test_a_mapping_gives_words_for_blank_for_everything_else_and_for_nothing(desk):
    columns = OWN | {
        "disposition": {
            "from": "end",
            "values": {"": "unknown", "Book": "arrest_booked"},
            "otherwise": "other",
        },
        "sex": {"from": "sex", "values": {"Not asked": ""}},
    }
    rows = [{"end": "", "sex": "F"}, {"end": "BOOK", "sex": "not asked"}, {"end": "whatever", "sex": ""}]
    result = desk.encounters(rows, mapping=mapping(columns=columns, drop=["agency_id", "disposition"]))
    assert result.column("disposition") == ["unknown", "arrest_booked", "other"]
    assert (result.column("sex"), result.rules()) == (["female", None, None], [])
