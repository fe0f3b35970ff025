"""What a page, a marker, a count and the import cost, each measured by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Final

from markdown import Markdown
from markdown.extensions import Extension

from benchmarks.bound import Measured
from benchmarks.pages import idle_page
from benchmarks.process import python
from mkdocs_paramsize.architecture import read
from mkdocs_paramsize.ledger import Ledger
from mkdocs_paramsize.markdown import ParamsizeExtension
from mkdocs_paramsize.marker import Marker, parse
from mkdocs_paramsize.render.door import Door
from mkdocs_paramsize.render.numbers import in_words
from mkdocs_paramsize.render.page import Page, Shown
from mkdocs_paramsize.render.workings import Workings

_EXTENSIONS: Final = ("admonition", "attr_list", "footnotes", "tables", "toc")

_MARKERS: Final = (
    *("model: {}", "params: {}", "breakdown: {}", "tier: {}", "memory: {}, precision: int4"),
    *("memory: {}, of: training", "training: {}, of: cost", "data: {}", "speed: {}"),
    *("fit: {}", "fit: {}, gpu: RTX 4090"),
)
_BLOCKS: Final = ("model: {}", "breakdown: {}", "tiers:", "memory: {}", "compare: {} / 8B")

_MIXTURE: Final = {
    "model_type": "qwen3_moe",
    "vocab_size": 151936,
    "hidden_size": 4096,
    "intermediate_size": 12288,
    "moe_intermediate_size": 1536,
    "num_hidden_layers": 100,
    "num_attention_heads": 64,
    "num_key_value_heads": 4,
    "head_dim": 128,
    "num_experts": 128,
    "num_experts_per_tok": 8,
    "decoder_sparse_step": 1,
    "mlp_only_layers": [0, 1, 2],
    "norm_topk_prob": True,
    "tie_word_embeddings": False,
}
"""A mixture of 100 layers, three of them dense."""


def idle() -> Iterator[Measured]:
    """A page of sixty lines that asks nothing, with the extension and without."""
    text, door = idle_page(), Door({}, inline_assets=False)
    ours: list[str | Extension] = [*_EXTENSIONS, ParamsizeExtension(door=door)]
    plainly, with_us = _least(
        lambda: Markdown(extensions=[*_EXTENSIONS]).convert(text),
        lambda: Markdown(extensions=ours).convert(text),
    )
    yield Measured("a page of 60 lines, Markdown alone", plainly, "ms")
    yield Measured(
        "what the extension adds where it has nothing to do", with_us - plainly, "ms", 0.1
    )


def markers() -> Iterator[Measured]:
    """Markers in sentences, then markers that stand alone; no answer is used twice.

    The workings are written when a page ends that opens them, once for a site.
    """
    for pattern in _MARKERS:
        yield from _marker(pattern, alone=False)
    for pattern in _BLOCKS:
        yield from _marker(pattern, alone=True)


def _marker(pattern: str, *, alone: bool) -> Iterator[Measured]:
    marker, door = parse(pattern.format("Llama 3.1 70B")), Door({}, inline_assets=False)
    page = door.page({}, "en")
    show = page.block if alone else page.inline
    answered, ended = _least(
        lambda: _ask(marker, door, show), lambda: _end(page, _ask(marker, door, show))
    )
    place = ", alone" if alone else ""
    yield Measured(f"<< {marker} >>{place}", answered, "ms", None if alone else 0.3)
    yield Measured("  what it opens", max(0.0, ended - answered), "ms")


def _ask(marker: Marker, door: Door, show: Callable[[Marker], Shown]) -> Shown:
    # What was read of the data stays; what was answered and written does not.
    door.workings = Workings()
    door._asked.clear()
    in_words.cache_clear()
    return show(marker)


def _end(page: Page, made: Shown) -> str:
    buttons = made.element.iter("button")
    return page.end(button.get("popovertarget", "") for button in buttons)


def counting() -> Iterator[Measured]:
    """From a config to the total, the active count and the components."""

    def count() -> None:
        ledger = Ledger(read(_MIXTURE, "config.json"))
        assert ledger.total > ledger.active > 0
        assert sum(ledger.by_component.values()) == ledger.total

    [taken] = _least(count)
    yield Measured("counting a mixture of 100 layers", taken, "ms", 2)


def importing() -> Iterator[Measured]:
    """The plugin, in a process where MkDocs is loaded."""
    python("-c", "import mkdocs_paramsize.plugin")  # Compiled once, as at its installation
    yield Measured("importing MkDocs", _import("sys", _MKDOCS), "ms")
    yield Measured(
        "importing the plugin after it", _import(_MKDOCS, "mkdocs_paramsize.plugin"), "ms"
    )


_MKDOCS: Final = "mkdocs.commands.build, mkdocs.__main__, mkdocs.config.defaults"
"""What MkDocs has imported when it comes to load the plugins of a site."""


def _import(before: str, measured: str) -> float:
    """Milliseconds of CPU that importing some modules takes after others."""
    code = (
        f"import time, {before}; t = time.process_time(); import {measured}; "
        "print(1000 * (time.process_time() - t))"
    )
    runs = [float(python("-c", code)) for _ in range(5)]
    return median(runs)


def _least(*runs: Callable[[], object], times: int = 100) -> list[float]:
    """The least milliseconds of CPU of each, run in turns: whatever else the machine does adds."""
    taken = []
    for _ in range(times):
        row = []
        for run in runs:
            start = time.process_time_ns()
            run()
            row.append((time.process_time_ns() - start) / 1e6)
        taken.append(row)
    return [min(column) for column in zip(*taken, strict=True)]
