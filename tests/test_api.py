"""The door for programs, and what it may bring along."""

from __future__ import annotations

import subprocess
import sys

import pytest

import mkdocs_paramsize

CORE = (
    "algebra.working",
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
    "scenario",
    "storage",
    "words",
)


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
