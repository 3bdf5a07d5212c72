"""The whole way of one file: a plan from choices and settings, then the checked output with its report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from etl.deidentify import work as working
from etl.deidentify.agree import CHOSEN, agree, name_outputs
from etl.deidentify.decide import decide, part_of
from etl.deidentify.keys import Key
from etl.deidentify.looks import HALF
from etl.deidentify.plan import (
    AGE,
    BIRTH,
    BORN,
    DROP,
    HASH,
    KEEP,
    NUMBER,
    ZIP,
    Decision,
    Plan,
    Settings,
    missing_columns,
    settings_text,
)
from etl.deidentify.report import Report, make_report
from etl.deidentify.work import Work
from etl.errors import EtlError, Refused
from etl.words import fold


@dataclass(frozen=True)
class Choices:
    """What somebody says of single columns, by heading; None and empty: whatever is found."""

    drop: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    hash: tuple[str, ...] = ()
    age: tuple[str, ...] = ()
    zip: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    date: str | None = None
    order: str | None = None
    agency: str | None = None
    feed: str | None = None


@dataclass(frozen=True)
class Places:
    """Where the files of one run go: the output, the report and the settings beside it."""

    out: Path

    @property
    def report(self) -> Path:
        """What was done, in words, without a value."""
        return self.out.with_name(self.out.stem + ".report.txt")

    @property
    def settings(self) -> Path:
        """What to do next month."""
        return self.out.with_name(self.out.stem + ".settings.yml")


def places_for(path: Path, out: Path | None = None) -> Places:
    """Beside the file, with _deidentified behind its name, unless `out` says otherwise."""
    return Places(out or path.with_name(path.stem + "_deidentified.csv"))


def plan_for(work: Work, choices: Choices, settings: Settings | None = None) -> Plan:
    """What is to be done with each column of the file. Raises EtlError for a column that is not there."""
    headings = work.raw.columns
    plan = Plan(tuple(decide(headings, work.looks)), sheet=work.raw.sheet if _several(work) else None)
    if settings:
        plan = _from_settings(plan, settings)
    plan = replace(
        plan,
        order=choices.order or plan.order,
        agency=choices.agency or plan.agency,
        feed=choices.feed or plan.feed,
        date=plan.decisions[plan.index(choices.date)].heading if choices.date else plan.date,
    )
    plan = _choose(plan, work, choices)
    if settings:
        return name_outputs(plan, work.looks)
    return agree(plan, work.looks, person=not choices.person)


def _several(work: Work) -> bool:
    return len(work.raw.sheets) > 1


def _from_settings(plan: Plan, settings: Settings) -> Plan:
    """The saved decisions; a column that was not there then is decided now, and told."""
    gone = missing_columns(settings, [each.heading for each in plan.decisions])
    if gone:
        named = ", ".join(f'"{heading}"' for heading in gone)
        raise EtlError(
            f"The settings need columns that this file does not have: {named}. If they were renamed, run it "
            "once without --settings, check the report, and use the new settings from then on."
        )
    saved = {fold(heading): entry for heading, entry in settings.columns.items()}
    decided = []
    for each in plan.decisions:
        entry = saved.get(fold(each.heading))
        if entry is None:
            action = DROP if each.action in (BIRTH, AGE) else each.action
            why = f"new since the settings were saved{'; ' if each.why else ''}{each.why}"
            decided.append(replace(each, action=action, why=why, part=None, doubt=True))
            continue
        output = None if entry["do"] == DROP else str(entry.get("as", each.heading))
        decided.append(Decision(each.heading, entry["do"], "as in the settings", output, entry.get("part")))
    told = {name: getattr(settings, name) for name in ("date", "order", "agency", "feed")}
    return replace(plan, decisions=tuple(decided), **told)


def _choose(plan: Plan, work: Work, choices: Choices) -> Plan:
    for action, chosen in (
        (DROP, choices.drop),
        (KEEP, choices.keep),
        (HASH, choices.hash),
        (ZIP, choices.zip),
    ):
        for heading in chosen:
            plan = change(plan, work, plan.index(heading), action)
    for heading in choices.age:
        plan = change(plan, work, plan.index(heading), age_action(work, plan.index(heading)))
    return person_of(plan, work, [plan.index(each) for each in choices.person]) if choices.person else plan


def age_action(work: Work, index: int) -> str:
    """How a column becomes age bands: from dates of birth, or from ages."""
    look = work.looks[index]
    return BIRTH if look.share(look.days + look.packed + look.months) >= HALF else AGE


def change(plan: Plan, work: Work, index: int, action: str) -> Plan:
    """One column decided by a person; only a birth date stays in the person key as well."""
    before = plan.decisions[index]
    part = BORN if action == BIRTH and (before.part or part_of(before.heading)) == BORN else None
    return plan.with_decision(index, action=action, why=CHOSEN, part=part, doubt=False, output=None)


def person_of(plan: Plan, work: Work, indexes: list[int]) -> Plan:
    """The person key made of these columns, which are left out themselves but for a birth date."""
    for index, each in enumerate(plan.decisions):
        plan = plan.with_decision(index, part=None) if each.part else plan
    for index in indexes:
        each, look = plan.decisions[index], work.looks[index]
        part = part_of(each.heading)
        if part == NUMBER and look.share(look.days + look.packed) >= HALF:
            part = BORN
        if part in plan.parts:
            other = plan.decisions[plan.parts[part]].heading
            raise EtlError(
                f'"{other}" and "{each.heading}" would be the same part of the person key. Name one of them.'
            )
        stays = each.action if part == BORN and each.action != KEEP else DROP
        output = each.output if stays == each.action else None
        plan = plan.with_decision(index, part=part, action=stays, why=CHOSEN, doubt=False, output=output)
    return plan


def finish(
    work: Work,
    plan: Plan,
    key: Key | None,
    places: Places,
    *,
    overwrite: bool = False,
    settings: Path | None = None,
    today: date | None = None,
) -> Report:
    """Turn, check with the gate, write output, report and settings. Raises EtlError and writes nothing when
    the output is there already, Refused when a value cannot be turned or the gate refuses."""
    if places.out.resolve() == work.path.resolve():
        raise EtlError("The output would take the place of the file itself; name another one with --out.")
    if places.out.exists() and not overwrite:
        raise EtlError(f"{places.out} is there already. Name another file with --out, or add --overwrite.")
    made = work.turn(plan, key, today)
    draft = work.draft(made)
    findings = work.gate(draft)
    wrong = working.blocked(plan, findings)
    if wrong:
        raise Refused(wrong)
    report = make_report(work, plan, key, places.out, made, findings)
    text = settings_text(plan, key.path if key else None, key.fingerprint if key else None)
    own = settings is None or settings.read_text(encoding="utf-8") != text
    extra = {places.report: report.text()} | ({places.settings: text} if own else {})
    working.write(draft, places.out, extra)
    return replace(report, settings=(places.settings if own else settings).name)
