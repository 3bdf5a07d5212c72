"""One file on its way: read, looked at, turned into de-identified rows, checked by the gate, written."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from etl.definitions import codes
from etl.deidentify import looks, person
from etl.deidentify.days import read_days
from etl.deidentify.keys import Key
from etl.deidentify.looks import SQL, Look
from etl.deidentify.plan import (
    AGE,
    AGE_BAND,
    BIRTH,
    BORN,
    DROP,
    FAMILY,
    GIVEN,
    HASH,
    KEEP,
    NAME,
    NUMBER,
    PERSON_KEY,
    ZIP,
    Plan,
)
from etl.durable import HALF, sync_file
from etl.errors import EtlError, Refused
from etl.export import safe_cell
from etl.findings import BLOCK, Finding, blocking
from etl.gate import inspect
from etl.keyed import pads
from etl.mapping.cells import RESTRICTED_ZIP3
from etl.mapping.codes import AGE_BANDS, OLDEST_BAND
from etl.read import RawTable, read_file, stage
from etl.sqlfile import render

# Without a network: DuckDB may neither fetch an extension nor look for one.
OFFLINE = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


@dataclass(frozen=True)
class Counts:
    """Of one column: rows with a value before and after, and rows by what was wrong (restricted, ...)."""

    before: int
    after: int
    problems: dict[str, int]


class Work:
    """A file in a private working folder, which is emptied at the end whatever happens.

    Use as a context manager. Raises Refused when the file cannot be read.
    """

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        if not path.is_file():
            raise EtlError(f"There is no file {path}.")
        self.path = path
        self._folder = Path(tempfile.mkdtemp(prefix="deidentify-"))
        self._con: duckdb.DuckDBPyConnection | None = None
        try:
            self._con = duckdb.connect(config=OFFLINE | {"temp_directory": str(self._folder / "spill")})
            self.raw: RawTable = read_file(path, work=self._folder, sheet=sheet, shown_name=path.name)
            stage(self._con, self.raw)
            looks.prepare(self._con)
            self.looks: list[Look] = looks.look_at(self._con, self.raw.columns, self.raw.row_count)
        except BaseException:
            self.close()
            raise
        self.key: Key | None = None
        self._tables: dict[int, str] = {}
        self._day: tuple[str, str] | None = None
        self._values: dict[str, Any] = {}

    def __enter__(self) -> Work:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Forget the rows and empty the working folder."""
        if self._con is not None:
            self._con.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """The database in memory; only this run has it."""
        assert self._con is not None
        return self._con

    # -- turning ---------------------------------------------------------------------------------------------

    def turn(self, plan: Plan, key: Key | None, today: date | None = None) -> list[str]:
        """TEMP TABLE result(_row, o0, o1 ...) of the plan; returns the headings of o0, o1 ...

        Raises EtlError for a plan that cannot be carried out, Refused for values that cannot.
        """
        self._check(plan, key)
        today = today or date.today()
        self._values = {}
        cells = ", ".join(f"nullif(trim(c{index}), '') as c{index}" for index in range(len(self.raw.columns)))
        self.con.execute(render(SQL / "source.sql", cells=cells))
        self._read_days(plan, today)
        joins, made = self._lookups(plan), []
        if plan.parts:
            made.append((PERSON_KEY, person.person_sql(plan, self._part_looks(plan))))
            if NUMBER in plan.parts:
                self._values["agency"] = plan.agency
        made += [
            (each.output or each.heading, self._cell(plan, index))
            for index, each in enumerate(plan.decisions)
            if each.action != DROP
        ]
        if key is not None and plan.needs_key:
            self._values |= pads(key.secret)
        shown = ",\n    ".join(f"{cell} as o{index}" for index, (_, cell) in enumerate(made))
        self.con.execute(
            render(SQL / "result.sql", cells=shown, joins="\n".join(joins)), self._values or None
        )
        return [heading for heading, _ in made]

    def _check(self, plan: Plan, key: Key | None) -> None:
        if all(each.action == DROP for each in plan.decisions) and not plan.parts:
            raise EtlError("Every column would be left out; nothing would remain to send.")
        if plan.needs_key and key is None:
            raise EtlError(
                "Names and numbers are turned into keys, and that needs a key file: --key-file FILE. If "
                "there is none yet, make one with  python -m etl deidentify --new-key FILE"
            )
        if NUMBER in plan.parts and not plan.agency:
            raise EtlError(
                "The person key is made of a number that only your agency gives. Say which agency that is "
                "(--agency NAME, the same each month), so that equal numbers of two agencies stay apart."
            )
        if any(each.action == BIRTH for each in plan.decisions) and plan.date is None:
            raise EtlError("Ages are worked out at the day of the event: say which column that is (--date).")
        hashed = {index for index, each in enumerate(plan.decisions) if each.action == HASH}
        hashed |= {index for part, index in plan.parts.items() if part in ("ssn", NUMBER)}
        cut = [plan.decisions[index].heading for index in sorted(hashed) if self.looks[index].cut]
        if cut:
            findings = [
                Finding(
                    "id_scientific",
                    BLOCK,
                    f'"{heading}" holds numbers such as 1.23E+05: a spreadsheet has cut their digits off, so '
                    "two of them may have become one.",
                    "Export the file again with the column formatted as text.",
                    column=heading,
                )
                for heading in cut
            ]
            raise Refused(findings)

    def _read_days(self, plan: Plan, today: date) -> None:
        self._tables, self._day = {}, None
        for index, each in enumerate(plan.decisions):
            if each.action == BIRTH or each.part == BORN:
                self._tables[index] = read_days(
                    self.con, f"c{index}", each.heading, plan.order, today, born=True
                )
        if plan.date is not None and any(each.action == BIRTH for each in plan.decisions):
            column = f"c{plan.index(plan.date)}"
            self._day = (read_days(self.con, column, plan.date, plan.order, today, born=False), column)

    def _lookups(self, plan: Plan) -> list[str]:
        """Lookup tables of ages and ZIP codes; the joins of all lookups."""
        bands = {
            "tops": [top for top, _ in AGE_BANDS],
            "bands": [*(band for _, band in AGE_BANDS), OLDEST_BAND],
        }
        words = codes(AGE_BAND).words
        for index, each in enumerate(plan.decisions):
            names = {"column": f"c{index}", "look": f"look_{each.action}_c{index}"}
            if each.action == AGE:
                told = bands | {"words": list(words), "codes": list(words.values())}
                self.con.execute(render(SQL / "texts_ages.sql", **names), told)
                self._tables[index] = names["look"]
            elif each.action == ZIP:
                self.con.execute(
                    render(SQL / "texts_zip3.sql", **names), {"restricted": list(RESTRICTED_ZIP3)}
                )
                self._tables[index] = names["look"]
        if any(each.action == BIRTH for each in plan.decisions):
            self._values |= bands
        joined = [(look, f"c{index}") for index, look in self._tables.items()]
        joined += self._names(plan)
        joined += [self._day] if self._day else []
        return [render(SQL / "join.sql", look=look, column=column) for look, column in joined]

    def _names(self, plan: Plan) -> list[tuple[str, str]]:
        """Lookup tables of the names in the person key: (table, column)."""
        found = []
        for part, index in plan.parts.items():
            if part in (FAMILY, GIVEN, NAME):
                look, column = f"look_{part}_c{index}", f"c{index}"
                self.con.execute(render(SQL / "texts_names.sql", look=look, column=column))
                found.append((look, column))
        return found

    def _part_looks(self, plan: Plan) -> dict[str, str]:
        return {
            part: self._tables[index] if part == BORN else f"look_{part}_c{index}"
            for part, index in plan.parts.items()
        }

    def _cell(self, plan: Plan, index: int) -> str:
        action = plan.decisions[index].action
        if action == KEEP:
            return f"safe_text(source.c{index})"
        if action == HASH:
            return person.id_sql(index)
        look = self._tables[index]
        if action == BIRTH:
            age = f"years_between({look}.value, {self._day[0]}.value)"
            return f"band_at({age}, $tops::integer[], $bands::varchar[])"
        return f"{look}.value"

    # -- counting, checking, writing -------------------------------------------------------------------------

    def counts(self, plan: Plan, made: list[str]) -> dict[str, Counts]:
        """Output heading -> its counts; `before` is 0 for the person key."""
        shown = ", ".join(["count(*)", *(f"count(o{index})" for index in range(len(made)))])
        after = self.con.execute(render(SQL / "count_filled.sql", counts=shown)).fetchone()[1:]
        place = {each.output: index for index, each in enumerate(plan.decisions) if each.output}
        found = {}
        for heading, count in zip(made, after, strict=True):
            index = place.get(heading)
            before = self.looks[index].filled if index is not None else 0
            found[heading] = Counts(before, count, self._problems(index))
        return found

    def _problems(self, index: int | None) -> dict[str, int]:
        if index is None or index not in self._tables:
            return {}
        named = {"look": self._tables[index], "column": f"c{index}"}
        return dict(self.con.execute(render(SQL / "count_problems.sql", **named)).fetchall())

    def draft(self, made: list[str]) -> Path:
        """The output in the working folder, as it would be sent."""
        rows, path = self._folder / "rows.csv", self._folder / "draft.csv"
        cells = ", ".join(f"o{index}" for index in range(len(made)))
        self.con.execute(render(SQL / "write.sql", cells=cells), {"path": str(rows)})
        head = io.StringIO(newline="")
        csv.writer(head, lineterminator="\n").writerow([safe_cell(heading) for heading in made])
        with path.open("wb") as target, rows.open("rb") as source:
            target.write(head.getvalue().encode("utf-8-sig"))
            shutil.copyfileobj(source, target)
        rows.unlink()
        return path

    def gate(self, draft: Path) -> list[Finding]:
        """What the gate says of the draft, read from the disk as the receiver will read it."""
        read = read_file(draft, work=self._folder)
        stage(self.con, read, table="sent")
        columns = {f"c{index}": heading for index, heading in enumerate(read.columns)}
        kept = {name: looks.goal(heading) for name, heading in columns.items()}
        return inspect(self.con, columns, kept, looks.types(), table="sent")


def write(draft: Path, out: Path, extra: dict[Path, str]) -> None:
    """Put the draft and the texts that belong to it in their places: all of them, or none."""
    halves = {path: path.with_name(HALF + path.name) for path in (out, *extra)}
    try:
        shutil.copyfile(draft, halves[out])
        for path, text in extra.items():
            halves[path].write_text(text, encoding="utf-8")
        for half in halves.values():
            sync_file(half)
        for path, half in halves.items():
            half.replace(path)
    except BaseException:
        for half in halves.values():
            half.unlink(missing_ok=True)
        raise


def blocked(plan: Plan, findings: list[Finding]) -> list[Finding]:
    """The gate's refusals in the words of this command; an empty list when it lets the file pass."""
    own = {each.output: each.heading for each in plan.decisions if each.output}
    remedy = 'Leave the column out (--drop "{}"), or mend these cells.'
    return [
        replace(finding, remedy=remedy.format(own.get(finding.column, finding.column)))
        for finding in blocking(findings)
    ]
