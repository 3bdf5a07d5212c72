"""The fraction rules: what a column as a whole looks like, judged on the figures of shares.sql and names.sql.

One value of nine digits, or one date of 1980, is nothing; a column full of them is. Every threshold stands
here.
"""

from __future__ import annotations

from typing import Any

# Kinds of feed columns whose whole numbers are quantities, so years and ages among them mean nothing.
QUANTITIES = frozenset({"int", "number"})
MOST, HALF, SOME = 0.8, 0.5, 0.2
# Years: a date of birth is at least a dozen years old; events that are older than 18 on median are not.
OLD_MEDIAN, WIDE_SPREAD = 18, 15

Figures = dict[str, Any]
Hit = tuple[str, int]


def judge(figures: Figures, kind: str | None, *, age: bool, zip_code: bool) -> list[Hit]:
    """(rule, rows) for every fraction rule that the column breaks.

    `kind` is the type of the feed column it goes to, None when it goes to none. `age`, `zip_code`: whether
    its heading or its feed column speaks of that.
    """
    found = [*_digits(figures), *_births(figures, kind), *_texts(figures)]
    if age:
        found += _ages(figures)
    share_zip = figures["zip_full"] / figures["different"]
    if (zip_code and share_zip >= SOME) or figures["zip_plus"] >= HALF * figures["different"]:
        found.append(("value_zip", figures["filled"]))
    return found


def _digits(figures: Figures) -> list[Hit]:
    """Bare nine or ten digits in at least half of the rows, mostly unique; other numbers of a known shape."""
    filled, different = figures["filled"], figures["different"]
    found = []
    bare = figures["bare_rows"]
    if bare >= HALF * filled and figures["bare_different"] >= 0.3 * bare and figures["bare_different"] > 1:
        found.append(("value_bare_digits", bare))
    for name, rule in (
        ("local_phone", "value_local_phone"),
        ("vin", "value_vehicle"),
        ("case_number", "value_case_number"),
    ):
        if figures[name] >= HALF * different and figures[name] > 1 and different >= 0.3 * filled:
            found.append((rule, figures[name]))
    return found


def _births(figures: Figures, kind: str | None) -> list[Hit]:
    """Dates mostly twelve years old or older, and either old on median or spread over a generation."""
    different, found = figures["different"], []
    for dates, old, median, spread, least in (
        (figures["dates"], figures["dates_old"], figures["date_age"], figures["date_spread"], 2),
        (
            figures["packed"],
            figures["packed_old"],
            figures["packed_median"],
            figures["packed_spread"],
            MOST * different,
        ),
    ):
        mostly_old = dates >= max(least, 2) and old >= HALF * dates
        if mostly_old and (median >= OLD_MEDIAN or spread >= WIDE_SPREAD):
            found.append(("value_birth_date", old))
    if figures["keyed"] >= max(MOST * different, 2) and figures["keyed_old"] >= HALF * figures["keyed"]:
        found.append(("value_birth_key", figures["keyed"]))
    years = figures["years"]
    mostly_years = kind not in QUANTITIES and years >= max(0.9 * different, 5)
    old_or_wide = figures["year_age"] >= OLD_MEDIAN or figures["year_spread"] >= WIDE_SPREAD
    if mostly_years and figures["years_old"] >= HALF * years and old_or_wide:
        found.append(("value_birth_year", years))
    return found[:1]


def _ages(figures: Figures) -> list[Hit]:
    if figures["age_90"]:
        return [("value_age_90", figures["age_90"])]
    mostly = figures["age_like"] >= HALF * figures["different"] and figures["age_like"] >= 2
    return [("value_age_exact", figures["age_like"])] if mostly and figures["age_most"] >= 18 else []


def _texts(figures: Figures) -> list[Hit]:
    """Over 40 characters on average in several words, unless a few texts stand for all rows; or long ones."""
    filled, different = figures["filled"], figures["different"]
    few = different <= 50 and different <= SOME * filled
    sentences = figures["mean_length"] > 40 and figures["mean_spaces"] >= 3
    if (sentences and not few) or figures["long_texts"]:
        return [("value_free_text", filled if sentences else figures["long_texts"])]
    return (
        [("value_person_name", figures["initials"])]
        if figures["initials"] >= max(HALF * different, 3)
        else []
    )


def judge_names(figures: Figures, filled: int) -> list[Hit]:
    """Names of persons: pairs (given and family name), initials with a family name, titles, or single names.

    Single family names are only told from counties by the list of counties: nearly all of a column of
    counties is in it, and a third of a column of family names.
    """
    different = max(figures["different"], 1)
    pairs, singles = figures["pairs"], figures["singles"]
    several = pairs >= 3 and pairs >= SOME * different
    if several or (pairs >= 2 and pairs >= HALF * different) or (pairs >= 20 and pairs >= 0.05 * different):
        return [("value_person_name", figures["pair_rows"])]
    if max(figures["initialed"], figures["titled"]) >= max(HALF * different, 3):
        return [("value_person_name", filled)]
    if singles >= max(HALF * different, 5) and _single_names(figures, singles, filled):
        return [("value_person_name", filled)]
    return [("value_name_doubt", figures["pair_rows"])] if pairs >= 2 and pairs >= 0.03 * different else []


def _single_names(figures: Figures, singles: int, filled: int) -> bool:
    if figures["county"] >= 0.7 * singles:
        return False
    if figures["given"] >= HALF * singles:
        return True
    various = singles >= 8 and (singles >= 0.3 * filled or singles >= 60)
    return various and figures["family"] >= 0.65 * singles
