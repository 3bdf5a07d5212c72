"""`python -m etl packet`: the meeting's packet for a scheduled job.

What is shown is the dashboard's to say: this runs `python -m app.packet` on the same data, and passes on what
it says and how it ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from etl.paths import PROJECT, DataHome


def main(arguments: Sequence[str]) -> int:
    """Run it; gives its exit code: 0 written, 1 the disk failed, 2 there is nothing to make a packet of."""
    home = DataHome.from_env()
    path = os.pathsep.join(part for part in (str(PROJECT), os.environ.get("PYTHONPATH")) if part)
    done = subprocess.run(
        [sys.executable, "-m", "app.packet", *arguments],
        env=os.environ | {"DASHBOARD_DATA": str(home.root), "PYTHONPATH": path, "PYTHONUTF8": "1"},
        check=False,
    )
    return done.returncode
