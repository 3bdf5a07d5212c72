"""Writing a file as its partner does: own headings, words, dates, title rows, totals, encoding.

The partner's mapping (etl/mappings/<id>.yml) says how to read the file; this writes by the same list the
other way round. What a mapping need not know (file name, encoding, titles, the contents of the columns that
it drops) stands in dialects.yml.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import xlsxwriter
import yaml

from etl.demo.draw import pick, stream
from etl.demo.stories import START

HERE = Path(__file__).resolve().parent
MAPPINGS = HERE.parent / "mappings"


@dataclass(frozen=True)
class Dialect:
    """One partner's way of writing one feed; `mapping` is None where the template's own headings are used."""

    agency: str
    feed: str
    file: str
    columns: dict[str, dict]
    mapping: str | None = None
    kind: str = "csv"
    delimiter: str = ","
    encoding: str = "utf-8"
    newline: str = "\r\n"
    decimal: str = "."
    titles: tuple[str, ...] = ()
    total: str = ""
    extra: dict[str, list] | None = None


@cache
def dialects() -> dict[tuple[str, str], Dialect]:
    """(agency, feed) -> dialect, from dialects.yml and the mappings."""
    entries = yaml.safe_load((HERE / "dialects.yml").read_text(encoding="utf-8"))
    return {(each["agency"], each["feed"]): _dialect(each) for each in entries}


def _dialect(entry: dict) -> Dialect:
    own = entry.pop("columns", None)
    if own:  # the template's headings
        columns = {name: {"from": name} for name in own}
    else:
        mapping = yaml.safe_load((MAPPINGS / f"{entry['mapping']}.yml").read_text(encoding="utf-8"))
        columns = {
            name: {"from": at} if isinstance(at, str) else at for name, at in mapping["columns"].items()
        }
    return Dialect(**entry | {"titles": tuple(entry.get("titles", ())), "columns": columns})


def sent(dialect: Dialect, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with only what this partner sends: other columns blank, constants of its mapping filled in."""
    rows = rows.copy()
    for name in rows.columns:
        source = dialect.columns.get(name)
        if name.startswith("_") or name == "agency_id" or (source and "from" in source):
            continue
        if source and "value" in source:
            rows[name] = int(source["value"]) if name == "intercept" else str(source["value"])
        else:
            blank = {"M": np.datetime64("NaT", "s"), "f": np.nan, "i": np.nan}.get(rows[name].dtype.kind, "")
            rows[name] = blank
    return rows


def write(dialect: Dialect, rows: pd.DataFrame, path: Path, number: int) -> None:
    """The partner's file with these canonical rows, in the order of a records system's export."""
    rng = stream(f"{dialect.mapping or dialect.file}:file", number)
    table = pd.DataFrame(index=rows.index)
    for name, source in dialect.columns.items():
        if "from" in source and source["from"] not in table:
            table[source["from"]] = _words(dialect, rows, name, source, rng)
    for heading, words in (dialect.extra or {}).items():
        table[heading] = np.array(words, dtype=object)[pick(rng, np.ones(len(words)), len(table))]
    lines = [list(table.columns), *table.to_numpy(dtype=object).tolist()]
    titles = [[title.format(month=START + number)] for title in dialect.titles]
    total = [[dialect.total, len(table)]] if dialect.total else []
    if dialect.kind == "xlsx":
        _write_workbook(path, titles, lines, total)
    else:
        text = io.StringIO()
        csv.writer(text, delimiter=dialect.delimiter, lineterminator=dialect.newline).writerows(
            [*titles, *lines, *total]
        )
        path.write_bytes(text.getvalue().encode(dialect.encoding))


def _words(
    dialect: Dialect, rows: pd.DataFrame, name: str, source: dict, rng: np.random.Generator
) -> pd.Series:
    """One column in the partner's words; where there are several words for a code, all of them occur."""
    values = rows[name]
    if values.dtype.kind == "M":
        return values.dt.strftime(source.get("format", "%Y-%m-%d")).astype(object).where(values.notna(), "")
    if values.dtype.kind in "if":
        texts = values.astype(object).map(lambda number: f"{number:g}", na_action="ignore")
        texts = texts.where(values.notna(), "").astype(str).str.replace(".", dialect.decimal)
        values = texts
    return _spoken(values, source, rng) if source.get("values") else values


def _spoken(codes: pd.Series, source: dict, rng: np.random.Generator) -> pd.Series:
    words: dict[str, list[str]] = {}
    for word, code in (source.get("values") or {}).items():
        words.setdefault("" if code is None else str(code), []).append("" if word is None else str(word))
    places, different = pd.factorize(codes.to_numpy(dtype=object))
    spoken = np.empty(len(codes), dtype=object)
    for place, code in enumerate(different):
        said = words.get(code) or ["|".join(words.get(part, [part])[0] for part in code.split("|"))]
        rows = np.flatnonzero(places == place)
        spoken[rows] = np.array(said, dtype=object)[pick(rng, np.ones(len(said)), len(rows))]
    return pd.Series(spoken, index=codes.index)


def _write_workbook(path: Path, titles: list, lines: list, total: list) -> None:
    """A workbook of one sheet; dates are texts, as somebody typed them."""
    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Export")
        for row, cells in enumerate([*titles, *lines, *total]):
            sheet.write_row(row, 0, cells)
