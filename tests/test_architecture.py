"""The rules of the house, held by reading the code: who imports whom, one door a library, size."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import click
import pytest

import crmo_handouts
from crmo_handouts.cli.main import commands

PACKAGE = Path(crmo_handouts.__file__).parent
REPOSITORY = Path(__file__).parent.parent
NAME = "crmo_handouts"

STAGES = ("ground", "source", "catalog", "document", "layout", "pdf", "delivery", "cli")
"""In order: each may import what stands before it."""

GROUND = {"errors", "checking", "paper", "locales", "project", "review"}
FRONT = {"__init__", "__main__"}
"""The package's door and its command: they may know every stage."""

MAY_IMPORT = {stage: frozenset(STAGES[: position + 1]) for position, stage in enumerate(STAGES)} | {
    # A judge that shares code with the writer shares its mistakes.
    "preflight": frozenset({"ground", "source", "preflight"}),
    "delivery": frozenset({*STAGES[:7], "preflight"}),
    "cli": frozenset({*STAGES, "preflight"}),
    "web": frozenset({*STAGES[:7], "preflight", "web"}),
}

DOORS = {
    # A library, and the modules that may import it; "catalog." is a package with all in it.
    "polib": ("catalog.",),
    "babel.messages": ("catalog.",),
    "babel.dates": ("document.formats",),
    "babel.numbers": ("document.formats",),
    "babel": ("locales", "catalog.", "document.formats"),
    "weasyprint": ("layout.", "pdf."),
    "pydyf": ("layout.", "pdf."),
    "pikepdf": ("preflight.", "pdf."),
    "pypdfium2": ("preflight.", "pdf."),
    "fontTools": ("layout.", "pdf.", "catalog.typefaces"),
    "jinja2": ("document.", "catalog.extracting.extract"),
    "openpyxl": ("delivery.merge.",),
    "distributed": ("delivery.merge.cluster.",),
    "dask": ("delivery.merge.cluster.",),
    "click": ("cli.",),
    "rich": ("cli.",),
}

LONGEST_MODULE = 300

WITHOUT_PROJECT = {"crmo-handouts preflight"}
"""It judges files from anywhere."""


@dataclass(frozen=True)
class Import:
    """An import: the module that has it, what it names, and whether a run executes it."""

    by: str
    line: int
    target: str
    at_start: bool
    executed: bool


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__") or "__init__"


@cache
def trees() -> dict[str, ast.Module]:
    paths = sorted(path for path in PACKAGE.rglob("*.py") if "builtin" not in path.parts)
    return {module_name(path): ast.parse(path.read_text("utf-8"), str(path)) for path in paths}


@cache
def imports() -> tuple[Import, ...]:
    return tuple(found for name, tree in trees().items() for found in _imports_of(name, tree))


def _imports_of(name: str, tree: ast.Module) -> Iterator[Import]:
    for node, at_start, executed in _statements(tree, at_start=True, executed=True):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}:{node.lineno} has a relative import"
            targets = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for target in targets:
            yield Import(name, node.lineno, target, at_start, executed)


def _statements(
    node: ast.AST, *, at_start: bool, executed: bool
) -> Iterator[tuple[ast.AST, bool, bool]]:
    for child in ast.iter_child_nodes(node):
        function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for_types = isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
        inside = {"at_start": at_start and not function, "executed": executed and not for_types}
        yield child, inside["at_start"], inside["executed"]
        yield from _statements(child, **inside)


def is_in(module: str, place: str) -> bool:
    """Tell whether a module, or a name in it, is the place or lies within it."""
    return module == place.rstrip(".") or module.startswith(place.rstrip(".") + ".")


def stage_of(module: str) -> str:
    first = module.partition(".")[0]
    return "ground" if first in GROUND else first


def own(target: str) -> str | None:
    """Return the module of ours that an import names, or None."""
    if not is_in(target, NAME):
        return None
    name = target.removeprefix(NAME).removeprefix(".")
    while name and name not in trees():
        name = name.rpartition(".")[0]
    return name or "__init__"


def test_every_module_belongs_to_a_stage() -> None:
    for module in trees():
        assert module in FRONT or stage_of(module) in MAY_IMPORT, module


def test_no_stage_imports_a_later_one() -> None:
    wrong = [
        f"{found.by}:{found.line} imports {found.target}"
        for found in imports()
        if found.by not in FRONT
        and (target := own(found.target)) is not None
        and (stage_of(target) not in MAY_IMPORT[stage_of(found.by)])
        and not (target == "__init__" and found.target == f"{NAME}.__version__")
    ]
    assert wrong == []


def test_ground_knows_no_stage() -> None:
    for found in imports():
        target = own(found.target)
        if stage_of(found.by) == "ground" and target:
            assert stage_of(target) == "ground", f"{found.by}:{found.line}"


def test_no_module_is_imported_in_a_circle() -> None:
    graph = {name: set[str]() for name in trees()}
    for found in imports():
        target = own(found.target)
        # A package's door is imported before its modules, and imports them: only what the modules
        # ask of each other counts.
        if target and target != found.by and found.executed and found.by not in FRONT:
            graph[found.by].add(target)
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join((*path[path.index(name) :], name))
        if name not in done:
            for target in sorted(graph[name]):
                visit(target, (*path, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_each_library_has_one_door() -> None:
    wrong = []
    for found in imports():
        # The longest name that fits is the rule: `babel.dates` before `babel`.
        library = max((door for door in DOORS if is_in(found.target, door)), key=len, default=None)
        if library and not any(is_in(found.by, place) for place in DOORS[library]):
            wrong.append(f"{found.by}:{found.line} imports {found.target}")
    assert wrong == []


def test_every_library_is_a_declared_one() -> None:
    import sys
    import tomllib

    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["cluster"]]
    declared = {name.partition(">")[0].partition("=")[0] for name in lines}
    names = {"fonttools": "fontTools"}
    known = {names.get(name, name) for name in declared} | set(sys.stdlib_module_names) | {NAME}
    assert {found.target.partition(".")[0] for found in imports()} <= known


def test_the_command_answers_without_opening_the_engine() -> None:
    # `--help` and `list` are asked for more often than a sheet: 0.7 s of import are not theirs.
    slow = [
        f"{found.by}:{found.line} imports {found.target}"
        for found in imports()
        if found.by.startswith("cli")
        and found.at_start
        and found.executed
        and (
            is_in(found.target, "rich")
            or stage_of(own(found.target) or "ground")
            in ("catalog", "document", "layout", "pdf", "delivery")
        )
    ]
    assert slow == []


@pytest.mark.parametrize("module", sorted(trees()))
def test_module_is_short_and_has_a_charter(module: str) -> None:
    tree = trees()[module]
    assert ast.get_docstring(tree), f"{module} says not what it is for"
    path = PACKAGE.joinpath(*module.split("."))
    file = path.with_suffix(".py") if path.with_suffix(".py").is_file() else path / "__init__.py"
    if module == "__init__":
        file = PACKAGE / "__init__.py"
    lines = file.read_text("utf-8").count("\n")
    assert lines <= LONGEST_MODULE, f"{module} has {lines} lines"
    assert module.rpartition(".")[2] not in {"utils", "util", "helpers", "common", "misc"}


def _public(node: ast.Module | ast.ClassDef, name: str) -> Iterator[tuple[str, ast.AST]]:
    for child in node.body:
        if not isinstance(child, ast.ClassDef | ast.FunctionDef) or child.name.startswith("_"):
            continue
        yield f"{name}.{child.name}", child
        if isinstance(child, ast.ClassDef):
            yield from _public(child, f"{name}.{child.name}")


def test_whatever_is_public_says_what_it_does() -> None:
    silent = [
        name
        for module, tree in trees().items()
        for name, node in _public(tree, module)
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not ast.get_docstring(node)
    ]
    assert silent == []


def command_paths() -> Iterator[str]:
    """Yield the commands as they are typed: `crmo-handouts catalog update`."""

    def walk(command: click.Command, path: str) -> Iterator[str]:
        if isinstance(command, click.Group):
            for name, member in command.commands.items():
                yield from walk(member, f"{path} {name}")
        else:
            yield path

    yield from walk(commands, "crmo-handouts")


@pytest.mark.parametrize("command", sorted(command_paths()))
def test_command_is_told_of_in_the_readme_or_docs(command: str) -> None:
    pages = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
    assert any(command in page.read_text("utf-8") for page in pages), f"{command} is not told of"


@pytest.mark.parametrize("command", sorted(command_paths()))
def test_command_takes_a_project_and_says_what_it_does(command: str) -> None:
    found: click.Command = commands
    for name in command.split()[1:]:
        assert isinstance(found, click.Group)
        found = found.commands[name]
    assert found.help
    options = {option for parameter in found.params for option in parameter.opts}
    assert "--project" in options or command in WITHOUT_PROJECT
