"""The options of a site: what each accepts, and what it becomes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mkdocs_paramsize.errors import OptionError
from mkdocs_paramsize.options import OPTIONS, read
from tests.test_plugin import TINY

OWN_GPU = """\
[[gpu]]
name = "Ours"
aliases = ["our gpu"]
"""


def test_nothing_has_to_be_given(tmp_path: Path) -> None:
    options = read({}, tmp_path)
    assert (options.locale, options.assets, options.watched) == (None, "auto", ())
    assert options.facts.tiers.of(70e9).key == "medium"


def test_every_option_says_what_it_means_and_has_a_sound_default(tmp_path: Path) -> None:
    for option in OPTIONS.values():
        assert option.meaning.endswith(".")
        read({option.name: option.default}, tmp_path)


@pytest.mark.parametrize("locale", ["en", "zh", "zh-CN", "zh_Hans"])
def test_a_locale_may_name_a_country_or_a_script(tmp_path: Path, locale: str) -> None:
    assert read({"locale": locale}, tmp_path).locale == locale


@pytest.mark.parametrize("paths", ["sizes", ["sizes"], ("sizes/a.json", "sizes")])
def test_models_may_be_a_path_or_several(tmp_path: Path, paths: Any) -> None:
    (tmp_path / "sizes").mkdir()
    (tmp_path / "sizes" / "a.json").write_text(json.dumps(TINY), "utf-8")
    options = read({"models": paths}, tmp_path)
    assert options.facts.catalogue.model("A").ledger.total == 187_200
    assert tmp_path / "sizes" in options.watched


@pytest.mark.parametrize("path", ["..", "../x", "/etc", "sizes/../../x", "~"])
def test_paths_outside_the_site_are_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(OptionError, match=r"^models: "):
        read({"models": path}, tmp_path)


def test_models_of_the_site_come_before_ours(tmp_path: Path) -> None:
    (tmp_path / "Llama 3.1 70B.json").write_text(json.dumps(TINY), "utf-8")
    options = read({"models": "Llama 3.1 70B.json"}, tmp_path)
    assert options.facts.catalogue.model("llama-3.1-70b").ledger.total == 187_200


def test_tiers_of_the_site_take_the_place_of_ours(tmp_path: Path) -> None:
    given = [
        {"name": "pocket", "text": "fits a phone"},
        {"name": {"en": "rack", "zh": "机架"}, "from": "100B", "examples": ["GPT-3 175B"]},
    ]
    tiers = read({"tiers": given}, tmp_path).facts.tiers
    assert [tier.start for tier in tiers.tiers] == [0, 10**11]
    assert tiers.of(99e9).name == {"": "pocket"}
    assert tiers.of(100e9).name == {"en": "rack", "zh": "机架"}


def test_a_scenario_keeps_what_was_written(tmp_path: Path) -> None:
    options = read({"scenario": {"context": "32k", "batch": 4, "price": 2.5}}, tmp_path)
    assert options.scenario == {"context": "32k", "batch": "4", "price": "2.5"}


@pytest.mark.parametrize("value", [True, None, ["8k"], {"a": 1}])
def test_a_scenario_takes_texts_and_numbers_only(tmp_path: Path, value: Any) -> None:
    with pytest.raises(OptionError, match=r"^scenario: context is "):
        read({"scenario": {"context": value}}, tmp_path)


def test_a_file_of_gpus_is_held_to_its_format(tmp_path: Path) -> None:
    (tmp_path / "gpus.toml").write_text(OWN_GPU, "utf-8")
    with pytest.raises(OptionError, match=r"^gpus: .*gpus.toml"):
        read({"gpus": "gpus.toml"}, tmp_path)
