"""The door for programs, and what it may bring along."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

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


def imported(path: Path) -> Iterator[str]:
    """The parts of the package that a module needs when it is loaded."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mkdocs_paramsize"):
            _, _, below = (node.module or "").partition(".")
            yield from [below.split(".")[0]] if below else [name.name for name in node.names]


@pytest.mark.parametrize("part", ARROW)
def test_imports_go_one_way(part: str) -> None:
    below = ARROW[: ARROW.index(part) + 1]
    folder = PACKAGE / part
    paths = sorted(folder.rglob("*.py")) if folder.is_dir() else [PACKAGE / f"{part}.py"]
    assert paths
    wrong = {f"{path.name}: {name}" for path in paths for name in imported(path)}
    assert not {line for line in wrong if line.split(": ")[1] not in below}


def test_every_part_of_the_package_has_its_place_on_the_way() -> None:
    parts = {path.stem for path in PACKAGE.glob("*.py")} | {
        path.parent.name for path in PACKAGE.glob("*/__init__.py")
    }
    assert parts - {"__init__"} == set(ARROW)


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
