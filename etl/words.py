"""Comparing what people write with what a definition says, whatever the case, spaces and hyphens."""

from __future__ import annotations

import re
import unicodedata

from etl.likeness import LEAST, Choices

# A text with one number and no letter is compared as it stands: -1, (1) and 1 are three different codes.
_NUMBER = re.compile(r"\W*\d+([.,]\d+)?\W*")
_GAPS = re.compile(r"[\s_\-‐‑‒–—/,.()]+")


def fold(text: str) -> str:
    """One spelling for all ways to write a heading or a code: NFKC, lower case, gaps as one underscore."""
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    if _NUMBER.fullmatch(folded):
        return folded
    return _GAPS.sub("_", folded).strip("_") or folded


def nearest(text: str, choices: dict[str, str], least: float = LEAST) -> str | None:
    """The value of the key that `text` is like (0-100, at least `least`), or None where it may be several."""
    found = Choices({word: value for word, value in choices.items() if word and value}).best(text, least)
    return found[0] if found else None
