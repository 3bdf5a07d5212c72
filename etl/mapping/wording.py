"""The words of each row-by-row rule: how bad it is, what is wrong, how to mend it."""

from __future__ import annotations

from etl.findings import BLOCK, NOTE, WARN

# rule -> (severity, what is wrong, remedy). {column} is the sender's heading, {n} how many rows.
RULES: dict[str, tuple[str, str, str]] = {
    "required_blank": (
        BLOCK,
        "{column} is blank, and every row needs it ({n}).",
        "Fill it in, or say in the mapping what a blank means.",
    ),
    "cell_error": (
        BLOCK,
        "{column} holds a spreadsheet error such as #N/A or ##### ({n}).",
        "Mend the formula or widen the column, then save again.",
    ),
    "unknown_code": (BLOCK, "{column}: {text} is not one of its codes ({n}).", "{near}"),
    "unknown_agency": (
        BLOCK,
        "{column}: {text} is not an agency of the partner registry ({n}).",
        "{near}",
    ),
    "unknown_program": (
        BLOCK,
        "{column}: {text} is not a program of the program registry ({n}).",
        "{near}",
    ),
    "unknown_measure": (
        BLOCK,
        "{column}: {text} is not a measure that takes monthly counts ({n}).",
        "{near}",
    ),
    "code_damaged": (
        BLOCK,
        "{column}: a spreadsheet turned a code into the date {text} ({n}).",
        "It was {near}. Format the column as text before typing, and correct these rows.",
    ),
    "not_codes": (
        BLOCK,
        "{column} holds many different texts that are not its codes ({n}).",
        "Is this the right column? If it is, say in the mapping what its words mean.",
    ),
    "exact_age": (
        BLOCK,
        "{column} holds exact ages, which are not accepted ({n}).",
        "Use the bands instead: {near}.",
    ),
    "birth_date": (
        BLOCK,
        "{column} holds dates of birth, which are not accepted ({n}).",
        "Send an age band (12-17, 18-24, ... 65+) instead.",
    ),
    "agency_mismatch": (
        BLOCK,
        "{column} names another agency than the one this file is from ({n}).",
        "Send each agency's rows in its own file.",
    ),
    "date_bad": (
        BLOCK,
        "{column} cannot be read as a date ({n}).",
        "{dates}",
    ),
    "date_ambiguous": (
        BLOCK,
        "{column}: day and month cannot be told apart, as in 3/4/2024 ({n}).",
        "Write dates as YYYY-MM-DD, or say in the mapping which comes first (dates: order: mdy or dmy).",
    ),
    "date_mixed": (
        BLOCK,
        "{column} mixes month/day and day/month ({n}).",
        "Write all dates as YYYY-MM-DD.",
    ),
    "date_unclear": (
        BLOCK,
        "{column} holds dates such as 24-Feb that may mean a day or a year ({n}).",
        "Write months as YYYY-MM and days as YYYY-MM-DD, in cells formatted as text.",
    ),
    "date_year_only": (
        BLOCK,
        "{column} gives only the year ({n}), no month and no day.",
        "Ask the sender for them; for totals, for one number a month. A year is never read as January, nor "
        "spread over its months. {dates}",
    ),
    "date_future": (
        BLOCK,
        "{column} is in the future ({n}).",
        "Correct the date; a planned date does not belong here.",
    ),
    "date_implausible": (
        BLOCK,
        "{column} is before 1990 ({n}).",
        "Correct the date, or have the mapping set such rows aside with a reason.",
    ),
    "number_bad": (
        BLOCK,
        "{column} holds texts that are not numbers ({n}).",
        "Write digits only; leave the cell blank where the number is unknown.",
    ),
    "number_scientific": (
        BLOCK,
        "{column} holds numbers such as 1.23E+05, which have lost digits ({n}).",
        "Format the column as a number without exponent and save again.",
    ),
    "number_negative": (BLOCK, "{column} is below zero ({n}).", "Correct the number."),
    "number_not_whole": (BLOCK, "{column} must be a whole number ({n}).", "Correct the number."),
    "number_locale": (
        BLOCK,
        "{column}: it cannot be told whether 1.234 or 1,5 means thousands or decimals ({n}).",
        "Write 1234 for one thousand two hundred thirty-four, and 1.5 for one and a half.",
    ),
    "zip3_short": (
        BLOCK,
        "{column} has fewer than three digits: a spreadsheet has dropped leading zeros ({n}).",
        "Format the column as text and write all three digits, such as 036.",
    ),
    "zip_full": (
        BLOCK,
        "{column} holds whole ZIP codes; only the first three digits may be sent ({n}).",
        "Cut them to three digits, or have the mapping do it (first: 3).",
    ),
    "zip3_bad": (
        BLOCK,
        "{column} does not hold three digits ({n}).",
        "Write the first three digits of the ZIP code, or leave the cell blank.",
    ),
    "zip3_restricted": (
        NOTE,
        "{column}: areas of fewer than 20,000 people were left blank ({n}).",
        "Nothing to do.",
    ),
    "id_scientific": (
        BLOCK,
        "{column} holds ids such as 1.23E+05: a spreadsheet has cut their digits off ({n}).",
        "Export again with the column formatted as text.",
    ),
    "id_long": (BLOCK, "{column} holds ids of more than 200 characters ({n}).", "Is this the right column?"),
    "duplicate_day": (
        BLOCK,
        "{column}: the same day is in the file more than once ({n}).",
        "Keep one row a day.",
    ),
    "ends_before_start": (
        WARN,
        "{column} is before the date it should follow ({n}); no duration is worked out for these rows.",
        "Check the two dates.",
    ),
    "overlapping_stays": (
        WARN,
        "A person is booked again before the release from an earlier stay ({n}).",
        "Check the release dates of these people.",
    ),
    "level_unknown": (
        BLOCK,
        "{column}: {text} is not a group of its breakdown ({n}).",
        "{near}",
    ),
}


def rows_text(count: int, what: str = "row") -> str:
    """1 row, 14 rows, 1,204 rows."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
