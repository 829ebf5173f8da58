"""Hashes of identifiers that only this home can make: HMAC-SHA-256 with a key of its own."""

import hmac
import secrets
from collections.abc import Iterable
from pathlib import Path

from orchestration.home import Home
from orchestration.settings import hash_key


def keyed_hashes(home: Home, values: Iterable[str]) -> list[str]:
    """The hash of each value, 64 hexadecimal digits.

    The key is HUAXIANG_HASH_KEY, or one made at first use and kept in `state/`, readable by its owner alone.
    """
    key = (hash_key() or _kept(home.state / "hash.key")).encode()
    return [hmac.digest(key, value.encode(), "sha256").hex() for value in values]


def _kept(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text()
