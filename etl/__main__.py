"""`python -m etl ...`; `python -m etl desk` is the upload page's own way in, see etl/desk/worker.py."""

import sys


def main() -> int:
    """De-identifying needs only a few packages, so it is not to load what the other commands need."""
    if sys.argv[1:2] == ["deidentify"]:
        from etl.deidentify import main as deidentify

        return deidentify(sys.argv[2:])
    if sys.argv[1:] == ["desk"]:
        from etl.desk.worker import main as desk

        return desk(sys.stdin, sys.stdout)
    from etl.cli import main as command_line

    return command_line()


if __name__ == "__main__":
    sys.exit(main())
