"""The people whom partners meet: who they are and how often things happen to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo.draw import choose, hex_ids, stream

ADULTS, YOUTHS = 46_000, 9_000

ADULT_AGES = {"18-24": 17, "25-34": 28, "35-44": 24, "45-54": 15, "55-64": 11, "65+": 5}
YOUTH_AGES = {"under_12": 22, "12-17": 78}
SEXES = {"male": 63, "female": 36, "other": 1}
RACES = {
    "white": 50,
    "black": 23,
    "hispanic_latino": 17,
    "asian": 3,
    "multiple": 3,
    "american_indian_alaska_native": 2,
    "middle_eastern_north_african": 1,
    "native_hawaiian_pacific_islander": 0.5,
    "black|hispanic_latino": 0.5,
}
HOMES = {"city": 56, "county": 27, "bayside": 14, "northgate": 3}
ZIP3 = {"city": "941", "county": "942", "bayside": "941", "northgate": "942"}


@dataclass
class People:
    """One array per attribute, all of the same length; the last `YOUTHS` are under eighteen."""

    key: np.ndarray  # 64 hex characters, the same at every agency
    age_band: np.ndarray
    sex: np.ndarray
    race_ethnicity: np.ndarray
    home: np.ndarray
    zip3: np.ndarray
    smi: np.ndarray  # bool, as are the next three
    sud: np.ndarray
    veteran: np.ndarray
    homeless: np.ndarray
    risk: np.ndarray  # how often the justice or crisis system meets this person, relative
    youth: np.ndarray

    def __len__(self) -> int:
        return len(self.key)


def populate() -> People:
    """The same people for every run."""
    rng = stream("people", 0)
    count = ADULTS + YOUTHS
    youth = np.arange(count) >= ADULTS
    age = np.where(youth, choose(rng, YOUTH_AGES, count), choose(rng, ADULT_AGES, count))
    smi = (rng.random(count) < 0.20) & ~youth
    sud = (rng.random(count) < np.where(smi, 0.5, 0.3)) & ~youth
    homeless = (rng.random(count) < np.where(smi, 0.22, 0.07)) & ~youth
    veteran = (rng.random(count) < 0.09) & ~youth
    home = choose(rng, HOMES, count)
    # A few people are met very often: gamma with a long tail, longer for people without a home.
    risk = rng.gamma(0.75, 1.0, count) * np.where(homeless, 2.2, 1.0) * np.where(smi, 1.3, 1.0)
    return People(
        key=hex_ids(rng, count, 64),
        age_band=age,
        sex=choose(rng, SEXES, count),
        race_ethnicity=choose(rng, RACES, count),
        home=home,
        zip3=np.vectorize(ZIP3.get, otypes=["U3"])(home),
        smi=smi,
        sud=sud,
        veteran=veteran,
        homeless=homeless,
        risk=np.where(youth, 0.0, risk),
        youth=youth,
    )
