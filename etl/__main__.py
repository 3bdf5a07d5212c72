"""`python -m etl ...`; `python -m etl desk` is the upload page's own way in, see etl/desk/worker.py."""

import sys

if sys.argv[1:] == ["desk"]:
    from etl.desk.worker import main as desk

    sys.exit(desk(sys.stdin, sys.stdout))

from etl.cli import main

sys.exit(main())
