"""The value rules: what each is called, what it says, and how to mend it. Findings never carry a value."""

from __future__ import annotations

from dataclasses import dataclass

from etl.findings import BLOCK, WARN, Finding

DROP = "Leave the column out (drop it in the mapping), or take these texts out before sending the file."
SURROGATE = (
    "If it only tells rows or people apart, name it under `surrogate:` in the mapping, so that it is "
    "replaced by a code before anything is stored; otherwise drop the column."
)


@dataclass(frozen=True)
class ValueRule:
    """What a finding of one rule says; `{count}` is the number of rows."""

    says: str
    remedy: str = DROP
    severity: str = BLOCK


RULES = {
    "value_ssn": ValueRule("holds what looks like social security numbers"),
    "value_email": ValueRule("holds e-mail addresses"),
    "value_phone": ValueRule("holds phone numbers"),
    "value_web": ValueRule("holds web or network addresses"),
    "value_address": ValueRule("holds street addresses or PO boxes"),
    "value_coordinates": ValueRule("holds points on the map (latitude and longitude)"),
    "value_birth_date": ValueRule(
        "holds what looks like dates of birth",
        "Send the age group (age_band) instead, and leave the birth date out.",
    ),
    "value_birth_year": ValueRule(
        "holds what looks like years of birth",
        "Send the age group (age_band) instead, and leave the year out.",
    ),
    "value_birth_key": ValueRule(
        "holds keys made of letters and what looks like a date of birth",
        "Use a random number for each person, or name the column under `surrogate:` in the mapping.",
    ),
    "value_age_90": ValueRule(
        "holds ages of 90 or more", "Send the age group instead; everybody of 65 or more is in the group 65+."
    ),
    "value_age_exact": ValueRule(
        "holds exact ages", "Send the age group: under_12, 12-17, 18-24, 25-34, 35-44, 45-54, 55-64 or 65+."
    ),
    "value_zip": ValueRule("holds full ZIP codes", "Send the first three digits only (zip3)."),
    "value_labelled": ValueRule(
        "holds numbers that are labelled as a person's (SSN, MRN, case, license ...)"
    ),
    "value_bare_digits": ValueRule(
        "holds numbers of nine or ten digits, mostly different: perhaps social security or phone numbers",
        SURROGATE,
    ),
    "value_local_phone": ValueRule("holds what looks like local phone numbers"),
    "value_vehicle": ValueRule("holds vehicle identification numbers"),
    "value_case_number": ValueRule("holds what looks like court case numbers", SURROGATE),
    "value_person_name": ValueRule("holds what looks like names of persons"),
    "value_free_text": ValueRule("holds free text (sentences rather than codes)"),
    "value_name_doubt": ValueRule(
        "has a few texts that could be names of persons",
        "Look at these rows; if they name a person, take the name out and send the file again.",
        WARN,
    ),
}


def finding(rule: str, heading: str, count: int, rows: list[int]) -> Finding:
    """The finding of one value rule on one column: `count` rows, of which `rows` are the first."""
    told = RULES[rule]
    where = "1 row" if count == 1 else f"{count:,} rows"
    first = f", first row {rows[0]}" if rows else ""
    message = f'The column "{heading}" {told.says} ({where}{first}).'
    return Finding(
        rule, told.severity, message, told.remedy, rows[0] if rows else None, heading, count, tuple(rows)
    )
