"""Whole pages for the script: every figure under a dial, and what Python shows for each."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping
from typing import Any, Final

from mkdocs_paramsize.kinds.cautions import WITHOUT_LIMIT
from mkdocs_paramsize.marker import parse
from mkdocs_paramsize.render.door import Door
from mkdocs_paramsize.render.numbers import exact, shown
from mkdocs_paramsize.render.page import Page

MARKERS: Final = (
    *("model: page", "tier: page", "memory: page, of: weights, as: exact"),
    *("training: page, of: cost, as: sentence", "training: page, of: flops-matmul"),
    *("memory: Llama 3.1 8B, of: weights", "memory: 70B, of: kv-cache", "speed: 13B"),
    *("memory: page, of: training", "memory: page, precision: fp8"),
    *("speed: page, gpu: RTX 4090", "speed: page, precision: fp8", "fit: page, gpu: RTX 4090"),
    *("memory: page, gpus: 2", "training: page, of: cost, gpu: H100 SXM 80GB, price: 3"),
    *("params: shape", "params: shape, of: active", "memory: shape, of: training", "fit: shape"),
    *("speed: shape", "memory: shape, precision: fp8", "tier: shape", "training: shape"),
    *(
        "memory: shape, layers: 48",
        "speed: shape, experts: 16, heads: 64",
        "fit: shape, width: 1024",
    ),
)
BLOCKS: Final = ("memory", "params", "breakdown", "training", "data", "speed", "fit")
MODELS: Final = ("70B", "Llama 3.1 8B", "Mixtral 8x7B", "8x7B", "Gemma 3 27B")
START: Final = {
    "model": "70B",
    "precision": "bf16",
    "kv_precision": "bf16",
    "gpu": "H100 SXM 80GB",
    "gpus": "1",
    "context": "8k",
    "batch": "1",
    "tokens": "15T",
    "mfu": "25%-50%",
    "price": "2.5",
    "pue": "1.1",
    "carbon": "0.385",
    "sequence": "4k",
    "layers": "32",
    "width": "4096",
    "heads": "32",
    "kv_heads": "8",
    "head_dim": "128",
    "intermediate": "14336",
    "vocab": "128256",
    "tables": "2",
    "experts": "0",
    "top_k": "2",
}
CHANGES: Final = {
    "model": (*MODELS, "1B", "3.21B", "405B", "45M", "20T"),
    "precision": ("bf16", "fp8", "int8", "q4_k_m", "int4"),
    "kv_precision": ("bf16", "fp8", "q8_0", "q4_0"),
    "gpu": ("RTX 4090", "A100 80GB SXM", "H100 SXM 80GB", "H200 SXM 141GB", "Instinct MI300X"),
    "gpus": ("1", "2", "8", "1000"),
    "context": ("1k", "8k", "32k", "200k", "1M", "777"),
    "batch": ("1", "7", "64", "1000"),
    "tokens": ("15T", "300B", "1.234T", "20亿"),
    "mfu": ("25%-50%", "40%", "33.3%", "1%-100%"),
    "price": ("0", "2.5", "0.333", "9999"),
    "pue": ("1", "1.1", "2.75"),
    "carbon": ("0", "0.385", "1.5"),
    "sequence": ("4k", "128", "32k"),
    "layers": ("1", "61"),
    "width": ("512", "8192"),
    "heads": ("8", "64"),
    "kv_heads": ("8", "4"),
    "head_dim": ("64", "200"),
    "intermediate": ("14336", "28672"),
    "vocab": ("32000", "100000"),
    "tables": ("1", "2"),
    "experts": ("0", "8", "256"),
    "top_k": ("1", "2"),
}
RECALCULATE = """
return given.scenarios.map(changes => {
  const [evaluate, put, , , , , follow] = spreadsheet(given.data);
  for (const name in changes) put(name, changes[name]);
  follow();
  return Object.fromEntries(Object.entries(given.data.numbers).map(([key, [made, unit, how]]) =>
    [key, shown(evaluate(made), unit, how, given.data)]));
});
"""


def page_of(door: Door, locale: str, changes: dict[str, str]) -> Page:
    """A page with a dial over each input, all of whose figures were asked for."""
    texts = {name: f"dial: {name}, value: {text}" for name, text in (START | changes).items()}
    texts["model"] += f", choices: {' / '.join(MODELS)}"
    page = door.page({}, locale, tuple(map(parse, texts.values())))
    for text in MARKERS:
        page.inline(parse(text))
    for kind in BLOCKS:
        page.block(parse(f"{kind}: page"))
    for kind in ("breakdown", "params", "model"):
        page.block(parse(f"{kind}: shape"))
    page.block(parse("fit: page, over: gpus"))
    page.block(parse("calculator: page, of: models"))
    return page


def sheet_of(html: str) -> dict[str, Any]:
    """The data of a live page."""
    found = re.search(r'class="paramsize-sheet"[^>]*>(.*?)</template>', html, re.DOTALL)
    assert found is not None
    return json.loads(found[1])  # type: ignore[no-any-return]


UNSEEN: Final = (("page|context", WITHOUT_LIMIT.value), ("page|product", 0))
"""A size has no context that it was made for, and only 8x7B is a product: else none is shown."""


def texts_of(page: Page, data: Mapping[str, Any]) -> dict[str, str]:
    """What Python shows for the numbers of the page that `data` knows by the same key."""
    assert page.sheet is not None
    return {
        key: exact(quantity, page.words)
        if how == "x"
        else shown(quantity, page.words, binary=how == "b")
        for key, (_, _, how, *_) in data["numbers"].items()
        if (quantity := page.sheet.quantities.get(key)) is not None
        if (quantity.cell, quantity.value) not in UNSEEN
    }


def scenarios(times: int) -> list[dict[str, str]]:
    """First each change by itself, then many at once."""
    random.seed(3)
    alone = [{name: text} for name, texts in CHANGES.items() for text in texts]
    return [{}, *alone] + [
        {name: random.choice(texts) for name, texts in CHANGES.items()} for _ in range(times)
    ]
