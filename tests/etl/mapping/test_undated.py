"""Files that give only the year, or no day at all: refused at once, with the reason and what to ask for."""

from __future__ import annotations

import pytest

from etl.mapping.spec import parse_mapping
from etl.mapping.undated import custody_list, undated
from etl.strict import DefinitionError
from tests.etl.mapping.staged import KEY

# Headings as Iowa publishes "3-Year Recidivism for Offenders Released from Prison" and New York City "Daily
# Inmates In Custody"; the rows are made up.
IOWA = (
    *("Fiscal Year Released", "Recidivism Reporting Year", "Main Supervising District", "Release Type"),
    *("Race - Ethnicity", "Age At Release", "Sex", "Offense Classification", "Offense Type"),
    *("Return to Prison", "Days to Return", "Recidivism Type"),
)
IOWA_ROW = (
    *("2013", "2016", "3JD", "Parole", "White - Non-Hispanic", "25-34", "Male", "D Felony", "Drug"),
    *("Yes", "433", "New"),
)
SNAPSHOT = ("facility", "housing_unit", "custody_level", "race", "sex", "status")
SNAPSHOT_ROW = ("Main Jail", "B", "MED", "White", "Female", "Pretrial")
NYC = {
    "feed": "bookings",
    "agency": "pd",
    "dates": {"order": "mdy"},
    "columns": {
        "booking_id": {"surrogate": ["INMATEID", "ADMITTED_DT"]},
        "person_key": {"surrogate": ["INMATEID"]},
        "booking_date": "ADMITTED_DT",
        "release_date": "DISCHARGED_DT",
    },
}


def looked_at(desk, headings, rows, name="export.csv"):
    desk.stage(list(headings), [list(row) for row in rows])
    return undated(desk.con, list(headings), name)


class TestOnlyTheYear:
    def test_yearly_outcomes_are_refused_by_the_columns_that_hold_the_year(self, desk):
        found = looked_at(desk, IOWA, [IOWA_ROW] * 5)
        assert (found.rule, found.severity, found.column) == ("year_only", "block", "Fiscal Year Released")
        assert '"Fiscal Year Released" and "Recidivism Reporting Year"' in found.message
        assert "for totals, for one number a month" in found.remedy
        assert "never read as January" in found.remedy

    def test_counts_by_year_too(self, desk):
        rows = [[str(year), "bookings", "2100"] for year in range(2019, 2025)]
        assert looked_at(desk, ("year", "measure", "count"), rows).rule == "year_only"

    @pytest.mark.parametrize("year", ["2021", "FY2021", "FY 2021", "2020-2021", "2021.0"])
    def test_a_mapped_date_that_is_a_year_is_no_january(self, desk, year):
        result = desk.bookings([{"booking_date": year}])
        finding = result.finding("date_year_only")
        assert (finding.severity, finding.column) == ("block", "booking_date")
        assert result.column("booking_date") == [None]

    def test_nor_is_the_month_of_a_total(self, desk):
        result = desk.counts([{"month": year} for year in ("2021", "2022", "2023")])
        assert result.rules() == ["date_year_only"]  # and not one bad date after another
        assert result.finding("date_year_only").count == 3

    def test_a_mapping_cannot_read_a_year_as_a_date(self):
        columns = {"booking_id": "No", "booking_date": {"from": "FY", "format": "%Y"}}
        entry = {"id": "m", "title": "M", "feed": "bookings", "agency": "pd", "columns": columns}
        with pytest.raises(DefinitionError, match="%Y has no month"):
            parse_mapping(entry, "test.yml")

    @pytest.mark.parametrize(
        ("headings", "row"),
        [
            (("Year", "Month", "Count"), ("2024", "March", "12")),
            (("Year", "Month", "Count"), ("2024", "3", "12")),
            (("Year", "Quarter", "Count"), ("2024", "Q3", "12")),
            (("Measure", "Jan 2024", "Feb 2024"), ("bookings", "12", "14")),
            (("Fiscal Year", "Released"), ("2024", "2024-03-05")),
            (("Ref", "Contact date"), ("K1", "the fifth of March")),
        ],
    )
    def test_a_file_that_says_more_is_left_to_the_other_checks(self, desk, headings, row):
        assert looked_at(desk, headings, [row] * 5) is None


class TestTheDayInTheName:
    def test_a_list_without_a_date_is_refused_whatever_its_name_says(self, desk):
        found = looked_at(desk, SNAPSHOT, [SNAPSHOT_ROW] * 5, "custody_2024-03-05.csv")
        assert (found.rule, found.severity) == ("no_dates", "block")
        assert "A day that stands only in the file's name is not taken" in found.message
        assert "all bookings with the dates of booking and release" in found.remedy
        assert "a row a day, the date and the count" in found.remedy

    def test_a_name_without_a_day_is_not_spoken_of(self, desk):
        assert "name" not in looked_at(desk, SNAPSHOT, [SNAPSHOT_ROW] * 5, "custody.csv").message

    def test_what_is_not_about_custody_is_asked_for_its_months(self, desk):
        found = looked_at(desk, ("Program", "Clients"), [("ACT", "12")] * 5)
        assert (found.rule, found.remedy[:25]) == ("no_dates", "Ask the sender for the mo")


def custody(number: int, released: str = "") -> list[str]:
    """Somebody in custody since a day of the first half of 2024."""
    return [f"{20_000_000 + 37 * number}", f"{1 + number % 6:02}/{13 + number % 15}/2024", released]


DAYS = [f"2024-{1 + n % 6:02}-{13 + n % 15}" for n in range(30)]


class TestAListOfWhoIsInCustody:
    headings = ("INMATEID", "ADMITTED_DT", "DISCHARGED_DT")

    def test_it_is_no_list_of_bookings(self, desk):
        result = desk.map(NYC, list(self.headings), [custody(n) for n in range(30)])
        assert result.rules() == ["custody_list"]
        finding = result.finding("custody_list")
        assert finding.column == "DISCHARGED_DT"
        assert "30 bookings over" in finding.message and "not one release" in finding.message
        assert "gone from the next list has no known release" in finding.remedy

    def test_bookings_of_whom_some_were_released_are(self, desk):
        rows = [custody(n, "07/01/2024" if n == 7 else "") for n in range(30)]
        assert desk.map(NYC, list(self.headings), rows).rules() == []

    def test_a_months_bookings_may_all_still_be_in_custody(self, desk):
        rows = [[*custody(6 * n)[:1], f"03/{1 + n % 28:02}/2024", ""] for n in range(30)]
        assert desk.map(NYC, list(self.headings), rows).rules() == []

    def test_a_few_bookings_prove_nothing(self, desk):
        assert desk.map(NYC, list(self.headings), [custody(n) for n in range(19)]).rules() == []

    @pytest.mark.parametrize("headed", [True, False])
    def test_without_one_release_it_is_refused_whether_or_not_it_has_a_column_for_them(self, desk, headed):
        """To leave the blank column out is no way round."""
        release = {"release_date": ""} if headed else {}
        result = desk.bookings([{"booking_date": day, "person_key": KEY} | release for day in DAYS])
        assert result.rules() == ["custody_list"]
        assert ("no column is read as the release" in result.finding("custody_list").message) == (not headed)
        assert "--nobody-released" in result.finding("custody_list").remedy

    @pytest.mark.parametrize("headed", [True, False])
    def test_open_stays_alone_are_taken_when_somebody_has_decided_that_they_are_all(self, desk, headed):
        release = {"release_date": ""} if headed else {}
        rows = [{"booking_date": day, "person_key": KEY} | release for day in DAYS]
        result = desk.bookings(rows, accepted=frozenset({"custody_list"}))
        assert result.rules() == []
        assert "as was decided" in result.finding("custody_list").message
        assert len(result.rows) == 30

    def test_a_days_list_of_open_data_is_told_as_what_it_is(self, desk):
        """The columns of New York City's Daily Inmates In Custody."""
        headings = ["INMATEID", "ADMITTED_DT", "DISCHARGED_DT", "CUSTODY_LEVEL", "RACE", "GENDER", "AGE"]
        row = ["20000037", "06/13/2024", "", "MED", "BLACK", "M", "37"]
        desk.stage(headings, [row, row])
        found = custody_list(desk.con, headings)
        assert (found.rule, found.severity, found.column) == ("custody_list", "block", "DISCHARGED_DT")
        assert "list of who is in custody" in found.message
        desk.stage(headings, [row, [*row[:2], "06/20/2024", *row[3:]]])
        assert custody_list(desk.con, headings) is None

    def test_a_list_without_days_or_without_a_column_for_leaving_is_left_to_other_checks(self, desk):
        for headings in (["INMATEID", "ADMITTED_DT"], ["Name of facility", "DISCHARGED_DT"]):
            desk.stage(headings, [["20000037", "06/13/2024"]])
            assert custody_list(desk.con, headings) is None

    def test_counted_day_by_day_it_is_the_average_population(self, desk):
        mapping = {
            "feed": "monthly_counts",
            "agency": "pd",
            "columns": {"measure_id": {"value": "jail_adp_total"}, "numerator": "In custody"},
            "aggregate": {"by": "month", "date": "Day", "how": "mean_daily"},
        }
        rows = [["2024-03-05", "6100"], ["2024-03-06", "6140"]]
        (row,) = desk.map(mapping, ["Day", "In custody"], rows).rows
        assert (row["numerator"], row["denominator"]) == (12240, 2)
