"""`python -m app.packet --out DIR`: the packet as files, for a scheduled job. `python -m etl packet` runs it.

Exit codes: 0 written (without the PDF where nothing can print it: the last line says so), 1 the disk failed,
2 there is nothing to make a packet of.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from app.packet import handout, pdf, slides
from app.packet.deck import Deck
from app.packet.gather import DAYS, NoPacket, gather
from app.together.store import Unreachable

DONE, FAILED, REFUSED = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Write the packet; says a line for each file."""
    options = _parser().parse_args(argv)
    try:
        deck = gather(dt.date.today(), options.meeting, options.item or (), options.all)
        _write_all(deck, options.out, with_pdf=options.pdf)
    except (NoPacket, Unreachable) as error:
        print(error, file=sys.stderr)
        return REFUSED
    except OSError as error:
        print(f"Stopped: {options.out}: {error.strerror or 'it cannot be written'}.", file=sys.stderr)
        return FAILED
    return DONE


def _write_all(deck: Deck, out: Path, with_pdf: bool) -> None:
    out.mkdir(parents=True, exist_ok=True)
    presentation, page = slides.pptx_bytes(deck), handout.html(deck)
    count = f"{len(deck.pages)} pages"
    _write(out / f"{deck.name}.pptx", presentation, f"{count}, PowerPoint with native charts")
    _write(out / f"{deck.name}.html", page.encode("utf-8"), f"{count}, the print view")
    if not with_pdf:
        return
    try:
        printed = pdf.pdf_bytes(page, presentation)
    except pdf.NoPrinter as error:
        (out / f"{deck.name}.pdf").unlink(
            missing_ok=True
        )  # one of an earlier run would be taken for this one
        print(error)
        return
    _write(out / f"{deck.name}.pdf", printed, f"{count}, PDF")


def _write(file: Path, content: bytes, what: str) -> None:
    """All of the file or nothing: a mail job must never pick up half of one."""
    begun = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        begun.write_bytes(content)
        begun.replace(file)
    finally:
        begun.unlink(missing_ok=True)
    print(f"{file}: {what}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl packet", description="write the packet of a meeting")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write to")
    parser.add_argument(
        "--meeting", type=int, metavar="N",
        help="the number of a meeting, for its agenda and what it agreed; without it, no meeting's packet: "
        f"all intercepts, who has sent data, open actions, and the decisions of the last {DAYS} days",
    )  # fmt: skip
    parser.add_argument(
        "--item",
        type=int,
        action="append",
        metavar="N",
        help="one item of its agenda, by number; several times",
    )
    parser.add_argument(
        "--all", action="store_true",
        help="all measures of each intercept; without it: headlines, real changes, what was decided about",
    )  # fmt: skip
    parser.add_argument("--no-pdf", dest="pdf", action="store_false", help="PowerPoint and print view only")
    return parser


if __name__ == "__main__":
    sys.exit(main())
