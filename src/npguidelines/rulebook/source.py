"""Read YAML with the place of every value, so that faults are reported as file:line:col."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ..errors import Problem, closest

Place = tuple[int, int]
PathKey = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)
try:  # the C loader is ten times as fast
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover - depends on how PyYAML was built
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


class Source:
    """One YAML file: its data, where each value stands, and the problems met while reading it."""

    def __init__(self, path: Path, root: Path) -> None:
        self.name = path.relative_to(root).as_posix()
        self.places: dict[PathKey, Place] = {}
        self.problems: list[Problem] = []
        self.data: Any = None
        try:
            text = path.read_text(encoding="utf-8")
            node = yaml.compose(text, Loader=_Loader)
            self.data = None if node is None else self._convert(node, ())
        except (OSError, UnicodeDecodeError) as error:
            self.problem("NPG101", (), "a readable UTF-8 file", str(error), "restore the file or its permissions")
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            place = (mark.line + 1, mark.column + 1) if mark else (0, 0)
            self.problems.append(Problem(self.name, *place, "NPG102", "valid YAML", str(error.problem), "quote texts and check the indentation"))

    def place(self, path: PathKey) -> Place:
        """Where the value at `path` stands, or its nearest parent."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (0, 0))

    def problem(self, code: str, path: PathKey, expected: str, got: str, cure: str, column_offset: int = 0) -> None:
        """Note a fault at `path`; `column_offset` counts characters into a quoted scalar."""
        line, column = self.place(path)
        self.problems.append(Problem(self.name, line, column + column_offset, code, expected, got, cure))

    def model(self, kind: type[Model], data: Any, path: PathKey, **more: Any) -> Model | None:
        """Validate `data` as `kind`; faults are noted and None is returned."""
        if not isinstance(data, dict):
            self.problem("NPG105", path, f"a mapping for {kind.__name__}", type(data).__name__, "write `key: value` lines")
            return None
        try:
            return kind.model_validate({**data, **more})
        except ValidationError as error:
            for fault in error.errors():
                loc = tuple(p for p in fault["loc"] if isinstance(p, (str, int)))
                if fault["type"] == "extra_forbidden":
                    cure = "remove it; " + closest(str(loc[-1]), kind.model_fields)
                    self.problem("NPG103", (*path, *loc), "a known key", repr(loc[-1]), cure)
                elif fault["type"] == "missing":
                    self.problem("NPG105", (*path, *loc), f"the key {loc[-1]!r}", "nothing", f"add `{loc[-1]}:`")
                else:
                    self.problem("NPG105", (*path, *loc), fault["msg"], repr(fault.get("input"))[:80], "see docs/rule-language.md")
            return None

    def _convert(self, node: yaml.Node, path: PathKey) -> Any:
        self.places[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if isinstance(node, yaml.MappingNode):
            result: dict[str, Any] = {}
            for key_node, value_node in node.value:
                key = str(key_node.value)
                if key in result:
                    mark = key_node.start_mark
                    self.problems.append(Problem(self.name, mark.line + 1, mark.column + 1, "NPG104", "each key once", repr(key), "remove or rename one of them"))
                result[key] = self._convert(value_node, (*path, key))
            return result
        if isinstance(node, yaml.SequenceNode):
            return [self._convert(child, (*path, index)) for index, child in enumerate(node.value)]
        return _scalar(node)


def _scalar(node: yaml.Node) -> Any:
    value, tag = str(node.value), node.tag.rsplit(":", 1)[-1]
    if tag == "int":
        return int(value.replace("_", ""), 0)
    if tag == "float":
        return float(value)
    if tag == "bool":
        return value.lower() in ("true", "yes", "on")
    return None if tag == "null" else value
