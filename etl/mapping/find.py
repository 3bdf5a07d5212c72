"""Which mapping reads a file: the one named, the one whose headings these are, or the feed's own names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from etl.definitions import Feed, feeds, mappings
from etl.errors import Refused
from etl.findings import BLOCK, Finding
from etl.mapping.spec import Mapping, Source
from etl.paths import DataHome
from etl.words import fold, nearest

OWN_NAMES = "own_names"  # id of the mapping made when the headings are the feed's own names
MOST_UNKNOWN_TOLD = 5
MOST_HEADINGS_TOLD, LONGEST_TOLD = 12, 40
LEAST_KNOWN = 0.3
LIKENESS = 0.6  # this share of a mapping's headings, and the file is of its format
HIDDEN = ("*", "<11", "< 11", "suppressed")  # how senders of totals write a number that they hide


@dataclass(frozen=True)
class Fit:
    """How the headings of a file fit a feed: feed column -> heading, and required columns without one."""

    feed: Feed
    headings: dict[str, str]
    missing: tuple[str, ...]
    twice: tuple[str, ...]


def find_mapping(
    headings: Iterable[str],
    home: DataHome,
    *,
    feed: str | None = None,
    agency: str | None = None,
    mapping: str | None = None,
) -> Mapping:
    """The mapping that reads a file with these headings.

    Tried in this order: the mapping named; a mapping (of the agency, if one is given) that reads or drops
    exactly these headings; headings that are a feed's column names or synonyms; a mapping that needs no other
    headings than these. Raises Refused (mapping_unknown, mapping_ambiguous, agency_mismatch, column_twice,
    column_missing, feed_unknown) with what the sender can do about it.
    """
    headings = list(headings)
    known = mappings(home)
    if mapping is not None:
        return _named(mapping, known, feed, agency)
    exact = _saved(headings, known, feed, agency, exactly=True)
    if exact is not None:
        return exact
    fits = [fit_feed(each, headings, agency) for each in feeds().values() if feed in (None, each.id)]
    own = _own_names(fits, agency)
    if own is not None:
        return own
    loose = _saved(headings, known, feed, agency, exactly=False)
    if loose is not None:
        return loose
    raise Refused(_like_saved(headings, known, feed, agency) or _nothing_fits(fits, feed, headings))


def fit_feed(feed: Feed, headings: Iterable[str], agency: str | None = None) -> Fit:
    """Lay the headings over the feed's column names and synonyms."""
    owner = {fold(name): name for name in feed.names}
    for column in feed.columns:
        owner |= {fold(synonym): column.name for synonym in column.synonyms}
    found: dict[str, list[str]] = {}
    for heading in headings:
        name = owner.get(fold(heading))
        if name:
            found.setdefault(name, []).append(heading)
    given = {"agency_id"} if agency else set()
    missing = [each.name for each in feed.columns if each.required and each.name not in given | set(found)]
    chosen, twice = {}, []
    for name, many in found.items():
        own = [heading for heading in many if fold(heading) == fold(name)]
        if len(many) > 1 and len(own) != 1:
            twice.append(name)
        chosen[name] = (own or many)[0]
    return Fit(feed, chosen, tuple(missing), tuple(twice))


def nearest_fit(headings: Iterable[str], feed: str | None = None, agency: str | None = None) -> Fit:
    """The feed whose column names and synonyms fit these headings best, well or badly."""
    return _nearest(
        [fit_feed(each, headings, agency) for each in feeds().values() if feed in (None, each.id)]
    )


def _nearest(fits: list[Fit]) -> Fit:
    return min(fits, key=lambda fit: (len(fit.missing) - len(fit.headings), len(fit.missing)))


def own_names(fit: Fit, agency: str | None) -> Mapping:
    """The mapping of a file whose headings are the feed's own."""
    columns = {name: Source("from", (heading,)) for name, heading in fit.headings.items()}
    title = f"{fit.feed.title}: its own column names"
    hidden = HIDDEN if fit.feed.counts else ()
    return Mapping(OWN_NAMES, title, fit.feed.id, columns, agency=agency, suppressed=hidden)


def missing_headings(mapping: Mapping, headings: Iterable[str]) -> list[str]:
    """Headings that the mapping reads and the file does not have."""
    have = {fold(heading) for heading in headings}
    return [heading for heading in mapping.used if fold(heading) not in have]


def missing_columns(mapping: Mapping, headings: Iterable[str], says: str) -> list[Finding]:
    """column_missing for each heading that the mapping reads and the file does not have.

    `says` is the message, up to the heading that is missing.
    """
    headings = list(headings)
    missing = missing_headings(mapping, headings)
    unknown: list[str] = []
    if len(missing) <= (1 - LIKENESS) * len(mapping.used):
        known = {fold(heading) for heading in (*mapping.used, *mapping.drop)}
        unknown = [each for each in headings if fold(each) not in known]
    return [
        _block("column_missing", f'{says} "{heading}".', _to_add(heading, unknown, "format"), heading)
        for heading in missing
    ]


def _to_add(heading: str, unknown: list[str], what: str) -> str:
    """What to do about a missing column; `unknown` are headings of the file that may be its new name."""
    if not unknown:
        return "Add the column, or say in the mapping where the value is."
    some = ", ".join(f'"{heading}"' for heading in unknown[:MOST_UNKNOWN_TOLD])
    more = f" and {len(unknown) - MOST_UNKNOWN_TOLD} more" if len(unknown) > MOST_UNKNOWN_TOLD else ""
    return (
        f"The file has {some}{more}, which this {what} does not know. If that is the column, call it "
        f'"{heading}", or say so in the mapping; else add the column.'
    )


def _named(name: str, known: dict[str, Mapping], feed: str | None, agency: str | None) -> Mapping:
    found = known.get(name)
    if found is None:
        like = nearest(name, {fold(each): each for each in known})
        hint = f"Did you mean {like}? " if like else ""
        raise Refused(
            _block(
                "mapping_unknown",
                f"There is no mapping {name}.",
                f"{hint}Known mappings: {', '.join(known) or 'none'}.",
            )
        )
    if feed is not None and found.feed != feed:
        raise Refused(
            _block(
                "feed_mismatch",
                f"The mapping {name} is for {found.feed}, not for {feed}.",
                "Leave out --feed, or name another mapping.",
            )
        )
    if agency is not None and found.agency not in (None, agency):
        raise Refused(
            _block(
                "agency_mismatch",
                f"The mapping {name} is for the agency {found.agency}, not for {agency}.",
                "Leave out --agency, or save a mapping for this agency.",
            )
        )
    return found


def _saved(headings, known, feed, agency, *, exactly: bool) -> Mapping | None:
    have = {fold(heading) for heading in headings}
    fitting = []
    for each in known.values():
        if feed not in (None, each.feed) or (agency and each.agency not in (None, agency)):
            continue
        used = {fold(heading) for heading in each.used}
        wanted = used | {fold(heading) for heading in each.drop}
        if used <= have and (wanted == have or not exactly):
            fitting.append(each)
    if not fitting:
        return None
    if len(fitting) > 1 and not exactly:
        most = max(len(each.used) for each in fitting)
        fitting = [each for each in fitting if len(each.used) == most]
    if len(fitting) > 1:
        ids = ", ".join(each.id for each in fitting)
        raise Refused(
            _block(
                "mapping_ambiguous",
                f"More than one mapping reads a file with these columns: {ids}.",
                "Say which with --mapping, or whose file it is with --agency.",
            )
        )
    return fitting[0]


def _like_saved(headings, known, feed, agency) -> list[Finding]:
    """What a saved mapping misses, when the file is clearly of its format: most of its headings are there."""
    missed = {
        each.id: missing_headings(each, headings)
        for each in known.values()
        if feed in (None, each.feed) and (agency is None or each.agency in (None, agency))
    }
    share = {name: len(missing) / len(known[name].used) for name, missing in missed.items()}
    nearest_id = min(share, key=lambda name: share[name], default=None)
    if nearest_id is None or share[nearest_id] > 1 - LIKENESS:
        return []
    like = known[nearest_id]
    return missing_columns(like, headings, f"This looks like the format {like.title}, but it has no column")


def _own_names(fits: list[Fit], agency: str | None) -> Mapping | None:
    whole = [fit for fit in fits if not fit.missing]
    if not whole:
        return None
    most = max(len(fit.headings) for fit in whole)
    best = [fit for fit in whole if len(fit.headings) == most]
    if len(best) > 1:
        return None
    if best[0].twice:
        raise Refused(
            [
                _block(
                    "column_twice",
                    f"Two headings of the file mean {name}.",
                    "Rename or remove one of them, or say in a mapping which one counts.",
                    name,
                )
                for name in best[0].twice
            ]
        )
    return own_names(best[0], agency)


def _nothing_fits(fits: list[Fit], feed: str | None, headings: list[str]) -> list[Finding]:
    """feed_unknown, or the missing columns when it is clear which feed was meant."""
    near = _nearest(fits)
    known = len(near.headings)
    if feed is None and known < max(2, len(near.missing)):
        return [_feed_unknown(headings)]
    title, used = near.feed.title, {fold(each) for each in near.headings.values()}
    unknown = [each for each in headings if fold(each) not in used]
    return [
        _block(
            "column_missing",
            f'The file has no column "{name}", which {title} needs: {near.feed.column(name).help}',
            _to_add(name, unknown, "feed")
            + (" Or name the agency with --agency." if name == "agency_id" else ""),
            name,
        )
        for name in near.missing
    ] or [_block("feed_unknown", "The headings fit more than one feed.", "Say which with --feed.")]


def _feed_unknown(headings: list[str]) -> Finding:
    """What is understood of a stranger's headings, what is not, and what the nearest feed needs besides."""
    from etl.mapping.suggest import (  # what only a stranger's file needs is loaded late
        guess_feeds,
        guess_names,
    )

    feed = feeds()[guess_feeds(headings)[0][0]]
    guesses = {guess.name: guess for guess in guess_names(feed, headings) if guess.heading}
    told = [f'"{_short(guess.heading)}" ({name})' for name, guess in guesses.items()]
    used = {guess.heading for guess in guesses.values()}
    unknown = [f'"{_short(heading)}"' for heading in headings if heading not in used]
    missing = [each.name for each in feed.columns if each.required and each.name not in guesses]
    parts = [
        f"The headings of this file are not those of any feed, and no saved mapping reads them. The nearest "
        f"feed is {feed.title}."
    ]
    parts += [f"Understood: {_list(told)}."] if told else ["None of the headings was understood."]
    if unknown and told:
        # Where hardly any heading is known, the first row may hold values: it is not repeated.
        headed = len(told) >= max(2, LEAST_KNOWN * len(headings))
        parts += [f"Not understood: {_list(unknown) if headed else f'{len(unknown)} others'}."]
    parts += [f"It also needs: {', '.join(missing)}."] if missing else []
    return _block(
        "feed_unknown",
        " ".join(parts),
        f"Use the headings of the template (python -m etl template {feed.id}), or send it on the page "
        "“Send a file”, which asks what each column means. If the first row holds no headings, add them.",
    )


def _short(heading: str) -> str:
    return heading if len(heading) <= LONGEST_TOLD else f"{heading[: LONGEST_TOLD - 1]}…"


def _list(texts: list[str]) -> str:
    more = len(texts) - MOST_HEADINGS_TOLD
    return ", ".join(texts[:MOST_HEADINGS_TOLD]) + (f" and {more} more" if more > 0 else "")


def _block(rule: str, message: str, remedy: str, column: str | None = None) -> Finding:
    return Finding(rule, BLOCK, message, remedy, column=column)
