"""The fitted models of a home, `models/<model_key>/<version>/`, and what each last training came to."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ml import registry
from orchestration.errors import HuaxiangError
from orchestration.home import Home, write_json
from orchestration.ingest.manifests import sweep, written_aside

_CURRENT = "current.json"


@dataclass(frozen=True)
class Current:
    """What the last training of a model came to.

    `version` is the one in use, None for none; `fitted_version` that of the last fit, which is not in use
    when `reason` says why. `made_from` is a fingerprint of its data, settings and code, `trained_at` UTC.
    `contest` is that with the version in use before (see ml.contest), `not_tried` in it why there was none.
    """

    version: str | None
    fitted_version: str
    made_from: str
    reason: str
    trained_at: str
    contest: dict[str, Any] | None = None

    @property
    def told_version(self) -> str:
        """The fit whose figures are shown: the one in use, else the one that was refused."""
        return self.version or self.fitted_version


@dataclass(frozen=True)
class ModelStore:
    """Keeps fits whole: a folder gets its name when all is in it, and is never written again."""

    home: Home

    def current(self, model_key: str) -> Current | None:
        """What the last training came to; None before the first."""
        path = self._folder(model_key) / _CURRENT
        if not path.exists():
            return None
        with _readable(path, self._folder(model_key)):
            return Current(**json.loads(path.read_text()))

    def forget_outdated(self, model_key: str) -> str:
        """Why the fit in use cannot be read by this release, if so: then all is as before the first training.

        Empty where it can be read, or where none is in use; HuaxiangError as for `fitted`.
        """
        current = self.current(model_key)
        if current is None or current.version is None:
            return ""
        path = self._folder(model_key) / current.version / "model.skops"
        with _readable(path, self._folder(model_key)):
            try:
                registry.loads(path.read_bytes())
            except registry.OutdatedError as error:
                (self._folder(model_key) / _CURRENT).unlink()
                return str(error)
        return ""

    def set_current(self, model_key: str, current: Current) -> None:
        """Say from now on that this is what the last training came to."""
        write_json(self._folder(model_key) / _CURRENT, asdict(current))

    def holds(self, model_key: str, version: str) -> bool:
        """Whether a fit is there, whole."""
        return (self._folder(model_key) / version).is_dir()

    def put(self, model_key: str, fitted: Any) -> None:
        """Keep a fit, published or not, with its card; nothing to do for one that is there."""
        if self.holds(model_key, fitted.model_version):
            return
        sweep(self._folder(model_key))
        with written_aside(self._folder(model_key) / fitted.model_version) as folder:
            (folder / "model.skops").write_bytes(registry.dumps(fitted))
            card = json.dumps(fitted.card, ensure_ascii=False, indent=1, default=str)
            (folder / "card.json").write_text(card)

    def fitted(self, model_key: str, version: str) -> Any:
        """A fit; HuaxiangError when its file is gone or cannot be believed."""
        path = self._folder(model_key) / version / "model.skops"
        with _readable(path, self._folder(model_key)):
            return registry.loads(path.read_bytes())

    def card(self, model_key: str, version: str) -> dict[str, Any]:
        """What a fit was made of and how good it is; HuaxiangError as for `fitted`."""
        path = self._folder(model_key) / version / "card.json"
        with _readable(path, self._folder(model_key)):
            return json.loads(path.read_text())

    def versions(self) -> dict[str, list[str | None]]:
        """Per trained model the version in use and that of the last fit: what a refresh depends on."""
        trained = sorted(path.parent.name for path in self.home.models.glob(f"*/{_CURRENT}"))
        known = {model_key: self.current(model_key) for model_key in trained}
        return {key: [found.version, found.fitted_version] for key, found in known.items() if found}

    def _folder(self, model_key: str) -> Path:
        return self.home.models / model_key


@contextmanager
def _readable(path: Path, folder: Path) -> Iterator[None]:
    """Says of a file that cannot be read what to do; nobody mends it by hand."""
    try:
        yield
    except (OSError, ValueError, TypeError, LookupError, AttributeError, ImportError) as error:
        raise HuaxiangError(
            f"The model file {path} cannot be read: {error} Delete the folder {folder}; the next"
            " `huaxiang run` trains that model again."
        ) from error
