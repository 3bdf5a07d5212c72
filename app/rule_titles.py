"""What each rule that can refuse a file says in a few words; never a value, heading or row of the file."""

from __future__ import annotations

_TITLES = {
    "required_blank": "a required column has blank cells",
    "cell_error": "cells hold spreadsheet errors such as #N/A",
    "unknown_code": "codes that the feed does not have",
    "unknown_agency": "agencies that the partner registry does not have",
    "unknown_program": "programs that the program registry does not have",
    "unknown_measure": "measures that take no monthly counts",
    "unknown_column": "a column that the feed does not have",
    "code_damaged": "a spreadsheet turned codes into dates",
    "not_codes": "a column of codes holds other texts",
    "exact_age": "exact ages instead of age groups",
    "birth_date": "dates of birth",
    "agency_mismatch": "rows of another agency",
    "date_bad": "dates that cannot be read",
    "date_ambiguous": "dates whose day and month cannot be told apart",
    "date_mixed": "dates that mix month/day and day/month",
    "date_unclear": "dates that may mean a day or a year",
    "date_future": "dates in the future",
    "date_year_only": "dates that give only the year",
    "year_only": "only the year is given, no month and no day",
    "no_dates": "no column says when",
    "custody_list": "a list of who is in custody, not of bookings",
    "date_implausible": "dates before 1990",
    "number_bad": "texts where numbers should be",
    "number_scientific": "numbers that a spreadsheet has cut short",
    "number_negative": "numbers below zero",
    "number_not_whole": "numbers that should be whole",
    "number_locale": "numbers whose decimal sign is unclear",
    "zip3_short": "ZIP codes that lost their leading zeros",
    "zip_full": "whole ZIP codes; only three digits may be sent",
    "zip3_bad": "ZIP codes that are not three digits",
    "id_scientific": "ids that a spreadsheet has cut short",
    "id_long": "ids of more than 200 characters",
    "duplicate_day": "the same day more than once",
    "duplicate_key": "the same record more than once",
    "numerator_above_denominator": "a part is larger than its whole",
    "count_not_whole": "a count is not a whole number",
    "level_without_breakdown": "groups without the breakdown they belong to",
    "level_unknown": "groups that the breakdown does not have",
    "key_plain": "person keys that are not random or hashed",
    "column_missing": "a column is missing",
    "column_twice": "two columns mean the same",
    "feed_unknown": "the columns are not those of any feed",
    "feed_mismatch": "the file is of another feed",
    "mapping_unknown": "its format is not set up",
    "mapping_ambiguous": "more than one format fits",
    "file_empty": "the file is empty",
    "file_kind": "the file is not a CSV or a workbook",
    "file_too_big": "the file is too big",
    "too_many_rows": "the file has too many rows",
    "too_many_columns": "the file has too many columns",
    "no_header": "no row with column headings was found",
    "no_rows": "the file has headings and no rows",
    "one_column": "the columns are not separated",
    "value_ssn": "what looks like social security numbers",
    "value_email": "e-mail addresses",
    "value_phone": "phone numbers",
    "value_local_phone": "what looks like phone numbers",
    "value_web": "web addresses",
    "value_address": "street addresses",
    "value_coordinates": "points on the map",
    "value_birth_date": "what looks like dates of birth",
    "value_birth_year": "what looks like years of birth",
    "value_birth_key": "keys made with a date of birth",
    "value_age_90": "ages of 90 or more",
    "value_age_exact": "exact ages instead of age groups",
    "value_zip": "whole ZIP codes; only three digits may be sent",
    "value_labelled": "numbers labelled as a person's own",
    "value_bare_digits": "numbers that may be a person's own",
    "value_vehicle": "vehicle identification numbers",
    "value_case_number": "what looks like case numbers",
    "value_person_name": "what looks like names of persons",
    "value_free_text": "free text",
}  # fmt: skip
_HEADING = "heading_"


def title(rule: str) -> str:
    """'dates in the future'; a rule without a title of its own reads as its id does."""
    if rule in _TITLES:
        return _TITLES[rule]
    if rule.startswith(_HEADING):
        return f"a column headed as {rule.removeprefix(_HEADING).replace('_', ' ')}, which may not be sent"
    return rule.replace("_", " ")


def rows(count: int) -> str:
    """'40 rows'; a small count is not told."""
    return "fewer than 11 rows" if count < 11 else f"{count:,} rows"
