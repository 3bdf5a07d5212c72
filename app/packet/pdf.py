"""The packet as PDF: printed by this computer's Chrome, Chromium or Edge, else by its LibreOffice.

Neither reaches a network: the page holds everything it needs, and the browser is told to look up no name.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

NAMED = "CHROMIUM"  # a browser that is somewhere else
BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
    "microsoft-edge-stable", "msedge",
)  # fmt: skip
OFFICES = ("soffice", "libreoffice")
WINDOWS_BROWSERS = (
    "Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe",
    "Chromium/Application/chrome.exe",
)  # fmt: skip
WINDOWS_OFFICE = ("LibreOffice/program/soffice.exe",)
WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
MAC_BROWSERS = tuple(
    f"/Applications/{name}.app/Contents/MacOS/{name}"
    for name in ("Google Chrome", "Chromium", "Microsoft Edge")
)
MAC_OFFICE = ("/Applications/LibreOffice.app/Contents/MacOS/soffice",)
FLAGS = (
    "--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--no-pdf-header-footer",
    "--disable-extensions", "--disable-sync", "--disable-background-networking", "--disable-component-update",
    "--disable-default-apps", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
SECONDS = 120
ABSENT = (
    "No PDF: this computer has neither Chrome, Chromium, Edge nor LibreOffice. Install one of them, or open "
    "the print view (the .html) and print it to PDF from there."
)
FAILED = (
    "No PDF: {names} could not print it. Open the print view (the .html) and print it to PDF from there; "
    "CHROMIUM names another browser to use."
)


class NoPrinter(Exception):
    """Nothing on this computer can make the PDF; the text says what to do instead."""


def pdf_bytes(html: str, pptx: bytes | None = None, seconds: float = SECONDS) -> bytes:
    """The print view as PDF; the slides instead where only LibreOffice is there. Raises NoPrinter."""
    tried = []
    with tempfile.TemporaryDirectory(prefix="packet-", ignore_cleanup_errors=True) as folder:
        for browser in browsers():
            made = _by_browser(browser, html, Path(folder), seconds)
            if made:
                return made
            tried.append(Path(browser).stem)
        for office in offices() if pptx else ():
            made = _by_office(office, pptx, Path(folder), seconds)
            if made:
                return made
            tried.append(Path(office).stem)
    raise NoPrinter(FAILED.format(names=" and ".join(dict.fromkeys(tried))) if tried else ABSENT)


def browsers(env: Mapping[str, str] = os.environ) -> list[str]:
    """The browsers on this computer that print, the one that CHROMIUM names first."""
    return _found(BROWSERS, WINDOWS_BROWSERS, MAC_BROWSERS, env, env.get(NAMED, ""))


def offices(env: Mapping[str, str] = os.environ) -> list[str]:
    """The LibreOffice of this computer."""
    return _found(OFFICES, WINDOWS_OFFICE, MAC_OFFICE, env)


def _found(
    names: tuple[str, ...],
    windows: tuple[str, ...],
    mac: tuple[str, ...],
    env: Mapping[str, str],
    first: str = "",
) -> list[str]:
    path = env.get("PATH", "")
    places = [shutil.which(name, path=path) for name in (first, *names) if name]
    roots = [env[folder] for folder in WINDOWS_FOLDERS if env.get(folder)]
    places += [str(Path(root) / name) for root in roots for name in windows] + list(mac)
    found = [str(Path(place).resolve()) for place in places if place and Path(place).is_file()]
    return list(dict.fromkeys(found))


def _by_browser(browser: str, html: str, folder: Path, seconds: float) -> bytes | None:
    page, made = folder / "packet.html", folder / "packet.pdf"
    page.write_text(html, encoding="utf-8")
    profile = tempfile.mkdtemp(prefix="profile-", dir=folder)
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    command = [
        browser,
        *FLAGS,
        *sandbox,
        f"--user-data-dir={profile}",
        f"--print-to-pdf={made}",
        page.as_uri(),
    ]
    return _made(command, made, folder, seconds)


def _by_office(office: str, pptx: bytes, folder: Path, seconds: float) -> bytes | None:
    slides, made = folder / "slides.pptx", folder / "slides.pdf"
    slides.write_bytes(pptx)
    profile = (folder / "office").as_uri()
    command = [office, "--headless", "--norestore", f"-env:UserInstallation={profile}", "--convert-to", "pdf"]
    return _made([*command, "--outdir", str(folder), str(slides)], made, folder, seconds)


def _made(command: list[str], made: Path, folder: Path, seconds: float) -> bytes | None:
    """The file that a command makes, or None: some end well without having made one."""
    try:
        subprocess.run(
            command, cwd=folder, timeout=seconds, check=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    content = made.read_bytes() if made.is_file() else b""
    return content if content.startswith(b"%PDF") else None
