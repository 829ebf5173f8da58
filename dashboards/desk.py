"""What waits for a person, and what they decide: asked of the `huaxiang` command, and told to it.

The command is the one way in which a decision is kept; the app adds none of its own.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import streamlit as st

_COMMAND = (sys.executable, "-m", "orchestration.cli")
_PROJECT = Path(__file__).parents[1]
_MOST = 200


class RefusedError(Exception):
    """The command's own words about what cannot be so."""


@st.cache_data(ttl=20, max_entries=4, show_spinner=False)
def pairs(home: Path) -> list[dict[str, Any]]:
    """Pairs of records that may be one person, the likeliest first."""
    return json.loads(_said("identity", "review", "--json", "--home", str(home)))


@st.cache_data(ttl=20, max_entries=4, show_spinner=False)
def values(home: Path) -> list[dict[str, Any]]:
    """The newest bad values that nobody has decided about; at most 200."""
    return json.loads(_said("review", "list", "--json", "--limit", str(_MOST), "--home", str(home)))


def decide(home: Path, by: str, command: tuple[str, str], name: str, why: str, *more: str) -> None:
    """Keep a decision about one item; RefusedError says what is wrong with it."""
    # what people write stands behind `=` or `--`, so that none of it can be an option
    options = [f"--why={why}", f"--home={home}", *more, *([f"--by={by}"] if by else [])]
    _said(*command, *options, "--", name)
    pairs.clear()
    values.clear()


def _said(*arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 -- our own command, each word an argument of its own
        [*_COMMAND, *arguments], cwd=_PROJECT, capture_output=True, text=True, timeout=120, check=False
    )
    if done.returncode:
        raise RefusedError(" ".join(done.stderr.split()).removeprefix("✗ ") or "the command failed")
    return done.stdout
