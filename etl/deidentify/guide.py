"""The guided mode: plain questions, the plan as a table, and nothing written before it was agreed to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from etl.deidentify import keys
from etl.deidentify.agree import event_dates, name_outputs
from etl.deidentify.ask import ask, dragged, number, say, yes
from etl.deidentify.job import Choices, Places, age_action, change, finish, person_of, places_for, plan_for
from etl.deidentify.keys import Key
from etl.deidentify.plan import BIRTH, DROP, HASH, KEEP, NUMBER, ZIP, Plan, Settings, read_settings
from etl.deidentify.report import Report, done, reason, screen_width, table
from etl.deidentify.work import Work
from etl.errors import EtlError, Refused
from etl.findings import Finding

STEPS = 5
HOME_KEY = Path("~/deidentify-key/deidentify.key")
ABOUT_KEYS = """\
About the key: the same key turns the same person into the same person key, every month.
- Share it only with agencies whose people are to be recognized as the same. Hand it over in person.
- Never give it to the people who run the dashboard: they must not be able to find out who is who.
- Keep a copy in the safe. Without it everybody gets another key from then on.
- Two agencies have the same key when both see the same fingerprint. The fingerprint is no secret."""
_WELCOME = """\
This takes a file out of your case system and makes one without names, birth dates and other identifiers.
It works on this computer only: nothing is sent anywhere, and your file stays as it is.
Press Enter to take the answer in [brackets]. Press Ctrl+C at any time to stop; then nothing is written."""


def run(path: Path | None, sheet: str | None = None) -> int:
    """Ask, show, agree, write. Returns 0; stops with KeyboardInterrupt, EtlError or Refused."""
    say("De-identify a file")
    say("==================")
    say(_WELCOME)
    settings = None
    with _file(path, sheet) as work:
        say(f"{work.raw.row_count:,} records with {len(work.raw.columns)} columns.")
        settings, settings_path = _saved(work.path)
        plan = _start(work, settings)
        plan = _agree(work, plan)
        plan = _agency(plan)
        key = _key(settings) if plan.needs_key else None
        places = _places(work)
        if not yes(f"{_step(5)}Write {places.out.name} now?"):
            raise KeyboardInterrupt
        report = _keep_key(key, lambda: _write(work, plan, key, places, settings_path))
    _end(report, places)
    return 0


def findings_text(findings: list[Finding]) -> str:
    """What is in the way and what to do, a paragraph each."""
    return "\n".join(f"- {each.message}\n  {each.remedy}" for each in findings)


def _step(place: int) -> str:
    return f"Step {place} of {STEPS}. "


def _file(path: Path | None, sheet: str | None) -> Work:
    """Step 1: until a file can be read."""
    while True:
        if path is None:
            path = dragged(
                ask(f"{_step(1)}Which file? Drag it from its folder into this window, then press Enter.")
                or "."
            )
        try:
            say(f"Reading {path.name} ...")
            return Work(path, sheet)
        except Refused as error:
            if error.findings and error.findings[0].rule == "sheet_choose":
                say(error.findings[0].message)
                sheet = ask("Which sheet holds the rows? Type its name.")
                continue
            say("This file cannot be read:")
            say(findings_text(error.findings))
        except EtlError as error:
            say(str(error))
        path, sheet = None, None


def _saved(path: Path) -> tuple[Settings | None, Path | None]:
    """Settings beside the file, from the last time, if they are to be used."""
    found = sorted(path.parent.glob("*.settings.yml"), key=lambda each: each.stat().st_mtime)
    if not found:
        return None, None
    if yes(f"There are settings from the last time ({found[-1].name}). Do the same again?"):
        try:
            return read_settings(found[-1]), found[-1]
        except EtlError as error:
            say(f"They cannot be used: {error}")
    return None, None


def _start(work: Work, settings: Settings | None) -> Plan:
    try:
        return plan_for(work, Choices(), settings)
    except EtlError as error:
        if settings is None:
            raise
        say(str(error))
        say("So every column is looked at anew.")
        return plan_for(work, Choices())


def _agree(work: Work, plan: Plan) -> Plan:
    """Steps 2 and 3: the table, changed by number until it is right; then the day at which ages count."""
    while True:
        say()
        say(f"{_step(2)}This is what will be done with each column:")
        say()
        rows = [(each.heading, done(each, plan), reason(each)) for each in plan.decisions]
        print(table(rows, screen_width()))
        say()
        say(_person_line(plan))
        answer = ask(
            "Is this right? Press Enter if it is, or type the number of a column to change it.", "right"
        )
        if answer == "right":
            break
        if answer.isdecimal() and 1 <= int(answer) <= len(plan.decisions):
            plan = _change(work, plan, int(answer) - 1)
        else:
            say(f"Please press Enter, or type a number from 1 to {len(plan.decisions)}.")
    return _date(work, plan)


def _person_line(plan: Plan) -> str:
    made = [plan.decisions[index].heading for index in plan.parts.values()]
    if made:
        return f"The same person is recognized by: {', '.join(made)}. Together they become person_key."
    return "No column tells people apart, so there will be no person_key."


def _change(work: Work, plan: Plan, index: int) -> Plan:
    heading = plan.decisions[index].heading
    options = {
        "leave it out": lambda: change(plan, work, index, DROP),
        "keep it as it is (only if it says nothing about who the person is)": lambda: change(
            plan, work, index, KEEP
        ),
        "replace each number by a code (case, booking or record numbers)": lambda: change(
            plan, work, index, HASH
        ),
        "turn it into age bands (birth dates or ages)": lambda: change(
            plan, work, index, age_action(work, index)
        ),
        "cut it to the first three digits (ZIP codes)": lambda: change(plan, work, index, ZIP),
        "use it to recognize the same person (part of person_key)": lambda: person_of(
            plan, work, [*plan.parts.values(), index]
        ),
    }
    chosen = number(f'What should be done with "{heading}"?', list(options))
    try:
        changed = list(options.values())[chosen]()
    except EtlError as error:
        say(str(error))
        return plan
    return name_outputs(changed, work.looks)


def _date(work: Work, plan: Plan) -> Plan:
    """Step 3: the day at which ages are worked out, and the order of day and month when it is not clear."""
    births = [each.heading for each in plan.decisions if each.action == BIRTH]
    dates = event_dates(plan, work.looks)
    if births and len(dates) > 1:
        told = plan.date if plan.date in dates else dates[0]
        question = f"{_step(3)}At which date should the age be counted? Usually the date of the event."
        plan = replace(plan, date=dates[number(question, dates, dates.index(told) + 1)])
    elif births and dates:
        plan = replace(plan, date=dates[0])
        say(f'{_step(3)}Ages are counted at "{dates[0]}".')
    return plan


def _agency(plan: Plan) -> Plan:
    if NUMBER not in plan.parts or plan.agency:
        return plan
    question = (
        "The person key is made of a number that only your agency gives. Which agency is that? Type a short "
        "name, the same each month, such as harbor_jail."
    )
    while not (name := ask(question)):
        say("A short name is needed, so that equal numbers of two agencies stay apart.")
    return replace(plan, agency=name)


def _key(settings: Settings | None) -> Key:
    """Step 4: the key file, which may be made here."""
    say()
    say(f"{_step(4)}Names and numbers become keys under a secret key.")
    known = Path(settings.key_file) if settings and settings.key_file else HOME_KEY
    while True:
        try:
            if known.expanduser().exists():
                key = _named(ask("Where is the key file? Drag it into this window.", str(known)))
            else:
                answer = ask(
                    "If another agency gave you a key file, drag it into this window. "
                    "If not, press Enter and a new key is made.",
                    "new key",
                )
                key = _new_key() if answer == "new key" else _named(answer)
        except EtlError as error:
            say(str(error))
            continue
        if settings and settings.key_fingerprint not in (None, key.fingerprint):
            say(f"Last time it was another key, {settings.key_fingerprint}; this one is {key.fingerprint}.")
            if not yes("With it everybody gets another person key. Use it all the same?", default=False):
                continue
        say(f"Fingerprint of the key: {key.fingerprint}")
        return key


def _named(text: str) -> Key:
    return keys.read(dragged(text).expanduser())


def _new_key() -> Key:
    say()
    say(ABOUT_KEYS)
    where = dragged(ask("Where should the new key be kept? Not in a folder that is sent.", str(HOME_KEY)))
    key = keys.fresh(where.expanduser())
    say(f"The new key will be in {key.path}, which only you can read.")
    return key


def _keep_key(key: Key | None, write: Callable[[], Report]) -> Report:
    """A new key is saved with the first output; when that is not written, neither is the key."""
    if key is None or key.path.exists():
        return write()
    keys.save(key)
    try:
        return write()
    except BaseException:
        key.path.unlink(missing_ok=True)
        raise


def _places(work: Work) -> Places:
    places = places_for(work.path)
    while places.out.exists():
        if yes(f"{places.out.name} is there already. Replace it?"):
            break
        while not (name := ask("What should the new file be called?")):
            pass
        places = places_for(work.path, work.path.with_name(Path(name).stem + ".csv"))
    return places


def _write(work: Work, plan: Plan, key: Key | None, places: Places, settings: Path | None) -> Report:
    """Until it is written: what stands in the way is asked, or changed in the table."""
    while True:
        try:
            return finish(work, plan, key, places, overwrite=True, settings=settings)
        except Refused as error:
            plan = _mend(work, plan, error)
        except PermissionError:
            ask(f"{places.out.name} cannot be written. Close it if it is open in Excel, then press Enter.")


def _mend(work: Work, plan: Plan, error: Refused) -> Plan:
    if any(each.rule == "date_ambiguous" for each in error.findings):
        say(error.findings[0].message)
        orders = {"the month (3/4/2024 is March 4)": "mdy", "the day (3/4/2024 is April 3)": "dmy"}
        chosen = number("Which number comes first in these dates?", list(orders))
        return replace(plan, order=list(orders.values())[chosen])
    if any(each.rule == "id_scientific" for each in error.findings):
        raise error
    say()
    say("The identifier gate would refuse the file as it is, so nothing was written yet:")
    say(findings_text(error.findings))
    say("Change these columns in the table.")
    return _agree(work, plan)


def _end(report: Report, places: Places) -> None:
    say()
    print(report.text(screen_width()))
    say("Done. What to do next:")
    say(f"  1. Open {places.out.name} and look at it: is everything you see fit to be sent?")
    say("  2. Send that file. Not the original, and never the key.")
    say(f"  3. Keep {places.report.name}: it says what was done.")
    say(f"  4. Next month: start this again; {report.settings} remembers your answers.")
    say(f"The folder: {places.out.resolve().parent}")
