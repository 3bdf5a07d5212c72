"""The directory's page: everybody reads it, partners keep it up together as a table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from app import exports, navigation, published
from app.outcomes import directory, directory_page, directory_table
from app.outcomes.directory import Entry
from app.outcomes.directory_table import Draft, changes, table, written
from app.together import store as stores
from app.together.store import Store
from tests.app.test_pages import html

DASHBOARD = str(Path(__file__).resolve().parents[2] / "dashboard.py")
DIRECTORY = next(entry for entry in navigation.PAGES if entry.path == "directory")
ALL = ("", "", "")
SERVICES = {"act": "Assertive Community Treatment (ACT)", "reentry": "Reentry program"}
SHUTTLE = {
    "kind": "local_example", "name": "Night shuttle", "service": "reentry", "provider": "Harbor Transit",
    "contact_role": "Dispatcher", "phone": "(555) 555-0177", "email": "shuttle@example.org",
    "website": "https://example.org/shuttle", "area": "Harbor County", "notes": "On court nights",
}  # fmt: skip


@pytest.fixture
def shop(published_sample: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """An empty store, which the page opens too."""
    monkeypatch.setenv(stores.URL, f"sqlite:///{tmp_path / 'meetings.sqlite'}")
    return stores.open_store(tmp_path)


@pytest.fixture
def edits(monkeypatch: pytest.MonkeyPatch):
    """edits(what): the next tables come back from the screen as `what` makes them of what was shown."""

    def make(what) -> None:
        monkeypatch.setattr("streamlit.data_editor", lambda frame, **settings: what(frame.copy()))
        monkeypatch.setattr("app.outcomes.directory_table._touched", lambda draft: what is not untouched)

    make(untouched)
    return make


@pytest.fixture
def page(shop: Store, monkeypatch: pytest.MonkeyPatch, edits):
    """page(editing) -> the directory as it stands."""
    monkeypatch.setattr("app.viewer.came_directly", lambda headers: True)

    def opened(editing: bool = False, **address: str) -> AppTest:
        at = AppTest.from_file(DASHBOARD, default_timeout=60)
        at.run()
        for name, value in address.items():
            at.query_params[name] = value
        at.switch_page(DIRECTORY.file).run()
        if editing:
            at.toggle(key="directory_edit").set_value(True).run()
        assert not at.exception
        return at

    return opened


def untouched(frame: pd.DataFrame) -> pd.DataFrame:
    """Nobody works in the table."""
    return frame


def with_row(**values: str):
    """An edit that adds a row at the foot of the table."""

    def add(frame: pd.DataFrame) -> pd.DataFrame:
        row = dict.fromkeys(frame.columns) | values
        return pd.concat([frame.astype(object), pd.DataFrame([row])], ignore_index=True)

    return add


def with_cell(column: str, text: str, name: str = "Night shuttle"):
    """An edit of one cell of an entry."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[frame["name"] == name, column] = text
        return frame

    return change


def without(name: str):
    """An edit that takes out an entry's row."""
    return lambda frame: frame[frame["name"] != name]


def save(at: AppTest) -> AppTest:
    at.button(key="directory_save").click().run()
    assert not at.exception
    return at


def test_it_shows_what_the_registry_knows_and_what_partners_added(page, shop):
    shop.add("resource", SHUTTLE, "chair")
    told = html(page())
    assert '<a href="tel:988">988</a>' in told
    assert '<a href="https://988lifeline.org">988lifeline.org</a>' in told
    assert '<h3>ACT team</h3><p class="">Assertive Community Treatment (ACT)</p>' in told
    assert "<h3>Seaview Police</h3>" in told
    assert "Night shuttle" in told
    assert told.count("Added by partners</p>") == 1
    assert (
        "11 entries: 1 crisis line, 1 program, 1 local example, 1 additional resource and 7 contacts" in told
    )


def test_texts_are_never_markup_and_odd_addresses_never_links(page, shop):
    shop.add("resource", SHUTTLE | {"name": "<img src=x onerror=alert(1)>"}, "chair")
    told = html(page())
    assert "<img src=x" not in told
    assert "&lt;b&gt;bold&lt;/b&gt;" in told
    assert 'href="javascript' not in told


def test_it_is_filtered_by_kind_service_and_words(page, shop):
    shop.add("resource", SHUTTLE, "chair")
    at = page()
    mine = html(at.selectbox(key="service").set_value("Reentry program").run())
    assert "1 of 11 entries: 1 local example." in mine
    at = page()
    mine = html(at.text_input(key="words").set_value("COURT dispatch").run())
    assert "<h3>Night shuttle</h3>" in mine
    assert "ACT team" not in mine
    at.text_input(key="words").set_value("zebra").run()
    assert "No entry fits" in at.info[0].value
    assert "1 of 11 entries: 1 program." in html(page(kind="Program"))


def test_an_address_that_is_not_offered_shows_everything(page):
    assert "10 entries:" in html(page(kind="Nonsense", service="No such"))


def test_who_only_looks_is_offered_no_table(page, shop, monkeypatch):
    from app.viewer import Viewer

    number = shop.add("resource", SHUTTLE, "chair")
    shop.change("resource", number, 1, {"gone": True}, "chair")
    monkeypatch.setattr("app.door.visitor", lambda: Viewer("member", "a@example.org", "viewer"))
    at = page()
    assert not at.toggle
    assert not at.button


def test_a_row_is_added_with_its_author_and_logged(page, shop, edits):
    at = page(editing=True)
    edits(with_row(kind="Crisis line", name=" County  line ", phone="5555550199", website="example.org"))
    at = save(at.run())
    [row] = shop.rows("resource")
    assert (row["kind"], row["name"], row["phone"]) == ("crisis_line", "County line", "(555) 555-0199")
    assert (row["website"], row["changed_by"]) == ("https://example.org", "this computer")
    edits(untouched)
    assert "<b>County line</b>: added" in html(at.run())


def test_a_row_is_changed_and_taken_back_and_put_back(page, shop, edits):
    number = shop.add("resource", SHUTTLE, "chair")
    at = page(editing=True)
    edits(with_cell("service", "Assertive Community Treatment (ACT)"))
    at = save(at.run())
    assert shop.row("resource", number)["service"] == "act"
    edits(without("Night shuttle"))
    at = save(at.run())
    assert shop.row("resource", number)["gone"]
    edits(untouched)
    told = html(at.run())
    assert "service: Reentry program → Assertive Community Treatment (ACT)" in told
    assert "<b>Night shuttle</b>: taken back" in told
    assert "<h3>Night shuttle</h3>" not in told
    at.button(key="directory_put_back").click().run()
    assert "<h3>Night shuttle</h3>" in html(at)
    assert len(shop.history("resource", number)) == 4


def test_what_identifies_somebody_is_not_saved_and_the_row_is_named(page, shop, edits):
    at = page(editing=True)
    edits(with_row(kind="Contact", name="Intake desk", notes="Ask about 123-45-6789"))
    at = save(at.run())
    [told] = [each.value for each in at.error]
    assert "**Intake desk**: Notes: this holds what looks like a social security number" in told
    assert "123-45" not in told
    assert shop.rows("resource") == []


def test_the_second_of_two_editors_is_told_and_may_save_over(page, shop, edits):
    number = shop.add("resource", SHUTTLE, "chair")
    at = page(editing=True)
    frozen = {}

    def slow(frame: pd.DataFrame) -> pd.DataFrame:
        if not frozen:
            frozen["done"] = shop.change("resource", number, 1, {"notes": "Theirs"}, "jail@example.org")
        return with_cell("notes", "Mine")(frame)

    edits(slow)
    at = save(at.run())
    [told] = [each.value for each in at.warning]
    assert "jail@example.org changed “Night shuttle” at" in told
    assert "theirs **Theirs**, yours **Mine**" in told
    assert shop.row("resource", number)["notes"] == "Theirs"
    at = save(at)
    assert shop.row("resource", number)["notes"] == "Mine"
    assert [each["changes"]["notes"] for each in shop.history("resource", number)] == [
        [None, "On court nights"], ["On court nights", "Theirs"], ["Theirs", "Mine"],
    ]  # fmt: skip
    assert not at.warning


def test_an_entry_taken_back_by_somebody_else_meanwhile_is_not_lost(page, shop, edits):
    number = shop.add("resource", SHUTTLE, "chair")
    at = page(editing=True)
    taken = {}

    def slow(frame: pd.DataFrame) -> pd.DataFrame:
        if not taken:
            taken["done"] = shop.change("resource", number, 1, {"gone": True}, "jail@example.org")
        return with_cell("notes", "Mine")(frame)

    edits(slow)
    at = save(at.run())
    assert "taken back: theirs **yes**, yours **no**" in at.warning[0].value
    save(at)
    found = shop.row("resource", number)
    assert (found["gone"], found["notes"]) == (False, "Mine")


def desk(at: AppTest) -> str:
    """What the list says of Seaview Police."""
    told = html(at)
    return told[told.index("<h3>Seaview Police</h3>") :].partition("</li>")[0] if "<h3>Sea" in told else ""


def test_an_entry_of_the_registry_is_changed_marked_and_put_back(page, shop, edits):
    at = page(editing=True)
    before = desk(at)
    assert "From the registry</p>" in before
    edits(with_cell("phone", "555 555 0199", "Seaview Police"))
    at = save(at.run())
    edits(untouched)
    told = desk(at.run())
    assert '<a href="tel:+15555550199">(555) 555-0199</a>' in told
    assert "From the registry, changed by this computer, " in told
    assert "→ (555) 555-0199" in html(at)
    [record] = shop.rows("stand_in")
    assert (record["entry"], record["gone"], record["withdrawn"]) == ("agency:seaview_pd", False, False)
    at.button(key="directory_put_back").click().run()
    assert desk(at) == before
    assert "<b>Seaview Police</b>: put back as the registry has it" in html(at)


def test_an_entry_of_the_registry_is_taken_back_and_put_back_and_changed_again(page, shop, edits):
    at = page(editing=True)
    edits(with_cell("phone", "988", "Seaview Police"))
    at = save(at.run())
    edits(without("Seaview Police"))
    at = save(at.run())
    edits(untouched)
    assert desk(at.run()) == ""
    assert "<b>Seaview Police</b>: taken back" in html(at)
    at.button(key="directory_put_back").click().run()
    assert "From the registry</p>" in desk(at)
    edits(with_cell("area", "Seaview", "Seaview Police"))
    save(at.run())
    [record] = shop.rows("stand_in")
    assert (record["area"], record["phone"] == "988", record["gone"]) == ("Seaview", False, False)


def test_the_second_of_two_who_change_an_entry_of_the_registry_is_told(published_sample, page, shop, edits):
    at = page(editing=True)
    [theirs] = [
        each for each in directory.everything(published_sample, shop) if each.name == "Seaview Police"
    ]
    done = {}

    def slow(frame: pd.DataFrame) -> pd.DataFrame:
        if not done:
            number = shop.ensure("stand_in", {"entry": theirs.place}, theirs.values, "jail@example.org")
            done["it"] = shop.change(
                "stand_in", number, 1, {"phone": "911", "withdrawn": False}, "jail@example.org"
            )
        return with_cell("notes", "Mine", "Seaview Police")(frame)

    edits(slow)
    at = save(at.run())
    [told] = [each.value for each in at.warning]
    assert "jail@example.org changed “Seaview Police” at" in told
    assert "yours **Mine**" in told
    save(at)
    [record] = shop.rows("stand_in")
    assert (record["phone"], record["notes"]) == ("911", "Mine")


def test_what_the_numbers_follow_changes_in_the_registry_alone(page, shop, edits):
    at = page(editing=True)
    edits(with_cell("service", "Reentry program", "ACT team"))
    at = save(at.run())
    [told] = [each.value for each in at.error]
    assert "**ACT team**: Service: the numbers of this program follow it" in told
    assert shop.rows("stand_in") == []


def test_what_is_measured_follows_the_registry_under_what_partners_wrote(published_sample, shop):
    [was] = [each for each in directory.registered(published_sample) if each.name == "ACT team"]
    number = shop.ensure("stand_in", {"entry": was.place}, was.values | {"service": "reentry"}, "chair")
    shop.change("stand_in", number, 1, {"name": "ACT, both teams", "withdrawn": False}, "chair")
    [now] = [each for each in directory.everything(published_sample, shop) if each.place == was.place]
    assert (now.name, now.service, now.source) == ("ACT, both teams", was.service, directory.CHANGED)


def test_what_stands_in_for_an_entry_that_the_registry_lost_is_kept(published_sample, shop):
    values = {name: SHUTTLE[name] for name in directory.FIELDS}
    number = shop.ensure("stand_in", {"entry": "resource:long_gone"}, values, "chair")
    assert "Night shuttle" not in {each.name for each in directory.everything(published_sample, shop)}
    shop.change("stand_in", number, 1, {"area": "Bay", "withdrawn": False}, "chair")
    assert "Night shuttle" in {each.name for each in directory.everything(published_sample, shop)}


def test_whose_a_private_mailbox_is_is_asked_before_it_is_saved(page, shop, edits):
    at = page(editing=True)
    edits(with_row(kind="Contact", name="Warm line", email="warmline.harbor@gmail.com"))
    at = save(at.run())
    assert directory_table.NOT_SURE in [each.value for each in at.error]
    assert shop.rows("resource") == []
    [asked] = at.checkbox
    assert asked.label == "An organization shares warmline.harbor@gmail.com; it is nobody's own mailbox"
    asked.check().run()
    save(at)
    assert [row["email"] for row in shop.rows("resource")] == ["warmline.harbor@gmail.com"]


def test_what_stood_before_does_not_hinder_who_mends_another_cell(published_sample, page, shop, edits):
    shop.add("resource", SHUTTLE | {"notes": "MRN: 4471234", "email": "shuttle@gmail.com"}, "chair")
    at = page(editing=True)
    edits(with_cell("phone", "988"))
    save(at.run())
    assert shop.rows("resource")[0]["phone"] == "988"


def test_a_table_that_nobody_touched_is_no_change():
    shuttle = Entry(**SHUTTLE, number=1, by="chair")
    desk = Entry("contact", "Seaview Police", place="agency:seaview_pd")
    base = (shuttle, replace(shuttle, number=2, phone=""), replace(shuttle, number=3, service="gone"), desk)
    assert not changes(Draft(base), written(table(base, {}, SERVICES), SERVICES)).any


def test_blank_rows_are_no_entries():
    frame = with_row(name="  ")(table((), {}, SERVICES))
    assert not changes(Draft(()), written(frame, SERVICES)).any


def test_the_table_is_not_pulled_away_while_somebody_works_in_it(published_sample, shop, monkeypatch):
    monkeypatch.setattr("streamlit.session_state", {})
    first = directory_table._begin(shop, published_sample, ALL)
    shop.add("resource", SHUTTLE, "chair")
    directory_table.st.session_state[first.key] = {"edited_rows": {}, "added_rows": [{"name": "x"}]}
    assert directory_table._begin(shop, published_sample, ALL) is first
    directory_table.st.session_state[first.key] = {"edited_rows": {}, "added_rows": []}
    again = directory_table._begin(shop, published_sample, ALL).base
    assert {each.name for each in again} - {each.name for each in first.base} == {"Night shuttle"}


def test_the_table_holds_what_is_chosen_until_somebody_works_in_it(published_sample, shop, monkeypatch):
    monkeypatch.setattr("streamlit.session_state", {})
    lines = directory_table._begin(shop, published_sample, ("crisis_line", "", ""))
    assert {each.kind for each in lines.base} == {"crisis_line"}
    contacts = directory_table._begin(shop, published_sample, ("contact", "", ""))
    assert {each.kind for each in contacts.base} == {"contact"}
    directory_table.st.session_state[contacts.key] = {"edited_rows": {0: {"name": "x"}}}
    assert directory_table._begin(shop, published_sample, ALL) is contacts
    directory_table._restart(shop, published_sample, contacts, {})
    assert {each.kind for each in directory_table.st.session_state[directory_table.STATE].base} == {"contact"}


def test_the_file_holds_the_rows_in_words_with_safe_cells(published_sample, shop):
    shop.add("resource", SHUTTLE | {"name": "=HYPERLINK(1)", "notes": "@x"}, "chair")
    found = directory.everything(published_sample, shop)
    text = exports.csv_bytes(directory.rows(found, SERVICES)).decode("utf-8-sig")
    assert text.splitlines()[0] == (
        "source,kind,name,service,provider,contact_role,phone,email,website,area,notes"
    )
    assert "Added by partners,Local example,'=HYPERLINK(1),Reentry program," in text
    assert ",'@x" in text
    assert "From the registry,Additional resource,'=Odd" in text


def test_a_build_from_before_the_directory_says_so(page, monkeypatch):
    real = published.table
    monkeypatch.setattr(published, "table", lambda b, name: None if name == "resource" else real(b, name))
    at = page()
    assert directory_page.WITHOUT_RESOURCES in [each.value for each in at.info]
    assert "<h3>ACT team</h3>" in html(at)


def test_a_build_that_knows_no_services_names_them_by_their_codes():
    assert directory.service("mental_health_court", {}) == "Mental health court"
