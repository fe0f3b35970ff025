"""The site's own models: which of its files are models, under which names, within which bounds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mkdocs_paramsize.catalogue import Catalogue, OwnModels
from mkdocs_paramsize.catalogue.data_file import DEEPEST_KEY, LARGEST_CONFIG, LARGEST_TOML
from mkdocs_paramsize.catalogue.own import COMPANIONS
from mkdocs_paramsize.errors import ConfigError, DataError, OptionError
from mkdocs_paramsize.options import read
from tests.checkpoint.files import of_config, write_index, write_safetensors
from tests.test_plugin import TINY

TOTAL = 187_200
CONFIG = json.dumps(TINY)
ENTRY = '[[model]]\nname = "{}"\nsource = "a card"\npublished = "7B"\n'


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def own(folder: Path, *paths: str) -> OwnModels:
    return OwnModels(tuple(folder / path for path in paths or (".",)), folder)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("my-model.json", "my-model"),
        ("my-model/config.json", "my-model"),
        ("maker/my-model/config.json", "my model"),
    ],
)
def test_a_config_is_called_by_its_file_or_by_its_folder(
    tmp_path: Path, path: str, name: str
) -> None:
    write(tmp_path / path, CONFIG)
    assert Catalogue(own(tmp_path)).model(name).ledger.total == TOTAL


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("models/a.json", "other/a.json", "'a'"),
        ("models/my-model.json", "models/my_model.toml", "spaces, dashes and capitals"),
        ("models/a/config.json", "other/a/config.json", "'a'"),
        ("models/a/config.json", "models/a.json", "'a'"),
        ("models/a.gguf", "models/a.safetensors", "'a'"),
        ("models/a.gguf", "other/a.json", "'a'"),
    ],
)
def test_two_files_of_one_name_stop_the_build_and_are_both_named(
    tmp_path: Path, first: str, second: str, why: str
) -> None:
    for path in (first, second):
        write(tmp_path / path, ENTRY.format("my_model") if path.endswith(".toml") else CONFIG)
    folders = sorted({Path(path).parts[0] for path in (first, second)})
    with pytest.raises(OptionError) as caught:
        read({"models": folders}, tmp_path)
    told = str(caught.value)
    assert told.startswith("models: ")
    assert first in told
    assert second in told
    assert why in told
    assert "rename" in told


def test_one_file_may_be_named_by_two_options_and_one_model_by_two_spellings(
    tmp_path: Path,
) -> None:
    write(tmp_path / "a.json", CONFIG)
    entry = ENTRY.format("My Model") + 'aliases = ["my-model", "Mine"]\n'
    write(tmp_path / "b.toml", entry)
    options = read({"models": ["a.json", ".", "a.json"]}, tmp_path)
    assert options.facts.catalogue.model("mine").name == "My Model"


def test_a_file_that_names_two_models_alike_stops_the_build(tmp_path: Path) -> None:
    write(tmp_path / "two.toml", ENTRY.format("Mine") + ENTRY.format("mine"))
    with pytest.raises(OptionError, match=r"^models: two\.toml gives the model 'Mine' twice"):
        read({"models": "two.toml"}, tmp_path)


def test_a_checkpoint_its_index_and_the_config_beside_are_one_model(tmp_path: Path) -> None:
    write(tmp_path / "a" / "config.json", CONFIG)
    write_index(tmp_path / "a", of_config(TINY), 2)
    write(tmp_path / "b.json", CONFIG)
    write_safetensors(tmp_path / "b.safetensors", of_config(TINY))
    assert sorted(own(tmp_path).names) == ["a", "b"]
    assert Catalogue(own(tmp_path)).model("a").witness is not None


def test_what_accompanies_a_config_is_no_model(tmp_path: Path) -> None:
    write(tmp_path / "mine" / "config.json", CONFIG)
    for name in (*COMPANIONS, "pytorch_model.bin.index.json", ".hidden.json", ".cache/x.json"):
        write(tmp_path / "mine" / name, "[not even JSON")
    write(tmp_path / "mine" / "1_Pooling" / "config.json", "{}")
    assert own(tmp_path).names == ("mine",)


def test_two_folders_as_they_were_published_do_not_clash(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        for name in ("config.json", *COMPANIONS, "1_Pooling/config.json"):
            write(tmp_path / folder / name, CONFIG)
    assert sorted(own(tmp_path).names) == ["one", "two"]


def test_a_file_that_is_named_may_be_called_as_it_likes(tmp_path: Path) -> None:
    write(tmp_path / "params.json", CONFIG)
    assert own(tmp_path, "params.json").names == ("params",)


def test_a_file_that_is_no_model_is_not_passed_over_where_it_is_named(tmp_path: Path) -> None:
    write(tmp_path / "README.md", "# Models")
    with pytest.raises(OptionError, match=r"^models: README\.md is no file of a model; name a"):
        read({"models": "README.md"}, tmp_path)


@pytest.mark.parametrize("name", ["70B", "8x7B", "page", "Page", "-", "__"])
def test_a_name_that_no_marker_would_find_stops_the_build(tmp_path: Path, name: str) -> None:
    write(tmp_path / f"{name}.json", CONFIG)
    with pytest.raises(OptionError, match=rf"^models: '{name}' reads as .*; rename it"):
        read({"models": f"{name}.json"}, tmp_path)


def test_a_config_far_larger_than_any_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    write(tmp_path / "a.json", CONFIG + " " * LARGEST_CONFIG)
    with pytest.raises(DataError, match=r"a\.json: larger than 4 MiB; is it the config"):
        Catalogue(own(tmp_path)).model("a")


@pytest.mark.parametrize("deep", ["[" * 100_000, '{"a":' * 100_000, "[" * 900 + "]" * 900])
def test_a_deep_config_is_a_clear_error(tmp_path: Path, deep: str) -> None:
    write(tmp_path / "a" / "config.json", deep)
    with pytest.raises(ConfigError, match=r"^a/config\.json: "):
        Catalogue(own(tmp_path)).model("a")


def test_a_number_of_thousands_of_digits_is_impossible_and_that_is_all_that_is_said(
    tmp_path: Path,
) -> None:
    write(tmp_path / "a.json", CONFIG.replace(str(TINY["hidden_size"]), "9" * 5000))
    with pytest.raises(ConfigError, match=r"^a\.json: a number of thousands of digits") as caught:
        Catalogue(own(tmp_path)).model("a")
    assert str(caught.value).endswith(
        "which is impossible; write it as the published config has it"
    )
    write(tmp_path / "b.toml", ENTRY.format("B") + "context = " + "9" * 5000)
    with pytest.raises(
        OptionError, match=r"^models: b\.toml: a number of thousands of digits, .*"
    ) as no:
        read({"models": "b.toml"}, tmp_path)
    assert "sys." not in str(no.value)


def test_a_file_of_entries_far_larger_than_any_stops_the_build(tmp_path: Path) -> None:
    write(tmp_path / "a.toml", ENTRY.format("A") + "#" * LARGEST_TOML)
    with pytest.raises(OptionError, match=r"^models: a\.toml: larger than 1 MiB; divide it"):
        read({"models": "a.toml"}, tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        "note = " + "[" * 50_000,
        "note = " + "{a=" * 50_000,
        "a." * 100_000 + "b = 1",
        "a . " * 100_000 + "b = 1",
        '"a".' * 100_000 + "b = 1",
        "[" + "a." * 100_000 + "b]",
        "note = " + "9" * 100_000,
    ],
    ids=["lists", "tables", "keys", "spaced keys", "quoted keys", "heads", "digits"],
)
@pytest.mark.parametrize("option", ["models", "gpus"])
def test_deep_toml_stops_the_build_by_name_and_at_once(
    tmp_path: Path, option: str, line: str
) -> None:
    write(tmp_path / "a.toml", f"{line}\n")
    with pytest.raises(OptionError, match=rf"^{option}: a\.toml: "):
        read({option: "a.toml"}, tmp_path)


def test_dots_in_prose_and_numbers_are_no_keys(tmp_path: Path) -> None:
    note = "one. two. three, " + "v1.2.3 ... " * DEEPEST_KEY
    write(tmp_path / "a.toml", ENTRY.format("A") + f'note = "{note}"\n')
    assert own(tmp_path).names == ("A",)


@pytest.mark.parametrize(
    ("field", "value"), [("published", "7 billions"), ("tokens", "many"), ("published", "")]
)
def test_an_entry_whose_size_cannot_be_read_stops_the_build(
    tmp_path: Path, field: str, value: str
) -> None:
    entry: dict[str, Any] = {"name": "A", "source": "a card", field: value}
    lines = "\n".join(f"{key} = {json.dumps(told)}" for key, told in entry.items())
    write(tmp_path / "a.toml", f"[[model]]\n{lines}\n")
    with pytest.raises(OptionError, match=rf"^models: a\.toml: 'A': {field}: "):
        read({"models": "a.toml"}, tmp_path)


def test_a_wrong_field_of_an_entry_is_named_with_its_entry(tmp_path: Path) -> None:
    write(tmp_path / "a.toml", ENTRY.format("A") + ENTRY.format("B") + "context = 'long'\n")
    with pytest.raises(OptionError, match=r"^models: a\.toml: \[\[model\]\] number 2, 'B': .*text"):
        read({"models": "a.toml"}, tmp_path)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("published_exact = -5", "published_exact is -5; a number from 1"),
        ("published_exact = 0", "published_exact is 0; a number from 1"),
        ('published = "7B"\ncontext = -5', "context is -5; a number from 1"),
        ('published = "7B"\npublished_active = "9B"', "published_active is 9B, more than all 7B"),
        (
            'published = "7B"\npublished_exact = 3',
            "published_exact is 3, which is not about the 7B",
        ),
    ],
)
def test_an_entry_of_impossible_numbers_stops_the_build(
    tmp_path: Path, fields: str, told: str
) -> None:
    (tmp_path / "own.toml").write_text(f'[[model]]\nname = "mm"\nsource = "s"\n{fields}\n', "utf-8")
    with pytest.raises(OptionError, match=f"own.toml: 'mm': {told}"):
        read({"models": "own.toml"}, tmp_path)


@pytest.mark.parametrize(
    "stated",
    ['published = "7B"', 'published_active = "7B"', "published_exact = 7", "[model.config]"],
)
def test_a_size_that_is_not_disclosed_is_not_stated_beside_that(
    tmp_path: Path, stated: str
) -> None:
    entry = f'[[model]]\nname = "A"\nsource = "s"\nundisclosed = true\n{stated}\n'
    write(tmp_path / "a.toml", entry)
    with pytest.raises(OptionError, match=r"^models: a\.toml: .*`undisclosed` model has no "):
        read({"models": "a.toml"}, tmp_path)
