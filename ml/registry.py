"""Fitted models as bytes and back, by skops, never pickle; and the fingerprints that name their versions."""

import hashlib
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from importlib import resources
from typing import Any

_LENGTH = 12
# types inside scikit-learn and NumPy that skops does not know to be harmless
_TRUSTED: frozenset[str] = frozenset()
# our own dataclasses of numbers and texts: to make one does nothing else
_OWN = "ml."


class OutdatedError(ValueError):
    """A fit of an earlier release: of types that are no more, or that have other fields now."""


def dumps(fitted: Any) -> bytes:
    """A fitted model as bytes; ValueError if it holds a type that `loads` would refuse."""
    import skops.io

    data = skops.io.dumps(fitted)
    _trusted(data)
    return data


def loads(data: bytes) -> Any:
    """The model that `dumps` made into bytes.

    ValueError for other bytes, and for types not trusted; OutdatedError for those of an earlier release.
    """
    import skops.io

    trusted = _trusted(data)
    try:
        fitted = skops.io.loads(data, trusted=trusted)
    except (ImportError, AttributeError) as error:
        raise OutdatedError(f"An earlier release made it: {error}.") from error
    if lacking := _lacking(fitted):
        raise OutdatedError(f"An earlier release made it: it has no {', '.join(sorted(lacking))}.")
    return fitted


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


def _lacking(part: Any) -> set[str]:
    """The fields that our own types have by now and the values saved do not."""
    if isinstance(part, Mapping):
        parts: Iterable[Any] = part.values()
    elif isinstance(part, list | tuple | set | frozenset):
        parts = part
    elif is_dataclass(part):
        names = [field.name for field in fields(part)]
        lacking = {f"{type(part).__name__}.{name}" for name in names if not hasattr(part, name)}
        return lacking.union(*(_lacking(getattr(part, name, None)) for name in names))
    else:
        return set()
    return set().union(*map(_lacking, parts))


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
