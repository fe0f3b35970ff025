"""Nothing is assumed in silence: a working names each input that another value would change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import pytest

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import Answer
from mkdocs_paramsize.errors import ParamsizeError
from mkdocs_paramsize.kinds import KINDS
from mkdocs_paramsize.render.steps import Steps, called, working
from mkdocs_paramsize.words import Words, locales
from tests.asking import FACTS, asked, figure, told

ONE: Final = [kind for kind in KINDS.values() if kind.form.subject == "model" and kind.inputs]
MODELS: Final = ("70B", "8x7B", "Llama 3.1 8B", "DeepSeek V3")
OTHERS: Final[Mapping[str, tuple[str, ...]]] = {
    "precision": ("int4", "fp8", "q4_k_m"),
    "kv_precision": ("fp8",),
    "context": ("4k",),
    "batch": ("64",),
    "gpu": ("RTX 4090", "A100 80GB SXM"),
    "gpus": ("8",),
    "tokens": ("1T",),
    "mfu": ("40%",),
    "price": ("9",),
    "pue": ("1.5",),
    "carbon": ("0.1",),
    "method": ("lora", "qlora"),
    "rank": ("8",),
    "targets": ("all", "attention"),
    "optimizer": ("sgd", "adamw-8bit"),
    "zero": ("3",),
    "sequence": ("1k",),
    "recompute": ("none", "full"),
}
"""Other values than the defaults."""

BESIDE: Final = (
    "",
    ", gpus: 8",
    ", method: lora",
    ", method: qlora, gpus: 8, recompute: full, targets: all, zero: 2",
    ", precision: q4_k_m",
    ", precision: fp8, gpu: A100, context: 2k",
)
"""What else a marker may say; kinds refuse what they do not take."""

WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "tokens": ("tokens", "tokens_per_parameter"),
    "kv_precision": ("kv_bits",),
}
"""What inputs are called in a working, where that is not always the same."""


def answered(marker: str) -> Answer | None:
    try:
        return told(marker)
    except ParamsizeError:
        return None


def workings(made: Answer, words: Words) -> str:
    return "\n".join(line for one in made.numbers for line in working(one, words).lines(words))


def values(made: Answer) -> list[tuple[float, float]]:
    return [(one.low, one.high) for one in made.numbers]


def names(marker: str, name: str, words: Words) -> Iterator[str]:
    """An input by its words, and by its value where that is a name."""
    yield words.text(f"input.{name}")
    yield from (called(word, words) for word in WORDS.get(name, (name,)))
    if name == "gpu":
        yield FACTS.gpu(asked(marker).scenario.text(name) or "").name
    if name == "precision" and "method: qlora" in marker:
        yield "nf4-dq"


def markers(kind: str, of: str) -> Iterator[str]:
    end = (f", of: {of}" if of else "") + (", corpus: 1T" if kind == "data" else "")
    yield from (f"{kind}: {model}{end}{beside}" for model in MODELS for beside in BESIDE)


@pytest.mark.parametrize(("kind", "of"), [(kind.name, of) for kind in ONE for of in kind.of])
def test_a_working_names_what_its_number_rests_on(kind: str, of: str) -> None:
    words, found = Words.of("en"), 0
    for marker in markers(kind, of):
        own = answered(marker)
        for name in KINDS[kind].inputs if own else ():
            for value in () if f", {name}:" in marker else OTHERS[name]:
                changed = f"{marker}, {name}: {value}"
                other = answered(changed)
                if own is None or other is None or values(own) == values(other):
                    continue
                found += 1
                for made, text in ((marker, own), (changed, other)):
                    shown = workings(text, words)
                    assert any(word in shown for word in names(made, name, words)), (made, name)
    # Compute-optimal tokens rest on the size alone.
    assert found or (kind, of) == ("data", "tokens")


def test_what_is_told_of_an_input_is_kept_for_the_next_working() -> None:
    """Workings write it once, and know it by its identity."""
    steps, numbers = Steps(Words.of("en")), told("memory: 70B, of: training").numbers
    first, again = ({id(one) for one in steps.working(numbers[0]).inputs} for _ in range(2))
    assert first == again


@pytest.mark.parametrize("locale", locales())
def test_a_choice_is_told_in_words_by_who_made_it(locale: str) -> None:
    words = Words.of(locale)
    marker = "memory: 70B, of: training, method: lora, targets: q_proj / v_proj, recompute: full"
    given = working(figure(marker), words).by_origin()
    written, default = (
        {one.name: one.value for one in given[words.text(f"origin.{origin}")]}
        for origin in ("marker", "built-in")
    )
    assert written[words.text("input.method")] == "LoRA"
    assert written[words.text("input.targets")] == "q_proj / v_proj"
    assert written[words.text("input.recompute")] == words.text("choice.recompute.full")
    assert default[words.text("input.optimizer")] == words.text("choice.optimizer.adamw")
    assert default[words.text("input.precision")] == "bf16"


@pytest.mark.parametrize(
    ("marker", "origin", "format"),
    [
        ("memory: DeepSeek V3, of: weights", "model", "fp8-block"),
        ("memory: 70B, of: weights", "built-in", "bf16"),
        ("memory: Llama 3.1 8B, of: weights, precision: q4_k_m", "marker", "q4_k_m"),
        ("speed: 70B, of: prefill, precision: fp8", "marker", "fp8"),
    ],
)
def test_a_format_says_who_chose_it(marker: str, origin: str, format: str) -> None:
    assert [(one.origin, one.text) for one in dict.fromkeys(figure(marker).choices)] == [
        (origin, format)
    ]


def test_a_format_that_is_only_tried_out_is_nobodys_choice() -> None:
    made = told("fit: Llama 3.1 8B, precision: bf16").block
    assert made.table is not None
    own, *tried = [
        [choice for cell in row.cells if isinstance(cell, Quantity) for choice in cell.choices]
        for row in made.table.rows
    ]
    assert own
    assert not any(tried)
