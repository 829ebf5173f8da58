"""Reading YAML that people write: every mistake is named with its place."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from orchestration.errors import HuaxiangError

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class _Loader(yaml.SafeLoader):
    """YAML without repeated keys, of which the last would silently win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping; a key that stands twice is an error."""
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                problem = f"the key '{key}' stands twice"
                raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> Any:
    """The content of a YAML file; HuaxiangError with line and column when it is not valid."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise HuaxiangError(f"{path} is not valid YAML: {error}") from error


def entries(
    value: Any, place: str, required: Iterable[str] = (), optional: Iterable[str] = ()
) -> dict[str, Any]:
    """The value as a mapping with these keys and no others; HuaxiangError names the place."""
    required, known = set(required), {*required, *optional}
    if not isinstance(value, dict):
        raise HuaxiangError(f"{place}: here must stand entries such as {', '.join(sorted(known))}.")
    for key in required:
        if value.get(key) is None:
            raise HuaxiangError(f"{place}: entry '{key}' is missing.")
    unknown = [str(key) for key in value if key not in known]
    if unknown:
        raise HuaxiangError(f"{place}: unknown entry '{unknown[0]}'. Known: {', '.join(sorted(known))}.")
    return value


def listed(value: Any, place: str) -> list[Any]:
    """The value as a list; HuaxiangError when it is something else."""
    if not isinstance(value, list):
        raise HuaxiangError(f"{place}: here must stand a list, [in brackets] or with a dash per line.")
    return value


def named(value: Any, place: str) -> dict[str, Any]:
    """The value as a mapping from names to something; HuaxiangError when it is something else or empty."""
    if not isinstance(value, dict) or not value or not all(isinstance(key, str) for key in value):
        raise HuaxiangError(f"{place}: here must stand at least one `name: …`.")
    return value


def name_of(value: Any, place: str) -> str:
    """The value as a name; HuaxiangError when it could not be part of a path and of SQL."""
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise HuaxiangError(f"{place}: '{value}' is not a name; use lower-case letters, digits and _.")
    return value
