"""Tests that share what is costly to make run in one worker; a worker that forgets it makes it again."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("together")
def test_the_workers_know_which_tests_belong_together(request):
    grouped = getattr(request.config.option, "loadgroup", False)  # `pytest -n 2 --dist loadgroup`
    assert request.node.nodeid.endswith("@together") == grouped
