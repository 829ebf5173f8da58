"""Fitted models as bytes and back, by skops, never pickle; and the fingerprints that name their versions."""

import hashlib
import zipfile
from importlib import resources
from typing import Any

_LENGTH = 12
# types inside scikit-learn and NumPy that skops does not know to be harmless
_TRUSTED: frozenset[str] = frozenset()
# our own dataclasses of numbers and texts: to make one does nothing else
_OWN = "ml."


def dumps(fitted: Any) -> bytes:
    """A fitted model as bytes; ValueError if it holds a type that `loads` would refuse."""
    import skops.io

    data = skops.io.dumps(fitted)
    _trusted(data)
    return data


def loads(data: bytes) -> Any:
    """The model that `dumps` made into bytes; ValueError for other bytes, and for types not trusted."""
    import skops.io

    return skops.io.loads(data, trusted=_trusted(data))


def fingerprint(*parts: bytes) -> str:
    """A short name for exactly these parts, e.g. training data, settings and code."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8))
        whole.update(part)
    return whole.hexdigest()[:_LENGTH]


def source_of(package: str) -> bytes:
    """The source of all modules of a package and of what packages share, and the version of scikit-learn."""
    import sklearn

    folders = (resources.files("ml"), resources.files(package))
    modules = [
        module for folder in folders for module in sorted(folder.iterdir(), key=lambda each: each.name)
    ]
    texts = [module.read_bytes() for module in modules if module.name.endswith(".py")]
    return b"".join([*texts, sklearn.__version__.encode()])


def _trusted(data: bytes) -> list[str]:
    import skops.io

    try:
        unknown = skops.io.get_untrusted_types(data=data)
    except zipfile.BadZipFile as error:
        raise ValueError(
            f"The {len(data)} bytes read are not a saved model, or not a whole one; expected what"
            " ml.registry.dumps made. Train the model again."
        ) from error
    refused = [kind for kind in unknown if kind not in _TRUSTED and not kind.startswith(_OWN)]
    if refused:
        raise ValueError(
            f"A saved model holds {', '.join(sorted(refused))}, which is not trusted; expected arrays"
            " and models of scikit-learn. If we wrote it, name the type in ml/registry.py; if not, delete it."
        )
    return unknown
