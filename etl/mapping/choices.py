"""The texts that a code column takes, and the code that each of them means."""

from __future__ import annotations

from etl.definitions import Column
from etl.mapping.codes import Resolver
from etl.mapping.spec import Source
from etl.reference import Registry


def resolver(column: Column, registry: Registry) -> Resolver:
    """What reads the column when no mapping says what its words mean."""
    return Resolver(column, Source("from"), registry)


def known_words(column: Column, registry: Registry) -> dict[str, str]:
    """Folded text -> code, of all that the column takes by itself."""
    return resolver(column, registry).words
