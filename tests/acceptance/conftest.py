"""The demo county's clean rows, and the truth worked out from them, once a run."""

from __future__ import annotations

import pytest

from etl.demo import Manifest, generate
from tests.acceptance.truth import Truth
from tests.conftest import DEMO_THROUGH


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """The files that the partners would send, and the rows that they say."""
    return generate(DEMO_THROUGH, tmp_path_factory.mktemp("demo-files"))


@pytest.fixture(scope="session")
def truth(manifest: Manifest) -> Truth:
    """What the numbers must be."""
    return Truth(manifest.rows, DEMO_THROUGH)
