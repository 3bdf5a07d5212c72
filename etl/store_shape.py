"""How the feeds' columns stand in the store, and the fragments that its SQL is filled with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from etl.definitions import feeds
from etl.sqlfile import quoted


@dataclass(frozen=True)
class FeedShape:
    """One feed's table in the store: `columns` maps name to SQL type; `key` and `date_column` are names."""

    feed: str
    columns: dict[str, str]
    key: tuple[str, ...]
    date_column: str

    @property
    def row_table(self) -> str:
        """The table of all rows of all submissions."""
        return f"row_{self.feed}"

    @property
    def key_list(self) -> str:
        """The key's columns as an SQL list."""
        return ", ".join(map(quoted, self.key))

    def fragments(self) -> dict[str, str]:
        """Every slot that the store's SQL files use for a feed."""
        names = [quoted(name) for name in self.columns]
        return {
            "row_table": self.row_table,
            "core_view": f"core_{self.feed}",
            "columns": ", ".join(names),
            "column_types": ",\n    ".join(f"{quoted(name)} {kind}" for name, kind in self.columns.items()),
            "key": self.key_list,
            "date_column": quoted(self.date_column),
            "key_of_row": ", ".join(f"r.{quoted(name)}" for name in self.key),
            "key_match": " and ".join(f"i.{quoted(k)} is not distinct from k.{quoted(k)}" for k in self.key),
            "as_struct": "{" + ", ".join(f"'{name}': {quoted(name)}" for name in self.columns) + "}",
        }

    def shared_with(self, present: set[str]) -> dict[str, str]:
        """The columns that a source has too; the others stay NULL."""
        return {"shared_columns": ", ".join(quoted(name) for name in self.columns if name in present)}


@cache
def feed_shapes() -> dict[str, FeedShape]:
    """The shape of every feed, by its id."""
    return {
        feed.id: FeedShape(feed.id, dict(feed.stored()), feed.key, feed.date_column)
        for feed in feeds().values()
    }
