"""Python-Markdown alone."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from markdown import Markdown, markdown

from mkdocs_paramsize import kept as kept_module
from mkdocs_paramsize.errors import OptionError
from tests.test_plugin import TINY, TOTAL


def test_the_extension_goes_by_its_name() -> None:
    html = markdown("It has << params: Llama 3.1 70B >>.", extensions=["paramsize"])
    assert ">70.6B</data>" in html
    assert html.count("<style>") == 1
    assert html.rstrip().endswith("</aside>")


def test_a_text_without_markers_stays_what_it_is() -> None:
    text = "# A\n\nOf 70B, `<< params: 7B >>` and <b>b</b>."
    assert markdown(text, extensions=["paramsize"]) == markdown(text)


def test_options_are_those_of_the_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.json").write_text(json.dumps(TINY), "utf-8")
    options = {"models": "own.json", "locale": "zh", "assets": "none"}
    html = markdown(
        "有 << params: own, as: exact >>",
        extensions=["paramsize"],
        extension_configs={"paramsize": options},
    )
    assert TOTAL in html
    assert "<style" not in html


def test_what_was_asked_once_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    real = kept_module.Door

    def door(*arguments: Any, **options: Any) -> Any:
        made.append(real(*arguments, **options))
        return made[-1]

    monkeypatch.setattr(kept_module, "Door", door)
    kept_module.kept.cache_clear()
    for _ in range(3):
        markdown("Of << params: 7B >>.", extensions=["paramsize"])
    assert len(made) == 1
    other = {"paramsize": {"locale": "zh"}}
    assert "70 亿" in markdown(
        "<< params: 7B >>", extensions=["paramsize"], extension_configs=other
    )
    assert len(made) == 2


def test_a_model_that_changes_between_documents_is_counted_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.json").write_text(json.dumps(TINY), "utf-8")
    options = {"paramsize": {"models": "own.json"}}
    md = Markdown(extensions=["paramsize"], extension_configs=options)
    assert TOTAL in md.convert("Of << params: own, as: exact >>.")
    Path("own.json").write_text(json.dumps(TINY | {"tie_word_embeddings": False}), "utf-8")
    assert "251,200" in md.reset().convert("Of << params: own, as: exact >>.")


def test_a_wrong_option_is_refused() -> None:
    with pytest.raises(OptionError, match="did you mean 'models'"):
        markdown("A", extensions=["paramsize"], extension_configs={"paramsize": {"modles": "a"}})


def test_a_mistake_is_logged_and_marked(caplog: pytest.LogCaptureFixture) -> None:
    html = markdown("# A\n\nOf << params: x >>.", extensions=["paramsize"])
    assert '<code class="paramsize-error" title="no model called' in html
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert caplog.messages[0].startswith("<text>:3: << params: x >>: no model called 'x'")
