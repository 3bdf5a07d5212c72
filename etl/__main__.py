"""`python -m etl ...`"""

import sys


def main() -> int:
    """De-identifying needs only a few packages, so it is not to load what the other commands need."""
    if sys.argv[1:2] == ["deidentify"]:
        from etl.deidentify import main as deidentify

        return deidentify(sys.argv[2:])
    from etl.cli import main as command_line

    return command_line()


if __name__ == "__main__":
    sys.exit(main())
