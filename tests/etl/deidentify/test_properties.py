"""What holds for every file: no identifier survives, ages are right on every day, spellings agree."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from etl.deidentify import main
from etl.mapping.codes import band_of

# Each example is two whole runs or one; shrinking would take minutes.
FEW = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Long enough that none of them is in a hash, a heading or a sentence of the report by chance.
NAMES = st.text("bcdfghjklmnpqrstvwxz", min_size=8, max_size=14).map(str.capitalize)
DAYS = st.dates(date(1930, 1, 1), date(2015, 12, 31))
EVENTS = st.dates(date(2020, 1, 1), date(2026, 8, 31))
NUMBERS = st.integers(10**9, 10**10 - 1)
# heading -> its values; the texts that must not be found again are the values, and the words of a name.
IDENTIFIERS = {
    "Last Name": NAMES,
    "First Name": NAMES,
    "Inmate Name": st.tuples(NAMES, NAMES).map(", ".join),
    "DOB": DAYS.map(date.isoformat),
    "SSN": NUMBERS.map(lambda n: f"{n % 900:03}-{n % 99:02}-{n % 9999:04}"),
    "Case #": NUMBERS.map(lambda n: f"24-CR-{n}"),
    "MRN": NUMBERS.map(str),
    "Phone": NUMBERS.map(lambda n: f"({n % 900:03}) 555-{n % 9999:04}"),
    "Home Address": st.tuples(st.integers(1, 9999), NAMES).map(lambda made: f"{made[0]} {made[1]} Street"),
    "Email": NAMES.map(lambda name: f"{name.lower()}@example.org"),
    "Zip Code": st.integers(10000, 99999).map(str),
    "Notes": st.tuples(NAMES, NAMES).map(lambda made: f"{made[0]} asked after {made[1]} twice"),
    "Plate": NUMBERS.map(lambda n: f"WA{n}"),
}
# Headings that say nothing: only the values can tell.
SPEECHLESS = {
    "Col A": IDENTIFIERS["SSN"],
    "Col B": IDENTIFIERS["Email"],
    "Col C": IDENTIFIERS["Phone"],
    "Col D": IDENTIFIERS["Home Address"],
}
COLUMNS = IDENTIFIERS | SPEECHLESS


@st.composite
def exports(draw) -> list[dict[str, str]]:
    headings = draw(st.lists(st.sampled_from(sorted(COLUMNS)), min_size=1, unique=True))
    row = st.fixed_dictionaries({heading: COLUMNS[heading] for heading in headings})
    rows = draw(st.lists(row, min_size=3, max_size=12))
    kept = ["felony", "misdemeanor", "none"]
    return [
        {"Event Date": f"2026-09-{n + 13:02}", "Level": kept[n % 3], "Sex": "MF"[n % 2], **each}
        for n, each in enumerate(rows)
    ]


def outcome(rows: Sequence[dict[str, str]], key_file: Path, capsys, *options: str) -> tuple[int, str, str]:
    """(exit code, the output, everything else that was written or said)."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "export.csv"
        with file.open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        capsys.readouterr()
        code = main([str(file), "--key-file", str(key_file), "--order", "iso", *options])
        said = capsys.readouterr()
        texts = {path.name: path.read_text(encoding="utf-8-sig") for path in Path(folder).iterdir()}
    out = texts.pop("export_deidentified.csv", "")
    texts.pop("export.csv")
    return code, out, said.out + said.err + "".join(texts.values())


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@FEW
@given(rows=exports())
def test_no_identifier_survives_in_the_output_or_in_what_is_said(rows, key_file, capsys):
    code, out, said = outcome(rows, key_file, capsys, "--agency", "harbor_jail")
    assert code == 0, said
    everything = (out + said).lower()
    for row in rows:
        for heading, cell in row.items():
            if heading in COLUMNS:
                assert cell.lower() not in everything, heading
                words = [word for word in cell.lower().replace(",", " ").split() if len(word) >= 8]
                assert not [word for word in words if word in everything], heading


@FEW
@given(pairs=st.lists(st.tuples(DAYS, EVENTS), min_size=30, max_size=80))
def test_the_age_band_is_that_of_the_years_completed(pairs, key_file, capsys):
    rows = [
        {"DOB": born.isoformat(), "Event Date": day.isoformat(), "Level": "felony"} for born, day in pairs
    ]
    code, out, said = outcome(rows, key_file, capsys)
    assert code == 0, said
    for (born, day), row in zip(pairs, table(out), strict=True):
        age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        assert row["age_band"] == band_of(age)


@st.composite
def spelled(draw, name: str) -> str:
    """One of the ways to write a name that the page says are the same."""
    ways = [str.upper, str.lower, str.title, lambda text: f"  {text} ", lambda text: text + " Jr."]
    ways += [lambda text: text[:3] + "-" + text[3:], lambda text: text.replace("e", "é").replace("E", "É")]
    for way in draw(st.lists(st.sampled_from(ways), max_size=3, unique=True)):
        name = way(name)
    return name


@FEW
@given(data=st.data())
def test_documented_spellings_of_a_family_name_agree(data, key_file, capsys):
    names = data.draw(st.lists(st.text(LETTERS, min_size=5, max_size=9), min_size=3, max_size=6, unique=True))
    row = {"First Name": "Ambrosius", "DOB": "1985-03-14", "Level": "felony"}
    plain = [row | {"Last Name": name, "Event Date": "2026-09-13"} for name in names]
    other = [each | {"Last Name": data.draw(spelled(each["Last Name"]))} for each in plain]
    first, second = outcome(plain, key_file, capsys), outcome(other, key_file, capsys)
    keys = [[each["person_key"] for each in table(out)] for _, out, _ in (first, second)]
    assert keys[0] == keys[1], other
    assert all(keys[0]) and len(set(keys[0])) == len(names)
