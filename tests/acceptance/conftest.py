"""The demo county's clean rows, and the truth worked out from them, once a run."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from etl.demo import Manifest, generate
from tests.acceptance.truth import Truth
from tests.conftest import DEMO_THROUGH, shared_folder


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """The files that the partners would send, and the rows that they say; made once for all workers."""
    shared = shared_folder(tmp_path_factory)
    kept = shared / "demo-manifest.pickle"
    with FileLock(shared / "demo-manifest.lock"):
        if not kept.exists():
            kept.write_bytes(pickle.dumps(generate(DEMO_THROUGH, shared / "demo-files")))
    return pickle.loads(kept.read_bytes())


@pytest.fixture(scope="session")
def pages_home(demo_county, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data home with a copy of what is published, for the modules of pages.

    They keep their build open, and one process may not open a file in two ways.
    """
    home = tmp_path_factory.mktemp("pages")
    shutil.copytree(demo_county.home / "published", home / "published")
    return home


@pytest.fixture(scope="session")
def truth(manifest: Manifest) -> Truth:
    """What the numbers must be."""
    return Truth(manifest.rows, DEMO_THROUGH)
