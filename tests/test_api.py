"""The door for programs, and what it may bring along."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

import mkdocs_paramsize

CORE = (
    "answer",
    "architecture",
    "catalogue",
    "facts",
    "formulas",
    "kinds",
    "ledger",
    "live.page",
    "marker",
    "methodology",
    "notation",
    "options",
    "render.door",
    "render.steps",
    "scenario",
    "storage",
    "words",
)

ARROW = (
    "errors",
    "yaml_values",
    "notation",
    "words",
    "marker",
    "architecture",
    "ledger",
    "algebra",
    "formulas",
    "answer",
    "catalogue",
    "facts",
    "scenario",
    "storage",
    "kinds",
    "options",
    "assets",
    "render",
    "live",
    "methodology",
    "unsearched",
    "kept",
    "markdown",
    "plugin",
    "cli",
)
"""The way from what an author writes to the page; each imports only from those before it."""

PACKAGE = Path(mkdocs_paramsize.__file__).parent


LATE: Final[Mapping[tuple[str, str], str]] = {
    ("render/page.py", "live.page"): "what the script is told is written where a page is live",
    ("render/page.py", "live.sheet"): "a sheet is made where a page is live",
    ("render/content.py", "live.sheet"): "a type: what writes is given the sheet of its page",
    ("render/door.py", "live.sheet"): "a type: a view is shown for the sheet of its page",
}
"""Imports against the arrow, each with its reason. They run in a call or name a type alone, so
that what stands before on the way loads without what stands behind."""


def imported(tree: ast.AST, *, late: bool = False) -> Iterator[tuple[str, bool]]:
    """The modules of the package that are named anywhere in a tree; late are those that loading
    it does not need: in a function, and under `if TYPE_CHECKING:`."""
    for node in ast.iter_child_nodes(tree):
        yield from ((name, late) for name in _named(node))
        is_late = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or (
            isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        )
        yield from imported(node, late=late or is_late)


def _named(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.ImportFrom(module="mkdocs_paramsize", names=names):
            modules = [f"mkdocs_paramsize.{name.name}" for name in names]
        case ast.ImportFrom(module=str(module), level=0):
            modules = [module]
        case ast.ImportFrom():
            raise AssertionError(f"line {node.lineno}: import it by its full name")
        case ast.Import(names=names):
            modules = [name.name for name in names]
        case _:
            return
    prefix = "mkdocs_paramsize."
    yield from (name.removeprefix(prefix) for name in modules if name.startswith(prefix))


def against(part: str) -> Iterator[tuple[str, str, bool]]:
    """What a part imports from those after it: its module, theirs, and whether late."""
    below = ARROW[: ARROW.index(part) + 1]
    folder = PACKAGE / part
    paths = sorted(folder.rglob("*.py")) if folder.is_dir() else [PACKAGE / f"{part}.py"]
    assert paths
    for path in paths:
        module = path.relative_to(PACKAGE).as_posix()
        for name, late in imported(ast.parse(path.read_text(encoding="utf-8"))):
            if name.split(".")[0] not in below:
                yield module, name, late


@pytest.mark.parametrize("part", ARROW)
def test_imports_go_one_way(part: str) -> None:
    wrong = {
        f"{module}: {name}"
        for module, name, late in against(part)
        if not late or (module, name) not in LATE
    }
    assert wrong == set()


def test_every_late_import_that_is_allowed_is_there() -> None:
    assert {(module, name) for part in ARROW for module, name, _ in against(part)} == set(LATE)


def test_every_part_of_the_package_has_its_place_on_the_way() -> None:
    parts = {path.stem for path in PACKAGE.glob("*.py")} | {
        path.parent.name for path in PACKAGE.glob("*/__init__.py")
    }
    assert parts - {"__init__", "__main__"} == set(ARROW)


def loaded(statement: str) -> set[str]:
    """The top-level modules that are loaded once a statement has run in a new interpreter."""
    program = f"{statement}\nimport sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("module", CORE)
def test_the_core_knows_neither_markdown_nor_mkdocs(module: str) -> None:
    assert not loaded(f"import mkdocs_paramsize.{module}") & {"markdown", "mkdocs"}


def test_importing_the_package_brings_none_of_what_it_depends_on() -> None:
    assert not loaded("import mkdocs_paramsize") & {"markdown", "mkdocs", "msgspec", "yaml"}


def test_what_is_offered_is_there() -> None:
    assert all(hasattr(mkdocs_paramsize, name) for name in mkdocs_paramsize.__all__)


def test_whatever_is_wrong_is_one_family_of_errors() -> None:
    for marker in ("memory: Lama 3 70B", "memory: 70Q", "modle: 70B", "memory: 70B, batch: 0"):
        with pytest.raises(mkdocs_paramsize.ParamsizeError):
            mkdocs_paramsize.ask(marker)


def test_a_program_gives_a_scenario_as_a_site_does() -> None:
    given = {"gpu": "A100", "context": "32k"}
    [ours] = mkdocs_paramsize.ask("memory: Llama 3.1 8B, of: kv-cache", scenario=given).numbers
    assert ours.value == 32 * 1024 * 131_072
    for wrong in ({"gpu": "A1000"}, {"contxt": "8k"}, {"context": "long"}):
        with pytest.raises(mkdocs_paramsize.ParamsizeError):
            mkdocs_paramsize.ask("memory: 70B", scenario=wrong)


@pytest.mark.parametrize("config", [None, [1], "config.json"])
def test_what_is_no_config_is_an_error_of_ours(config: Any) -> None:
    with pytest.raises(mkdocs_paramsize.ParamsizeError, match="an object of named fields"):
        mkdocs_paramsize.count(config)
