"""Where the project and the home lie, and what the environment says; the only reader of os.environ."""

import getpass
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from orchestration.errors import HuaxiangError

PROJECT_ROOT = Path(__file__).parents[1]
DBT_PROJECT_DIR = PROJECT_ROOT / "dbt_project"
CATALOGUE = PROJECT_ROOT / "docs" / "catalogue.md"
DEFAULT_SOURCES = (
    *("demo_crm", "demo_erp", "demo_marketing", "demo_reference", "demo_sales", "demo_scrm"),
    *("demo_service", "demo_shop", "demo_social", "demo_survey", "demo_web", "demo_wecom"),
)


_MEMORY = "3.5GB"


@dataclass(frozen=True)
class Settings:
    """A home, the source systems it is made of, as of when to look (None: now), and how often sensors do."""

    home: Path
    sources: tuple[str, ...]
    as_of: str | None = None
    sensor_seconds: int = 30

    @classmethod
    def from_environment(cls) -> "Settings":
        """HUAXIANG_SOURCES (joined by `+` or `,`), _HOME, _AS_OF and _SENSOR_SECONDS, or what is usual."""
        sources = _names(os.environ.get("HUAXIANG_SOURCES", ""))
        home = os.environ.get("HUAXIANG_HOME")
        return cls(
            home=Path(home).expanduser().resolve() if home else _default_home(sources),
            sources=sources or _stored_sources(home) or DEFAULT_SOURCES,
            as_of=os.environ.get("HUAXIANG_AS_OF") or None,
            sensor_seconds=_seconds("HUAXIANG_SENSOR_SECONDS", cls.sensor_seconds),
        )

    def with_options(self, sources: str | None, home: Path | None) -> "Settings":
        """The same with the options of the command line, which win over the environment."""
        changed = self
        if sources:
            names = _names(sources)
            if not names:
                raise HuaxiangError(f"--sources {sources!r} names no source system. Give one, or a,b.")
            home_given = home or os.environ.get("HUAXIANG_HOME")
            changed = replace(changed, sources=names, home=Path(home_given or _default_home(names)))
        if home:
            changed = replace(changed, home=home)
            if not sources:
                changed = replace(changed, sources=_stored_sources(home) or changed.sources)
        return replace(changed, home=changed.home.expanduser().resolve())

    def options(self) -> str:
        """What a command line must say to mean this home again; nothing where the environment says it."""
        if self == Settings.from_environment():
            return ""
        if self.home == _default_home(self.sources):
            return f" --sources {','.join(self.sources)}"
        return f" --home {self.home}"

    def export(self) -> None:
        """Put home and sources into the environment, for dbt's env_var and for child processes."""
        os.environ["HUAXIANG_HOME"] = str(self.home)
        os.environ["HUAXIANG_SOURCES"] = "+".join(self.sources)
        os.environ["HUAXIANG_MEMORY"] = memory()
        os.environ["DAGSTER_HOME"] = str(self.home / "dagster")
        os.environ.setdefault("DO_NOT_TRACK", "1")
        os.environ.setdefault("DBT_PROFILES_DIR", str(DBT_PROJECT_DIR))

    def variable(self, name: str) -> str | None:
        """A `${NAME}` of a source system's YAML. A relative HUAXIANG_REAL_DATA is relative to the project."""
        if name == "HUAXIANG_HOME":
            return str(self.home)
        return os.environ.get(name)


def person() -> str:
    """Who sits at the keyboard: HUAXIANG_USER, else the account's name."""
    return os.environ.get("HUAXIANG_USER") or getpass.getuser()


def memory() -> str:
    """HUAXIANG_MEMORY: how much memory DuckDB takes before it spills to disk."""
    text = os.environ.get("HUAXIANG_MEMORY") or _MEMORY
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)? ?[KMGT]i?B", text):
        raise HuaxiangError(f"HUAXIANG_MEMORY={text!r} is no amount of memory. Write it like {_MEMORY}.")
    return text


def hash_key() -> str | None:
    """HUAXIANG_HASH_KEY: the key with which identifiers are hashed, instead of the home's own."""
    return os.environ.get("HUAXIANG_HASH_KEY") or None


def notice_webhook() -> str | None:
    """HUAXIANG_NOTICE_WEBHOOK: where notices of bad values are sent, beside their file."""
    return os.environ.get("HUAXIANG_NOTICE_WEBHOOK") or None


def not_ours() -> dict[str, str]:
    """The environment without what it says to us, for a process of its own."""
    return {name: value for name, value in os.environ.items() if not name.startswith("HUAXIANG_")}


def serving_dsn() -> str | None:
    """HUAXIANG_SERVING_DSN: the PostgreSQL database that shows the snapshot too, as libpq names it."""
    return os.environ.get("HUAXIANG_SERVING_DSN") or None


def reviewers() -> tuple[str, ...]:
    """HUAXIANG_REVIEWERS: the e-mail addresses of those who may decide in the app, joined by a comma."""
    return _addresses("HUAXIANG_REVIEWERS")


def readers() -> tuple[str, ...]:
    """HUAXIANG_READERS: the e-mail addresses, or `@` with a domain, of those who may look once signed in."""
    return _addresses("HUAXIANG_READERS")


def publishes_full() -> bool:
    """HUAXIANG_PUBLISH_FULL: whether the snapshot is also published unmasked, for those who may see it."""
    text = os.environ.get("HUAXIANG_PUBLISH_FULL") or "no"
    if text not in ("yes", "no"):
        raise HuaxiangError(f"HUAXIANG_PUBLISH_FULL={text!r} is neither yes nor no. Write one of these.")
    return text == "yes"


def business_settings() -> dict[str, Any]:
    """What the business decides (`definitions/settings.yml`)."""
    path = DBT_PROJECT_DIR / "definitions" / "settings.yml"
    return yaml.safe_load(path.read_text())["settings"]


def _names(listed: str) -> tuple[str, ...]:
    return tuple(sorted({name.strip() for name in listed.replace("+", ",").split(",") if name.strip()}))


def _addresses(variable: str) -> tuple[str, ...]:
    # a `+` is part of many addresses: only commas stand between two
    listed = os.environ.get(variable, "").lower().split(",")
    return tuple(sorted({name.strip() for name in listed if name.strip()}))


def _seconds(name: str, usual: int) -> int:
    text = os.environ.get(name) or str(usual)
    if not text.isdecimal() or int(text) == 0:
        raise HuaxiangError(f"{name}={text!r} is no number of seconds. Give a whole number from 1.")
    return int(text)


def _default_home(sources: tuple[str, ...]) -> Path:
    name = "+".join(sources) if sources and sources != DEFAULT_SOURCES else "demo"
    return PROJECT_ROOT / ".huaxiang" / name


def _stored_sources(home: str | Path | None) -> tuple[str, ...] | None:
    from orchestration.home import Home

    return Home(Path(home)).stored_sources() if home else None
