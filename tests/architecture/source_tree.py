"""The project's own files, as the tests of the architecture read them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[2]
DBT_PROJECT = PROJECT / "dbt_project"


@cache
def own_files() -> tuple[Path, ...]:
    """Every file that is, or would be, in version control, by its path from the project's root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = sorted(Path(name) for name in listed.stdout.split("\0") if name)
    # a deleted file stays listed until the deletion is committed
    return tuple(path for path in paths if (PROJECT / path).is_file())


def python_files(package: str = "") -> list[Path]:
    return [path for path in own_files() if path.suffix == ".py" and path.is_relative_to(package)]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse((PROJECT / path).read_text())


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything a file imports, also inside functions."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = ".".join(path.parts[: -node.level]) if node.level else ""
            module = ".".join(part for part in (module, node.module) if part)
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)
