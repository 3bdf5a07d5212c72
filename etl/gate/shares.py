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
# Dates that go to nothing but a name or a key are no event days when they are, on median, years older than
# the newest day in the file: so old are the births of children, which the years above let pass.
OLD_FOR_A_NAME = 6
NAMES = frozenset({"id"})

Figures = dict[str, Any]
# (rule, how many rows, the first of them)
Hit = tuple[str, int, list[int]]


def judge(figures: Figures, kind: str | None, *, name_only: bool, age: bool, zip_code: bool) -> list[Hit]:
    """Every fraction rule that a column breaks.

    `kind` is the type of the feed column it goes to, None when it goes to none. `name_only`: whether it goes
    to nothing but places and keys. `age`, `zip_code`: whether its heading or its feed column speaks of that.
    """
    found = [*_digits(figures), *_births(figures, kind), *_texts(figures)]
    if name_only:
        found += _births_of_children(figures)
    if age:
        found += _ages(figures)
    share_zip = figures["zip_full"] / figures["different"]
    if (zip_code and share_zip >= SOME) or figures["zip_plus"] >= HALF * figures["different"]:
        found.append(("value_zip", figures["filled"], figures["first_rows"]))
    return found


def _digits(figures: Figures) -> list[Hit]:
    """Bare nine or ten digits in at least half of the rows, mostly unique; other numbers of a known shape."""
    filled, different, found = figures["filled"], figures["different"], []
    bare, bare_different = figures["bare_rows"], figures["bare_different"]
    if bare >= HALF * filled and bare_different >= 0.3 * bare and bare_different > 1:
        found.append(("value_bare_digits", bare, figures["bare_first"]))
    for name, rule in (
        ("local_phone", "value_local_phone"),
        ("vin", "value_vehicle"),
        ("case_number", "value_case_number"),
    ):
        if figures[name] >= HALF * different and figures[name] > 1 and different >= 0.3 * filled:
            found.append((rule, figures[name], figures["first_rows"]))
    return found


def _births(figures: Figures, kind: str | None) -> list[Hit]:
    """Dates mostly twelve years old or older, and either old on median or spread over a generation.

    Dates written as dates are judged among themselves, whatever else the column holds; eight digits and keys
    only when nearly all of the column reads as such.
    """
    least = max(MOST * figures["different"], 2)
    for rule, found, needed in (
        ("value_birth_date", "written", 2),
        ("value_birth_date", "packed", least),
        ("value_birth_key", "keyed", least),
        ("value_birth_year", "year", max(least, 5)),
    ):
        if rule == "value_birth_year" and kind in QUANTITIES:
            continue
        count, old = figures[found], figures[f"{found}_old"]
        odd = figures[f"{found}_median"] >= OLD_MEDIAN or figures[f"{found}_spread"] >= WIDE_SPREAD
        if count >= needed and old >= HALF * count and odd:
            return [(rule, old, figures[f"{found}_first"])]
    return []


def _births_of_children(figures: Figures) -> list[Hit]:
    least = max(MOST * figures["different"], 2)
    for found in ("written", "packed"):
        if figures[found] >= least and figures[f"{found}_median"] >= OLD_FOR_A_NAME:
            return [("value_birth_date", figures["filled"], figures["first_rows"])]
    return []


def _ages(figures: Figures) -> list[Hit]:
    if figures["age_90"]:
        return [("value_age_90", figures["age_90"], figures["age_90_first"])]
    mostly = figures["age_like"] >= HALF * figures["different"] and figures["age_like"] >= 2
    if mostly and figures["age_most"] >= 18:
        return [("value_age_exact", figures["age_like"], figures["first_rows"])]
    return []


def _texts(figures: Figures) -> list[Hit]:
    """Over 40 characters on average in several words, unless a few texts stand for all rows; or long ones."""
    filled, different = figures["filled"], figures["different"]
    few = different <= 50 and different <= SOME * filled
    if figures["mean_length"] > 40 and figures["mean_spaces"] >= 3 and not few:
        return [("value_free_text", filled, figures["first_rows"])]
    if figures["long_texts"]:
        return [("value_free_text", figures["long_rows"], figures["long_first"])]
    if figures["initials"] >= max(HALF * different, 3):
        return [("value_person_name", figures["initials"], figures["first_rows"])]
    return []


def judge_names(figures: Figures, filled: int) -> list[Hit]:
    """Names of persons: pairs (given and family name), initials with a family name, titles, or single names.

    Single family names are only told from counties by the list of counties: nearly all of a column of
    counties is in it, and a third of a column of family names.
    """
    different = max(figures["different"], 1)
    pairs, singles = figures["pairs"], figures["singles"]
    several = pairs >= 3 and pairs >= SOME * different
    pair_rows = figures["pair_rows"], figures["pair_first"] or []
    if several or (pairs >= 2 and pairs >= HALF * different) or (pairs >= 20 and pairs >= 0.05 * different):
        return [("value_person_name", *pair_rows)]
    if max(figures["initialed"], figures["titled"]) >= max(HALF * different, 3):
        return [("value_person_name", filled, figures["short_first"] or [])]
    if singles >= max(HALF * different, 5) and _single_names(figures, singles, filled):
        return [("value_person_name", filled, figures["short_first"] or [])]
    return [("value_name_doubt", *pair_rows)] if pairs >= 2 and pairs >= 0.03 * different else []


def _single_names(figures: Figures, singles: int, filled: int) -> bool:
    if figures["county"] >= 0.7 * singles:
        return False
    if figures["given"] >= HALF * singles:
        return True
    various = singles >= 8 and (singles >= 0.3 * filled or singles >= 60)
    return various and figures["family"] >= 0.65 * singles
