"""Made-up people and made-up work, always the same: what must not pass the gate, and what must."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

_WORDS = """
James Maria Robert Linda Michael Patricia David Jennifer John Elizabeth Luis Carmen Tyrone Latoya Wei Priya
Ahmed Fatima Kevin Donna Brian Sandra Jose Ana Marcus Denise Anthony Karen Steven Nancy Aaliyah Jayden
--
Smith Johnson Williams Garcia Rodriguez Martinez Nguyen Patel Washington Jefferson O'Brien Murphy Kowalski
Schmidt Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Thompson Ramirez
Robinson Flores Carter Sanchez Ortiz Schwartz Vasquez Fitzgerald Mendoza
--
Maple Oak Washington Cedar Elm Lakeview Prospect Highland Jefferson Sunset
--
St Ave Blvd Rd Street Avenue Dr Lane Ct Way
"""
GIVEN, FAMILY, STREETS, KINDS_OF_STREET = (words.split() for words in _WORDS.split("--"))

Maker = Callable[[random.Random], str]


def column(make: Maker, rows: int = 40, seed: int = 7) -> list[str]:
    """Cells from one maker."""
    chance = random.Random(seed)
    return [make(chance) for _ in range(rows)]


def among(make: Maker, share: int, rows: int = 40, other: str = "referred") -> list[str]:
    """One made cell in every `share` rows; the others hold a code."""
    made = column(make, rows)
    return [cell if index % share == 3 % share else other for index, cell in enumerate(made)]


def digits(chance: random.Random, count: int) -> str:
    """Digits, the first not 0."""
    return str(chance.randint(10 ** (count - 1), 10**count - 1))


def ssn(chance: random.Random, sep: str = "-") -> str:
    """A number of the shape of a social security number."""
    return sep.join([digits(chance, 3), f"{chance.randint(1, 99):02}", digits(chance, 4)])


def phone(chance: random.Random, shape: str = "{0}-{1}-{2}") -> str:
    """A phone number; 555-01xx is never given to anybody."""
    return shape.format(chance.randint(201, 989), 555, f"01{chance.randint(0, 99):02}")


def street(chance: random.Random) -> str:
    """House number and street."""
    return f"{chance.randint(10, 9999)} {chance.choice(STREETS)} {chance.choice(KINDS_OF_STREET)}"


def given(chance: random.Random) -> str:
    """A given name."""
    return chance.choice(GIVEN)


def family(chance: random.Random) -> str:
    """A family name."""
    return chance.choice(FAMILY)


def birth(chance: random.Random, form: str = "%Y-%m-%d") -> str:
    """A date of birth of somebody between 13 and 85."""
    return (date(2013, 6, 1) - timedelta(days=chance.randint(0, 72 * 365))).strftime(form)


def event(chance: random.Random, form: str = "%Y-%m-%d") -> str:
    """A day of the last six years."""
    return (date(2026, 10, 31) - timedelta(days=chance.randint(0, 6 * 365))).strftime(form)


def story(chance: random.Random) -> str:
    """A sentence as officers write them."""
    who = chance.choice(["Subject", "Caller", "Mother of subject", "Neighbor"])
    did = chance.choice(
        ["was pacing in the parking lot", "said that he stopped taking his medicine", "was calm"]
    )
    return f"{who} {did} and was taken to the crisis center without any force."
