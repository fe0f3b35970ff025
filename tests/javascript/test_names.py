"""A reader's name of a model finds the one that an author's would."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mkdocs_paramsize.assets import models
from mkdocs_paramsize.catalogue import Catalogue
from mkdocs_paramsize.errors import UnknownNameError
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.live.offer import of_site, read
from mkdocs_paramsize.options import read as read_options
from tests.script import run

FIND = """
globalThis.window = {};
const offered = eval(given.file);
return given.names.map(name => offered.find(name, {}) ?? null);
"""


def spelt(name: str) -> Iterator[str]:
    yield from (name, name.upper(), name.replace(" ", "-"), f"someone/{name.replace(' ', '_')}")
    yield from (f"{name} Instruct", f"{name}-chat", f"{name}-Base", f"{name}-it", f"{name}-hf")


def found(node: Path, file: str, names: list[str]) -> list[str | None]:
    made: list[str | None] = run(node, FIND, {"file": file, "names": names})
    return made


def of_catalogue(catalogue: Catalogue, name: str) -> str | None:
    try:
        return catalogue.model(name).name
    except UnknownNameError:
        return None


def test_every_name_and_alias_is_that_of_its_own_model(node: Path) -> None:
    catalogue, file = Catalogue(), models().text
    offered = read(file)["models"]
    names = [
        text
        for model in catalogue.models
        if model.name in offered
        for name in (model.name, *model.record.aliases)
        for text in spelt(name)
    ]
    assert len(names) > 4000
    assert found(node, file, names) == [of_catalogue(catalogue, name) for name in names]


@pytest.mark.parametrize("name", ["no such model", "chat", "Instruct", "", "/", "70B"])
def test_what_names_no_model_finds_none(node: Path, name: str) -> None:
    assert found(node, models().text, [name]) == [None]


CONFIG = {
    "model_type": "llama",
    "hidden_size": 256,
    "num_attention_heads": 4,
    "intermediate_size": 512,
    "vocab_size": 1000,
}


ENTRIES = """
[[model]]
name = "acme/Qux 7B"
published = "7B"
source = "s"

[[model]]
name = "Baz/Quux"
aliases = ["百億模型", "x²y"]
published = "9B"
source = "s"
"""


def test_models_of_the_site_that_differ_by_an_ending_stay_apart(node: Path, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    own = ("foo", "foo-chat", "bar-it", "Llama 3.1 8B Instruct")
    for layers, name in enumerate(own, 1):
        text = json.dumps(CONFIG | {"num_hidden_layers": layers})
        (tmp_path / "models" / f"{name}.json").write_text(text, "utf-8")
    (tmp_path / "own.toml").write_text(ENTRIES, "utf-8")
    facts: Facts = read_options({"models": ["models", "own.toml"]}, tmp_path).facts
    wanted: dict[str, Any] = {
        **{name: name for name in own},
        "foo-instruct": "foo",
        "bar": None,
        "Llama 3.1 8B": "Llama 3.1 8B",
        "Llama-3.1-8B-chat": "Llama 3.1 8B",
        "acme/Qux 7B": "acme/Qux 7B",
        "Qux 7B instruct": "acme/Qux 7B",
        "百億模型": "Baz/Quux",
        "x²y": "Baz/Quux",
        "quux": "Baz/Quux",
    }
    assert found(node, of_site(facts).text, [*wanted]) == [*wanted.values()]
    assert [of_catalogue(facts.catalogue, name) for name in wanted] == [*wanted.values()]
