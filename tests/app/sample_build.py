"""A small published build with everything that the pages must cope with, written as the ETL would publish it.

`python -m tests.app.sample_build FOLDER` writes one for looking at; the tests call `write`.
"""

from __future__ import annotations

import json
import sys
import tempfile
import zlib
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

BUILD_ID = "20261112T090000Z-sample"
ETL = Path(__file__).resolve().parents[2] / "etl"
STATES = ETL / "board_sql" / "state.sql"
MONTHS = pd.date_range("2023-01-01", "2026-10-01", freq="MS")
INTERCEPTS = (
    "Community services",
    "Law enforcement",
    "First court",
    "Jails & courts",
    "Reentry",
    "Community support",
)
AGENCIES = (
    ("seaview_pd", "Seaview Police", "police"),
    ("northgate_pd", "Northgate Police", "police"),
    ("harbor_sheriff", "Harbor County Sheriff", "sheriff"),
    ("harbor_jail", "Harbor County Jail", "jail"),
    ("harbor_court", "Harbor County Court", "court"),
    ("harbor_bh", "Harbor Behavioral Health", "mental_health"),
    ("lighthouse", "Lighthouse Crisis Center", "crisis_center"),
)
# id, short, unit, good, intercepts, headline, level of the series, size of a step in the last nine months
MEASURES = (
    (
        "crisis_resolved_in_community",
        "Crisis contacts resolved in the community",
        "percent",
        "up",
        "0",
        1,
        82,
        7,
    ),
    ("eligible_diversion_rate", "Diverted where arrest was possible", "percent", "up", "1", 2, 52, 10),
    ("screening_coverage", "Bookings screened for mental illness", "percent", "up", "2", 3, 91, 0),
    ("jail_adp_smi", "People with SMI in jail, daily average", "mean_daily", "down", "3", 4, 160, -20),
    ("connected_30", "Connected to care within 30 days", "percent", "up", "4", 5, 62, -14),
    ("retention_180", "Still engaged after 180 days", "percent", "up", "5", 6, 71, 0),
    ("diversions", "Diversions", "count", "up", "1|2|3", 7, 170, 40),
    ("bookings_smi", "Bookings of people with SMI", "count", "down", "2|3", 8, 140, -24),
    ("los_gap", "Days in jail, people with SMI against others", "ratio", "down", "3", 9, 1.6, 0),
    ("handoff_minutes", "Officer minutes at crisis-center hand-off", "minutes", "down", "1", 10, 24, 0),
    ("bh_arrest_rate", "Encounters ending in arrest", "percent", "down", "1", 11, 21, -5),
    ("repeat_encounters_180", "People met again within 180 days", "percent", "down", "1", 12, 28, 0),
    ("cit_response_rate", "Encounters with a crisis-trained responder", "percent", "up", "1", 13, 64, 0),
    ("court_referral_to_admission_days", "Referral to admission", "days", "down", "3", 14, 33, 8),
    ("linkage_30", "Reached a first service within 30 days", "percent", "up", "0|1", 15, 55, 0),
    ("pretrial_diversion_starts", "Pretrial diversion starts", "count", "up", "2|3", 16, 31, 0),
    (
        "specialty_court_retention",
        "Specialty court: still engaged at 180 days",
        "percent",
        "up",
        "3",
        17,
        77,
        0,
    ),
    ("capacity_used", "Program places in use", "percent", "neither", "5", 18, 88, 0),
)
AUDIENCES = {
    "0": "mental_health",
    "1": "police",
    "2": "courts",
    "3": "courts",
    "4": "mental_health",
    "5": "mental_health",
}
LEADERS = {
    "eligible_diversion_rate": "police:1",
    "diversions": "police:2|board:1",
    "handoff_minutes": "police:3",
    "repeat_encounters_180": "police:4",
    "bh_arrest_rate": "police:5",
    "jail_adp_smi": "courts:2",
    "los_gap": "board:2|courts:3",
}
LEVELS = {
    "intercept": (
        ("1", "Intercept 1: Law enforcement"),
        ("2", "Intercept 2: Hearings"),
        ("3", "Intercept 3: Jails"),
    ),
    "responder": (
        ("patrol", "Patrol"),
        ("cit_officer", "CIT officer"),
        ("co_responder", "Co-responder"),
        ("mobile_crisis", "Mobile crisis team"),
    ),
    "sex": (("female", "Female"), ("male", "Male"), ("other", "Other"), ("unknown", "Unknown")),
    "outcome": (
        ("resolved_on_scene", "Resolved on scene"),
        ("referred", "Referred to a service"),
        ("diverted_prebooking", "Diverted before booking"),
        ("arrest_booked", "Arrested and booked"),
        ("involuntary_hold", "Involuntary hold"),
        ("other", "Other or unknown"),
    ),
}
COLUMNS = (
    "measure_id",
    "scope_kind",
    "scope",
    "breakdown",
    "level",
    "period",
    "grain",
    "numerator",
    "denominator",
    "value",
    "value_high",
    "low",
    "high",
    "center",
    "limit_low",
    "limit_high",
    "signal",
    "improvement",
    "status",
    "reason",
    "reporting",
    "expected",
)


def _series(measure: tuple, scale: float, seed: int, grain: str = "month") -> pd.DataFrame:
    """One series of the shapes that the ETL makes; the last month is provisional."""
    _, _, unit, good, _, _, level, step = measure
    rng = np.random.default_rng(seed)
    periods = MONTHS if grain == "month" else pd.date_range("2023-01-01", "2026-07-01", freq="QS")
    n = len(periods)
    base = level * (scale if unit in ("count", "mean_daily") else 1.0)
    noise = max(base * 0.07, 0.05 if unit == "ratio" else 0.8)
    changed = np.arange(n) >= n - 9
    value = base + rng.normal(0, noise, n) + np.where(changed, step * (base / level), 0)
    if unit in ("count", "mean_daily"):
        value = np.round(np.maximum(value, 0))
    denominator = np.full(n, np.nan)
    numerator = np.full(n, np.nan)
    if unit == "percent":
        denominator = np.round(np.maximum(rng.normal(220 * scale, 18, n), 3))
        numerator = np.round(np.clip(value, 0, 100) / 100 * denominator)
        value = 100 * numerator / denominator
    elif unit == "count":
        numerator = value
    elif unit == "mean_daily":
        denominator = periods.days_in_month.to_numpy().astype(float)
        numerator = value * denominator
    else:
        denominator = np.round(np.maximum(rng.normal(90 * scale, 8, n), 2))
    moving = np.abs(np.diff(value[: n - 9])).mean()
    center = value[: n - 9].mean()
    signal = np.where(changed & (step != 0), "shift_up" if step > 0 else "shift_down", "")
    better = np.where(signal != "", (step > 0) == (good == "up"), False).astype(object)
    status = np.full(n, "shown", dtype=object)
    status[-1] = "provisional"
    signal[-1] = ""
    frame = pd.DataFrame(
        {
            "period": periods,
            "grain": grain,
            "numerator": numerator,
            "denominator": denominator,
            "value": value,
            "value_high": np.nan,
            "low": np.nan,
            "high": np.nan,
            "center": center,
            "limit_low": center - 2.66 * moving,
            "limit_high": center + 2.66 * moving,
            "signal": signal,
            "improvement": better,
            "status": status,
            "reason": None,
            "reporting": 7,
            "expected": 7,
        }
    )
    frame.loc[frame.index[-1], "reporting"] = 6
    return frame


def _hide(frame: pd.DataFrame, rows: pd.Series, status: str, reason: str | None = None) -> None:
    frame.loc[rows, ["numerator", "denominator", "value"]] = np.nan
    frame.loc[rows, ["status", "reason", "signal"]] = [status, reason, ""]


def _mend(frame: pd.DataFrame, measure: tuple) -> pd.DataFrame:
    """Put in what real series have: missing months, small numbers hidden, cohorts still too young."""
    name, _, unit, *_ = measure
    if name == "bh_arrest_rate":
        _hide(frame, frame["period"].between("2024-05-01", "2024-06-01"), "missing")
    if name in ("connected_30", "retention_180", "linkage_30"):
        young = 2 if name != "retention_180" else 6
        _hide(frame, frame.index >= len(frame) - young, "too_early")
    small = frame["numerator"].between(1, 10) & (unit in ("count", "percent"))
    _hide(
        frame,
        small | (frame["denominator"] < 30) & (unit == "percent"),
        "suppressed",
        "Fewer than 11, or protects a number below 11",
    )
    return frame


def _verdict(frame: pd.DataFrame, measure: tuple, target: float | None) -> dict:
    _, _, _, good, _, _, _, step = measure
    judged = frame[frame["status"] == "shown"]
    common = {
        "period": judged["period"].iloc[-1] if len(judged) else frame["period"].iloc[-1],
        "rule": "",
        "run_length": 0,
        "since": None,
        "center": frame["center"].iloc[0],
        "limit_low": frame["limit_low"].iloc[0],
        "limit_high": frame["limit_high"].iloc[0],
        "target_value": target,
        "target_code": "hit_and_miss" if target else "",
        "target_sentence": "Target 65%: hit and miss" if target else "",
        "n_points": len(judged),
    }
    if len(judged) < 6:
        return common | {
            "code": "too_few",
            "direction": "",
            "sentence": "Too few months to say",
            "short": "Too few months",
        }
    run = int((judged["signal"] != "").sum())
    if not run:
        return common | {
            "code": "normal",
            "direction": "",
            "sentence": "Normal month-to-month variation",
            "short": "Normal variation",
        }
    code = "improvement" if (step > 0) == (good == "up") else "concern"
    side = "above" if step > 0 else "below"
    return common | {
        "code": code,
        "direction": "up" if step > 0 else "down",
        "rule": "shift",
        "run_length": run,
        "since": judged[judged["signal"] != ""]["period"].iloc[0],
        "sentence": f"Real {code}: {run} months {side} the usual range",
        "short": f"Real {code}",
    }


def _rows() -> tuple[pd.DataFrame, pd.DataFrame]:
    points, verdicts = [], []

    def add(
        measure: tuple, kind: str, scope: str, breakdown: str, level: str, scale: float, grain: str = "month"
    ):
        frame = _mend(
            _series(measure, scale, zlib.crc32(f"{measure[0]} {scope} {level}".encode()), grain), measure
        )
        key = {
            "measure_id": measure[0],
            "scope_kind": kind,
            "scope": scope,
            "breakdown": breakdown,
            "level": level,
        }
        points.append(frame.assign(**key))
        verdicts.append(
            key | {"grain": grain} | _verdict(frame, measure, 65.0 if measure[0] == "connected_30" else None)
        )

    for measure in MEASURES:
        add(measure, "partnership", "harbor", "all", "all", 1.0)
        for i, (agency, _, kind) in enumerate(AGENCIES):
            if (kind in ("police", "sheriff") and "1" in measure[4]) or (
                kind == "jail" and measure[4] in ("2", "3", "4")
            ):
                add(measure, "agency", agency, "all", "all", 0.5 if i != 1 else 0.04)
        if "1" in measure[4]:
            for j, (level, _) in enumerate(LEVELS["responder"]):
                add(measure, "partnership", "harbor", "responder", level, (0.6, 0.3, 0.2, 0.04)[j])
        if measure[0] == "diversions":
            for level, _ in LEVELS["intercept"]:
                add(measure, "partnership", "harbor", "intercept", level, 0.4)
        for j, (level, _) in enumerate(LEVELS["sex"]):
            add(measure, "partnership", "harbor", "sex", level, (0.9, 1.4, 0.03, 0.02)[j], "quarter")
    for n in range(6):
        cases = (f"cases_{n}", "", "count", "neither", str(n), 99, 300, 0)
        add(cases, "partnership", "harbor", "all", "all", 1.0)
        for j, (level, _) in enumerate(LEVELS["outcome"]):
            add(cases, "partnership", "harbor", "outcome", level, (0.4, 0.25, 0.18, 0.12, 0.02, 0.03)[j])
    return pd.concat(points, ignore_index=True)[list(COLUMNS)], pd.DataFrame(verdicts)


def _measures() -> pd.DataFrame:
    rows = []
    for name, short, unit, good, steps, headline, _, _ in [
        *MEASURES,
        *((f"cases_{n}", "Cases by outcome", "count", "neither", str(n), 99, 0, 0) for n in range(6)),
    ]:
        rows.append(
            {
                "id": name,
                "title": short,
                "short": short,
                "question": f"How often: {short.lower()}?",
                "why": "Because partners decide on it every month.",
                "numerator": "People or events counted",
                "denominator": None if unit == "count" else "All that could have been counted",
                "unit": unit,
                "good": good,
                "intercepts": steps,
                "area": "Courts",
                "audiences": f"{AUDIENCES[steps[0]]}|all",
                "feed": "encounters",
                "agg": "km" if name == "retention_180" else "proportion",
                "chart": "xmr",
                "headline": headline,
                "leaders": LEADERS.get(name, ""),
                "followup_days": 0,
                "precision": 0,
                "source": "Stepping Up: four key measures",
                "caveats": "People can be counted more than once.",
            }
        )
    return pd.DataFrame(rows)


def _submissions() -> pd.DataFrame:
    rows = [
        {
            "agency_id": agency,
            "agency_name": name,
            "kind": kind,
            "feed": "encounters",
            "month": month,
            "state": "late" if (agency, month) == ("northgate_pd", MONTHS[-1]) else "received",
            "due_date": month + pd.Timedelta(days=40),
            "received_date": month + pd.Timedelta(days=36),
            "submission_count": 1,
        }
        for agency, name, kind in AGENCIES
        for month in MONTHS[-6:]
    ]
    return pd.DataFrame(rows)


def _board() -> dict[str, pd.DataFrame]:
    """The tables of the submissions board: one agreement has expired, one does not cover what is sent."""
    partners = [
        {
            "agency_id": agency, "name": name, "kind": kind, "contact_role": "Records supervisor",
            "contact_phone": "(555) 555-0100", "contact_email": f"records@{agency.replace('_', '-')}.example",
            "agreement": "Data use agreement 7", "agreement_kind": "dua",
            "agreement_from": pd.Timestamp("2023-01-01"),
            "agreement_until": pd.Timestamp("2026-10-31" if agency == "lighthouse" else "2027-12-31"),
            "agreement_feeds": "bookings" if agency == "harbor_jail" else "encounters",
        }
        for agency, name, kind in AGENCIES
    ]  # fmt: skip
    came = [
        {"agency_id": agency, "feed": "encounters", "received_date": month + pd.Timedelta(days=36),
         "newest_month": month}
        for agency, _, _ in AGENCIES
        for month in MONTHS[-6:-1]
    ]  # fmt: skip
    quality = [
        {"agency_id": "seaview_pd", "feed": "encounters", "grain": "month", "period": month,
         "complete": 95 if n % 2 else None, "unknown": 10 if n % 2 else None}
        for n, month in enumerate(MONTHS[-6:])
    ]  # fmt: skip
    return {
        "partner": pd.DataFrame(partners),
        "partner_feed": pd.DataFrame(
            [(agency, "encounters", 10, pd.Timestamp("2026-11-06")) for agency, _, _ in AGENCIES],
            columns=["agency_id", "feed", "due_day", "last_received"],
        ),
        "arrival": pd.DataFrame(came),
        "restatement": pd.DataFrame(
            [("harbor_court", "encounters", MONTHS[-4], pd.Timestamp("2026-10-02"))],
            columns=["agency_id", "feed", "month", "restated_on"],
        ),
        "quality": pd.DataFrame(quality),
    }


def _meta() -> dict[str, pd.DataFrame]:
    levels = [(b, code, label, i) for b, pairs in LEVELS.items() for i, (code, label) in enumerate(pairs)]
    scopes = [("partnership", "harbor", "Harbor County partnership", "", "", "harbor")]
    scopes += [("agency", a, name, kind, "harbor", "harbor") for a, name, kind in AGENCIES]
    headline = [m[0] for m in MEASURES[:6]]
    return {
        "meta_level": pd.DataFrame(levels, columns=["breakdown", "level", "label", "sort"]),
        "meta_breakdown": pd.DataFrame(
            [
                ("responder", "Who responded", "operational"),
                ("sex", "Sex", "personal"),
                ("intercept", "Intercept", "operational"),
                ("outcome", "Outcome", "operational"),
            ],
            columns=["breakdown", "label", "kind"],
        ),
        "meta_scope": pd.DataFrame(
            scopes, columns=["scope_kind", "scope", "name", "kind", "parent", "partnership"]
        ),
        "meta_intercept": pd.DataFrame(
            [(n, name, "Courts", headline[n]) for n, name in enumerate(INTERCEPTS)],
            columns=["intercept", "name", "area", "headline_measure"],
        ),
        "meta_build": pd.DataFrame(
            [
                {
                    "build_id": BUILD_ID,
                    "built_at": pd.Timestamp("2026-11-12 09:00"),
                    "policy": "partners",
                    "as_of": pd.Timestamp("2026-11-12"),
                    "through_month": MONTHS[-1],
                    "partnership": "harbor",
                    "partnership_name": "Harbor County partnership",
                    "note": "",
                }
            ]
        ),
        "meta_feed_column": pd.DataFrame(
            [
                ("encounters", "agency_id", "code", True, "the partner registry", "Who sends the row"),
                ("encounters", "encounter_date", "date", True, "not in the future", "The day of the contact"),
                ("bookings", "booking_date", "date", True, "", "=the day, in 2026"),
            ],
            columns=["feed", "column", "type", "required", "allowed", "help"],
        ),
        "meta_code": pd.DataFrame(
            [
                ("sex", "female", "Female"),
                ("service_type", "act", "Assertive Community Treatment (ACT)"),
                ("service_type", "reentry", "Reentry program"),
            ],
            columns=["list", "code", "label"],
        ),
        "event": pd.DataFrame(
            [
                (
                    "center",
                    pd.Timestamp("2026-02-01"),
                    "Crisis center opened",
                    "diversions|bookings_smi|eligible_diversion_rate",
                    "",
                    False,
                    "",
                )
            ],
            columns=["event_id", "date", "name", "measure_ids", "scope", "rebase", "reason"],
        ),
        "target": pd.DataFrame(
            [
                (
                    "connected_30",
                    "partnership",
                    "harbor",
                    65.0,
                    "2024-01",
                    "Council",
                    pd.Timestamp("2023-12-01"),
                    "",
                )
            ],
            columns=[
                "measure_id",
                "scope_kind",
                "scope",
                "value",
                "good_from",
                "agreed_by",
                "agreed_on",
                "note",
            ],
        ),
        "program": pd.DataFrame(
            [("act_1", "ACT team", "harbor_bh", "act", 5, 60, "")],
            columns=[
                "program_id",
                "name",
                "agency_id",
                "service_type",
                "intercept",
                "capacity",
                "description",
            ],
        ),
        "resource": pd.DataFrame(
            [
                (
                    "line",
                    "crisis_line",
                    "988 Suicide & Crisis Lifeline",
                    None,
                    "SAMHSA",
                    None,
                    "988",
                    None,
                    "https://988lifeline.org",
                    "United States",
                    "Call or text",
                ),
                (
                    "shady",
                    "additional_resource",
                    "=Odd",
                    None,
                    None,
                    None,
                    "ask",
                    None,
                    "javascript:alert(1)",
                    None,
                    "<b>bold</b>",
                ),
            ],
            columns=[
                "resource_id",
                "kind",
                "name",
                "service",
                "provider",
                "contact_role",
                "phone",
                "email",
                "website",
                "area",
                "notes",
            ],
        ),
        "submission": _submissions(),
        "meta_measure": _measures(),
    }


def write(home: Path, build_id: str = BUILD_ID) -> str:
    """Publish the sample under `home`/published and point to it; gives the build id."""
    folder = home / "published" / "builds" / build_id
    folder.mkdir(parents=True)
    (folder / "shared.duckdb").write_bytes(_shared())
    (folder / "build.json").write_text(json.dumps({"build_id": build_id}), encoding="utf-8")
    (home / "published" / "current.json").write_text(json.dumps({"build_id": build_id}), encoding="utf-8")
    return build_id


@cache
def _shared() -> bytes:
    """The published file, made once a process: many tests want one of their own."""
    trend, verdict = _rows()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "shared.duckdb"
        _save(file, _meta() | _board() | {"trend": trend, "verdict": verdict})
        with duckdb.connect(str(file)) as con:
            con.execute(STATES.read_text(encoding="utf-8").replace("shared.", ""))
            for name in ("plain", "identifiers"):
                macro = (ETL / "gate" / f"{name}.sql").read_text(encoding="utf-8")
                con.execute(macro.replace("{{temp}}", "").replace("{{macro}}", name))
        return file.read_bytes()


def _save(file: Path, tables: dict[str, pd.DataFrame]) -> None:
    with duckdb.connect(str(file)) as con:
        for name, frame in tables.items():
            con.register("given", frame)
            columns = ", ".join(
                f'"{c}"::DATE as "{c}"' if str(t).startswith("datetime") and c != "built_at" else f'"{c}"'
                for c, t in frame.dtypes.items()
            )
            con.sql(f"create table {name} as select {columns} from given")  # noqa: S608 - names from this file
            con.unregister("given")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
