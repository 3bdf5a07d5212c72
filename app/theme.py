"""Colors of both themes (Okabe-Ito, those that pass 3:1 on the page) and the pages' style sheet."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from app import navigation


@dataclass(frozen=True)
class Palette:
    """One theme's colors. Names ending in _text pass 4.5:1 as text; the others 3:1 as marks."""

    name: str
    page: str
    panel: str
    ink: str
    quiet: str
    rule: str
    band: str
    mean: str
    grid: str
    improvement: str
    improvement_text: str
    concern: str
    concern_text: str
    change: str
    change_text: str
    target: str
    target_text: str

    def tone(self, tone: str) -> str:
        """The mark's color for a tone: improvement, concern, change, or the dark grey of common cause."""
        return {"improvement": self.improvement, "concern": self.concern, "change": self.change}.get(
            tone, self.quiet
        )


SHEETS = ("style.css", "meeting.css", "outcomes/directory.css")
# Of one page alone, by its address. Sheets of pages with live charts do not ask what cards or pages hold
# (:has): a browser asks that anew for every mark that it draws, and takes twice as long for the page.
OWN_SHEETS = {navigation.HOME: "board.css", navigation.STAGE.path: "stage.css"}
PAPER_SHEET = "print.css"
WALL_SHEET = "wall_light.css"  # where a visitor's theme is dark: projecting is light


LIGHT = Palette(
    name="light", page="#FFFFFF", panel="#F5F7FB", ink="#1E2230", quiet="#565B6B", rule="#DCE0E8",
    band="#E7E9EF", mean="#9CA1AE", grid="#EEF0F4",
    improvement="#0072B2", improvement_text="#0067A1", concern="#D55E00", concern_text="#B34A00",
    change="#4B2E83", change_text="#4B2E83", target="#A4161A", target_text="#A4161A",
)  # fmt: skip
DARK = Palette(
    name="dark", page="#14161C", panel="#1D2029", ink="#ECEEF4", quiet="#A9AFBF", rule="#363B48",
    band="#2B303C", mean="#757C8D", grid="#232731",
    improvement="#56B4E9", improvement_text="#6CC0EE", concern="#F0812E", concern_text="#F59A55",
    change="#B9A0F0", change_text="#C4AFF4", target="#F2777A", target_text="#F58A8D",
)  # fmt: skip


def palette(name: str | None) -> Palette:
    """The palette of a theme by its name; the light one unless told otherwise (projecting uses it)."""
    return DARK if name == "dark" else LIGHT


@cache
def style(name: str | None, page: str) -> str:
    """The style element of a page (its address): the palette as CSS variables, the sheets. Holds no data."""
    own = [OWN_SHEETS[page]] if page in OWN_SHEETS else []
    sheets = "\n".join(_sheet(each) for each in (*SHEETS, *own, PAPER_SHEET))
    on_paper = f"@media print {{ {_variables(LIGHT)} {_light_charts(palette(name))} }}"
    dark_wall = page == navigation.STAGE.path and palette(name) != LIGHT
    on_wall = _variables(LIGHT, "html:has(.st-key-stage)") + _sheet(WALL_SHEET) if dark_wall else ""
    return f"<style>{_variables(palette(name))}\n{sheets}\n{on_wall}\n{on_paper}</style>"


def _sheet(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def _colors(of: Palette) -> dict[str, str]:
    return {key: value for key, value in asdict(of).items() if key != "name"}


def _variables(of: Palette, where: str = ":root") -> str:
    """A palette as CSS variables."""
    told = "".join(f"--{key.replace('_', '-')}:{value};" for key, value in _colors(of).items())
    return f"{where}{{{told}}}"


def _light_charts(drawn_with: Palette) -> str:
    """Rules that give a drawn chart the light palette: its colors stand in its elements, as rgb()."""
    if drawn_with == LIGHT:
        return ""
    light = _colors(LIGHT)
    return "".join(
        f'.main-svg [style*="{way}: {_rgb(dark)}"]{{{way}:{light[key]}!important}}'
        for key, dark in _colors(drawn_with).items()
        for way in ("fill", "stroke")
    )


def _rgb(color: str) -> str:
    """'#14161C' as a browser writes it: 'rgb(20, 22, 28)'."""
    return f"rgb({', '.join(str(int(color[at : at + 2], 16)) for at in (1, 3, 5))})"
