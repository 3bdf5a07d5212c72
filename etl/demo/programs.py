"""Programs: who starts, how long they stay, how it ends; and the people sent there by somebody else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo.draw import NEVER, choose, days_in, first_day, lag, pick, stream
from etl.demo.people import People
from etl.demo.stories import CRISIS_CENTER_OPENS, LAKESIDE_SKIPS, START, season
from etl.demo.world import World, by_case, told


@dataclass(frozen=True)
class Program:
    """How one program runs. `rate` counts starts a month besides those whom contacts and courts send."""

    program_id: str
    agency: str
    service: str
    intercept: int
    rate: float
    days: int  # planned stay
    leave: float  # chance of leaving before it
    wait: float  # median days from referral to start
    pool: str


PROGRAMS = (
    Program("bh_act", "harbor_bh", "act", 4, 11, 620, 0.45, 16, "smi"),
    Program("bh_fact", "harbor_bh", "fact", 4, 13, 520, 0.5, 14, "smi_released"),
    Program("bh_trauma", "harbor_bh", "trauma_informed", 0, 10, 88, 0.42, 11, "general"),
    Program("bh_cbt", "harbor_bh", "cbt", 0, 14, 118, 0.4, 13, "general"),
    Program("cc_stabilization", "harbor_crisis_center", "crisis_stabilization", 0, 42, 4, 0.12, 0, "crisis"),
    Program("cc_residential", "harbor_crisis_center", "crisis_residential", 0, 20, 13, 0.2, 2, "crisis"),
    Program("court_mhc", "harbor_court", "mental_health_court", 3, 0, 420, 0.42, 24, "smi_released"),
    Program("court_drug", "harbor_court", "drug_court", 3, 0, 430, 0.47, 21, "sud"),
    Program("court_veterans", "harbor_court", "veterans_court", 3, 0, 400, 0.3, 22, "veteran"),
    Program("court_pretrial", "harbor_court", "pretrial_diversion", 2, 0, 170, 0.3, 6, "released"),
    Program("da_diversion", "harbor_prosecutor", "prosecutor_diversion", 2, 0, 190, 0.27, 10, "released"),
    Program(
        "lake_supported_housing", "lakeside_services", "supported_housing", 4, 15, 560, 0.32, 38, "homeless"
    ),
    Program("lake_housing_first", "lakeside_services", "housing_first", 4, 14, 640, 0.25, 31, "homeless"),
    Program("lake_peer", "lakeside_services", "peer_support", 4, 15, 200, 0.45, 7, "general"),
    Program(
        "lake_illness_management", "lakeside_services", "illness_self_management", 4, 9, 250, 0.42, 12, "smi"
    ),
    Program("lake_reentry", "lakeside_services", "reentry", 4, 27, 120, 0.38, 4, "smi_released"),
    Program("unity_integrated", "unity_recovery", "integrated_mh_sud", 4, 18, 230, 0.5, 9, "dual"),
    Program("unity_cbt", "unity_recovery", "cbt", 5, 17, 110, 0.42, 10, "supervised"),
    Program("school_middle", "harbor_schools", "school_based", 0, 46, 150, 0.2, 9, "youth"),
    Program("school_high", "harbor_schools", "school_based", 0, 52, 150, 0.22, 8, "youth"),
    Program("nami_peer", "nami_harbor", "nami_peer_to_peer", 0, 27, 56, 0.25, 15, "smi"),
    Program("nami_family", "nami_harbor", "nami_family", 0, 31, 56, 0.18, 18, "family"),
    Program(
        "prob_specialized", "harbor_probation", "specialized_probation", 5, 27, 340, 0.4, 12, "smi_released"
    ),
    Program("prob_reentry", "harbor_probation", "reentry", 4, 25, 150, 0.35, 20, "released"),
)
BY_ID = {program.program_id: program for program in PROGRAMS}

# People a month who get a place in line and have not begun since: they wait, or did not come when called.
# The programs keep their lists since the first January of the reports.
IN_LINE = {
    "bh_act": 3.0,
    "bh_fact": 3.0,
    "bh_trauma": 2.5,
    "bh_cbt": 4.0,
    "lake_supported_housing": 6.0,
    "lake_housing_first": 5.0,
}
LISTS_KEPT = START + 2

REFERRED_TO = {
    "bh_cbt": 24,
    "bh_trauma": 16,
    "lake_peer": 20,
    "lake_illness_management": 15,
    "unity_integrated": 20,
    "bh_act": 5,
}
SENT_BY = {
    "youth": {"school": 70, "family": 22, "provider": 8},
    "family": {"self": 55, "provider": 25, "family": 20},
    "smi_released": {"jail": 48, "court": 22, "probation": 18, "provider": 12},
    "released": {"jail": 40, "court": 40, "probation": 20},
    "supervised": {"probation": 80, "court": 20},
    "crisis": {"police": 42, "crisis_team": 33, "self": 15, "hospital": 10},
    "contact": {"police": 22, "crisis_line": 25, "crisis_team": 40, "provider": 13},
    "court": {"court": 55, "prosecutor": 25, "public_defender": 20},
}
USUAL_SENDERS = {"provider": 42, "hospital": 18, "self": 16, "police": 10, "crisis_team": 9, "family": 5}
SCHOOL_YEAR = {
    **{1: 1.1, 2: 1.05, 3: 1.0, 4: 1.05, 5: 0.9, 6: 0.45},
    **{7: 0.4, 8: 0.9, 9: 1.25, 10: 1.2, 11: 1.1, 12: 0.85},
}
EARLY = {
    "left": 42,
    "discharged_noncompliance": 21,
    "incarcerated": 12,
    "hospitalized": 6,
    "moved": 8,
    "transferred": 6,
    "deceased": 2,
    "unknown": 3,
}
GOES_TO = {
    "410": 34,
    "435": 14,
    "335": 15,
    "422": 10,
    "302": 9,
    "101": 6,
    "116": 5,
    "206": 2,
    "207": 2,
    "30": 3,
}
CAME_FROM = {"410": 38, "335": 20, "422": 15, "312": 10, "207": 9, "206": 4, "99": 4}
CAME_FROM_STREET = {"116": 46, "101": 38, "302": 8, "207": 8}


def programs_month(world: World, month: np.datetime64) -> None:
    """Starts that come by the programs' own ways."""
    number = int((month - START).astype(int))
    calendar = int(month.astype(int)) % 12 + 1
    for program in PROGRAMS:
        rng = stream(program.program_id, number)
        swing = SCHOOL_YEAR[calendar] if program.pool == "youth" else season(month)
        if program.program_id == "cc_stabilization" and month >= CRISIS_CENTER_OPENS:
            swing *= 1.9
        count = rng.poisson(program.rate * swing)
        weights = _pool(world.people, program.pool, world, month)
        if count == 0 or weights.sum() == 0:
            continue
        who = np.unique(pick(rng, weights, count))
        rng.shuffle(who)
        start = days_in(rng, month, len(who), closed=() if program.pool == "crisis" else (5, 6))
        referral = start - lag(rng, len(who), program.wait, 0.7)
        enroll(world, program, who, referral, start, month, program.program_id, program.pool)


def waiting_lists_month(world: World, month: np.datetime64) -> None:
    """Who gets a place in line this month and no start; by chances of their own, and nothing else follows."""
    if month < LISTS_KEPT:
        return
    for program_id, rate in IN_LINE.items():
        program = BY_ID[program_id]
        rng = stream(f"{program_id}:waiting", int((month - START).astype(int)))
        weights = _pool(world.people, program.pool, world, month)
        weights = weights * (world.enrolled_until(program_id) < first_day(month))
        who = np.unique(pick(rng, weights, rng.poisson(rate)))
        referral = days_in(rng, month, len(who), closed=(5, 6))
        never = np.full(len(who), NEVER)
        homeless = world.people.homeless[who]
        columns = {
            "_who": who,
            "_day": referral,
            "person_key": world.people.key[who],
            "program_id": program_id,
            "service_type": program.service,
            "intercept": program.intercept,
            "referral_source": choose(rng, SENT_BY.get(program.pool, USUAL_SENDERS), len(who)),
            "referral_date": referral,
            "start_date": referral,
            "first_service_date": never,
            "exit_date": never,
            "_unstarted": np.full(len(who), "waitlisted"),
            "exit_reason": np.full(len(who), ""),
            "exit_destination": np.full(len(who), ""),
            "prior_living": by_case(rng, [(homeless, CAME_FROM_STREET), (~homeless, CAME_FROM)]),
            "smi": told(rng, world.people.smi[who], 0.04),
            "co_occurring": told(rng, world.people.smi[who] & world.people.sud[who], 0.06),
            **world.describe(who, rng, 0.03),
        }
        world.write("enrollments", program.agency, f"waiting:{program_id}", month, _unsent(program, columns))


def _pool(people: People, pool: str, world: World, month: np.datetime64) -> np.ndarray:
    """How likely each person is to start, relative."""
    risk = people.risk + 0.05
    fresh = world.last_release >= first_day(month) - (220 if pool == "supervised" else 75)
    out = world.custody_until < first_day(month)
    weights = {
        "smi": lambda: risk * people.smi,
        "general": lambda: risk,
        "sud": lambda: risk * people.sud,
        "veteran": lambda: risk * people.veteran,
        "homeless": lambda: risk * people.homeless * (1 + 2 * people.smi),
        "dual": lambda: risk * people.smi * people.sud,
        "crisis": lambda: risk * (1 + 4 * world.heat),
        "youth": lambda: people.youth * 1.0,
        "family": lambda: ~people.youth * 1.0,
        "smi_released": lambda: risk * people.smi * fresh,
        "released": lambda: risk * fresh,
        "supervised": lambda: risk * fresh,
    }[pool]()
    return weights * out


def enroll(world, program: Program, who, referral, start, month, topic: str, sender: str) -> dict:
    """Write enrollments; returns per person asked the start and exit days (NEVER where none began).

    Nobody starts a program that they are in already; an outcome lies in the future until its day comes.
    """
    rng = stream(f"{topic}:enroll:{program.program_id}", int((month - START).astype(int)))
    until = world.enrolled_until(program.program_id)
    first = np.zeros(len(who), dtype=bool)
    first[np.unique(who, return_index=True)[1]] = True
    new = first & (until[who] < start)
    asked = len(who)
    who, referral, start = who[new], referral[new], start[new]
    count = len(who)
    leaves = rng.random(count) < program.leave
    early = np.floor(rng.weibull(0.8, count) * program.days * 0.35).astype(np.int64)
    planned = np.maximum(np.round(program.days * rng.normal(1, 0.13, count)), 1).astype(np.int64)
    stay = np.where(leaves, np.minimum(early, planned), planned)
    refused = rng.random(count) < (0.03 if program.agency in ("harbor_court", "lakeside_services") else 0.0)
    exit_day = np.where(refused, NEVER, start + stay)
    until[who[~refused]] = exit_day[~refused]
    service = np.where(rng.random(count) < 0.2, start, start + lag(rng, count, 4, 0.8))
    service = np.where((rng.random(count) < 0.08) | (service > exit_day) | refused, NEVER, service)
    homeless = world.people.homeless[who]
    columns = {
        "_who": who,
        "_day": start,
        "person_key": world.people.key[who],
        "program_id": program.program_id,
        "service_type": program.service,
        "intercept": program.intercept,
        "referral_source": choose(rng, SENT_BY.get(sender, USUAL_SENDERS), count),
        "referral_date": np.where(rng.random(count) < 0.03, NEVER, referral),
        "start_date": np.where(refused, referral, start),
        "first_service_date": service,
        "exit_date": exit_day,
        "_unstarted": np.where(refused, np.where(rng.random(count) < 0.6, "declined", "ineligible"), ""),
        "exit_reason": np.where(leaves, choose(rng, EARLY, count), "completed"),
        "exit_destination": choose(rng, GOES_TO, count),
        "prior_living": by_case(rng, [(homeless, CAME_FROM_STREET), (~homeless, CAME_FROM)]),
        "smi": told(rng, world.people.smi[who], 0.04),
        "co_occurring": told(rng, world.people.smi[who] & world.people.sud[who], 0.06),
        **world.describe(who, rng, 0.03),
    }
    columns = _unsent(program, columns)
    world.write("enrollments", program.agency, f"{topic}:{program.program_id}", month, columns)
    result = {
        "start": np.full(asked, NEVER),
        "exit": np.full(asked, NEVER),
        "good": np.zeros(asked, dtype=bool),
    }
    result["start"][new] = np.where(refused, NEVER, start)
    result["exit"][new] = exit_day
    result["good"][new] = ~leaves
    return result


def _unsent(program: Program, columns: dict) -> dict:
    """Lakeside changed its software and never sent the starts of two months."""
    if program.agency != "lakeside_services":
        return columns
    month = columns["start_date"].astype("datetime64[D]").astype("datetime64[M]")
    kept = ~np.isin(month, LAKESIDE_SKIPS)
    return {
        name: values[kept] if isinstance(values, np.ndarray) else values for name, values in columns.items()
    }


def refer(world, who, day, sent, month, topic: str) -> tuple[np.ndarray, np.ndarray]:
    """Send the marked people to a program: its id and the day of the first service (or NEVER)."""
    rng = stream(f"{topic}:refer", int((month - START).astype(int)))
    count = len(who)
    program = np.where(sent, choose(rng, REFERRED_TO, count), "")
    arrives = sent & (rng.random(count) < 0.68)
    service = np.where(arrives, day + lag(rng, count, 11, 0.95), NEVER)
    stays = arrives & (rng.random(count) < 0.5)
    for program_id in REFERRED_TO:
        rows = np.flatnonzero(stays & (program == program_id))
        if len(rows):
            enroll(world, BY_ID[program_id], who[rows], day[rows], service[rows], month, topic, "contact")
    return program, service
