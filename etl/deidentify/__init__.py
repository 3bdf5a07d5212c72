"""`python -m etl deidentify`: at the agency, offline, a case system's export becomes a file the gate accepts.

`decide` says what is done with each column, `run` does it, `guide` asks people who never used a terminal.
Nothing here may import more than deploy/requirements-deidentify.txt holds.
"""

from etl.deidentify.command import main

__all__ = ["main"]
