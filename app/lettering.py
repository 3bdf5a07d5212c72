"""How wide text runs in a sans-serif type, near enough to lay it out where no browser does. Pure."""

from __future__ import annotations

from itertools import accumulate

# Shares of the type's size; a little wider than Arial and Source Sans, so that what fits here fits anywhere.
NARROW, WIDE, CAPITAL, PLAIN, BOLD = 0.31, 0.9, 0.7, 0.57, 1.07
_NARROW, _WIDE = frozenset(" .,:;'’!|ijlI()[]/·-"), frozenset("mwMW@%—…")


def width(text: str, size: float, bold: bool = False) -> float:
    """The estimated width of one line, in the units of `size`."""
    return sum(_share(letter) for letter in text) * size * (BOLD if bold else 1)


def _share(letter: str) -> float:
    if letter in _NARROW:
        return NARROW
    if letter in _WIDE:
        return WIDE
    return CAPITAL if letter.isupper() else PLAIN


def shortened(text: str, size: float, room: float) -> str:
    """The text, or as much of it as fits in `room` with an ellipsis; '' when not even three letters do."""
    if width(text, size) <= room:
        return text
    widths = [0.0, *accumulate(map(_share, text))]  # of so many letters; a chart asks this often
    for end in range(len(text) - 1, 2, -1):
        kept = text[:end].rstrip(" ,;:.(")
        if (widths[len(kept)] + _share("…")) * size <= room:
            return f"{kept}…"
    return ""


def wrapped(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """The text in lines that fit in `room`; a word longer than a line is broken."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size, bold) <= room:
            lines[-1] = longer
            continue
        pieces = _pieces(word, size, room, bold)
        lines += pieces if lines[-1] else []
        if not lines[0]:
            lines = pieces
    return lines


def _pieces(word: str, size: float, room: float, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, bold) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces
