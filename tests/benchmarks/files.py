"""A made-up file in the format of Cook County's diversion data, as long as one likes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

PROGRAMS = ("DDPP", "BR9", "RJCC", "ACT", "DC", "DS", "MHC", "VC")
RACES = ("Black", "White", "Latinx", "Asian", "Other", "Unknown")
FIRST_DAY, DAYS = np.datetime64("2011-01-01"), 3600
CLOCK = "%m/%d/%Y %I:%M:%S %p"


def diversion_csv(path: Path, rows: int, seed: int = 1) -> Path:
    """Write `rows` referrals to `path`, a third of them of people met before (mapping cook_sao_diversion)."""
    draw = np.random.default_rng(seed)
    person = np.sort(draw.integers(0, rows * 2 // 3, rows))
    referral = FIRST_DAY + draw.integers(0, DAYS, rows)
    closed = referral + draw.integers(30, 700, rows)
    result = draw.choice(["Graduated", "Failed", ""], rows, p=[0.6, 0.25, 0.15])
    frame = pd.DataFrame(
        {
            "CASE_ID": 300_000_000_000 + person * 7,
            "CASE_PARTICIPANT_ID": 700_000_000_000 + person * 11,
            "RECEIVED_DATE": pd.Series(referral - 20).dt.strftime(CLOCK),
            "OFFENSE_CATEGORY": "Retail Theft",
            "DIVERSION_PROGRAM": draw.choice(PROGRAMS, rows),
            "REFERRAL_DATE": pd.Series(referral).dt.strftime(CLOCK),
            "DIVERSION_COUNT": pd.Series(person).groupby(person).cumcount() + 1,
            "PRIMARY_CHARGE_OFFENSE_TITLE": "RETAIL THEFT",
            "STATUTE": "720 ILCS 5/16A-3(a)",
            "RACE": draw.choice(RACES, rows),
            "GENDER": draw.choice(["Male", "Female"], rows),
            "DIVERSION_RESULT": result,
            "DIVERSION_CLOSED_DATE": pd.Series(closed).dt.strftime(CLOCK).where(result != "", ""),
        }
    )
    frame.to_csv(path, index=False)
    return path
