"""The options of a site: what each accepts, and what it becomes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mkdocs_paramsize.errors import OptionError
from mkdocs_paramsize.facts.tiers import Tiers
from mkdocs_paramsize.kinds import answer
from mkdocs_paramsize.options import OPTIONS, merged, read
from mkdocs_paramsize.scenario import Scenario
from tests.asking import asked, in_words
from tests.test_plugin import TINY

SMALL: dict[str, Any] = {"name": "small", "text": "fits a phone"}


def gpu(name: str, *aliases: str) -> str:
    return (
        f'[[gpu]]\nname = "{name}"\naliases = {json.dumps(aliases)}\nvendor = "We"\n'
        "memory_gb = 80\nbandwidth_gbs = 2000\ntflops = { bf16 = 300 }\n"
        'source = "a card"\nchecked = 2026-11-01\n'
    )


def price(name: str) -> str:
    return (
        f'[[price]]\ngpu = "{name}"\nusd_per_hour = 2.5\ndate = 2026-11-01\n'
        'basis = "list price"\nsource = "a bill"\nchecked = 2026-11-01\n'
    )


OWN_GPU = """\
[[gpu]]
name = "Ours"
aliases = ["our gpu"]
"""


def test_nothing_has_to_be_given(tmp_path: Path) -> None:
    options = read({}, tmp_path)
    assert (options.locale, options.assets, options.watched) == (None, "auto", ())
    assert options.facts.tiers == Tiers.built_in()


def test_every_option_has_a_sound_default(tmp_path: Path) -> None:
    for option in OPTIONS.values():
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
    facts = read({"tiers": given}, tmp_path).facts
    assert [tier.start for tier in facts.tiers.tiers] == [0, 10**11]
    below, above = (answer(asked(f"tier: {size}", facts)).inline for size in ("99B", "100B"))
    assert [in_words(below, locale) for locale in ("en", "zh")] == ["pocket", "pocket"]
    assert [in_words(above, locale) for locale in ("en", "zh")] == ["rack", "机架"]


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (("fits a phone", "fills a room"), [("About", "fits a phone")]),
        ((None, "fills a room"), [("About", "")]),
        ((None, None), []),
    ],
)
def test_a_card_says_of_a_tier_of_the_site_what_the_site_says(
    tmp_path: Path, texts: tuple[str | None, ...], told: list[tuple[str, str]]
) -> None:
    rows = [{"name": "pocket", "examples": ["GPT-2"]}, {"name": "rack", "from": "100B"}]
    rows = [row | ({"text": text} if text else {}) for row, text in zip(rows, texts, strict=True)]
    facts = read({"tiers": rows}, tmp_path).facts
    card = answer(asked("model: 7B", facts)).block.card
    assert card is not None
    assert [(in_words(head), in_words(said)) for head, said in card.paragraphs] == told
    table = answer(asked("tier: 7B", facts)).block.table
    assert table is not None
    heads = [in_words(row.cells[0]) for row in table.rows]
    assert heads == ["Range", *(head for head, _ in told), "Examples"]


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


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (["small"], "entry 1 is 'small'; name, from and text are wanted"),
        ([{"name": ""}], "entry 1: name is ''; a text"),
        ([{}], "entry 1: name is missing; a text"),
        ([{"name": 7}], "entry 1: name is 7; a text"),
        ([SMALL | {"text": None}], "entry 1: text is missing; a text"),
        ([SMALL | {"text": ["a"]}], "entry 1: text is ['a']; a text"),
        ([SMALL | {"name": {"xx": "a"}}], "entry 1: name: 'xx' is no language of the output"),
        ([SMALL | {"text": {"en": 1}}], "entry 1: text is {'en': 1}; a text"),
        ([SMALL | {"form": "1B"}], "entry 1: unknown key 'form'; did you mean 'from'?"),
        ([SMALL | {"colour": "red"}], "entry 1: unknown key 'colour'; the keys are name, from, "),
        ([SMALL | {"from": "1B"}], "entry 1: from: the first tier begins at 0"),
        ([SMALL, {"name": "large"}], "entry 2: from is missing; write a size such as 10B"),
        ([SMALL, {"name": "large", "from": None}], "entry 2: from is None; write a size"),
        ([SMALL, {"name": "large", "from": True}], "entry 2: from is True; write a size"),
        ([SMALL, {"name": "large", "from": ["1B"]}], "entry 2: from is ['1B']; write a size"),
        ([SMALL, {"name": "large", "from": "8x7B"}], "entry 2: from: 8x7B is a mixture"),
        ([SMALL, {"name": "large", "from": "-1B"}], "entry 2: from: "),
        ([SMALL, {"name": "large", "from": 0}], "entry 2: from: it is not above that of entry 1"),
        ([SMALL, SMALL | {"from": "1B"}], "entry 2: name: 'small' is that of entry 1 too"),
        ([SMALL | {"examples": "Llama 3.1 8B"}], "entry 1: examples is 'Llama 3.1 8B'; a list of"),
        ([SMALL | {"examples": [8]}], "entry 1: examples is [8]; a list of names"),
        ([SMALL | {"examples": [""]}], "entry 1: examples is ['']; a list of names"),
        ([SMALL | {"examples": None}], "entry 1: examples is None; a list of names"),
    ],
)
def test_whatever_is_wrong_with_a_tier_is_told_with_its_entry(
    tmp_path: Path, rows: list[Any], fault: str
) -> None:
    with pytest.raises(OptionError) as caught:
        read({"tiers": rows}, tmp_path)
    assert str(caught.value).startswith(f"tiers: {fault}")


def test_a_price_of_a_gpu_that_there_is_not_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "gpus.toml").write_text(gpu("Ours") + price("Ours") + price("H1O0"), "utf-8")
    with pytest.raises(OptionError) as caught:
        read({"gpus": "gpus.toml"}, tmp_path)
    told = str(caught.value)
    assert told.startswith(
        "gpus: gpus.toml: [[price]] number 2: no GPU called 'H1O0'; did you mean"
    )


def test_two_prices_of_one_day_stop_the_build(tmp_path: Path) -> None:
    (tmp_path / "gpus.toml").write_text(gpu("Ours") + price("Ours") + price("ours"), "utf-8")
    with pytest.raises(OptionError) as caught:
        read({"gpus": "gpus.toml"}, tmp_path)
    assert str(caught.value).startswith(
        "gpus: gpus.toml: [[price]] number 2, 'ours': number 1 is its list price of 2026-11-01 too"
    )


def test_two_gpus_of_the_site_cannot_have_one_name(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(gpu("Ours", "the big one"), "utf-8")
    (tmp_path / "b.toml").write_text(gpu("Theirs") + gpu("The Big-One"), "utf-8")
    with pytest.raises(OptionError, match=r"^gpus: b\.toml: \[\[gpu\]\] number 2, .*a\.toml"):
        read({"gpus": ["a.toml", "b.toml"]}, tmp_path)


def test_a_gpu_of_the_site_may_take_the_name_of_ours_and_its_price(tmp_path: Path) -> None:
    (tmp_path / "gpus.toml").write_text(gpu("H100 80GB", "H100") + price("h100"), "utf-8")
    facts = read({"gpus": "gpus.toml"}, tmp_path).facts
    found = facts.price(facts.gpu("H100"))
    assert found is not None
    assert (facts.gpu("H100").vendor, found.usd_per_hour) == ("We", 2.5)


def test_what_somebody_asks_comes_before_what_somebody_assumes(tmp_path: Path) -> None:
    assumed = price("Ours").replace("list price", "assumption").replace("2.5", "9.0")
    newer = assumed.replace("2026-11-01", "2026-11-02")
    (tmp_path / "gpus.toml").write_text(gpu("Ours") + newer + price("Ours"), "utf-8")
    facts = read({"gpus": "gpus.toml"}, tmp_path).facts
    found = facts.price(facts.gpu("Ours"))
    assert found is not None
    assert found.usd_per_hour == 2.5


@pytest.mark.parametrize("option", ["models", "gpus"])
@pytest.mark.parametrize("path", ["a\0b", "x" * 5000, 7, [["a"]], {"a": "b"}, [None]])
def test_what_cannot_be_a_path_stops_the_build_by_name(
    tmp_path: Path, option: str, path: Any
) -> None:
    with pytest.raises(OptionError, match=rf"^{option}: "):
        read({option: path}, tmp_path)


@pytest.mark.parametrize("option", sorted(OPTIONS))
def test_an_option_with_nothing_behind_its_name_is_left_out(tmp_path: Path, option: str) -> None:
    assert read({option: None}, tmp_path).watched == ()


@pytest.mark.parametrize("option", sorted(OPTIONS))
@pytest.mark.parametrize("value", [[[]], {"a": {}}, 1.5, float("nan"), -1, "\0", b"x", object()])
def test_no_value_of_an_option_escapes_as_another_error(
    tmp_path: Path, option: str, value: Any
) -> None:
    with pytest.raises(OptionError, match=rf"^{option}: "):
        read({option: value}, tmp_path)


def test_gpus_of_the_site_may_have_a_slash_in_their_names(tmp_path: Path) -> None:
    made = gpu("L40/L40S") + gpu("A/X1") + gpu("B/X1") + price("L40/L40S")
    (tmp_path / "gpus.toml").write_text(made, "utf-8")
    facts = read({"gpus": "gpus.toml"}, tmp_path).facts
    for name in ("L40/L40S", "A/X1", "B/X1"):
        assert facts.gpu(name).name == name
    assert facts.price(facts.gpu("L40/L40S")) is not None
    assert facts.price(facts.gpu("H100")) is not None


def test_a_folder_is_no_file_of_gpus(tmp_path: Path) -> None:
    (tmp_path / "gpus").mkdir()
    with pytest.raises(OptionError, match=r"^gpus: gpus: cannot be read: Is a directory"):
        read({"gpus": "gpus"}, tmp_path)


@pytest.mark.parametrize(
    ("scenario", "way"),
    [
        ({"gpu": "zzzz"}, "or add yours with the option `gpus`"),
        ({"precision": "zzzz"}, "name another, such as bf16"),
        ({"model": "zzzz"}, "or name its config.json with the option `models`"),
    ],
)
def test_a_name_that_is_like_no_other_has_a_way_out_too(
    tmp_path: Path, scenario: dict[str, str], way: str
) -> None:
    with pytest.raises(OptionError, match=rf"^scenario: no \w+ called 'zzzz'; .*{way}"):
        read({"scenario": scenario}, tmp_path)


@pytest.mark.parametrize("option", ["price_max_age", "locale", "models", "assets", "tiers"])
def test_a_number_that_cannot_be_printed_is_a_wrong_option(option: str, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=option):
        read(merged({}, {option: 16**4000}), tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("gpus", True, "gpus is true; write a number of GPUs, at least 1"),
        ("gpus", "1k", "gpus: '1k' is not a number; write a number of GPUs, at least 1"),
        ("batch", 0, "batch: 0 is not a whole number from 1 to 10,000,000; write a number of"),
        ("context", "foo", "context: 'foo' is not an amount of tokens; write a number of tokens"),
        ("tokens", date(2024, 1, 1), "tokens is 2024-01-01; write an amount of tokens such as 15T"),
        ("optimizer", "Adam", "optimizer: 'Adam' is none of .*; did you mean 'adamw'\\?$"),
        ("targets", [], "targets is \\[\\]; write attention, all, or projections joined by"),
        ("targets", ["q_proj", None], "targets is \\[q_proj, null\\]; write attention, all"),
        ("model", ["7B", "8B"], "model is \\[7B, 8B\\]; write a model or a size such as 70B"),
    ],
)
def test_an_impossible_input_says_once_what_to_write(
    tmp_path: Path, name: str, value: Any, told: str
) -> None:
    with pytest.raises(OptionError, match=told) as caught:
        read({"scenario": {name: value}}, tmp_path)
    assert str(caught.value).count("; write ") <= 1


def test_inputs_are_read_as_people_write_them(tmp_path: Path) -> None:
    given = {"optimizer": "AdamW", "method": "LoRA", "gpus": "1e3", "targets": ["q_proj", "v_proj"]}
    scenario = Scenario((("site", read({"scenario": given}, tmp_path).scenario),))
    assert [scenario.choice(name) for name in ("optimizer", "method")] == ["adamw", "lora"]
    assert scenario.quantity("gpus").value == 1000
    assert scenario.text("targets") == "q_proj / v_proj"
