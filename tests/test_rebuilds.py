"""One build after another, as a preview makes them: what is kept, and what begins anew."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from mkdocs_paramsize import kept
from mkdocs_paramsize.errors import OptionError
from mkdocs_paramsize.kept import Kept
from mkdocs_paramsize.kinds import answer
from mkdocs_paramsize.live.sheet import Sheet
from mkdocs_paramsize.render import door
from mkdocs_paramsize.words import Words
from tests.site import Site
from tests.test_plugin import TINY, TOTAL

LIVE = "With << dial: context, value: 8k, from: 1k, to: 64k >> it takes << memory: 7B >>."


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What pages ask of the calculation, as it happens."""
    texts: list[str] = []

    def answering(question: Any) -> Any:
        texts.append(question.text)
        return answer(question)

    monkeypatch.setattr(door, "answer", answering)
    return texts


def test_an_edit_asks_for_nothing_but_what_is_new(site: Site, asked: list[str]) -> None:
    site.page("Of << params: 7B >>.").page(LIVE, "live.md").build(strict=True)
    asked.clear()
    built = site.page("Of << params: 7B >>, << params: 8B >>.").build(strict=True)
    built.shows("Of 7B, 8B.")
    assert asked == ["8B"]


def test_what_nobody_asks_for_any_more_is_given_up(site: Site, asked: list[str]) -> None:
    def sizes(first: int) -> str:
        return " ".join(f"<< params: {size}M >>" for size in range(first, first + 900))

    for first in range(1000, 5500, 900):
        site.page(sizes(first)).build(strict=True)
    asked.clear()
    site.page(sizes(1000)).build(strict=True)
    assert len(asked) == 900, "what was asked for first is not remembered"
    asked.clear()
    site.page(sizes(1000)).build(strict=True)
    assert asked == []


def test_a_page_is_the_same_in_the_next_build(site: Site) -> None:
    site.page(LIVE)
    first, second = (site.build(strict=True).html().partition("Build Date")[0] for _ in range(2))
    assert second == first
    assert "paramsize-sheet" in first


def test_a_model_that_changed_is_counted_anew(site: Site) -> None:
    site.file("sizes/own.json", json.dumps(TINY)).options(models="sizes")
    site.page("It has << params: own, as: exact >>.").build(strict=True).shows(TOTAL)
    site.file("sizes/own.json", json.dumps(TINY | {"tie_word_embeddings": False}))
    site.build(strict=True).shows("251,200")
    (site.folder / "sizes/own.json").unlink()
    assert "no model called 'own'" in site.build().warnings[0]


def test_other_options_begin_anew(site: Site) -> None:
    site.page("It takes << memory: 7B, of: weights >>.")
    before = site.build(strict=True).text()
    assert site.options(scenario={"precision": "fp32"}).build(strict=True).text() != before


def test_a_mistake_is_told_in_every_build(site: Site) -> None:
    site.page("One << params: Lama 3 70B >> two.")
    assert site.build().warnings == site.build().warnings != []


def test_the_config_beside_a_checkpoint_counts(tmp_path: Path) -> None:
    (tmp_path / "own.gguf").write_bytes(b"GGUF")
    _age(tmp_path / "own.gguf")
    site = Kept()
    first = site.door({"models": "own.gguf"}, tmp_path)
    assert site.door({"models": "own.gguf"}, tmp_path) is first
    (tmp_path / "own.json").write_text("{}")
    assert site.door({"models": "own.gguf"}, tmp_path) is not first


def test_a_new_day_makes_prices_older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Tomorrow(date):
        @classmethod
        def today(cls) -> Tomorrow:
            return cls.fromordinal((date.today() + timedelta(1)).toordinal())

    site = Kept()
    first = site.door({}, tmp_path)
    monkeypatch.setattr(kept, "date", Tomorrow)
    assert site.door({}, tmp_path) is not first


def test_two_numbers_whose_keys_begin_alike_both_stand_on_a_sheet() -> None:
    first, second = (Sheet(frozenset({"context"}), Words.of("en")) for _ in range(2))
    first.numbers["0badcafe"] = [["page|context", 0], "token", ""]
    second.numbers["0badcafe"] = [["page|batch", 0], "count", ""]
    assert not first.take(second)
    assert first.numbers["0badcafe"] == [["page|context", 0], "token", ""]
    assert first.take(first.empty())


def test_two_sites_that_are_read_before_either_is_built_keep_apart(tmp_path: Path) -> None:
    sites = [Site(tmp_path / name) for name in ("one", "two")]
    configs = []
    for site, size in zip(sites, ("70B", "7B"), strict=True):
        site.page("Of << params: page >>.").options(scenario={"model": size})
        configs.append(load_config(str(site.config)))
    for config in configs:
        build(config)
    told = [(tmp_path / name / "site/index.html").read_text("utf-8") for name in ("one", "two")]
    assert ">70B<" in told[0]
    assert ">7B<" in told[1]


@pytest.mark.parametrize(
    ("own", "file", "content"),
    [
        ({"gpus": "gpus.toml"}, "gpus.toml", ""),
        ({"models": "."}, "tiny.json", json.dumps(TINY)),
    ],
)
def test_a_page_beside_files_of_the_site_changes_nothing(
    tmp_path: Path, own: dict[str, str], file: str, content: str
) -> None:
    (tmp_path / file).write_text(content)
    site = Kept()
    first = site.door(own, tmp_path)
    _age(tmp_path / file)
    second = site.door(own, tmp_path)
    (tmp_path / "index.md").write_text("An edit.")
    assert site.door(own, tmp_path) is second is not first
    (tmp_path / file).write_text(f"{content}\n")
    assert site.door(own, tmp_path) is not second


def test_a_file_that_is_saved_while_it_is_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def saving(*given: Any, **more: Any) -> Any:
        made = door.Door(*given, **more)
        (tmp_path / "gpus.toml").write_text("# saved")
        return made

    (tmp_path / "gpus.toml").write_text("")
    _age(tmp_path / "gpus.toml")
    site = Kept()
    monkeypatch.setattr(kept, "Door", saving)
    first = site.door({"gpus": "gpus.toml"}, tmp_path)
    monkeypatch.undo()
    assert site.door({"gpus": "gpus.toml"}, tmp_path) is not first


def test_a_folder_that_is_gone_is_told_as_ever(tmp_path: Path) -> None:
    (tmp_path / "sizes").mkdir()
    site = Kept()
    site.door({"models": "sizes"}, tmp_path)
    (tmp_path / "sizes").rmdir()
    with pytest.raises(OptionError, match="there is no file or folder sizes"):
        site.door({"models": "sizes"}, tmp_path)


def test_a_wrong_option_is_not_taken_for_the_right_one_before(tmp_path: Path) -> None:
    site = Kept()
    site.door({"scenario": {"batch": 1}}, tmp_path)
    with pytest.raises(OptionError, match="batch is true"):
        site.door({"scenario": {"batch": True}}, tmp_path)


def _age(file: Path) -> None:
    """Make a file as old as those of sites are."""
    os.utime(file, (1e9, 1e9))
