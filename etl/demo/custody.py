"""Jail bookings (intercept 3), and the courts' and prosecutor's decisions on them (intercepts 2 and 3)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.demo.draw import NEVER, choose, days_in, lag, pick, stream
from etl.demo.programs import BY_ID, enroll
from etl.demo.stories import CLINIC_HOURS_CUT, CRISIS_CENTER_OPENS, START, season
from etl.demo.world import World, by_case, told

REASONS = {
    "new_charge": 52,
    "warrant": 21,
    "failure_to_appear": 9,
    "probation_violation": 12,
    "hold": 4,
    "other": 2,
}
LEVELS = {"misdemeanor": 55, "felony": 39, "ordinance": 6}
KINDS = {"society": 42, "property": 31, "person": 27}
SHORT = {"recognizance": 50, "bond": 28, "dismissed": 15, "supervised": 7}
LONG = {
    "bond": 25,
    "supervised": 18,
    "sentence_served": 28,
    "dismissed": 10,
    "diversion": 6,
    "treatment": 5,
    "transfer": 7,
    "other": 1,
}

# agency, intercept, contacts a month, disposition when accepted, share accepted, program of the accepted
COURTS = (
    ("harbor_prosecutor", 2, 84, "diverted_postbooking", 0.44, {"da_diversion": 1}),
    ("harbor_court", 2, 92, "diverted_postbooking", 0.46, {"court_pretrial": 1}),
    (
        "harbor_court",
        3,
        96,
        "diverted_court",
        0.48,
        {"court_mhc": 36, "court_drug": 38, "court_veterans": 26},
    ),
)
NOT_ACCEPTED = {"ineligible": 46, "declined": 33, "other": 15, "unknown": 6}


def bookings_month(world: World, month: np.datetime64, arrested: dict[str, np.ndarray]) -> pd.DataFrame:
    """Bookings of one month: people whom officers arrested, and everybody else; returns them."""
    number = int((month - START).astype(int))
    rng = stream("jail", number)
    people = world.people
    # With a door to bring people to, fewer of those with serious mental illness come to the jail.
    with_smi = rng.poisson((126 if month < CRISIS_CENTER_OPENS else 102) * season(month))
    without = rng.poisson(772 * season(month))
    smi = pick(rng, people.risk * people.smi, with_smi)
    others = pick(rng, people.risk * ~people.smi * ~people.youth, without)
    who = np.concatenate([arrested["who"], smi, others])
    day = np.concatenate([arrested["day"], days_in(rng, month, with_smi + without)])
    length, reason = _stays(rng, people.smi[who])
    rows = pd.DataFrame({"who": who, "day": day, "release": day + length, "reason": reason}).sort_values(
        ["who", "day"], kind="stable"
    )
    before = rows.groupby("who")["release"].cummax().groupby(rows["who"]).shift().fillna(-NEVER)
    rows = rows[(rows["day"] > before) & (rows["day"] > world.custody_until[rows["who"]])]
    rows = rows.sample(frac=1, random_state=rng).reset_index(drop=True)
    _write_bookings(world, month, rows, rng)
    np.maximum.at(world.custody_until, rows["who"], rows["release"])
    np.maximum.at(world.last_release, rows["who"], rows["release"])
    return rows


def _stays(rng: np.random.Generator, smi: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Days in jail and the kind of release: many leave within a day, a few stay for most of a year."""
    count = len(smi)
    kind = by_case(
        rng,
        [
            (smi, {"day": 22, "days": 27, "weeks": 28, "months": 23}),
            (~smi, {"day": 35, "days": 28, "weeks": 20, "months": 17}),
        ],
    )
    long = np.minimum(30 + rng.gamma(1.5, 66, count), 420)
    days = np.select(
        [kind == "day", kind == "days", kind == "weeks"],
        [rng.integers(0, 2, count), rng.integers(2, 8, count), rng.integers(8, 40, count)],
        np.floor(long),
    ).astype(np.int64)
    brief = days < 4
    return days, by_case(rng, [(brief, SHORT), (~brief, LONG)])


def _write_bookings(world: World, month: np.datetime64, rows: pd.DataFrame, rng: np.random.Generator) -> None:
    who, day, release = (rows[name].to_numpy() for name in ("who", "day", "release"))
    count = len(rows)
    smi = world.people.smi[who]
    stayed = release - day >= 2
    screened = rng.random(count) < np.where(stayed, 0.87, 0.4)
    positive = rng.random(count) < np.where(smi, 0.86, 0.17)
    result = np.where(
        screened,
        np.where(rng.random(count) < 0.03, "refused", np.where(positive, "positive", "negative")),
        "",
    )
    known = screened | (rng.random(count) < 0.65)  # from an earlier stay or the authority's records
    confirmed = np.where(known, np.where(smi & (rng.random(count) < 0.97), "yes", "no"), "unknown")
    treated = told(rng, smi & (rng.random(count) < 0.45), 0.1)
    seen, attended = _appointments(rng, release, smi, month)
    world.write(
        "bookings",
        "harbor_jail",
        "jail",
        month,
        {
            "_who": who,
            "_day": day,
            "person_key": world.people.key[who],
            "booking_date": day,
            "release_date": release,
            "booking_reason": choose(rng, REASONS, count),
            "legal_status": by_case(
                rng,
                [
                    (release - day > 60, {"pretrial": 45, "sentenced": 55}),
                    (release - day <= 60, {"pretrial": 84, "sentenced": 9, "hold": 7}),
                ],
            ),
            "most_serious_level": choose(rng, LEVELS, count),
            "most_serious_category": choose(rng, KINDS, count),
            "screened": np.where(screened, "yes", "no"),
            "screen_tool": np.where(screened, "bjmhs", ""),
            "screen_result": result,
            "smi_confirmed": confirmed,
            "in_treatment_at_booking": treated,
            "release_type": rows["reason"].to_numpy(),
            "medicaid_active": told(rng, rng.random(count) < 0.58, 0.12),
            "appointment_date": seen,
            "appointment_attended": attended,
            **world.describe(who, rng, 0.02),
        },
    )


def _appointments(rng, release: np.ndarray, smi: np.ndarray, month) -> tuple[np.ndarray, np.ndarray]:
    """The first appointment after the release and whether the person came; fewer since the cut."""
    count = len(release)
    cut = release >= CLINIC_HOURS_CUT.astype("datetime64[D]").astype(int)
    made = rng.random(count) < np.where(smi, np.where(cut, 0.62, 0.78), 0.12)
    day = np.where(made, release + lag(rng, count, 8, 0.8), NEVER)
    came = rng.random(count) < np.where(cut, 0.5, 0.72)
    unknown = rng.random(count) < 0.04
    return day, np.where(made, np.where(unknown, "unknown", np.where(came, "yes", "no")), "")


def courts_month(world: World, month: np.datetime64, booked: pd.DataFrame) -> None:
    """First appearances and treatment court reviews of people booked this month."""
    number = int((month - START).astype(int))
    stays = booked[booked["release"] - booked["day"] >= 1]
    need = world.people.smi[stays["who"]] * 3.0 + world.people.sud[stays["who"]] * 1.2 + 0.15
    for agency, intercept, rate, accepted, share, programs in COURTS:
        topic = f"{agency}:{intercept}"
        rng = stream(topic, number)
        count = min(rng.poisson(rate * season(month)), len(stays))
        rows = np.unique(pick(rng, need, int(count * 1.3)))
        rng.shuffle(rows)
        chosen = stays.iloc[rows[:count]]
        _decide(world, month, chosen, (topic, agency, intercept, accepted, share, programs), rng)


def _decide(world: World, month: np.datetime64, chosen: pd.DataFrame, court: tuple, rng) -> None:
    topic, agency, intercept, accepted, share, programs = court
    who = chosen["who"].to_numpy()
    last = (month + 1).astype("datetime64[D]").astype(int) - 1
    day = np.minimum(chosen["day"].to_numpy() + rng.integers(1, 3 if intercept == 2 else 12, len(who)), last)
    count = len(who)
    yes = rng.random(count) < share
    program = np.where(yes, choose(rng, programs, count), "")
    closed, good = np.full(count, NEVER), np.zeros(count, dtype=bool)
    for program_id in programs:
        rows = np.flatnonzero(program == program_id)
        start = day[rows] + lag(rng, len(rows), BY_ID[program_id].wait, 0.6)
        result = enroll(world, BY_ID[program_id], who[rows], day[rows], start, month, topic, "court")
        closed[rows] = result["exit"]
        good[rows] = result["good"]
    world.write(
        "encounters",
        agency,
        topic,
        month,
        {
            "_who": who,
            "_day": day,
            "encounter_date": day,
            "person_key": world.keys(who, rng, 0.98),
            "intercept": intercept,
            "source": "jail" if intercept == 2 else "court",
            "call_nature": "",
            "responder": choose(rng, {"court_clinician": 72, "jail_staff": 22, "peer": 6}, count),
            "bh_need": np.where(
                world.people.smi[who],
                "mental_health",
                choose(rng, {"substance_use": 62, "co_occurring": 22, "mental_health": 16}, count),
            ),
            "smi": told(rng, world.people.smi[who], 0.04),
            "smi_basis": "assessment",
            "probable_cause": "yes",
            "offense_level": choose(rng, LEVELS, count),
            "offense_category": choose(rng, KINDS, count),
            "disposition": np.where(yes, accepted, choose(rng, NOT_ACCEPTED, count)),
            "_decided": day + lag(rng, count, 7, 0.8),
            "diversion_program_id": program,
            "diversion_closed_date": closed,
            "diversion_outcome": np.where(yes, np.where(good, "successful", "unsuccessful"), ""),
            "referred_program_id": "",
            "first_service_date": NEVER,
            **world.describe(who, rng, 0.02),
        },
    )
