"""The totals that Bayside sends instead of rows, counted by its own records clerk."""

from __future__ import annotations

import pandas as pd

COUNTED = "encounters"
ARRESTED = ("arrest_booked", "arrest_released")
DIVERTED = (
    "diverted_prebooking",
    "diverted_postbooking",
    "diverted_court",
    "transported_crisis_center",
    "voluntary_hospital",
)
SPECIALISTS = ("cit_officer", "co_responder", "mobile_crisis", "peer")


def monthly_counts(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per month and measure: numerator, and the denominator of a rate."""
    rows = rows[rows["bh_need"] != "none"]
    month = rows["encounter_date"].dt.to_period("M").dt.to_timestamp().astype("datetime64[s]").rename("month")
    done = rows["disposition"]
    diverted, arrested = done.isin(DIVERTED), done.isin(ARRESTED)
    eligible = (rows["probable_cause"] == "yes") & (diverted | arrested | (done == "citation"))
    settled = ~done.isin(["unknown", "pending"])
    force, responder = rows["force_used"], rows["responder"]
    everything = done.notna()
    pairs = {
        "bh_encounters": (everything, None),
        "diversions": (diverted, None),
        "drop_offs": (done == "transported_crisis_center", None),
        "eligible_diversion_rate": (eligible & diverted, eligible),
        "bh_arrest_rate": (arrested, settled),
        "force_rate": (force == "yes", force != "unknown"),
        "cit_response_rate": (responder.isin(SPECIALISTS), responder != "unknown"),
    }
    parts = []
    for measure, (upper, lower) in pairs.items():
        part = pd.DataFrame({"numerator": upper.groupby(month).sum()})
        part["denominator"] = float("nan") if lower is None else lower.groupby(month).sum()
        parts.append(part.reset_index().assign(measure_id=measure))
    counts = pd.concat(parts, ignore_index=True)
    return counts.assign(agency_id="bayside_pd", breakdown="all", level="all")
