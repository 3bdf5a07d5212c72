"""What the feeds, their codes and the measures are: the YAML files read into frozen objects, strictly.

The reader, the checks, the store, the templates and the data dictionary all derive from these objects;
no other module names a feed's columns, types or allowed values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl.strict import DefinitionError, check_bool, check_choice, check_keys, read_yaml, texts
from etl.words import fold

if TYPE_CHECKING:
    from etl.mapping.spec import Mapping
    from etl.paths import DataHome

HERE = Path(__file__).resolve().parent
SQL_TYPES = {
    "code": "VARCHAR",
    "codes": "VARCHAR",
    "flag": "VARCHAR",
    "key": "VARCHAR",
    "id": "VARCHAR",
    "text3": "VARCHAR",
    "date": "DATE",
    "month": "DATE",
    "int": "BIGINT",
    "number": "DOUBLE",
}
# Lists whose values stand in a registry of the deployment, not in codes.yml.
REGISTRY_LISTS = ("agency", "program", "measure")


@dataclass(frozen=True)
class Codes:
    """The allowed values of a code column: `labels` code -> label, in order; `words` folded text -> code.

    `damaged` and `likely` are texts that are told or suggested, not taken; None: it may mean several.
    """

    name: str
    label: str
    labels: dict[str, str]
    words: dict[str, str] = field(default_factory=dict)
    damaged: dict[str, str] = field(default_factory=dict)
    likely: dict[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """One column of a feed. `conditional`: a blank is usual; `later`: a date that may lie in the future."""

    name: str
    type: str
    required: bool = False
    codes: str | None = None
    help: str = ""
    synonyms: tuple[str, ...] = ()
    personal: bool = False
    conditional: bool = False
    default: str | None = None
    later: bool = False

    @property
    def sql_type(self) -> str:
        """The DuckDB type it has in `mapped` and in the store."""
        return SQL_TYPES[self.type]


@dataclass(frozen=True)
class Derived:
    """A whole number of days between two dates of a row: `to` minus the first of `start` that is filled."""

    name: str
    start: tuple[str, ...]
    to: str
    help: str = ""
    sql_type: str = "BIGINT"


@dataclass(frozen=True)
class Feed:
    """One kind of file that partners send. `key` identifies a row; `date_column` places it in time."""

    id: str
    title: str
    grain: str
    key: tuple[str, ...]
    date_column: str
    columns: tuple[Column, ...]
    derived: tuple[Derived, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError when the feed has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def counts(self) -> bool:
        """Whether its rows are totals rather than events (monthly_counts)."""
        return self.id == "monthly_counts"

    def stored(self) -> tuple[tuple[str, str], ...]:
        """(name, DuckDB type) of all that `mapped` and the store hold: the columns, then what is derived."""
        own = [(column.name, column.sql_type) for column in self.columns]
        own += [(derived.name, derived.sql_type) for derived in self.derived]
        return (*own, ("suppressed", "BOOLEAN")) if self.counts else tuple(own)


GRAINS = ("month", "quarter", "year")
PEOPLE = "people"  # the rest of a `within` that no measure counts
BREAKDOWN_KINDS = ("operational", "personal", "yearly", "counted")
SCOPE_KINDS = ("partnership", "county", "agency", "program")


@dataclass(frozen=True)
class Measure:
    """One question that partners ask every month; `sql_path` gives its event rows (see measures.md).

    follow_feeds: feeds whose rows, of all agencies that send them, must be complete before an outcome is
    known; none: the agency's own rows of the measure's feed. leaders: "police:1" = first on that leader's
    page. undecided: it counts dispositions, so that a month with many still pending is provisional.
    also_feeds: further feeds that its rows come from; such rows name theirs in a column `feed`.
    partnership_only: it links people across agencies, so that no agency could work out its own part, and none
    is told. grains: the periods it is told by; a person's year has no months. grain_breakdowns: "yearly" ones
    cross two things, or follow people from step to step, and are told by year only; "counted" ones are worked
    out and never told. own_page: it feeds a page of its own and is no trend among others. told_for: the kinds
    of scope it is told for, by default all; the others' cells are protected against as what insiders know.
    partly: a breakdown of it is told however few of its levels may show. n_untold: out of how many is never
    told, since that is nearly what another measure counts, whose small numbers are hidden. events_of: its
    events are those of another measure. within: its cells that are part of another measure's; `rest` says
    that what is left counts people who are protected as well: those of a measure, or "people" where none
    counts them.
    """

    id: str
    title: str
    short: str
    question: str
    why: str
    numerator: str
    denominator: str | None
    unit: str
    good: str
    intercepts: tuple[int, ...]
    area: str
    audiences: tuple[str, ...]
    feed: str
    agg: str
    chart: str
    grain_breakdowns: dict[str, tuple[str, ...]]
    additive: dict[str, bool]
    followup_days: int = 0
    follow_feeds: tuple[str, ...] = ()
    within: tuple[dict[str, str], ...] = ()
    counts_ok: bool = False
    headline: int | None = None
    leaders: tuple[str, ...] = ()
    precision: int = 0
    source: str = ""
    caveats: str = ""
    people: bool = False
    undecided: bool = False
    grains: tuple[str, ...] = GRAINS
    own_page: bool = False
    also_feeds: tuple[str, ...] = ()
    partnership_only: bool = False
    told_for: tuple[str, ...] = SCOPE_KINDS
    partly: bool = False
    n_untold: bool = False
    events_of: str = ""

    @property
    def sql_path(self) -> Path:
        """The SELECT that gives its event rows; a measure of monthly_counts alone has none."""
        return HERE / "measures" / f"{self.events_of or self.id}.sql"


UNITS = ("count", "percent", "days", "minutes", "rate", "mean_daily", "ratio", "usd")
AGGREGATES = (
    *("count", "proportion", "median", "km", "mean_daily", "distinct", "ratio_of_medians", "ratio_of_sums"),
    *("snapshot", "mean"),
)
CHARTS = ("xmr", "p_prime", "u_prime", "none")
_MEASURE_REQUIRED = (
    *("id", "title", "short", "question", "why", "numerator", "denominator", "unit", "good", "intercepts"),
    *("area", "audiences", "feed", "agg", "chart"),
)
_MEASURE_OPTIONAL = (
    *("grain_breakdowns", "additive", "followup_days", "within", "counts_ok", "headline", "precision"),
    *("source", "caveats", "people", "follow_feeds", "leaders", "undecided", "grains", "own_page"),
    *("also_feeds", "partnership_only"),
    *("told_for", "partly", "n_untold", "events_of"),
)


@cache
def all_codes() -> dict[str, Codes]:
    """Every code list of etl/feeds/codes.yml by its name."""
    lists = {}
    for name, entry in read_yaml(HERE / "feeds" / "codes.yml").items():
        check_keys(f"codes.yml: {name}", entry, ("label", "codes"), ("words", "damaged", "likely"))
        labels = {str(code): str(label) for code, label in entry["codes"].items()}
        words = {fold(code): code for code in labels}
        words |= {fold(label): code for code, label in labels.items() if fold(label) not in words}
        for word, code in (entry.get("words") or {}).items():
            check_choice(f"codes.yml: {name}: words: {word}", str(code), labels)
            words.setdefault(fold(str(word)), str(code))
        damaged = {fold(str(text)): str(code) for text, code in (entry.get("damaged") or {}).items()}
        likely = {fold(str(text)): code and str(code) for text, code in (entry.get("likely") or {}).items()}
        for word, code in likely.items():
            check_choice(f"codes.yml: {name}: likely: {word}", code, (None, *labels))
        lists[name] = Codes(name, str(entry["label"]), labels, words, damaged, likely)
    return lists


def codes(name: str) -> Codes:
    """One code list. Raises DefinitionError when there is none of that name."""
    try:
        return all_codes()[name]
    except KeyError:
        raise DefinitionError(f"there is no code list {name}") from None


def _column(where: str, name: str, entry: Any) -> Column:
    optional = ("codes", "required", "synonyms", "personal", "conditional", "default", "later")
    check_keys(where, entry, ("type", "help"), optional)
    check_choice(f"{where}: type", entry["type"], SQL_TYPES)
    listed = entry.get("codes")
    if listed is not None:
        check_choice(f"{where}: codes", listed, (*REGISTRY_LISTS, *all_codes()))
    elif entry["type"] in ("code", "codes", "flag"):
        raise DefinitionError(f"{where}: a {entry['type']} column needs codes")
    return Column(
        name,
        entry["type"],
        check_bool(f"{where}: required", entry.get("required", False)),
        listed,
        entry["help"],
        texts(f"{where}: synonyms", entry.get("synonyms")),
        check_bool(f"{where}: personal", entry.get("personal", False)),
        check_bool(f"{where}: conditional", entry.get("conditional", False)),
        entry.get("default"),
        check_bool(f"{where}: later", entry.get("later", False)),
    )


def _check_synonyms(feed: Feed, where: str) -> None:
    owner: dict[str, str] = {fold(name): name for name in feed.names}
    for column in feed.columns:
        for synonym in column.synonyms:
            first = owner.setdefault(fold(synonym), column.name)
            if first != column.name:
                raise DefinitionError(f"{where}: {synonym!r} names both {first} and {column.name}")


def read_feed(path: Path) -> Feed:
    """One feed definition. Raises DefinitionError naming the file and the place."""
    entry = read_yaml(path)
    check_keys(path.name, entry, ("id", "title", "grain", "key", "date_column", "columns"), ("derived",))
    columns = tuple(_column(f"{path.name}: {name}", name, each) for name, each in entry["columns"].items())
    names = [column.name for column in columns]
    derived = []
    for name, each in (entry.get("derived") or {}).items():
        check_keys(f"{path.name}: {name}", each, ("from", "to", "help"))
        start = texts(f"{path.name}: {name}", each["from"])
        derived.append(Derived(name, start, each["to"], each["help"]))
    used = [*entry["key"], entry["date_column"]]
    used += [column for each in derived for column in (*each.start, each.to)]
    for name in used:
        check_choice(f"{path.name}", name, names)
    feed = Feed(
        id=entry["id"],
        title=entry["title"],
        grain=entry["grain"],
        key=tuple(entry["key"]),
        date_column=entry["date_column"],
        columns=columns,
        derived=tuple(derived),
    )
    _check_synonyms(feed, path.name)
    return feed


@cache
def feeds() -> dict[str, Feed]:
    """The feeds by id, in the order of their importance."""
    order = ("encounters", "enrollments", "bookings", "monthly_counts")
    return {name: read_feed(HERE / "feeds" / f"{name}.yml") for name in order}


def read_measure(path: Path) -> Measure:
    """One measure definition. Raises DefinitionError naming the file and the key."""
    entry = read_yaml(path)
    where = path.name
    check_keys(where, entry, _MEASURE_REQUIRED, _MEASURE_OPTIONAL)
    if entry["id"] != path.stem:
        raise DefinitionError(f"{where}: id {entry['id']!r} differs from the file's name")
    check_choice(f"{where}: unit", entry["unit"], UNITS)
    check_choice(f"{where}: agg", entry["agg"], AGGREGATES)
    check_choice(f"{where}: chart", entry["chart"], CHARTS)
    check_choice(f"{where}: good", entry["good"], ("up", "down", "neither"))
    check_choice(f"{where}: feed", entry["feed"], feeds())
    for intercept in entry["intercepts"]:
        check_choice(f"{where}: intercepts", intercept, range(6))
    shown = entry.get("grain_breakdowns") or {}
    check_keys(f"{where}: grain_breakdowns", shown, (), BREAKDOWN_KINDS)
    additive = {"scope": True, "time": True} | (entry.get("additive") or {})
    check_keys(f"{where}: additive", additive, ("scope", "time"))
    named = ("counts_ok", "people", "undecided", "own_page", "partnership_only", "partly", "n_untold")
    flags = additive | {key: entry[key] for key in named if key in entry}
    for name, value in flags.items():
        check_bool(f"{where}: {name}", value)
    within = tuple(entry.get("within") or ())
    for each in within:
        check_keys(f"{where}: within", each, ("cell", "of", "of_cell"), ("rest",))
        check_choice(f"{where}: within", each["cell"], ("numerator", "denominator"))
        check_choice(f"{where}: within", each["of_cell"], ("numerator", "denominator", "complement"))
    for key in ("follow_feeds", "also_feeds"):
        for feed in entry.get(key) or ():
            check_choice(f"{where}: {key}", feed, feeds())
    for grain in entry.get("grains") or ():
        check_choice(f"{where}: grains", grain, GRAINS)
    for kind in entry.get("told_for") or ():
        check_choice(f"{where}: told_for", kind, SCOPE_KINDS)
    lists = {
        "intercepts": tuple(entry["intercepts"]),
        "follow_feeds": texts(f"{where}: follow_feeds", entry.get("follow_feeds")),
        "also_feeds": texts(f"{where}: also_feeds", entry.get("also_feeds")),
        "leaders": texts(f"{where}: leaders", entry.get("leaders")),
        "audiences": texts(f"{where}: audiences", entry["audiences"]),
        "grain_breakdowns": {kind: texts(where, shown.get(kind)) for kind in BREAKDOWN_KINDS},
        "additive": additive,
        "grains": texts(f"{where}: grains", entry.get("grains")) or GRAINS,
        "told_for": texts(f"{where}: told_for", entry.get("told_for")) or SCOPE_KINDS,
        "within": within,
        "followup_days": entry.get("followup_days") or 0,
        "caveats": entry.get("caveats") or "",
        "source": entry.get("source") or "",
    }
    return Measure(**(entry | lists))


@cache
def measures() -> dict[str, Measure]:
    """Every measure by id. Raises DefinitionError also when a `within` names a measure that there is not."""
    found = {path.stem: read_measure(path) for path in sorted((HERE / "measures").glob("*.yml"))}
    for measure in found.values():
        for each in measure.within:
            check_choice(f"{measure.id}.yml: within: of", each["of"], found)
            check_choice(f"{measure.id}.yml: within: rest", each.get("rest", PEOPLE), (PEOPLE, *found))
        check_choice(f"{measure.id}.yml: events_of", measure.events_of, ("", *found))
    return found


def mappings(home: DataHome) -> dict[str, Mapping]:
    """The mappings of the project and those saved in this installation, by id; a saved one wins."""
    folders = (HERE / "mappings", home.private / "mappings")
    paths = [path for folder in folders for path in sorted(folder.glob("*.yml"))]
    return {mapping.id: mapping for mapping in map(_mapping_now, paths)}


def _mapping_now(path: Path) -> Mapping:
    """The mapping as the file is now, read again only when the file has changed."""
    state = path.stat()
    return _mapping_at(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=512)
def _mapping_at(path: Path, changed: int, size: int) -> Mapping:
    from etl.mapping.spec import read_mapping

    return read_mapping(path)
