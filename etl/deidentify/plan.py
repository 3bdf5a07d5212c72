"""What is to be done with each column, and the settings file that keeps it for the next month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from etl.errors import EtlError
from etl.strict import DefinitionError, check_choice, check_keys, read_yaml
from etl.words import fold, nearest

KEEP, DROP, HASH, BIRTH, AGE, ZIP = "keep", "drop", "hash", "band_birth_date", "band_age", "zip3"
ACTIONS = (KEEP, DROP, HASH, BIRTH, AGE, ZIP)
# The parts of a person key, in the order in which they are hashed; see person.py.
FAMILY, GIVEN, NAME, BORN, SSN, NUMBER = "family", "given", "name", "birth", "ssn", "number"
PARTS = (FAMILY, GIVEN, NAME, BORN, SSN, NUMBER)
ORDERS = ("mdy", "dmy", "ymd", "iso")
PERSON_KEY, AGE_BAND, ZIP3 = "person_key", "age_band", "zip3"


@dataclass(frozen=True)
class Decision:
    """What is done with one column.

    `output` is its heading afterwards (None: dropped), `part` its part in the person key. `doubt`: it was
    judged by its values alone, so somebody should look at it.
    """

    heading: str
    action: str
    why: str = ""
    output: str | None = None
    part: str | None = None
    doubt: bool = False


@dataclass(frozen=True)
class Plan:
    """The decisions in the order of the file.

    `date` is the heading of the day at which ages are worked out, `order` that of day and month where the
    dates do not tell, `agency` the name that keeps equal numbers of two agencies apart.
    """

    decisions: tuple[Decision, ...]
    date: str | None = None
    order: str | None = None
    agency: str | None = None
    feed: str | None = None
    sheet: str | None = None

    def with_decision(self, index: int, **changes: Any) -> Plan:
        """The same with one column decided otherwise."""
        changed = list(self.decisions)
        changed[index] = replace(changed[index], **changes)
        return replace(self, decisions=tuple(changed))

    @property
    def parts(self) -> dict[str, int]:
        """Part of the person key -> index of its column, in the order in which they are hashed."""
        found = {each.part: index for index, each in enumerate(self.decisions) if each.part}
        return {part: found[part] for part in PARTS if part in found}

    @property
    def needs_key(self) -> bool:
        """Whether anything is hashed."""
        return bool(self.parts) or any(each.action == HASH for each in self.decisions)

    def index(self, heading: str) -> int:
        """The place of a column. Raises EtlError, with the nearest heading, when there is no such column."""
        places = {fold(each.heading): index for index, each in enumerate(self.decisions)}
        if fold(heading) in places:
            return places[fold(heading)]
        like = nearest(heading, {fold(each.heading): each.heading for each in self.decisions})
        raise EtlError(f'The file has no column "{heading}".' + (f' Did you mean "{like}"?' if like else ""))


@dataclass(frozen=True)
class Settings:
    """A plan as it was saved: headings and what to do with them, never a value."""

    columns: dict[str, dict[str, Any]]
    date: str | None = None
    order: str | None = None
    agency: str | None = None
    feed: str | None = None
    sheet: str | None = None
    key_file: str | None = None
    key_fingerprint: str | None = None


_TOP = ("date", "order", "agency", "feed", "sheet", "key_file", "key_fingerprint")
_COLUMN = ("as", "part")


def read_settings(path: Path) -> Settings:
    """The settings in a file. Raises DefinitionError naming the place that is wrong."""
    if not path.exists():
        raise EtlError(f"There is no settings file {path}.")
    content = read_yaml(path)
    check_keys(path.name, content, ("columns",), _TOP)
    if not isinstance(content["columns"], dict):
        raise DefinitionError(f"{path.name}: columns must name headings")
    for heading, entry in content["columns"].items():
        where = f"{path.name}: columns: {heading}"
        check_keys(where, entry, ("do",), _COLUMN)
        check_choice(f"{where}: do", entry["do"], ACTIONS)
        if "part" in entry:
            check_choice(f"{where}: part", entry["part"], PARTS)
    if content.get("order") is not None:
        check_choice(f"{path.name}: order", content["order"], ORDERS)
    columns = {str(heading): entry for heading, entry in content["columns"].items()}
    return Settings(columns, **{name: content.get(name) for name in _TOP})


def settings_text(plan: Plan, key_file: Path | None, key_fingerprint: str | None) -> str:
    """The settings file of a plan, as YAML."""
    told: dict[str, Any] = {
        "date": plan.date,
        "order": plan.order,
        "agency": plan.agency,
        "feed": plan.feed,
        "sheet": plan.sheet,
        "key_file": _shown(key_file) if key_file else None,
        "key_fingerprint": key_fingerprint,
    }
    columns = {}
    for each in plan.decisions:
        columns[each.heading] = {"do": each.action}
        if each.action != DROP and each.output != each.heading:
            columns[each.heading]["as"] = each.output
        if each.part:
            columns[each.heading]["part"] = each.part
    kept = {name: value for name, value in told.items() if value is not None} | {"columns": columns}
    head = (
        "# What is done with each column. Use it next month: python -m etl deidentify FILE --settings THIS\n"
    )
    return head + yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=1000)


def _shown(path: Path) -> str:
    """The path, from ~ where it is in the home folder, so that the settings fit the next computer too."""
    whole = path.expanduser().resolve()
    try:
        return "~/" + whole.relative_to(Path.home().resolve()).as_posix()
    except ValueError:
        return str(whole)


def missing_columns(settings: Settings, headings: Sequence[str]) -> list[str]:
    """Headings that the settings need (for a key, a band or the date) and the file does not have."""
    have = {fold(heading) for heading in headings}
    needed = [
        heading for heading, entry in settings.columns.items() if entry.get("part") or entry["do"] != DROP
    ]
    return [heading for heading in needed if fold(heading) not in have]
