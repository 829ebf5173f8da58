"""Folders of made-up extracts appear whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def appearing_whole(folder: Path, what: str) -> Iterator[Path]:
    """A new folder beside `folder` to write into, which takes its place in the end; a failure leaves nothing.

    Raises ValueError when `folder` already holds something; `what` would be written there.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ValueError(f"{folder} already holds files. Delete the folder to have {what} written again.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as beside:
        aside = Path(beside) / folder.name
        aside.mkdir()
        yield aside
        aside.rename(folder)
