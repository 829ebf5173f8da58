"""Files stay small, have telling names, and know nothing of the machine they were written on."""

import ast
import re

from tests.architecture.source_tree import PROJECT, own_files, parsed, python_files

LONGEST_MODEL = 120
LONGEST_FUNCTION = 40
LONGEST_MODULE = 300
DRAWERS = {"utils", "helpers", "common", "misc", "util", "helper", "shared", "base", "core"}
MACHINE_PATHS = re.compile(r"(?<![\w.~$}])/(work|root|home|Users|tmp|mnt|opt|srv)/\w|\b[A-Z]:\\\w")
PUBLIC_REGISTRIES = {"pypi.org", "files.pythonhosted.org"}
CHOOSES_REGISTRY = re.compile(r"index[-_]url|find[-_]links|tool\.uv\.index|UV_INDEX|--index\b")


def test_sql_files_are_short():
    assert too_long(".sql", LONGEST_MODEL) == {}


def test_modules_are_short():
    assert too_long(".py", LONGEST_MODULE) == {}


def test_functions_are_short():
    long = {
        f"{path}:{node.lineno} {node.name}": length
        for path in python_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := node.end_lineno - node.lineno + 1) > LONGEST_FUNCTION
    }

    assert long == {}


def test_no_file_is_a_drawer():
    assert [path.as_posix() for path in own_files() if path.stem in DRAWERS] == []


def test_no_file_names_a_place_on_one_machine():
    found = {
        f"{path}:{number}": line.strip()
        for path, number, line in lines()
        if MACHINE_PATHS.search(line) and not is_allowed(path)
    }

    assert found == {}


def test_packages_come_from_the_public_registry():
    hosts = {
        host
        for path, _, line in lines()
        if path.name == "uv.lock"
        for host in re.findall(r"https?://([^/\"]+)", line)
    }

    assert hosts == PUBLIC_REGISTRIES


def test_no_file_chooses_another_registry():
    found = {
        f"{path}:{number}": line.strip()
        for path, number, line in lines()
        if CHOOSES_REGISTRY.search(line) and not is_allowed(path)
    }

    assert found == {}


def too_long(suffix, longest):
    lengths = {
        path: len((PROJECT / path).read_text().splitlines()) for path in own_files() if path.suffix == suffix
    }
    assert lengths
    return {path.as_posix(): length for path, length in lengths.items() if length > longest}


def is_allowed(path):
    # tests make up paths, and this one names what it looks for
    return path.parts[0] == "tests"


def lines():
    """Of all texts; a picture has no lines."""
    for path in own_files():
        if path.suffix == ".png":
            continue
        for number, line in enumerate((PROJECT / path).read_text().splitlines(), start=1):
            yield path, number, line
