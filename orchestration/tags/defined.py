"""Tags as the definitions say now, saved or drafted."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from orchestration.compose import checked
from orchestration.compose.lineage import columns_of
from orchestration.compose.wording import nearest
from orchestration.errors import HuaxiangError
from orchestration.settings import DBT_PROJECT_DIR


def defined_tags(draft: Path | None = None) -> dict[str, dict[str, Any]]:
    """All tags by key, those of a file `draft` for saved ones; HuaxiangError with all that is wrong."""
    if draft and not draft.is_file():
        raise HuaxiangError(
            f"There is no file {draft}. Write the tag into it as into definitions/tags/*.yml."
        )
    return {tag["key"]: tag for tag in checked(DBT_PROJECT_DIR, draft)["tags"]}


def find(tags: dict[str, dict[str, Any]], key: str) -> dict[str, Any]:
    """The tag with that key; HuaxiangError names the nearest."""
    if key not in tags:
        raise HuaxiangError(f"There is no tag {key}; {nearest(key, tags)}.")
    return tags[key]


def with_rests(tags: dict[str, dict[str, Any]], keys: Iterable[str]) -> list[dict[str, Any]]:
    """These tags and the tags their rules name, plainly, as dbt takes them."""
    wanted, waiting = set(), list(keys)
    while waiting:
        key = waiting.pop()
        wanted.add(key)
        waiting += [name for name in columns_of(tags[key]["rule"]) & tags.keys() if name not in wanted]
    return json.loads(json.dumps([tag for key, tag in tags.items() if key in wanted]))
