"""Comparing what people write with what a definition says, whatever the case, spaces and hyphens."""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz import fuzz, process

# A text with one number and no letter is compared as it stands: -1, (1) and 1 are three different codes.
_NUMBER = re.compile(r"\W*\d+([.,]\d+)?\W*")
_GAPS = re.compile(r"[\s_\-‐‑‒–—/,.()]+")


def fold(text: str) -> str:
    """One spelling for all ways to write a heading or a code: NFKC, lower case, gaps as one underscore."""
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    if _NUMBER.fullmatch(folded):
        return folded
    return _GAPS.sub("_", folded).strip("_") or folded


def nearest(text: str, choices: dict[str, str], cutoff: float = 62.0) -> str | None:
    """The value whose folded key is most like `text` (RapidFuzz ratio 0-100), or None below the cutoff."""
    found = process.extractOne(fold(text), list(choices), scorer=fuzz.WRatio, score_cutoff=cutoff)
    return choices[found[0]] if found else None
