"""Crisis contacts (intercept 0) and police encounters (intercept 1)."""

from __future__ import annotations

import numpy as np

from etl.demo.draw import NEVER, choose, days_in, lag, pick, stream
from etl.demo.programs import refer
from etl.demo.stories import CRISIS_CENTER_OPENS, FALSE_ALARM, START, season
from etl.demo.world import World, by_case, told

NEEDS = {"mental_health": 52, "substance_use": 15, "co_occurring": 25, "other": 6, "unknown": 2}
POLICE_NEEDS = {
    "mental_health": 49,
    "substance_use": 18,
    "co_occurring": 23,
    "none": 4,
    "other": 4,
    "unknown": 2,
}
CALLS = {
    "welfare_check": 25,
    "suicide": 19,
    "disorderly": 15,
    "suspicious": 11,
    "threats": 8,
    "domestic": 7,
    "trespass": 7,
    "violence": 3,
    "overdose": 3,
    "other": 2,
}

LINE = {"resolved_on_scene": 76, "transferred_line": 8, "referred": 11, "transported_ed": 3, "unknown": 2}
MOBILE = {
    "resolved_on_scene": 44,
    "referred": 23,
    "transported_crisis_center": 8,
    "transported_ed": 9,
    "voluntary_hospital": 5,
    "involuntary_hold": 5,
    "unable_to_locate": 4,
    "arrest_booked": 1,
    "unknown": 1,
}
WALK_IN = {
    "resolved_on_scene": 42,
    "referred": 40,
    "voluntary_hospital": 6,
    "transported_ed": 5,
    "involuntary_hold": 2,
    "declined": 4,
    "unknown": 1,
}

# What officers do, before and after the crisis center opened its door to them.
ARRESTABLE = (
    {
        "arrest_booked": 31,
        "arrest_released": 7,
        "citation": 14,
        "diverted_prebooking": 14,
        "transported_crisis_center": 4,
        "transported_ed": 10,
        "resolved_on_scene": 10,
        "referred": 5,
        "involuntary_hold": 5,
    },
    {
        "arrest_booked": 19,
        "arrest_released": 4,
        "citation": 11,
        "diverted_prebooking": 17,
        "transported_crisis_center": 25,
        "transported_ed": 6,
        "resolved_on_scene": 9,
        "referred": 5,
        "involuntary_hold": 4,
    },
)
NOT_ARRESTABLE = (
    {
        "resolved_on_scene": 41,
        "referred": 13,
        "transported_crisis_center": 4,
        "transported_ed": 20,
        "involuntary_hold": 11,
        "voluntary_hospital": 4,
        "unable_to_locate": 3,
        "declined": 2,
        "unknown": 2,
    },
    {
        "resolved_on_scene": 37,
        "referred": 12,
        "transported_crisis_center": 20,
        "transported_ed": 12,
        "involuntary_hold": 9,
        "voluntary_hospital": 3,
        "unable_to_locate": 3,
        "declined": 2,
        "unknown": 2,
    },
)
OFFICERS = {"patrol": 44, "cit_officer": 34, "co_responder": 14, "mobile_crisis": 3, "ems": 3, "unknown": 2}

# agency -> (encounters a month, whose residents it meets most)
DEPARTMENTS = {
    "harbor_city_pd": (560, "city"),
    "harbor_sheriff": (340, "county"),
    "bayside_pd": (190, "bayside"),
    "northgate_pd": (7, "northgate"),
}
STEADY = (7, 5, 8, 6, 7, 9, 6, 7, 8, 6, 7, 5)  # northgate: between 5 and 9 in any month


def crisis_month(world: World, month: np.datetime64) -> None:
    """988 calls, mobile crisis responses and walk-ins of one month."""
    alarm = 1.85 if month == FALSE_ALARM else 1.0
    _contacts(world, month, "line", "harbor_bh", 610 * alarm, {"988": 100}, {"unknown": 100}, LINE, known=0.3)
    _contacts(
        world,
        month,
        "mobile",
        "harbor_bh",
        300,
        {"988": 38, "911": 30, "family": 18, "provider": 14},
        {"mobile_crisis": 70, "co_responder": 10, "patrol": 10, "peer": 5, "ems": 5},
        MOBILE,
        known=0.85,
    )
    _contacts(
        world,
        month,
        "walkin",
        "harbor_crisis_center",
        505,
        {"walk_in": 70, "family": 18, "provider": 12},
        {"peer": 45, "other": 45, "unknown": 10},
        WALK_IN,
        known=0.95,
    )


def _contacts(world, month, topic, agency, rate, sources, responders, dispositions, known) -> None:
    number = int((month - START).astype(int))
    rng = stream(topic, number)
    count = rng.poisson(rate * season(month))
    who = pick(rng, (world.people.risk + 0.05) * (1 + 0.9 * world.heat) * (1 + world.people.smi), count)
    day = days_in(rng, month, count)
    here = world.free(who, day)
    who, day = who[here], day[here]
    count = len(who)
    field = topic == "mobile"
    columns = {
        "_who": who,
        "_day": day,
        "encounter_date": day,
        "person_key": world.keys(who, rng, known),
        "intercept": 0,
        "source": choose(rng, sources, count),
        "call_nature": choose(rng, CALLS, count),
        "responder": choose(rng, responders, count),
        "bh_need": choose(rng, NEEDS, count),
        "smi": told(rng, world.people.smi[who], 0.06 if topic != "line" else 0.09),
        "smi_basis": "assessment" if topic != "line" else "screen",
        "probable_cause": np.where(rng.random(count) < 0.06, "no", "no_officer") if field else "no_officer",
        "disposition": choose(rng, dispositions, count),
        "force_used": told(rng, rng.random(count) < 0.002, 0.01),
        "injury": told(rng, rng.random(count) < 0.01, 0.01),
        "response_minutes": np.round(rng.gamma(4, 11, count), 1) if field else np.nan,
        "on_scene_minutes": np.round(rng.gamma(4, 14, count), 1) if field else np.nan,
        **world.describe(who, rng, 0.09 if topic == "line" else 0.04),
    }
    columns |= _referrals(world, columns, month, topic, rng)
    world.write("encounters", agency, topic, month, columns)
    np.add.at(world.heat, who, 0.5 if topic == "line" else 1.0)


def police_month(world: World, month: np.datetime64) -> dict[str, np.ndarray]:
    """Encounters of the four departments; returns who was booked, when."""
    who, day = [], []
    for agency in DEPARTMENTS:
        booked = _patrol(world, month, agency)
        who.append(booked[0])
        day.append(booked[1])
    return {"who": np.concatenate(who), "day": np.concatenate(day)}


def _patrol(world: World, month: np.datetime64, agency: str) -> tuple[np.ndarray, np.ndarray]:
    number = int((month - START).astype(int))
    rng = stream(agency, number)
    rate, home = DEPARTMENTS[agency]
    small = agency == "northgate_pd"
    count = STEADY[number % 12] if small else rng.poisson(rate * season(month))
    local = np.where(world.people.home == home, 1.0, 0.06)
    who = pick(rng, world.people.risk * local * (1 + 0.6 * world.heat) * (1 + 0.8 * world.people.smi), count)
    day = days_in(rng, month, count)
    here = world.free(who, day) | small
    who, day = who[here], day[here]
    count = len(who)
    opened = int(month >= CRISIS_CENTER_OPENS)
    cause = choose(rng, {"yes": 46, "no": 44, "undetermined": 8, "no_officer": 2}, count)
    arrestable = cause == "yes"
    disposition = by_case(rng, [(arrestable, ARRESTABLE[opened]), (~arrestable, NOT_ARRESTABLE[opened])])
    level = by_case(
        rng, [(arrestable, {"misdemeanor": 74, "felony": 16, "ordinance": 10}), (~arrestable, {"none": 1})]
    )
    kind = by_case(
        rng, [(arrestable, {"society": 45, "property": 31, "person": 24}), (~arrestable, {"none": 1})]
    )
    columns = {
        "_who": who,
        "_day": day,
        "encounter_date": day,
        "person_key": world.keys(who, rng, 0.9),
        "intercept": 1,
        "source": choose(
            rng, {"911": 68, "officer_initiated": 18, "family": 6, "988": 4, "provider": 3, "other": 1}, count
        ),
        "call_nature": choose(rng, CALLS, count),
        "responder": choose(rng, OFFICERS, count),
        "bh_need": np.where(small, "mental_health", choose(rng, POLICE_NEEDS, count)),
        "smi": told(rng, world.people.smi[who], 0.08),
        "smi_basis": "officer_perception",
        "probable_cause": cause,
        "offense_level": level,
        "offense_category": kind,
        "disposition": disposition,
        "force_used": told(rng, rng.random(count) < 0.045, 0.03),
        "injury": told(rng, rng.random(count) < 0.03, 0.03),
        "response_minutes": np.round(rng.gamma(4, 3.2, count), 1),
        "on_scene_minutes": np.round(rng.gamma(4, 12, count), 1),
        "handoff_minutes": _handoff(rng, disposition, opened),
        "officer_count": 1 + rng.poisson(1.1, count),
        **world.describe(who, rng, 0.04),
    }
    columns |= _referrals(world, columns, month, agency, rng)
    world.write("encounters", agency, agency, month, columns)
    world.last_police[who] = np.maximum(world.last_police[who], day)
    np.add.at(world.heat, who, 0.7)
    booked = disposition == "arrest_booked"
    return who[booked], day[booked]


def _handoff(rng: np.random.Generator, disposition: np.ndarray, opened: int) -> np.ndarray:
    """Minutes an officer waited: an hour and more at the emergency department, ten at the new door."""
    count = len(disposition)
    center = np.round(rng.gamma(5, 2.3 if opened else 6.4, count), 1)
    hospital = np.round(rng.gamma(4, 19, count), 1)
    minutes = np.where(np.isin(disposition, ["transported_ed", "involuntary_hold"]), hospital, np.nan)
    return np.where(disposition == "transported_crisis_center", center, minutes)


def _referrals(
    world: World, columns: dict, month: np.datetime64, topic: str, rng: np.random.Generator
) -> dict:
    """Where referred people were sent, and the day of their first service there when it came to that."""
    disposition, day, who = columns["disposition"], columns["_day"], columns["_who"]
    sent = disposition == "referred"
    diverted = disposition == "diverted_prebooking"
    program, service = refer(world, who, day, sent, month, topic)
    closed = np.where(diverted & (rng.random(len(who)) < 0.88), day + 30 + lag(rng, len(who), 60, 0.6), NEVER)
    good = rng.random(len(who)) < 0.71
    return {
        "referred_program_id": program,
        "first_service_date": service,
        "diversion_program_id": np.where(diverted, "bh_cbt", ""),
        "diversion_outcome": np.where(diverted, np.where(good, "successful", "unsuccessful"), ""),
        "diversion_closed_date": closed,
        "_decided": np.full(len(who), -NEVER),
    }
