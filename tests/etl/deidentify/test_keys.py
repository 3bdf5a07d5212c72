"""The key file: made well, read strictly, and never shown."""

from __future__ import annotations

import os
import stat

import pytest

from etl.deidentify import keys, main
from etl.errors import EtlError

RANDOM = "9f1c4be27a05d3868e6b1f7c20aa5d94e3b8710f6cd24593a7fe08124cb96d35"


def held(tmp_path, text):
    path = tmp_path / "some.key"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


def test_a_new_key_is_random_and_its_owners_alone(tmp_path, capsys):
    first, second = tmp_path / "a" / "one.key", tmp_path / "two.key"
    assert main(["--new-key", str(first)]) == main(["--new-key", str(second)]) == 0
    said = capsys.readouterr().out
    one, two = keys.read(first), keys.read(second)
    assert len(one.secret) == 32 and one.secret != two.secret
    assert one.fingerprint in said and one.secret.hex() not in said
    if os.name != "nt":
        assert stat.S_IMODE(first.stat().st_mode) == 0o600


def test_a_key_is_never_written_over(tmp_path, capsys):
    path = held(tmp_path, RANDOM)
    assert main(["--new-key", str(path)]) == 2
    assert path.read_text(encoding="utf-8") == RANDOM
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "holds no key"),
        ("our secret password", "holds no key"),
        (RANDOM[:62], "62 hex digits"),
        (RANDOM[:63], "holds no key"),
        (RANDOM * 3, "192 hex digits"),
        ("00" * 32, "no random one"),
        ("0123456789abcdef" * 4, "no random one"),
        (bytes(range(32)).hex(), "no random one"),
        (bytes(range(0, 224, 7)).hex(), "no random one"),
        (RANDOM[:32] * 2, "no random one"),
    ],
)
def test_short_and_weak_keys_are_refused_without_showing_them(tmp_path, text, says):
    with pytest.raises(EtlError, match=says) as told:
        keys.read(held(tmp_path, text))
    assert not text or text not in str(told.value)


def test_comments_spaces_and_capitals_do_not_matter(tmp_path):
    grouped = " ".join(RANDOM[place : place + 8] for place in range(0, 64, 8)).upper()
    assert keys.read(held(tmp_path, f"\ufeff# from the county\n{grouped}\n")).secret == bytes.fromhex(RANDOM)


def test_the_fingerprint_tells_keys_apart_and_not_what_they_are(tmp_path):
    key = keys.read(held(tmp_path, RANDOM))
    assert key.fingerprint == keys.fingerprint(bytes.fromhex(RANDOM)) != keys.fingerprint(b"\1" * 32)
    assert key.fingerprint.replace("-", "") not in RANDOM
    assert RANDOM not in repr(key)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_key_that_others_can_read_is_pointed_out(tmp_path):
    path = held(tmp_path, RANDOM)
    path.chmod(0o644)
    assert "chmod 600" in keys.read(path).warnings[0]


def test_without_a_key_nothing_is_hashed_or_written(export, run):
    made = run(export([{}, {}]), key=None)
    assert (made.code, made.out.exists()) == (2, False)
    assert "--new-key" in made.complained


def test_a_key_beside_the_output_is_pointed_out(export, run):
    file = export([{"DOB": "03/14/1985"}])
    key = keys.fresh(file.parent / "beside.key")
    keys.save(key)
    assert any("the same folder" in note for note in run(file, key=key.path).report["notes"])
