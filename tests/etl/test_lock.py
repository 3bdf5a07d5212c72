"""One writer at a time."""

import subprocess
import sys

import pytest

from etl.errors import Busy
from etl.lock import writer_lock
from etl.paths import DataHome

HOLD = """
import sys
from pathlib import Path
from etl.lock import writer_lock
from etl.paths import DataHome
with writer_lock(DataHome(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def home(tmp_path):
    return DataHome(tmp_path)


def test_a_second_writer_is_told_so_at_once(home):
    with writer_lock(home), pytest.raises(Busy, match="another upload is being published"), writer_lock(home):
        pass


def test_the_lock_is_free_again_after_use_and_after_an_error(home):
    with pytest.raises(ValueError), writer_lock(home):
        raise ValueError
    with writer_lock(home):
        pass


def test_another_process_is_kept_out_until_it_dies_and_needs_no_cleaning_up(home):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Busy), writer_lock(home):
            pass
    finally:
        holder.kill()
        holder.communicate()
    with writer_lock(home):
        pass


def test_the_private_folder_is_its_owners_alone(home):
    with writer_lock(home):
        assert home.private.stat().st_mode & 0o777 == 0o700
