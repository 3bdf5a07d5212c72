"""The cells of one file, resolved once for each distinct text: dates, numbers, codes, ids."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from etl.definitions import Column, Feed
from etl.findings import BLOCK, NOTE, WARN, Finding
from etl.keyed import pads
from etl.mapping.codes import MOST_DISTINCT, Meaning, Resolver
from etl.mapping.dates import Profile, decide
from etl.mapping.spec import Mapping, Source
from etl.reference import Registry
from etl.sqlfile import quoted, render
from etl.words import fold

SQL = Path(__file__).with_name("sql")
# HHS guidance on 45 CFR 164.514(b)(2)(i)(B): the three-digit ZIP areas of 20,000 people or fewer.
RESTRICTED_ZIP3 = (
    *("036", "059", "063", "102", "203", "556", "692", "790", "821"),
    *("823", "830", "831", "878", "879", "884", "890", "893"),
)
EARLIEST = date(1990, 1, 1)  # an event before this day is a slip
_READING = {
    "mdy": "month/day/year",
    "dmy": "day/month/year",
    "ymd": "year/month/day",
    "iso": "year-month-day",
}


class Cells:
    """Builds `source` (texts under the feed's names) and a lookup table look_<column> for each column.

    A lookup has text, value, problem; dates also month_only, codes also near. `notes` collects what the
    sender should know about how dates were read.
    """

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        feed: Feed,
        mapping: Mapping,
        headings: list[str],
        registry: Registry,
        today: date,
    ):
        self.con = con
        self.feed = feed
        self.mapping = mapping
        self.registry = registry
        self.today = today
        self.place = {fold(heading): f"c{index}" for index, heading in enumerate(headings)}
        self.sources = self._sources()
        self.notes: list[Finding] = []

    def _sources(self) -> dict[str, Source]:
        """The feed columns that the mapping fills, in the feed's order."""
        given = dict(self.mapping.columns)
        if self.mapping.agency and "agency_id" not in given:
            given["agency_id"] = Source("value", constant=self.mapping.agency)
        if self.mapping.unpivot:
            given["measure_id"] = Source("pivot")
            given["numerator"] = Source("pivot")
        if self.mapping.aggregate:
            given["month"] = Source("from", (self.mapping.aggregate.date,))
        return {name: given[name] for name in self.feed.names if name in given}

    def run(self, name: str, values: dict[str, Any] | None = None, /, **fragments: str) -> Any:
        """Execute one of the .sql files beside this module."""
        return self.con.execute(render(SQL / name, **fragments), values)

    def raw(self, heading: str) -> str:
        """The raw column under a heading."""
        return self.place[fold(heading)]

    # -- the texts ------------------------------------------------------------------------------------------

    def build_source(self, secret: bytes) -> None:
        """TEMP TABLE source(_row, one text column for each filled feed column[, suppressed])."""
        values: dict[str, Any] = {"blanks": list(self.mapping.blank)}
        cells = [f"{self._expression(name, secret, values)} as {quoted(name)}" for name in self.sources]
        if self.feed.counts:
            values["hidden"] = list(self.mapping.suppressed)
            number = self._number()
            cells.append(f"coalesce(list_contains($hidden::varchar[], trim({number})), false) as suppressed")
        records = "raw"
        if self.mapping.unpivot:
            parts = []
            for index, each in enumerate(self.mapping.unpivot):
                values[f"measure_{index}"] = each.measure_id
                part = render(
                    SQL / "unpivot_part.sql", measure=f"measure_{index}", column=self.raw(each.heading)
                )
                parts.append(part)
            records = "(" + " union all ".join(parts) + ")"
        self.run("source.sql", values, cells=",\n    ".join(cells), records=records)
        if self.mapping.unpivot:
            self.run("unpivot_blank.sql")

    def _number(self) -> str:
        source = self.sources["numerator"]
        return (
            "_number"
            if source.kind == "pivot"
            else self._cell(source.headings[0])
            if source.headings
            else "null"
        )

    def _cell(self, heading: str) -> str:
        return f"cell({self.raw(heading)}, $blanks::varchar[])"

    def _expression(self, name: str, secret: bytes, values: dict[str, Any]) -> str:
        source = self.sources[name]
        if source.kind == "value":
            values[f"is_{name}"] = source.constant
            return f"$is_{name}::varchar"
        if source.kind == "pivot":
            return "_measure" if name == "measure_id" else self._shown("cell(_number, $blanks::varchar[])")
        if source.kind == "surrogate":
            return self._surrogate(name, source, secret, values)
        if source.kind == "concat":
            values[f"between_{name}"] = source.separator
            cells = [f"id_text({self._cell(heading)})" for heading in source.headings]
            joined = ", ".join(f"coalesce({cell}, '')" for cell in cells)
            whole = f"concat_ws($between_{name}::varchar, {joined})"
            return f"case when coalesce({', '.join(cells)}) is not null then {whole} end"
        text = self._cell(source.headings[0])
        if self.feed.column(name).type in ("id", "key"):
            text = f"id_text({text})"
        if source.slug:
            text = f"nullif(slug_text({text}), '')"
        if source.first:
            text = f"left({text}, {int(source.first)})"
        return self._shown(text) if name in ("numerator", "denominator") else text

    def _shown(self, text: str) -> str:
        return f"case when not list_contains($hidden::varchar[], {text}) then {text} end"

    def _surrogate(self, name: str, source: Source, secret: bytes, values: dict[str, Any]) -> str:
        """HMAC-SHA256 of agency, kind of key and cells: equal numbers of two agencies stay apart."""
        values |= pads(secret) | {
            f"kind_{name}": "person_key" if name == "person_key" else f"{self.feed.id}.{name}",
        }
        agency = self.sources["agency_id"]
        if self.mapping.agency:
            values["whose"] = self.mapping.agency
            whose = "$whose::varchar"
        else:
            whose = f"coalesce(lower({self._cell(agency.headings[0])}), '')"
        cells = [f"id_text({self._cell(heading)})" for heading in source.headings]
        joined = ", ".join(f"coalesce({cell}, '')" for cell in cells)
        message = f"concat_ws(chr(31), {whose}, $kind_{name}::varchar, {joined})"
        hashed = f"hmac_hex({message}, $inner_pad::blob, $outer_pad::blob)"
        return f"case when coalesce({', '.join(cells)}) is not null then {hashed} end"

    # -- what they mean -------------------------------------------------------------------------------------

    def resolve(self) -> None:
        """A lookup for every column that needs one; a row in `problem` for every cell found wrong."""
        for name, source in self.sources.items():
            column = self.feed.column(name)
            if self.look(name) is None:
                self._ids(column, source)
                continue
            if column.type in ("date", "month"):
                self._dates(column, source)
            elif column.type in ("int", "number") and column.codes is None and source.values is None:
                self._numbers(column)
            elif column.type == "text3":
                shape = {"column": quoted(name), "look": self.look(name)}
                self.run("zip3.sql", {"restricted": list(RESTRICTED_ZIP3)}, **shape)
            else:
                self._codes(column, source)
            self._problems(column)

    def look(self, name: str) -> str | None:
        """The name of a column's lookup table; ids and keys without `values` have none."""
        column = self.feed.column(name)
        if column.type in ("id", "key") and self.sources[name].values is None:
            return None
        return f"look_{name}"

    def _problems(self, column: Column) -> None:
        if not self.run("has_problem.sql", look=self.look(column.name)).fetchone():
            return
        coded = column.codes is not None
        self.run(
            "problems.sql",
            {"name": column.name, "told": coded},
            column=quoted(column.name),
            look=self.look(column.name),
            near="l.near" if coded else "null",
        )

    def _dates(self, column: Column, source: Source) -> None:
        look, name = self.look(column.name), quoted(column.name)
        as_month = column.type == "month" and not self.mapping.aggregate
        values = {"today": self.today, "later": column.later, "as_month": as_month}
        if source.format:
            told = re.findall(r"%-?([a-zA-Z])", source.format)
            values |= {"format": source.format, "month_only": not set(told) & set("djxcDF")}
            self.run("date_format.sql", values, column=name, look=look)
            return
        self.run("date_kinds.sql", column=name, look=look)
        cursor = self.run("date_profile.sql", {"today": self.today}, look=look)
        profile = Profile(*cursor.fetchone())
        order = decide(profile, source.order or self.mapping.order)
        told = {"ordered": order.order, "unproved": order.unproved}
        self.run("date_values.sql", values | told | {"earliest": EARLIEST}, look=look)
        self.con.execute(render(SQL / "drop.sql", table=f"{look}_kind"))
        self._note_dates(column, profile, order.order, order.proved_by)

    def _note_dates(self, column: Column, profile: Profile, order: str | None, proofs: int) -> None:
        heading = self.mapping.heading(column.name) if column.name in self.mapping.columns else column.name
        if proofs:
            text = f"{heading} is read as {_READING[order]}: {proofs:,} different dates can be nothing else."
            self._note("date_order", NOTE, text, heading)
        if profile.serial:
            text = f"{heading} holds day numbers of a spreadsheet (45292 is 2024-01-01), counted from 1900."
            remedy = "Check some dates: a workbook that counts from 1904 is four years off. Send YYYY-MM-DD."
            self._note("date_excel_serial", WARN, text, heading, remedy)
        if profile.two_digit and order:
            self._note(
                "date_two_digit_year", NOTE, f"{heading} has years of two digits; 24 is 2024.", heading
            )
        if profile.month_only and column.type == "date":
            text = f"{heading} gives only the month for some rows: no durations are worked out for them."
            self._note("date_month_only", NOTE, text, heading)

    def _note(self, rule: str, severity: str, message: str, heading: str, remedy: str = "") -> None:
        self.notes.append(Finding(rule, severity, message, remedy, column=heading))

    def _numbers(self, column: Column) -> None:
        self.run(
            "numbers.sql",
            {"whole": column.type == "int", "decimal": self.mapping.decimal},
            column=quoted(column.name),
            look=self.look(column.name),
            type=column.sql_type,
        )

        cursor = self.run("decimal_commas.sql", look=self.look(column.name))
        if self.mapping.decimal is None and cursor.fetchone()[0]:
            heading = self.mapping.heading(column.name)
            text = f"{heading} is read with decimal commas: 1,5 is one and a half."
            self._note("number_decimal_comma", NOTE, text, heading)

    def _codes(self, column: Column, source: Source) -> None:
        strict = column.codes is not None and source.otherwise is None
        most = MOST_DISTINCT + 1 if strict else 2**62
        texts = self.run("code_texts.sql", {"most": most}, column=quoted(column.name)).fetchall()
        resolver = Resolver(column, source, self.registry)
        if strict and len(texts) > MOST_DISTINCT:
            meanings = [Meaning(text, problem="not_codes") for (text,) in texts]
        else:
            meanings = [resolver.meaning(text) for (text,) in texts]
        self.run(
            "code_values.sql",
            {
                "texts": [each.text for each in meanings],
                "values": [each.value for each in meanings],
                "problems": [each.problem for each in meanings],
                "nears": [each.near for each in meanings],
            },
            look=self.look(column.name),
            type="BIGINT" if column.type == "int" else "VARCHAR",
        )
        if strict and len(texts) > MOST_DISTINCT:
            self.run(
                "not_codes.sql",
                {"name": column.name},
                column=quoted(column.name),
                look=self.look(column.name),
            )

    def _ids(self, column: Column, source: Source) -> None:
        if source.kind in ("from", "concat", "surrogate"):
            for heading in source.headings:
                part = f"trim({self.raw(heading)})"
                self.run("id_problems.sql", {"name": column.name}, part=part, source="raw")
        if column.type == "key" and source.kind != "surrogate":
            self._plain_keys(column)
        self._id_notes(source)

    def _plain_keys(self, column: Column) -> None:
        """Block a key column that looks like names, register numbers or birth dates, not like surrogates."""
        profile = self.run("id_profile.sql", column=quoted(column.name)).fetchone()
        texts, numbers, letters, spaced, dated, short = profile
        plain = numbers > 0.1 * texts or letters > 0.5 * texts or dated > 0.05 * texts or spaced or short
        if texts and plain:
            heading = self.mapping.heading(column.name)
            text = (
                f"{heading} looks like a plain identifier (a number, a name or a date), not like a surrogate."
            )
            remedy = (
                "Hash it before sending (python -m etl deidentify), send a random surrogate of at least six "
                "letters and digits, or have the mapping make one (surrogate: [column])."
            )
            self._note("key_plain", BLOCK, text, heading, remedy)

    def _id_notes(self, source: Source) -> None:
        """Ids whose digits a spreadsheet has rounded: told, because two of them may have become one."""
        for heading in source.headings:
            long_numbers, rounded = self.run("rounded_ids.sql", column=self.raw(heading)).fetchone()
            if long_numbers and rounded == long_numbers:
                text = (
                    f"{heading}: ids of 16 digits or more all end in 0: a spreadsheet keeps only 15 digits."
                )
                self._note("id_digits_lost", WARN, text, heading, "Export again with the column as text.")
