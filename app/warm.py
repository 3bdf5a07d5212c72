"""Ask a starting dashboard to run itself once, then say that it is ready.

Asking for its health runs the script, and with it what the first page would otherwise wait for.
"""

from __future__ import annotations

import sys
import time
import urllib.error
import urllib.request

TRIES, PAUSE_SECONDS = 120, 0.5


def healthy(url: str) -> bool:
    """Whether the dashboard at `url` has run its script without an error."""
    try:
        with urllib.request.urlopen(f"{url}/_stcore/script-health-check", timeout=60) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def main(url: str) -> int:
    """Wait for the dashboard; exit status 1 when it does not come up within a minute."""
    for _ in range(TRIES):
        if healthy(url):
            print(f"Ready: open {url} in a browser. Ctrl+C stops it.", flush=True)
            return 0
        time.sleep(PAUSE_SECONDS)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
