"""How long things take, as ratios within one run: `python -m tests.benchmarks`. No part of `make test`."""
