"""Pages of a made-up site: the same on every run, sixty lines each, ten markers among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product
from random import Random
from typing import Final

MARKERS_A_PAGE: Final = 10

_TEXT: Final = (
    "the model of a layer with attention serves tokens from its cache when each head reads "
    "weights that were trained on data and keeps what it needs for longer answers than before"
)

_MODELS: Final = (
    *("Llama 3.1 8B", "Llama 3.1 70B", "Llama 3.1 405B", "Mistral 7B v0.1", "Mixtral 8x7B v0.1"),
    *("Qwen3 32B", "Qwen3 8B", "Gemma 2 9B", "DeepSeek-V3", "GPT-3 175B", "Phi-3 mini"),
    *("1B", "3B", "7B", "13B", "34B", "70B", "180B", "405B", "1T"),
)
_ASKED: Final = (
    *("model: {}", "params: {}", "params: {}, of: active", "params: {}, of: attention"),
    *("tier: {}", "breakdown: {}, as: sentence", "memory: {}", "memory: {}, of: weights"),
    *("memory: {}, precision: int4", "memory: {}, context: 2k, of: kv-cache"),
    *("training: {}", "training: {}, of: gpu-hours", "training: {}, of: cost", "data: {}"),
    *("speed: {}", "fit: {}, gpu: RTX 4090"),
)
MARKERS: Final = tuple(asked.format(model) for model, asked in product(_MODELS, _ASKED))
"""Different questions, as a large site would ask them; each comes up on several pages."""

_MARKER: Final = re.compile("<< (.*?) >>")


def pages(number: int, markers: tuple[str, ...] = MARKERS) -> Iterator[str]:
    """The texts of that many pages."""
    for page in range(number):
        asked = Random(page).sample(markers, MARKERS_A_PAGE)
        yield _page(page, [f"<< {marker} >>" for marker in asked])


def idle_page() -> str:
    """A page that asks nothing."""
    return finished(_page(0, ["70B"] * MARKERS_A_PAGE), lambda marker: marker)


def finished(text: str, answer: Callable[[str], str]) -> str:
    """The page as its author would have written it by hand: the answers in place of markers."""
    return _MARKER.sub(lambda found: answer(found[1]), text)


def _page(number: int, markers: list[str]) -> str:
    random = Random(number)
    left = iter(markers)
    lines = [f"# Page {number}", ""]
    for section in range(5):
        lines += [f"## {_sentence(random, 4)} {section}", "", _text(random, next(left)), ""]
        lines += [f"- {_sentence(random, 9)}" for _ in range(3)]
        lines += ["", f"**Note** {_text(random, next(left))} [see](#{section})", ""]
    lines += ["```python", *(f"layer_{n} = width * {n}" for n in range(5)), "```", ""]
    lines += ["| a | b |", "|---|---|", *(f"| {n} | {_sentence(random, 3)} |" for n in range(4))]
    return "\n".join(lines) + "\n"


def _text(random: Random, marker: str) -> str:
    return f"{_sentence(random, 25)} {marker} {_sentence(random, 25)}."


def _sentence(random: Random, length: int) -> str:
    return " ".join(random.choices(_TEXT.split(), k=length))
