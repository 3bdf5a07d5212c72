"""Who may import whom, held over the source itself."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 400, 60
PURE = (
    "figures",
    "grammar",
    "sparkline",
    "wording",
    "theme",
    "facts",
    "model",
    "exports",
    "viewer",
    "markup",
    "coverage",
    "submission_words",
    "rule_titles",
    "share_picture",
    "record_words",
    "since_words",
    "gate",
    "drawing",
    "flags",
    "lettering",
    "outcomes/directory",
    "outcomes/directory_rules",
)
PACKET = sorted(path.stem for path in (PROJECT / "app" / "packet").glob("*.py"))


def modules(folder: str) -> list[Path]:
    return sorted((PROJECT / folder).rglob("*.py"))


def imported(module: Path) -> set[str]:
    """Every module that one imports, wherever in the file; 'from x import y' counts as x and x.y."""
    names = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def roots(module: Path) -> set[str]:
    return {name.partition(".")[0] for name in imported(module)}


def relative(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def test_no_script_lies_directly_in_pages():
    assert list((PROJECT / "pages").glob("*.py")) == []


@pytest.mark.parametrize("page", modules("pages"), ids=relative)
def test_pages_import_only_app(page):
    assert roots(page) <= {"app", "__future__"}


@pytest.mark.parametrize("module", modules("app"), ids=relative)
def test_app_never_imports_the_writer_or_a_page(module):
    assert not roots(module) & {"etl", "pages", "tests", "dashboard"}


@pytest.mark.parametrize("module", modules("etl"), ids=relative)
def test_etl_never_imports_the_dashboard(module):
    assert not roots(module) & {"app", "pages", "streamlit", "plotly", "dashboard"}


@pytest.mark.parametrize("name", [*PURE, *(f"packet/{name}" for name in PACKET)])
def test_figures_words_and_the_packet_import_no_streamlit(name):
    module = PROJECT / "app" / f"{name}.py"
    assert "streamlit" not in roots(module)


@pytest.mark.parametrize("module", modules("app/together"), ids=relative)
def test_what_partners_agree_is_kept_without_streamlit(module):
    assert not roots(module) & {"streamlit", "plotly"}


def test_one_module_a_side_opens_the_coordination_store():
    found = [relative(m) for m in modules("app") + modules("etl") if "sqlalchemy" in roots(m)]
    assert found == ["app/together/schema.py", "app/together/store.py", "etl/agreed.py"]


def test_one_module_opens_the_published_file():
    assert [relative(m) for m in modules("app") if "duckdb" in roots(m)] == ["app/published.py"]


def test_plotly_loads_only_where_a_chart_is_drawn():
    drawing = [m for m in modules("app") if "plotly" in roots(m)]
    assert {m.name for m in drawing if m.parent.name != "outcomes"} == {"figures.py"}
    assert all(m.stem.endswith("_figure") for m in drawing if m.parent.name == "outcomes")
    top = ast.parse((PROJECT / "app" / "charts.py").read_text(encoding="utf-8")).body
    eager = [node for node in top if isinstance(node, ast.ImportFrom) and node.module == "app"]
    assert "figures" not in {alias.name for node in eager for alias in node.names}


def test_no_page_puts_unsafe_html_in():
    for module in modules("app") + modules("pages"):
        text = module.read_text(encoding="utf-8")
        assert "unsafe_allow_html" not in text, relative(module)
        assert "unsafe_allow_javascript" not in text, relative(module)


def test_the_entry_point_fits_on_a_screen():
    assert len((PROJECT / "dashboard.py").read_text(encoding="utf-8").splitlines()) <= 40


@pytest.mark.parametrize("module", [*modules("app"), *modules("pages"), *modules("etl")], ids=relative)
def test_modules_and_functions_stay_readable(module):
    text = module.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    long = [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.end_lineno - node.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    ]
    assert long == []
