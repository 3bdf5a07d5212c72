"""`python -m etl ...`; `python -m etl desk` is the upload page's own way in, see etl/desk/worker.py."""

import sys


class _Without:
    """Finds no pandas: DuckDB loads it (half a second) only to ask whether a parameter is one of its blanks.

    Of all commands the demo county's alone has any use for it.
    """

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        """Raises ImportError for pandas, and leaves every other module to the finders after this one."""
        if name == "pandas":
            raise ModuleNotFoundError("pandas is not loaded here", name=name)


def main() -> int:
    """De-identifying, and asking for a packet, are not to load what the other commands need."""
    if sys.argv[1:2] == ["deidentify"]:
        from etl.deidentify import main as deidentify

        return deidentify(sys.argv[2:])
    if sys.argv[1:2] == ["packet"]:
        from etl.packet import main as packet

        return packet(sys.argv[2:])
    if sys.argv[1:2] != ["demo"]:
        sys.meta_path.insert(0, _Without)
    if sys.argv[1:] == ["desk"]:
        from etl.desk.worker import main as desk

        return desk(sys.stdin, sys.stdout)
    from etl.cli import main as command_line

    return command_line()


if __name__ == "__main__":
    sys.exit(main())
