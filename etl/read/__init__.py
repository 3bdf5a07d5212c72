"""Reading partners' files: exactly, or not at all.

`read_file` turns a CSV or workbook into a normalized table of texts, or raises Refused with the row and the
reason; `stage` puts it into DuckDB. Nothing is interpreted here: dates, numbers and codes are the mapping's.
"""

from etl.read.reader import read_file
from etl.read.table import Layout, RawTable, Skipped, stage

__all__ = ["Layout", "RawTable", "Skipped", "read_file", "stage"]
