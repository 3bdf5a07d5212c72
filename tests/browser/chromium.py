"""Find Chromium. As a module it says whether the browser tests can run; under CI a missing one fails."""

from __future__ import annotations

import os
import shutil
import sys

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-software-rasterizer",
    "--disable-gpu-compositing",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
MISSING = (
    "Chromium was not found, so the browser tests cannot run. "
    "On Debian or Ubuntu: sudo apt-get install chromium. "
    "Elsewhere: set CHROMIUM to the path of a Chrome or Chromium program."
)


def find() -> str | None:
    """The path of the browser: $CHROMIUM, else the first Chromium or Chrome on the PATH; None without one."""
    own = os.environ.get("CHROMIUM")
    if own:
        return own
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next((path for path in map(shutil.which, names) if path), None)


def main() -> int:
    """Exit status 1 only where a missing browser must not pass: under CI."""
    path = find()
    print(f"Browser tests use {path}" if path else MISSING, file=sys.stderr)
    return 1 if path is None and os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
