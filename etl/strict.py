"""Reading the YAML that people edit: a mistake is named with its file, its place and what would be right."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import yaml

from etl.errors import EtlError


class DefinitionError(EtlError):
    """A definition file of the project, or a mapping that someone saved, cannot be used as it stands."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # the C parser is ten times as fast
    """YAML in which yes, no, on and off are words, as people mean them; only true and false are booleans."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping at the top of one YAML file. Raises DefinitionError when it is not one."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DefinitionError(f"{path.name} cannot be read as YAML: {error}") from error
    if not isinstance(content, dict):
        raise DefinitionError(f"{path.name} must hold keys and values")
    return content


def check_keys(where: str, given: Any, required: Collection[str], optional: Collection[str] = ()) -> None:
    """Raise DefinitionError unless `given` is a dict with every required key and no unknown one."""
    if not isinstance(given, dict):
        raise DefinitionError(f"{where}: expected keys and values, found {type(given).__name__}")
    missing = [key for key in required if key not in given]
    if missing:
        raise DefinitionError(f"{where}: missing {', '.join(missing)}")
    unknown = [str(key) for key in given if key not in required and key not in optional]
    if unknown:
        allowed = ", ".join([*required, *optional])
        raise DefinitionError(f"{where}: unknown {', '.join(unknown)} (allowed: {allowed})")


def check_choice(where: str, value: Any, allowed: Collection[str]) -> None:
    """Raise DefinitionError unless `value` is one of `allowed`."""
    if value not in allowed:
        raise DefinitionError(f"{where}: {value!r} is not one of {', '.join(map(str, allowed))}")


def texts(where: str, value: Any) -> tuple[str, ...]:
    """A list of texts (one text counts as a list of one; none as empty)."""
    if value is None:
        return ()
    if isinstance(value, (str, int)):
        return (str(value),)
    if not isinstance(value, list) or any(isinstance(item, (dict, list)) for item in value):
        raise DefinitionError(f"{where}: expected a list of texts")
    return tuple(str(item) for item in value)


def check_bool(where: str, value: Any) -> bool:
    """A true or false; anything else raises DefinitionError."""
    if not isinstance(value, bool):
        raise DefinitionError(f"{where}: {value!r} is neither true nor false")
    return value
