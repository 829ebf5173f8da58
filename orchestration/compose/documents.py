"""YAML files whose every key and entry knows the line it stands on."""

from pathlib import Path
from typing import Any, NamedTuple

import yaml
from yaml.constructor import ConstructorError


class Place(NamedTuple):
    """A line (from 1) of a file."""

    file: str
    line: int

    def __str__(self) -> str:
        """Write it the way editors and terminals turn into a link."""
        return f"{self.file}:{self.line}"


class Problems(list[tuple[Place, str]]):
    """Everything found wrong so far."""

    def add(self, place: Place, text: str) -> None:
        """Note what a person has to mend at `place`, as a sentence."""
        self.append((place, text))


class Unreadable(Exception):  # noqa: N818 -- a state of a file
    """Its arguments are one of Problems."""


class Mapping(dict[Any, Any]):
    """A YAML mapping; `places` says where each key stands, `what` how messages call it."""

    what = ""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.places: dict[Any, Place] = {}


class Sequence(list[Any]):
    """A YAML list; `places` says where each entry stands."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.places: list[Place] = []


class _Loader(yaml.SafeLoader):
    """YAML's plain types, in `Mapping` and `Sequence`; a day stays the text it was written as."""

    problems: Problems

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Give a value that its own tag refuses (`!!int many`) a line, as all other errors have one."""
        try:
            return super().construct_object(node, deep)
        except ValueError as error:
            raise ConstructorError(None, None, str(error), node.start_mark) from error

    def mapping(self, node: yaml.MappingNode) -> Mapping:
        found = Mapping()
        for key_node, value_node in node.value:
            place = _place(key_node.start_mark)
            if not isinstance(key_node, yaml.ScalarNode):
                raise ConstructorError(None, None, "a key must be one word", key_node.start_mark)
            key = self.construct_object(key_node)
            if key in found:
                first = found.places[key].line
                self.problems.add(place, f"`{key}` stands here and on line {first}; keep one.")
            found[key] = self.construct_object(value_node, deep=True)
            found.places[key] = place
        return found

    def sequence(self, node: yaml.SequenceNode) -> Sequence:
        found = Sequence()
        for entry_node in node.value:
            found.append(self.construct_object(entry_node, deep=True))
            found.places.append(_place(entry_node.start_mark))
        return found


_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.mapping)
_Loader.add_constructor("tag:yaml.org,2002:seq", _Loader.sequence)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", yaml.SafeLoader.construct_yaml_str)


def read(path: Path, file: str, problems: Problems) -> Any:
    """Read one YAML document; problems call it `file`.

    A key given twice is a problem and the last one holds. Raises Unreadable if it is not YAML at all.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        loader = _Loader(text)
        loader.name, loader.problems = file, problems
        return loader.get_single_data()
    except OSError as error:
        raise Unreadable(
            Place(file, 1), f"the file cannot be read ({error.strerror}); put it there."
        ) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise Unreadable(Place(file, line), "this is not UTF-8; save the file as UTF-8.") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        found = f"the character U+{error.character:04X} cannot stand in YAML; take it out."
        raise Unreadable(Place(file, line), found) from error
    except yaml.MarkedYAMLError as error:
        found = f"this is not YAML: {error.problem}; mend this line or the one above."
        raise Unreadable(_place(error.problem_mark), found) from error


def _place(mark: yaml.Mark) -> Place:
    return Place(mark.name, mark.line + 1)
