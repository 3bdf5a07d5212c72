"""Twenty files as good partners send them, in many styles: each must come in without a word against it."""

from __future__ import annotations

from tests.etl.bad_input import Case, accepted, counts, data, encounters, text, workbook
from tests.etl.sending import key

ROWS = 30
NUMBERS = range(1, ROWS + 1)
DAYS = [f"2024-06-{number:02}" for number in NUMBERS]
PEOPLE = [key(number) for number in NUMBERS]
COUNTIES = (
    "Anderson",
    "Bailey",
    "Dawson",
    "Ellis",
    "Franklin",
    "Graham",
    "Jackson",
    "Madison",
    "Tyler",
    "Wayne",
)
PROGRAMS = ("Mental Health Court", "Drug Court", "Veterans Treatment Court", "Lakeside Housing First")
BANDS = ("18-24", "25-34", "35-44", "45-54", "65+")


def again(texts: tuple[str, ...]) -> list[str]:
    """The texts over and over, one a row."""
    return [texts[number % len(texts)] for number in NUMBERS]


def contacts(**columns: list[str]) -> list[dict[str, str]]:
    """Thirty encounters of June 2024."""
    ids = [f"E{number:06}" for number in NUMBERS]
    return encounters(**{"encounter_id": ids, "encounter_date": DAYS, **columns})


def renamed(rows: list[dict[str, str]], **names: str) -> list[dict[str, str]]:
    """The rows under other headings of the feed: its synonyms."""
    return [{names.get(name, name): cell for name, cell in row.items()} for row in rows]


def enrolled() -> list[dict[str, str]]:
    """Thirty stays in programs that are called after places and families."""
    return [
        {"agency_id": "harbor_court", "enrollment_id": f"NG{number:04}", "person_key": PEOPLE[number - 1]}
        | {"program_id": again(PROGRAMS)[number - 1], "service_type": "mental_health_court", "intercept": "3"}
        | {"start_date": DAYS[number - 1], "status": "active", "age_band": again(BANDS)[number - 1]}
        for number in NUMBERS
    ]


def booked() -> list[dict[str, str]]:
    """Thirty bookings, each a week long."""
    return [
        {"agency_id": "harbor_jail", "booking_id": f"B-2024-{number:05}", "person_key": PEOPLE[number - 1]}
        | {"booking_date": DAYS[number - 1], "release_date": f"2024-07-{number:02}", "screened": "Y"}
        | {"screen_tool": "bjmhs", "screen_result": "negative", "sex": again(("F", "M"))[number - 1]}
        for number in NUMBERS
    ]


def shared() -> list[dict[str, str]]:
    """Thirty months of totals near two thousand, which are not years of birth."""
    months = [f"{2022 + number // 12}-{number % 12 + 1:02}" for number in NUMBERS]
    return counts([str(1940 + number) for number in NUMBERS], months)


TITLE = "Harbor County,,,,,,,,\r\nContacts by the Jackson and Franklin teams,,,,,,,,\r\n"


def of(rows: list[dict[str, str]] | bytes | str) -> Case:
    """All thirty come in."""
    return accepted(data(rows) if isinstance(rows, list) else rows, records=ROWS)


CLEAN: dict[str, Case] = {
    "encounters": of(contacts()),
    "enrollments": of(enrolled()),
    "bookings": of(booked()),
    "monthly counts": of(shared()),
    "semicolons": of(text(contacts(), ";")),
    "tabs": of(text(enrolled(), "\t")),
    "pipes": of(text(booked(), "|")),
    "Unicode text": of(text(contacts(), "\t").encode("utf-16")),
    "a byte order mark": of("\ufeff" + text(booked())),
    "a workbook of encounters": of(workbook(contacts())),
    "a workbook of enrollments": of(workbook(enrolled())),
    "titles above the headings": of(TITLE + text(contacts())),
    "a total below the rows": of(text(shared()) + "Grand total,,,58665\r\n"),
    "counties called as families": of(contacts(county=again(COUNTIES))),
    "cities with accents": of(contacts(county=again(("Doña Ana", "San José", "Española", "Cañon City")))),
    "programs by their names": of(
        contacts(
            diversion_program_id=again(PROGRAMS),
            disposition=again(("Diverted by the court",)),
            call_nature=again(("Welfare check", "Domestic", "Threats")),
        )
    ),
    "hashes for people": of(contacts(person_key=PEOPLE, age_band=again(BANDS), zip3=again(("606", "627")))),
    "ids that begin with the day": of(
        contacts(encounter_id=[f"C202406{number:02}{7000 + 37 * number}" for number in NUMBERS])
    ),
    "days in words": of(contacts(encounter_date=[f"{number:02}-Jun-2024" for number in NUMBERS])),
    "other headings and days with the time": of(
        renamed(
            contacts(encounter_date=[f"6/{number}/2024 12:00:00 AM" for number in NUMBERS]),
            encounter_id="Event ID",
            encounter_date="Incident Date",
            bh_need="Presenting Problem",
            disposition="Outcome",
        )
    ),
}
