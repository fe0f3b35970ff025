"""Pages whose reader turns them into another: they read as if they had been built so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser

from tests.browser import Tab
from tests.live.reader import change, content
from tests.site import Site

BARE: Final = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{ page.title }}</title>
{% for path in config.extra_css %}<link rel="stylesheet" href="{{ path | url }}">{% endfor %}
{% for path in config.extra_javascript %}{{ path | script_tag }}{% endfor %}
</head><body><article>{{ page.content }}</article></body></html>
"""
"""A theme of nothing but the page: several hundred are looked at, and their words are compared."""

GPT: Final = "Llama 3.1 8B / GPT-4 / 70B"
OWN: Final = (
    f"<< dial: model, value: {{model}}, choices: {GPT} >> << dial: context, value: 8k >> "
    "<< dial: precision >> << dial: gpu >>: << memory: page, context: 32k >>, "
    "<< memory: page, of: weights, precision: int4 >>, << fit: page, gpu: RTX 4090 >>."
)
NAMED: Final = "<< calculator: 7B / Llama 3.1 70B / Mixtral 8x7B, of: models{more} >>"
PAGES: Final = {
    "experts": "<< dial: experts, value: {experts} >>: << speed: shape >>\n\n<< speed: shape >>",
    "bound": "<< dial: precision, value: {precision} >>: << memory: shape, layers: 16 >>, "
    "<< memory: shape, of: weights, layers: 64 >>, << memory: shape >>",
    "partly bound": "<< dial: width, value: {width} >> << dial: experts, value: {experts} >>: "
    "<< params: shape, layers: 48 >>, << memory: shape, kv_heads: 4, precision: int4 >>, "
    "<< speed: shape, experts: 4 >>; << fit: shape, layers: 80 >>; "
    "<< data: shape, width: 1024 >>\n\n<< breakdown: shape, layers: 48 >>\n\n"
    "<< memory: shape, layers: 48, of: training >>\n\n<< breakdown: shape, experts: 16 >>",
    "tables": "<< calculator: Llama 3.2 1B, of: shape{more} >>",
    "own options": OWN,
    "named": NAMED,
    "assumed": "<< training: 70B >>\n\n<< calculator: 70B, of: training{more} >>",
    "undisclosed": "<< calculator: {model}, of: {of}{more} >>",
    "shapeless": "<< dial: model, value: {model} >> << dial: batch, value: 64 >> "
    "<< dial: context, value: 128k >>\n\nIt takes << memory: page >>; << fit: page >>\n\n"
    "<< fit: page >>\n\n<< memory: page >>\n\n<< memory: page, of: training >>",
    "weights": "<< dial: model, value: {model} >>: << memory: page, of: weights >>\n\n"
    "<< memory: page, of: weights >>\n\n<< memory: page, of: weights, as: card >>",
    "adapters": "<< dial: model, value: {model} >>: "
    "<< memory: page, of: training, method: lora, targets: all >>, "
    "<< memory: page, of: training, method: qlora >>",
    "fits": "<< dial: model, value: {model} >> << dial: context, value: 512 >>: << fit: page >>\n\n"
    "<< fit: page, gpu: RTX 4090 >>\n\n<< memory: page >>\n\n<< fit: page, over: gpus >>",
    "tokens": "<< dial: tokens >>: << training: 7B >>.\n\n<< training: Pythia 1B >>\n\n"
    "<< calculator: {model}, of: data >>",
    "said": "<< dial: model, value: {model} >>: << training: page, as: sentence >> "
    "<< data: page, of: words >>\n\n<< compare: page / Llama 3.1 8B, show: training >>",
    "averages": "<< dial: model, value: {model} >> << dial: batch, value: {batch} >>: "
    "<< speed: page >>\n\n<< speed: page >>\n\n"
    "<< compare: page / 8B, show: speed, precision: bf16 >>",
    "typical": "<< dial: model, value: {model} >>\n\n"
    "<< compare: page / Llama 3.1 8B / 7B / 16x3B, precision: bf16 >>\n\n"
    "<< compare: page / Llama 3.1 8B, show: memory, precision: bf16 >>\n\n<< fit: page >>",
    "untold": "<< dial: model, value: {model} >>\n\n"
    "<< compare: page / 8B, show: {show}, precision: bf16 >>",
    "parts": "<< dial: model, value: {model} >>: << breakdown: page >>",
    "bound fit": "<< dial: model, value: {model} >>: << fit: page, precision: q4_k_m >>\n\n"
    "<< fit: page, precision: q4_k_m >>\n\n<< fit: page, over: gpus >>",
    "chips": "<< dial: gpu, value: {gpu}, choices: L40S / M2 Ultra / TPU v5p >>\n\n"
    "<< training: Llama 3.1 8B >>",
    "packed": "<< dial: model, value: {model} >> << dial: precision, value: {precision}, choices: "
    "bf16 / int4 / gptq-int4 / nf4 / fp8-block / mxfp4-experts >>: << memory: page >>, "
    "<< speed: page, gpu: B200 >>, << speed: page, precision: awq >>\n\n<< memory: page >>",
    "packed shape": "<< dial: experts, value: {experts} >> << dial: precision, value: {precision}, "
    "choices: bf16 / int4 / gptq-int4 / nf4 / fp8-block / mxfp4-experts >>: << memory: shape >>, "
    "<< memory: shape, precision: awq >>\n\n<< speed: shape, gpu: B200 >>",
    "read": "<< dial: model, value: {model} >>: << data: page, of: bytes, as: sentence >>\n\n"
    "<< data: page >>\n\n<< data: page, as: sentence >>",
    "trained": "<< dial: model, value: {model} >>\n\n<< training: page, tokens: 1T >>",
    "halves": "<< dial: model, value: {model} >>: "
    "<< training: page, of: cost, tokens: 1T, as: sentence >>\n\n<< params: page >>\n\n"
    "<< compare: page / 8B, show: cost, tokens: 1T >>",
    "priced": "<< calculator: 70B, of: training, gpu: {gpu} >>",
    "bound price": "<< dial: gpu, value: {gpu} >>: << training: 70B >>\n\n<< training: 70B >>",
}
CHANGES: Final = [
    *(
        (
            "packed",
            {"model": own, "precision": "mxfp4-experts"},
            {"model": other, "precision": "mxfp4-experts"},
            "model",
            other,
        )
        for own, other in (("8x7B", "70B"), ("70B", "8x7B"))
    ),
    (
        "packed",
        {"model": "70B", "precision": "bf16"},
        {"model": "70B", "precision": "mxfp4-experts"},
        "precision",
        "mxfp4-experts",
    ),
    ("trained", {"model": "Llama 3.1 8B"}, {"model": "T5 base"}, "model", "T5 base"),
    *(
        ("halves", {"model": own}, {"model": other}, "model", other)
        for own, other in (("T5 base", "70B"), ("Llama 3.1 8B", "T5 base"))
    ),
    *(
        ("read", {"model": own}, {"model": other}, "model", other)
        for own, other in (
            ("ViT-Base", "70B"),
            ("ViT-Base", "671B-A37B"),
            ("BERT base", "ViT-Base"),
            ("GPT-4", "BERT base"),
            # What is not counted of a model is said once it is chosen.
            ("Llama 3.1 8B", "Qwen3.5 27B"),
            ("DeepSeek-V3", "Mistral Small 4 119B"),
        )
    ),
    *(
        (
            "packed",
            {"model": "8x7B", "precision": "bf16"},
            {"model": "8x7B", "precision": to},
            "precision",
            to,
        )
        for to in ("gptq-int4", "nf4", "fp8-block", "mxfp4-experts")
    ),
    *(
        (
            "packed",
            {"model": own, "precision": to},
            {"model": other, "precision": to},
            "model",
            other,
        )
        for own, other, to in (
            ("7B", "8x22B", "gptq-int4"),
            ("8x22B", "13B", "nf4"),
            ("70B", "7B", "int4"),
        )
    ),
    *(
        (
            "packed shape",
            {"experts": own, "precision": "bf16"},
            {"experts": own, "precision": to},
            "precision",
            to,
        )
        for own in ("0", "8")
        for to in ("gptq-int4", "nf4", "mxfp4-experts")
    ),
    (
        "packed shape",
        {"experts": "0", "precision": "gptq-int4"},
        {"experts": "8", "precision": "gptq-int4"},
        "experts",
        "8",
    ),
    *(
        ("untold", {"model": own, "show": show}, {"model": other, "show": show}, "model", other)
        for own, other, show in (
            ("T5 base", "7B", "speed"),
            ("T5 base", "Llama 3.1 8B", "speed / params"),
            ("GPT-4", "70B", "cost / params / tier"),
            ("GPT-4", "Llama 3.1 8B", "training / memory"),
            ("GLM-130B", "Llama 3.1 8B", "cost / memory / tier"),
            ("GLM-130B", "Llama 3.1 8B", "memory / params"),
            ("GPT-4", "Llama 3.1 8B", "params"),
            ("GPT-4", "Mixtral 8x7B", "memory"),
            ("GLM-130B", "Llama 3.1 8B", "params"),
            ("671B-A37B", "70B", "params"),
            ("Mixtral 8x7B", "671B-A37B", "params"),
            ("671B-A37B", "8x22B", "memory"),
            ("8x22B", "671B-A37B", "memory"),
        )
    ),
    *(
        ("typical", {"model": own}, {"model": other}, "model", other)
        for own, other in (
            ("70B", "8x7B"),
            ("8x22B", "13B"),
            ("Llama 3.1 70B", "8x7B"),
            ("Mixtral 8x7B", "Llama 3.1 70B"),
            ("8x7B", "Mixtral 8x7B"),
        )
    ),
    ("assumed", {"more": ""}, {"more": ", tokens: 3T"}, "tokens", "3T"),
    ("experts", {"experts": "0"}, {"experts": "8"}, "experts", "8"),
    ("experts", {"experts": "8"}, {"experts": "0"}, "experts", "0"),
    ("bound", {"precision": "bf16"}, {"precision": "int4"}, "precision", "int4"),
    ("bound", {"precision": "q4_k_m"}, {"precision": "fp8"}, "precision", "fp8"),
    *(
        (
            "partly bound",
            {"width": "4096", "experts": own},
            {"width": "4096", "experts": own} | {name: other},
            name,
            other,
        )
        for own in ("0", "8")
        for name, other in (("width", "2048"), ("experts", "16"))
    ),
    ("tables", {"more": ""}, {"more": ", tables: 2"}, "tables", "2"),
    ("own options", {"model": "GPT-4"}, {"model": "70B"}, "model", "70B"),
    ("own options", {"model": "GPT-4"}, {"model": "Llama 3.1 8B"}, "model", "Llama 3.1 8B"),
    ("named", {"more": ""}, {"more": ", gpus: 4"}, "gpus", "4"),
    ("named", {"more": ""}, {"more": ", precision: int4"}, "precision", "int4"),
    ("assumed", {"more": ""}, {"more": ", tokens: 2T"}, "tokens", "2T"),
    ("assumed", {"more": ", tokens: 2T"}, {"more": ", tokens: 1.4T"}, "tokens", "1.4T"),
    *(
        (
            "undisclosed",
            {"model": "GPT-4", "of": of, "more": ""},
            {"model": "70B", "of": of, "more": more},
            "model",
            "70B",
        )
        for of, more in (("fit", ""), ("training", ""))
    ),
    *(
        ("shapeless", {"model": own}, {"model": other}, "model", other)
        for own, other in (
            ("671B-A37B", "70B"),
            ("GLM-130B", "Llama 3.1 8B"),
            ("70B", "671B-A37B"),
            ("Llama 3.1 8B", "GLM-130B"),
            ("Llama 3.1 70B", "20M"),
            ("20M", "8B"),
            ("671B-A37B", "8x22B"),
            ("GLM-130B", "20M"),
            ("20M", "671B-A37B"),
        )
    ),
    (
        "undisclosed",
        {"model": "GLM-130B", "of": "fit", "more": ", batch: 64"},
        {"model": "13B", "of": "fit", "more": ", batch: 64"},
        "model",
        "13B",
    ),
    *(
        ("weights", {"model": own}, {"model": other}, "model", other)
        for own, other in (
            ("GLM-130B", "Llama 3.1 70B"),
            ("671B-A37B", "8B"),
            ("Mamba 2.8B", "20M"),
        )
    ),
    *(
        ("adapters", {"model": own}, {"model": other}, "model", other)
        for own, other in (
            ("Llama 3.1 8B", "Llama 3.1 70B"),
            ("Llama 3.1 8B", "13B"),
            ("70B", "8x7B"),
            ("8x22B", "70B"),
        )
    ),
    *(
        ("fits", {"model": own}, {"model": other}, "model", other)
        for own, other in (
            ("BERT large", "Llama 3.1 8B"),
            ("Llama 3.1 8B", "BERT large"),
            ("Llama 3.1 70B", "Mamba 2.8B"),
            ("70B", "ModernBERT base"),
            ("T5 base", "Llama 3.1 8B"),
            ("Llama 3.1 8B", "T5 base"),
            ("T5 base", "70B"),
            ("Llama 3.1 8B", "BGE-M3"),
        )
    ),
    *(
        (page, {"model": own}, {"model": other}, "model", other)
        for page, own, other in (
            ("fits", "Llama 3.1 8B", "8x22B"),
            ("bound fit", "7B", "Llama 3.1 8B"),
            ("bound fit", "Llama 3.1 8B", "7B"),
            ("said", "Llama 3.1 8B", "8B"),
            ("said", "Llama 3.1 8B", "8x7B"),
            ("parts", "Claude 3", "70B"),
            ("tokens", "GPT-4", "Llama 3.1 8B"),
        )
    ),
    *(
        ("averages", {"model": own, "batch": "8"}, {"model": other, "batch": "8"}, "model", other)
        for own, other in (
            ("Llama 3.1 8B", "Mixtral 8x7B"),
            ("Mixtral 8x7B", "Llama 3.1 8B"),
            ("70B", "8x7B"),
            ("DeepSeek-V3", "13B"),
        )
    ),
    *(
        ("averages", {"model": model, "batch": own}, {"model": model, "batch": to}, "batch", to)
        for model, own, to in (
            ("Mixtral 8x7B", "1", "8"),
            ("Qwen3 30B A3B", "8", "1"),
            ("Llama 3.1 8B", "1", "8"),
        )
    ),
    ("chips", {"gpu": "L40S"}, {"gpu": "M2 Ultra"}, "gpu", "M2 Ultra"),
    ("chips", {"gpu": "TPU v5p"}, {"gpu": "M2 Ultra"}, "gpu", "M2 Ultra"),
    *(
        (page, {"gpu": own}, {"gpu": other}, "gpu", other)
        for page in ("priced", "bound price")
        for own, other in (
            ("H100 SXM 80GB", "A100 80GB SXM"),
            ("A100 80GB SXM", "H100 SXM 80GB"),
        )
    ),
]
STILL: Final = {
    "models": NAMED.format(more=""),
    "assumed": "<< training: 70B >>\n\n<< calculator: 70B, of: training >>",
    "bound": PAGES["bound"].format(precision="int4"),
    "shapeless": PAGES["shapeless"].format(model="GLM-130B"),
    "dimensions": "<< dial: layers >>: << params: shape >>, "
    "with 48 << params: shape, layers: 48 >>",
    "no shape": "<< calculator: GLM-130B, of: fit >>",
    "side by side": "<< dial: model, value: GLM-130B >>: x\n\n<< compare: page / 8B >>",
    "mixture": PAGES["said"].format(model="8x7B"),
    "no model": "<< dial: tokens >>: << training: 7B >>.",
    "batch": "---\nparamsize: {model: Llama 3.1 8B}\n---\n<< dial: batch, value: 8 >>: "
    "<< speed: page >>\n\n<< speed: page >>\n\n<< compare: page / 8B, show: speed >>",
    "precision": "---\nparamsize: {model: 70B}\n---\n<< dial: precision, value: bf16 >>\n\n"
    "<< speed: page >>",
    "nobody's": PAGES["tokens"].format(model="GPT-4"),
    "others": "<< dial: experts >>: << params: shape >>, with 8 << params: shape, experts: 8 >>",
}
"""Pages that say the same once the script has run."""


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = (
        Site(tmp_path_factory.mktemp("pairs"))
        .file("theme/main.html", BARE)
        .using(theme={"name": None, "custom_dir": "theme"}, use_directory_urls=False)
    )
    for number, (name, own, other, *_) in enumerate(CHANGES):
        site.page("# Page\n\n" + PAGES[name].format(**own), f"{number}-own.md")
        site.page("# Page\n\n" + PAGES[name].format(**other), f"{number}-other.md")
    for name, text in STILL.items():
        site.page(text, f"{name}.md")
    return site.page("# Home").build(strict=True).folder


@pytest.fixture(scope="module")
def unlived(browser: Browser) -> Iterator[Tab]:
    """Without any script: what the build has written."""
    made = Tab(browser, java_script_enabled=False)
    yield made
    made.close()


@pytest.fixture(scope="module")
def plain(browser: Browser) -> Iterator[Tab]:
    """Without the script of the theme, which asks another server."""
    made = Tab(browser)
    yield made
    made.close()


@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_a_reader_turns_a_page_into_another(
    unlived: Tab, plain: Tab, pairs: Path, number: int
) -> None:
    name, text = CHANGES[number][3:]
    unlived.page.goto((pairs / f"{number}-other.html").as_uri())
    wanted = _said(content(unlived.page))
    unlived.page.goto((pairs / f"{number}-own.html").as_uri())
    built = _said(content(unlived.page))
    plain.page.goto((pairs / f"{number}-own.html").as_uri())
    assert _said(content(plain.page)) == built
    change(plain.page, name, text)
    assert _said(content(plain.page)) == wanted != built


def _said(text: str) -> str:
    """Without the models that are named beside a size, why a mixture is not the product that it is
    written as, where its files were measured, the context that a model was made for, who says an
    amount of tokens, the day of a price, and what must be known of a GPU, which the page tells of
    its own alone."""
    text = re.sub(r"The GPU with \d+ cores\.", "", text)
    text = re.sub(r" \(20\d\d-\d\d-\d\d\)(?=, PUE)", "", text)
    text = re.sub(r" ?8x\d+B is not \d+B:.*?by all of them\.", "", text)
    text = re.sub(r"Which tensors get which type .*?nearest in size\.", "", text)
    text = re.sub(r"A bare size has no shape\. This is.*?serve a token\.", "", text)
    text = re.sub(
        r"Llama 3\.1 model card, .*?\)|given here|Hoffmann et al\. 2022 .*?at 10T", "", text
    )
    text = re.sub(r"The longest context is what[^.]*(\.\d[^.]*)?\.", "", text)
    return re.sub(r" Real models near it:.*? and .*?\.(?!\d)", "", text)


@pytest.mark.parametrize("name", STILL)
def test_nothing_changes_by_itself(browser: Browser, pairs: Path, name: str) -> None:
    static, live = Tab(browser, java_script_enabled=False), Tab(browser)
    for tab in (static, live):
        tab.page.goto((pairs / f"{name}.html").as_uri())
    assert _said(content(live.page)) == _said(content(static.page))
    static.close()
    live.close()
