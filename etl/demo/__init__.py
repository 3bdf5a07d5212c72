"""The demo county: a synthetic county of half a million people, written in its partners' own dialects."""

from __future__ import annotations

from etl.demo.command import main
from etl.demo.files import Manifest, generate

__all__ = ["Manifest", "generate", "main"]
