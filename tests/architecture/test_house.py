"""What the house style says, held by the machine: small functions, quiet edges, arrows that point down."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "tidtam"
MOST_LINES_OF_A_FUNCTION = 60
MOST_LINES_OF_A_FILE = 450  # about 400 is the aim; beyond this a file has two subjects
# Files that still owe a move of their reads to `queries.py` or `access.py`. Nothing is ever added here.
OWING = {"letters/tasks.py"}
EDGES = ("views", "forms", "tasks", "urls", "handlers")


def _sources() -> list[Path]:
    return sorted(path for path in SRC.rglob("*.py") if "migrations" not in path.parts)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _name(path: Path) -> str:
    return path.relative_to(SRC).as_posix()


def _is_edge(path: Path) -> bool:
    """Say whether a file is an edge: by its own name, or by the folder it was cut into."""
    parts = path.relative_to(SRC).with_suffix("").parts
    return any(part in EDGES for part in parts[1:])


Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_no_function_is_longer_than_sixty_lines() -> None:
    long = [
        f"{_name(path)}:{node.lineno} {node.name} ({node.end_lineno - node.lineno + 1})"
        for path in _sources()
        for node in _functions(_tree(path))
        if node.end_lineno is not None and node.end_lineno - node.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    ]
    assert not long, long


def test_no_file_has_outgrown_its_subject() -> None:
    counted = ((path, len(path.read_text(encoding="utf-8").splitlines())) for path in _sources())
    large = [f"{_name(path)} ({lines})" for path, lines in counted if lines > MOST_LINES_OF_A_FILE]
    assert not large, f"cut by noun into a folder of the same name: {large}"


def test_edges_reach_rows_only_through_access_queries_and_actions() -> None:
    found = [
        f"{_name(path)}:{node.lineno}"
        for path in _sources()
        if _is_edge(path) and _name(path) not in OWING
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_base_manager", "_default_manager"}
    ]
    assert not found, found


def _undocumented(tree: ast.Module) -> Iterator[Definition]:
    """Yield public functions and classes of a module, and public methods of its public classes, without a docstring."""

    def wanting(body: list[ast.stmt], inside: ast.ClassDef | None) -> Iterator[Definition]:
        for node in body:
            if not isinstance(node, Definition) or node.name.startswith("_"):
                continue
            inherited = inside is not None and not isinstance(node, ast.ClassDef) and _answers_a_framework(inside, node)
            if ast.get_docstring(node) is None and node.name != "Meta" and not inherited:
                yield node
            if isinstance(node, ast.ClassDef):
                yield from wanting(node.body, node)

    yield from wanting(tree.body, None)


# Methods a framework calls by name: their sentence stands in its documentation.
_FRAMEWORK = frozenset({"ready", "save", "delete", "clean", "process_exception", "render", "get_queryset"})


def _answers_a_framework(owner: ast.ClassDef, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return bool(owner.bases) and node.name in _FRAMEWORK


def test_every_public_name_says_what_it_is() -> None:
    mute = [f"{_name(path)}:{node.lineno} {node.name}" for path in _sources() for node in _undocumented(_tree(path))]
    assert not mute, mute


def _rooms() -> dict[str, int]:
    """Return each room with its height: 0 is the highest. Source: the layers contract of pyproject.toml."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(
        contract["layers"] for contract in contracts if contract["type"] == "layers" and "Rooms" in contract["name"]
    )
    return {
        name.strip(" ()").removeprefix("tidtam."): height
        for height, row in enumerate(layers)
        for name in re.split(r"[|:]", row)
    }


def test_foreign_keys_follow_the_arrows() -> None:
    rooms = _rooms()
    upwards = []
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("tidtam."):
            continue
        here = model.__module__.split(".")[1]
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey | ManyToManyField) and not isinstance(field.related_model, str):
                there = field.related_model.__module__.split(".")
                if there[0] == "tidtam" and there[1] != here and rooms[there[1]] < rooms[here]:
                    upwards.append(f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}")
    assert not upwards, upwards


def test_every_room_with_models_is_in_the_contract() -> None:
    ours = {model.__module__.split(".")[1] for model in apps.get_models() if model.__module__.startswith("tidtam.")}
    assert ours <= set(_rooms())


def test_only_thai_knows_the_distance_of_the_calendars() -> None:
    texts = [
        path for path in SRC.rglob("*") if path.suffix in {".py", ".html", ".sql"} and "migrations" not in path.parts
    ]
    texts += [path for path in (ROOT / "islands").rglob("*.ts") if "node_modules" not in path.parts]
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{number}"
        for path in texts
        if path.relative_to(ROOT).parts[:3] != ("src", "tidtam", "thai")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"(?<![\d๐-๙])543(?![\d๐-๙])", line)
    ]
    assert not found, found


def test_ignored_types_give_their_reason() -> None:
    bare = [
        f"{path.relative_to(ROOT).as_posix()}:{number}"
        for path in _sources()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"#\s*type:\s*ignore", line) and not re.search(r"#\s*type:\s*ignore\[[\w, -]+\]\s+#\s*\S", line)
    ]
    assert not bare, bare
