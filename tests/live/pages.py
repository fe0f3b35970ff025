"""The site that all tests of live pages look at: its pages, and the values they start from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from tests.site import Site

LIVE: Final = """---
lang: {lang}
---
# A live page

Take << dial: model, value: {model} >> with
<< dial: context, value: {context}, from: 1k, to: 128k >> on << dial: gpu, value: {gpu} >>
in << dial: precision >>. It has << params: page >>, takes << memory: page >>
(<< memory: page, of: weights >>); a << tier: page >> model; << fit: page >>.

<< calculator: {model}, of: fit >>

<< breakdown: page >>

<< calculator: {model}, of: training, tokens: 2T, price: 2 >>

Many: {many}

[Plain page]({plain})
"""
VALUES: Final = {"lang": "en", "model": "70B", "context": "8k", "gpu": "H100 SXM 80GB"}
OTHERS: Final = {"lang": "en", "model": "3B", "context": "32k", "gpu": "RTX 4090"}
PLAIN: Final = "# Plain\n\nNothing follows << params: 7B >> here. [Live page](index.md)\n"
OFFERED: Final = """# Any model

<< dial: model, value: {model} >> at << dial: context, value: 8k >> in << dial: precision >>:
<< params: page >>, << params: page, of: active >>, << memory: page >>, << fit: page >>.

<< breakdown: page >>

<< calculator: {model}, of: training, tokens: 2T, price: 2 >>
"""
SHAPES: Final = """# A shape

<< calculator: {shape}, of: shape >>

It takes << memory: shape, of: kv-cache >>; << fit: shape >>.
"""
BOUND: Final = """# Bound

In << dial: precision, value: bf16 >> at << dial: context, value: 8k >>, as a << dial: model >>:
<< fit: 70B >>; << memory: 70B, precision: int4 >>; << speed: 70B, precision: int4 >>;
<< memory: gpt-oss 120B, of: weights, precision: q4_k_m >>.

<< fit: 70B >>

<< memory: 70B, precision: int4 >>

<< model: 70B >>
"""
"""Figures in formats that no dial of their page changes, of a size that has no shape."""
UNDISCLOSED: Final = """# Undisclosed

<< dial: model, choices: Llama 3.1 8B / GPT-4 >> has << params: page >>; it << fit: page >>.
"""
WORDS: Final = """# Words

<< dial: model, value: {model} >> << dial: context, value: {context} >>
<< dial: gpu, value: {gpu} >> << dial: gpus, value: {gpus} >> << dial: tokens, value: 1T >>
<< dial: price, value: 2 >> << dial: precision, value: {precision} >>

<< memory: page >>

<< fit: page >>

<< fit: page, over: gpus >>

<< speed: page, gpu: RTX 4090 >>

<< speed: page >>

It has << breakdown: page, as: sentence >>

<< training: page >>
"""
TOLD: Final = {
    "model": "Llama 3 8B",
    "precision": "bf16",
    "context": "8k",
    "gpu": "H100 SXM 80GB",
    "gpus": "1",
}
STALE: Final = {
    "many": ({}, {"gpus": "8"}),
    "one": ({"gpus": "8"}, {"gpus": "1"}),
    "beyond": ({}, {"context": "9k"}),
    "within": ({"context": "9k"}, {"context": "8k"}),
    "shorter": ({}, {"model": "Llama 2 7B"}),
    "longer": ({"context": "9k"}, {"model": "Llama 3.1 8B"}),
    "denser": ({}, {"precision": "q4_k_m"}),
    "looser": ({"precision": "int4"}, {"precision": "bf16"}),
    "mixture": ({}, {"model": "Mixtral 8x7B v0.1"}),
    "typical": ({}, {"model": "13B"}),
    "other-size": ({"model": "13B"}, {"model": "34B"}),
    "named": ({"model": "13B"}, {"model": "Llama 3.1 8B"}),
    "marketed": ({}, {"gpu": "Instinct MI300X"}),
    "unrated": ({}, {"gpu": "A100 80GB SXM", "precision": "fp8"}),
    "reported": ({"gpu": "Instinct MI300X"}, {"gpu": "H200 SXM 141GB"}),
}
"""What would be said of the page's own values alone: those, and what its reader changes."""
OWN: Final = {
    "model_type": "qwen3",
    "hidden_size": 128,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 32,
    "intermediate_size": 384,
    "vocab_size": 1000,
}
SMALL: Final = """# Small

With << dial: context, value: 8k, choices: 8k / 32k >> the cache of Llama 3.1 8B takes
<< memory: Llama 3.1 8B, of: kv-cache >>. [Plain page](plain.md)
"""
NAMED: Final = {"mixture": "DeepSeek-V3", "own": "my-model", "windows": "Gemma 3 27B"}
"""Pages of models that no other page offers, one of them the site's own."""


def live(**values: str) -> str:
    many = " ".join(["<< memory: page, of: kv-cache >>", "<< training: page, of: cost >>"] * 40)
    return LIVE.format(**VALUES | values, many=many, plain="plain.md")


def build(folder: Path, port: int) -> Path:
    """The site, built for an address with that port: a folder that holds it in its `sub/`."""
    made = Site(folder).theme("material", font=False, features=["navigation.instant"])
    made.using(site_url=f"http://127.0.0.1:{port}/sub/", site_dir=str(folder / "site" / "sub"))
    made.page(live()).page(live(lang="zh"), "zh.md").page(live(**OTHERS), "others.md")
    made.page(PLAIN, "plain.md").page(SMALL, "small.md")
    made.file("docs/models/my-model.json", json.dumps(OWN)).options(models="docs/models")
    for name, model in {"any": "70B", **NAMED}.items():
        made.page(OFFERED.format(model=model), f"{name}.md")
    for name, shape in {"shape": "Llama 3.1 8B", "mixed": "Mixtral 8x7B"}.items():
        made.page(SHAPES.format(shape=shape), f"{name}.md")
    made.page(UNDISCLOSED, "undisclosed.md").page(BOUND, "bound.md")
    for name, (own, changes) in STALE.items():
        made.page(WORDS.format(**TOLD | own), f"{name}-own.md")
        made.page(WORDS.format(**TOLD | own | changes), f"{name}-changed.md")
    made.build()
    return folder / "site"
