"""Records by version, on SQLite and PostgreSQL: nothing is lost, and the second of two editors is told."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
import threading

import pytest
from sqlalchemy import create_engine, text

from app.together import schema
from app.together import store as stores
from app.together.store import Changed, Unreachable

ACTION = {
    "title": "Ask the jail for weekend staffing", "owner_role": "Jail commander", "owner_agency": "jail",
    "day": dt.date(2026, 11, 23), "due": dt.date(2026, 12, 21), "status": "open",
}  # fmt: skip


def test_a_record_comes_back_as_it_was_written(shop):
    number = shop.add("action", ACTION, "chair@example.org")
    found = shop.row("action", number)
    assert {name: found[name] for name in ACTION} == ACTION
    assert (found["version"], found["changed_by"]) == (1, "chair@example.org")


def test_a_change_counts_the_version_up_and_is_logged(shop):
    number = shop.add("action", ACTION, "chair")
    assert (
        shop.change("action", number, 1, {"status": "done", "title": ACTION["title"]}, "jail", "Staffed") == 2
    )
    first, second = shop.history("action", number)
    assert first["changes"]["title"] == [None, ACTION["title"]]
    assert second["changes"] == {"status": ["open", "done"]}
    assert (second["who"], second["said"]) == ("jail", "Staffed")


def test_the_second_of_two_editors_is_told_and_nothing_is_overwritten(shop):
    number = shop.add("action", ACTION, "chair")
    shop.change("action", number, 1, {"status": "done"}, "jail")
    with pytest.raises(Changed) as told:
        shop.change("action", number, 1, {"status": "dropped", "title": "Never mind"}, "sheriff")
    assert (told.value.who, told.value.now["status"]) == ("jail", "done")
    assert shop.row("action", number)["title"] == ACTION["title"]
    assert len(shop.history("action", number)) == 2
    assert shop.change("action", number, told.value.now["version"], {"title": "Never mind"}, "sheriff") == 3


def test_the_same_change_twice_is_one(shop):
    number = shop.add("action", ACTION, "chair")
    shop.change("action", number, 1, {"status": "done"}, "jail")
    assert shop.change("action", number, 1, {"status": "done"}, "jail") == 2
    assert len(shop.history("action", number)) == 2


def test_nothing_changed_is_nothing_written(shop):
    number = shop.add("action", ACTION, "chair")
    before = shop.history("action", number)
    assert shop.change("action", number, 1, {"status": "open"}, "chair") == 1
    assert shop.history("action", number) == before


def test_an_update_in_words_alone_is_logged(shop):
    number = shop.add("action", ACTION, "chair")
    assert shop.change("action", number, 1, {}, "jail", "Two volunteers found") == 2
    assert shop.history("action", number)[-1]["said"] == "Two volunteers found"


def test_every_change_is_seen_by_who_looks_at_the_revision(shop, place):
    other = stores.Store(shop.engine)
    before = other.number()
    number = shop.add("note", {"text": "Nights"}, "chair")
    assert other.number() > before
    again = other.number()
    shop.rows("note")
    assert other.number() == again
    shop.change("note", number, 1, {"text": "Nights and weekends"}, "chair")
    assert other.number() > again


def test_of_many_who_change_one_record_at_once_exactly_one_wins_each_version(shop):
    number = shop.add("note", {"text": "0"}, "chair")
    told, done, start = [], [], threading.Barrier(8)

    def write(who: int) -> None:
        start.wait()
        try:
            done.append(shop.change("note", number, 1, {"text": f"from {who}"}, str(who)))
        except Changed as other:
            told.append(other)

    writers = [threading.Thread(target=write, args=(who,)) for who in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert (done, len(told)) == ([2], 7)
    assert {other.now["text"] for other in told} == {shop.row("note", number)["text"]}


def test_several_records_are_written_all_or_none(shop):
    with pytest.raises(Exception, match="title"):
        shop.add_all("action", [ACTION, {**ACTION, "title": None}], "chair")
    assert shop.rows("action") == []
    assert shop.number() == 0


def test_the_texts_of_people_are_values_never_sql(shop):
    odd = "Robert'); drop table action; -- % :x {y} “ü” 漢"
    number = shop.add("action", ACTION | {"title": odd}, odd)
    assert shop.rows("action", title=odd)[0]["id"] == number
    assert shop.history("action")[0]["who"] == odd


def test_a_store_that_is_there_is_opened_again_with_all_it_holds(shop, place):
    shop.add("note", {"text": "Nights"}, "chair")
    stores._opened.cache_clear()
    assert [row["text"] for row in stores.open_store(place).rows("note")] == ["Nights"]


OF_THE_DIRECTORY = ("resource", "stand_in")


def of_version(number: int, shop):
    """The store as an earlier version of the program left it: without the later tables."""
    with shop.engine.begin() as con:
        for name in OF_THE_DIRECTORY[number - 1 :]:
            con.execute(text(f"drop table {name}"))
        con.execute(text("update revision set schema_version = :number"), {"number": number})
    stores._opened.cache_clear()


@pytest.mark.parametrize("version", [1, 2])
def test_a_store_of_an_earlier_version_is_brought_up_without_loss(shop, place, version):
    number = shop.add("action", ACTION, "chair")
    shop.change("action", number, 1, {"status": "done"}, "jail", "Staffed")
    before = {kind: shop.rows(kind) for kind in schema.RECORDS}
    told, count = shop.history("action"), shop.number()
    of_version(version, shop)
    again = stores.open_store(place)
    assert {kind: again.rows(kind) for kind in schema.RECORDS} == before
    assert (again.history("action"), again.number()) == (told, count)
    entry = again.add("resource", {"kind": "crisis_line", "name": "988"}, "chair")
    assert again.row("resource", entry)["notes"] == ""
    with again.engine.connect() as con:
        assert con.execute(text("select schema_version from revision")).scalar() == schema.VERSION


ENTRY = {"kind": "program", "name": "ACT team", "phone": "211"}


def test_a_record_for_a_key_is_made_once_and_is_no_change_yet(shop):
    number = shop.ensure("stand_in", {"entry": "program:act"}, ENTRY, "chair")
    assert shop.ensure("stand_in", {"entry": "program:act"}, ENTRY | {"phone": "988"}, "jail") == number
    assert shop.ensure("stand_in", {"entry": "program:fact"}, ENTRY, "jail") != number
    found = shop.row("stand_in", number)
    assert (found["phone"], found["version"], found["withdrawn"]) == ("211", 1, True)
    assert shop.history("stand_in") == []


def test_the_first_of_two_who_change_what_both_made_sure_of_is_not_overwritten(shop):
    numbers = {shop.ensure("stand_in", {"entry": "program:act"}, ENTRY, who) for who in ("chair", "jail")}
    [number] = numbers
    shop.change("stand_in", number, 1, {"phone": "988"}, "chair")
    with pytest.raises(Changed) as told:
        shop.change("stand_in", number, 1, {"phone": "911"}, "jail")
    assert (told.value.now["phone"], told.value.who) == ("988", "chair")


def test_several_processes_bring_one_store_up_at_once(shop, place):
    of_version(1, shop)
    others = [create_engine(shop.engine.url) for _ in range(4)]
    failed, start = [], threading.Barrier(len(others))

    def bring_up(engine) -> None:
        start.wait()
        try:
            stores._make(engine)
        except Exception as error:
            failed.append(error)

    workers = [threading.Thread(target=bring_up, args=(engine,)) for engine in others]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for engine in others:
        engine.dispose()
    assert failed == []
    assert stores.open_store(place).rows("resource") == []


def test_a_store_of_a_newer_program_is_left_alone(shop, place):
    with shop.engine.begin() as con:
        con.execute(text("update revision set schema_version = 99"))
    stores._opened.cache_clear()
    with pytest.raises(Unreachable, match="newer version"):
        stores.open_store(place)


def test_a_copy_of_the_one_file_holds_all_that_was_saved(monkeypatch, tmp_path):
    monkeypatch.delenv(stores.URL, raising=False)
    stores.open_store(tmp_path).add("note", {"text": "Nights"}, "chair")  # and is left open, as by a server
    (tmp_path / "copy" / "meetings").mkdir(parents=True)
    shutil.copy(tmp_path / "meetings" / "meetings.sqlite", tmp_path / "copy" / "meetings")
    assert [row["text"] for row in stores.open_store(tmp_path / "copy").rows("note")] == ["Nights"]


@pytest.fixture
def locked(monkeypatch, tmp_path):
    """A store that another program has locked after it was opened."""
    monkeypatch.delenv(stores.URL, raising=False)
    monkeypatch.setattr(stores, "BUSY_SECONDS", 0)
    opened = stores.open_store(tmp_path)
    other = sqlite3.connect(tmp_path / "meetings" / "meetings.sqlite", isolation_level=None)
    other.execute("begin exclusive")
    yield opened
    other.close()


@pytest.mark.parametrize(
    "use",
    [
        lambda store: store.number(),
        lambda store: store.rows("note"),
        lambda store: store.history("note"),
        lambda store: store.add("note", {"text": "Nights"}, "chair"),
        lambda store: store.change("note", 1, 1, {"text": "Nights"}, "chair"),
    ],
)
def test_a_store_that_goes_away_while_it_is_open_is_unreachable(locked, use):
    with pytest.raises(Unreachable, match="cannot be reached"):
        use(locked)


@pytest.mark.parametrize("url", ["nonsense", "postgresql://u:p@localhost:5432x/db", "oracle://u@localhost/db"])
def test_what_is_no_address_of_a_database_says_what_to_do(monkeypatch, tmp_path, url):
    monkeypatch.setenv(stores.URL, url)
    with pytest.raises(Unreachable, match=stores.URL):
        stores.open_store(tmp_path)


def test_a_database_that_cannot_be_reached_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv(stores.URL, "postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(Unreachable, match=stores.URL):
        stores.open_store(tmp_path)


def test_the_password_of_the_database_is_in_no_message(monkeypatch, tmp_path):
    monkeypatch.setenv(stores.URL, "postgresql://nobody:sesame@127.0.0.1:1/none")
    with pytest.raises(Unreachable) as told:
        stores.open_store(tmp_path)
    assert "sesame" not in str(told.value)


def test_several_changes_are_written_together_or_not_at_all(shop):
    first, second = shop.add_all("action", [ACTION, ACTION], "chair")
    shop.change("action", second, 1, {"status": "done"}, "jail")
    before = shop.rows("action"), shop.history("action")
    new = (None, 0, ACTION)
    with pytest.raises(Changed) as told:
        shop.put_all("action", [(first, 1, {"title": "A"}), new, (second, 1, {"title": "B"})], "sheriff")
    assert told.value.now["id"] == second
    assert (shop.rows("action"), shop.history("action")) == before
    shop.put_all("action", [(first, 1, {"title": "A"}), new, (second, 2, {"title": "B"})], "sheriff")
    assert [row["title"] for row in shop.rows("action")] == ["A", "B", ACTION["title"]]
