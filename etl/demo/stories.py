"""What happens in Harbor County, and when. Written for readers in data/demo/STORIES.md.

The dates are fixed, like those of data/reference/events.csv: going on by a month adds a month and moves
nothing that was there before. Only who is late is told from the end (`through`).
"""

from __future__ import annotations

import numpy as np

SEED = 20221101
START = np.datetime64("2022-11", "M")  # first month that partners report
WARM_UP = 24  # months simulated before it, so that jail and programs are not empty on the first day
SHORTEST = np.datetime64("2026-05", "M")  # stories need this much history

CRISIS_CENTER_OPENS = np.datetime64("2025-09", "M")  # lasting: drop-offs up, jail bookings with SMI down
FALSE_ALARM = np.datetime64("2025-03", "M")  # one month of 988 contacts, normal again after
CLINIC_HOURS_CUT = np.datetime64("2026-01", "M")  # real decline: fewer people connected after release
LAKESIDE_SKIPS = (np.datetime64("2024-08", "M"), np.datetime64("2024-09", "M"))
LATE_AGENCY = "harbor_probation"  # its file of the last month is not in yet
COUNTS_AGENCY = "bayside_pd"
SMALL_AGENCY = "northgate_pd"

# Summer is busier, December and February quieter; short swings, so that seasons make no runs of seven.
SEASON = {
    1: 0.99,
    2: 0.97,
    3: 1.0,
    4: 1.0,
    5: 1.01,
    6: 1.04,
    7: 1.06,
    8: 1.04,
    9: 0.99,
    10: 1.01,
    11: 0.98,
    12: 0.94,
}


def season(month: np.datetime64) -> float:
    """How busy this calendar month is, 1 = usual."""
    return SEASON[int(month.astype(int)) % 12 + 1]
