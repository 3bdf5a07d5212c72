"""Asking in a terminal: one question at a time, a default for each, plain text without color."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlparse
from urllib.request import url2pathname

from etl.deidentify.report import screen_width, wrapped


def say(text: str = "") -> None:
    """Paragraphs, wrapped to the terminal; a line that begins with two spaces stays as it is."""
    for line in text.split("\n"):
        for each in [line] if line.startswith("  ") else wrapped(line, screen_width()):
            print(each)


def ask(question: str, default: str = "") -> str:
    """One answer; Enter takes the default. The end of the input stops like Ctrl+C."""
    print()
    say(question)
    try:
        answer = input(f"[{default}] > " if default else "> ").strip()
    except EOFError:
        raise KeyboardInterrupt from None
    return answer or default


def yes(question: str, default: bool = True) -> bool:
    """Yes or no."""
    while True:
        answer = ask(question, "Y/n" if default else "y/N").lower()
        if answer in ("y/n", "y/N".lower()):
            return default
        if answer in ("y", "yes", "n", "no"):
            return answer.startswith("y")
        say("Please type y for yes or n for no.")


def number(question: str, options: Sequence[str], default: int = 1) -> int:
    """The place (from 0) of one of the options, chosen by its number."""
    lines = "\n".join(f"  {place}  {option}" for place, option in enumerate(options, start=1))
    while True:
        answer = ask(f"{question}\n{lines}", str(default))
        if answer.isdecimal() and 1 <= int(answer) <= len(options):
            return int(answer) - 1
        say(f"Please type a number from 1 to {len(options)}.")


def dragged(text: str) -> Path:
    """The path in what a terminal types when a file is dragged into its window: quotes, an & and spaces
    around it, backslashes before spaces (macOS, Linux), or a file:// address."""
    text = text.strip()
    text = re.sub(r"^&\s*(?=['\"])", "", text)  # PowerShell
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    elif os.name != "nt":
        text = re.sub(r"\\(.)", r"\1", text)
    if text.lower().startswith("file://"):
        text = url2pathname(urlparse(text).path) if os.name == "nt" else unquote(urlparse(text).path)
    return Path(text).expanduser()
