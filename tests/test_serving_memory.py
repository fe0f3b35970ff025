"""Memory to serve: what is counted, what fits, and what an author is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mkdocs_paramsize.algebra.quantity import Label, Quantity
from mkdocs_paramsize.answer import numbers
from mkdocs_paramsize.catalogue import Catalogue, Model, OwnModels
from mkdocs_paramsize.cli.check import check
from mkdocs_paramsize.cli.site import Site as Checked
from mkdocs_paramsize.errors import ParamsizeError
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.kinds import Question
from mkdocs_paramsize.kinds import fit as fitting
from mkdocs_paramsize.kinds.inputs import context
from mkdocs_paramsize.kinds.memory import available, serving_parts, serving_total
from mkdocs_paramsize.kinds.profile import room_inputs
from mkdocs_paramsize.ledger.layer_shape import Layer
from mkdocs_paramsize.render.steps import working
from mkdocs_paramsize.scenario.subject import Subject
from mkdocs_paramsize.words import Words
from tests.asking import CATALOGUE, MODELS, asked, figure, in_words, notes, row, told
from tests.site import Site

# Serving


def test_the_total_is_weights_cache_and_activations() -> None:
    parts = dict(serving_parts(asked("memory: Llama 3.1 8B")))
    assert list(parts) == ["weights", "kv-cache", "activations"]
    assert figure("memory: Llama 3.1 8B").low == sum(part.low for part in parts.values())


@pytest.mark.parametrize(
    ("of", "label"),
    [
        ("weights", "exact"),
        ("kv-cache", "exact"),
        ("activations", "estimated"),
        ("total", "estimated"),
    ],
)
def test_only_activations_make_an_exact_model_an_estimate(of: str, label: Label) -> None:
    assert figure(f"memory: Llama 3.1 8B, of: {of}").label == label


@pytest.mark.parametrize("model", ["Falcon-Mamba 7B", "Qwen3 Next 80B A3B", "Jamba 1.5 Mini"])
def test_states_are_kept_in_16_bits_whatever_keys_and_values_are_kept_in(model: str) -> None:
    kept = {
        precision: [
            figure(f"memory: {model}, of: kv-cache, kv_precision: {precision}, context: {tokens}")
            for tokens in (1000, 2000)
        ]
        for precision in ("bf16", "fp8")
    }
    growth = {precision: two.low - one.low for precision, (one, two) in kept.items()}
    state = {precision: one.low - growth[precision] for precision, (one, _) in kept.items()}
    assert state["fp8"] == state["bf16"] > 0
    assert growth["fp8"] * 2 == growth["bf16"]


@pytest.mark.parametrize(
    ("model", "layers", "state", "convolved"),
    [
        ("Qwen3.5 27B", 48, 48 * 128 * 128, 2 * 16 * 128 + 48 * 128),
        ("Nemotron 3 Nano 30B A3B", 23, 64 * 64 * 128, 64 * 64 + 2 * 8 * 128),
    ],
)
def test_a_state_in_32_bits_takes_4_bytes_a_number_and_its_convolution_2(
    model: str, layers: int, state: int, convolved: int
) -> None:
    one, two = (
        figure(f"memory: {model}, of: kv-cache, context: {tokens}") for tokens in (1000, 2000)
    )
    assert 2 * one.low - two.low == layers * (4 * state + 2 * convolved * 4)


LLAMA_8B_POSITION = 2 * (2 * 4096 + 2 * 14336)
LLAMA_8B_LOGITS = 4 * 128256


@pytest.mark.parametrize(
    ("options", "positions", "sequences"),
    [
        ("", 2048, 1),
        ("context: 100", 100, 1),
        ("context: 100, batch: 8", 800, 8),
        ("context: 32k, batch: 64", 2048, 64),
        ("context: 1, batch: 3000", 3000, 3000),
        ("context: 32k, batch: 3000", 3000, 3000),
    ],
)
def test_a_pass_holds_2048_positions_and_never_fewer_than_its_sequences(
    options: str, positions: int, sequences: int
) -> None:
    marker = f"memory: Llama 3.1 8B, of: activations{', ' if options else ''}{options}"
    by_hand = positions * LLAMA_8B_POSITION + sequences * LLAMA_8B_LOGITS
    assert figure(marker).low == by_hand


BGE_M3_POSITION = 2 * (2 * 1024 + 2 * 4096)
T5_BASE_POSITION = 2 * (2 * 768 + 2 * 3072)


@pytest.mark.parametrize(
    ("model", "options", "by_hand"),
    [
        ("BGE-M3", "", 8192 * BGE_M3_POSITION),
        ("BGE-M3", "context: 3000, batch: 4", 4 * 3000 * BGE_M3_POSITION),
        ("ViT-Base", "batch: 64", 64 * 197 * T5_BASE_POSITION),
        ("T5 base", "context: 4k, batch: 2", 2 * (4096 * T5_BASE_POSITION + 4 * 32128)),
    ],
)
def test_an_encoder_reads_every_sequence_whole(model: str, options: str, by_hand: int) -> None:
    made = figure(f"memory: {model}, of: activations{', ' if options else ''}{options}")
    assert made.low == by_hand
    told = "\n".join(working(made, Words.of("en")).lines(Words.of("en")))
    assert "most positions of a pass" not in told
    assert "SchedulerConfig" not in told


def test_whisper_hears_as_many_positions_whatever_it_writes(tmp_path: Path) -> None:
    width = dict.fromkeys(("d_model", "encoder_ffn_dim", "decoder_ffn_dim"), 1280)
    layers = dict.fromkeys(("encoder_layers", "decoder_layers"), 2)
    heads = dict.fromkeys(("encoder_attention_heads", "decoder_attention_heads"), 20)
    config = {"model_type": "whisper", "vocab_size": 51_866, **width, **layers, **heads}
    (tmp_path / "hears.json").write_text(json.dumps(config), "utf-8")
    facts = Facts(Catalogue(OwnModels((tmp_path,), tmp_path)))
    question = asked("memory: hears, batch: 3", facts)
    assert context(question).low == 448
    activations = dict(serving_parts(question))["activations"]
    assert activations.low == 3 * (1500 * 2 * (2 * 1280 + 2 * 1280) + 4 * 51_866)
    assert "positions that the encoder always runs" in str(working(activations, Words.of("en")))
    most = fitting.most_sequences(question)
    assert most is not None
    assert needs(question, batch=int(most.low)) <= available(question).low
    assert needs(question, batch=int(most.low) + 1) > available(question).low


def test_where_a_pass_ends_is_told_with_its_source() -> None:
    inputs = working(figure("memory: Llama 3.1 8B"), Words.of("en")).inputs
    (most,) = [given for given in inputs if given.name == "most positions of a pass"]
    assert most.value == "2,048 tokens"
    assert "DEFAULT_MAX_NUM_BATCHED_TOKENS" in most.origin


def test_a_size_without_a_shape_says_what_its_total_leaves_out() -> None:
    made = told("memory: 671B-A37B")
    assert made.numbers == (row(made, "weights"),)
    assert in_words(made.inline) == "1.34 TB (its weights alone)"
    assert in_words(told("memory: 671B-A37B, of: weights").inline) == "1.34 TB"
    assert "KV cache and activations are not counted" in notes(made)
    assert "typical" not in notes(made)


@pytest.mark.parametrize("of", ["kv-cache", "activations"])
def test_what_needs_a_shape_is_refused_without_one(of: str) -> None:
    with pytest.raises(ParamsizeError, match=r"write of: weights|not its shape"):
        figure(f"memory: 671B-A37B, of: {of}")


def test_several_gpus_have_their_capacity_together() -> None:
    one, four = told("memory: 70B"), told("memory: 70B, gpus: 4")
    assert row(four, "capacity").low == 4 * row(one, "capacity").low
    assert "GPUs" in notes(four)


# What a layer puts out, by the shapes of its matrices


@pytest.mark.parametrize(
    ("model", "layers"),
    [
        ("Llama 3.1 8B", {Layer(2 * 4096 + 2 * 1024, 14336, True)}),
        ("Phi-3 Mini", {Layer(4 * 3072, 8192, True)}),  # qkv and gate_up are packed
        ("GPT-2", {Layer(4 * 768, 3072, False)}),  # matrices stand the other way round
        ("BERT large", {Layer(4 * 1024, 4096, False)}),  # each matrix under a name of its own
        ("Mixtral 8x7B", {Layer(2 * 4096 + 2 * 1024, 2 * 14336, True)}),
        ("gpt-oss-20b", {Layer(2 * 4096 + 2 * 512, 4 * 2880, True)}),  # all experts in one
        ("DBRX 132B", {Layer(2 * 6144 + 2 * 1024, 4 * 10752, True)}),
        (
            "Qwen1.5 MoE A2.7B",  # shared experts, behind a gate of one number
            {Layer(4 * 2048, 4 * 1408 + 5632, True)},
        ),
        (
            "DeepSeek-V3",  # dense layers first, then eight experts and a shared one: as wide
            {Layer(1536 + 128 * 192 + 576 + 128 * 256 + 128 * 128, 9 * 2048, True)},
        ),
        ("Mamba 2.8B", {Layer(2 * 5120 + 3 * 5120 + 5120, 0, False)}),
        ("T5 large", {Layer(4 * 1024, 4096, False), Layer(8 * 1024, 4096, False)}),
    ],
)
def test_a_layers_widths_are_read_off_its_matrices(model: str, layers: set[Layer]) -> None:
    assert set(CATALOGUE.model(model).ledger.layers) == layers


@pytest.mark.parametrize(
    "model", [model for model in CATALOGUE.models if model.has_shape], ids=lambda model: model.name
)
def test_every_model_of_the_catalogue_has_as_many_layers_as_it_says(model: Model) -> None:
    layers = int(model.architecture.dims["layers"])
    stacks = len(model.ledger.layers) / layers
    assert stacks == 1 or (stacks == 2 and model.architecture.model_type in ("t5", "mt5"))
    assert all(layer.projected or layer.feed_forward for layer in model.ledger.layers)


# What fits


@st.composite
def scenarios(draw: st.DrawFn) -> Question:
    model = draw(st.sampled_from((*MODELS, "T5 base")))
    options = {
        "gpu": draw(st.sampled_from(("RTX 4090", "H100", "Instinct MI300X"))),
        "gpus": str(draw(st.integers(1, 16))),
        "batch": str(draw(st.one_of(st.integers(1, 40), st.integers(1, 5000)))),
        "context": str(draw(st.one_of(st.integers(1, 3000), st.integers(1, 200_000)))),
        "kv_precision": draw(st.sampled_from(("bf16", "fp8", "q8_0"))),
        "precision": draw(st.sampled_from(("bf16", "fp8"))),
    }
    told = ", ".join(f"{name}: {value}" for name, value in options.items())
    return asked(f"fit: {model}, {told}")


def needs(asked: Question, **inputs: int) -> float:
    told = {name: str(value) for name, value in inputs.items()}
    with_them = replace(asked, scenario=asked.scenario.with_marker(told))
    return serving_total(with_them).high


@given(scenarios())
def test_the_longest_context_fits_and_one_token_more_does_not(asked: Question) -> None:
    longest = fitting.longest_context(asked)
    assert longest is not None
    tokens, room = int(longest.low), available(asked).low
    if tokens >= 10**15:
        assert needs(asked, context=10**12) <= room
        return
    if tokens:
        assert needs(asked, context=tokens) <= room
    assert needs(asked, context=tokens + 1) > room


@given(scenarios())
def test_the_most_sequences_fit_and_one_more_does_not(asked: Question) -> None:
    most = fitting.most_sequences(asked)
    assert most is not None
    sequences, room = int(most.low), available(asked).low
    assume(sequences < 10**7)
    if sequences:
        assert needs(asked, batch=sequences) <= room
    assert needs(asked, batch=sequences + 1) > room


def with_windows(*windows: int) -> Subject:
    """Gemma 3 27B, its windowed layers shared out among several windows."""
    model = CATALOGUE.model("Gemma 3 27B")
    full, sliding = model.architecture.mixing
    several = tuple(replace(sliding, window=window) for window in windows)
    changed = Model(model.record, model.place)
    changed.__dict__["architecture"] = replace(model.architecture, mixing=(full, *several))
    return Subject("Gemma", model=changed)


def test_with_several_windows_a_context_that_is_told_to_fit_does_fit() -> None:
    plain = asked("fit: Gemma 3 27B")
    several = replace(plain, subjects=(with_windows(512, 4096),))
    longest = fitting.longest_context(several)
    assert longest is not None
    assert longest.low > 4096
    assert needs(several, context=int(longest.low)) <= available(several).low
    grows, fixed = room_inputs(several.subject)
    assert (grows["window"].low, fixed["filled"].low) == (512, grows["windowed"].low * 4096)


@pytest.mark.parametrize("model", ["Mamba 2.8B", "Mamba Codestral 7B"])
def test_a_model_that_keeps_a_state_only_has_no_limit(model: str) -> None:
    made = told(f"fit: {model}")
    assert made.block.table is not None
    assert in_words(made.block.table.rows[0].cells[4]) == "no limit"


@pytest.mark.parametrize("model", ["BERT large", "ViT-Base"])
def test_a_model_that_keeps_nothing_of_a_sequence_has_no_longest_context(model: str) -> None:
    made = told(f"fit: {model}")
    assert made.block.table is not None
    assert [in_words(cell) for cell in made.block.table.rows[0].cells[4:]] == ["–", "–"]


def test_the_models_own_context_stands_beside_what_memory_allows() -> None:
    assert "Llama 2 7B itself is configured for 4,096 tokens at the most" in notes(
        told("fit: Llama 2 7B")
    )


@pytest.mark.parametrize(
    ("marker", "is_said"),
    [
        ("memory: T5 base", True),
        ("memory: T5 base, of: kv-cache", True),
        ("fit: T5 base", True),
        ("compare: Llama 3.1 8B / T5 base, show: memory", True),
        ("memory: T5 base, of: training", False),
        ("memory: BERT base", False),
        ("memory: 70B", False),
        ("fit: Llama 3.1 8B", False),
    ],
)
def test_a_cache_of_a_decoder_beside_an_encoder_says_what_it_leaves_out(
    marker: str, is_said: bool
) -> None:
    made = told(marker)
    remark = Words.of("en").text("remark.decoder-cache")
    assert notes(made).count(remark) == is_said
    for number in numbers(made.inline):
        # The working of a number says so where that rests on the cache.
        rests = any(leaf.name == "full" for leaf in number.leaves)
        shown = "\n".join(working(number, Words.of("en")).lines(Words.of("en")))
        assert (remark in shown) == (is_said and rests)


def test_the_longest_context_of_a_decoder_beside_an_encoder_says_so_too() -> None:
    question = asked("fit: T5 base")
    longest, most = fitting.longest_context(question), fitting.most_sequences(question)
    assert longest is not None
    assert most is not None
    assert longest.remarks == most.remarks == ("decoder-cache",)


# Bad input


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ("memory: 70B, batch: 0", "batch: 0 is not a whole number from 1"),
        ("memory: 70B, context: -8k", "context: "),
        ("memory: 70B, zero: 1", "'zero' has no part in of: total"),
    ],
)
def test_what_contradicts_is_told_with_a_way_out(marker: str, message: str) -> None:
    with pytest.raises(ParamsizeError) as raised:
        told(marker)
    assert message in str(raised.value)


# What is told beside a figure


@pytest.mark.parametrize(
    ("gpu", "precision", "said"),
    [
        ("MI355X", "fp8", True),
        ("L40", "fp8", True),
        # These have no units for it, so that it is no question of what is recorded.
        ("A100", "fp8", False),
        ("V100", "bf16", False),
        ("H100", "fp8", False),
        ("A100", "bf16", False),
    ],
)
def test_a_type_that_the_gpu_has_no_rate_for_is_reckoned_in_16_bits_and_said(
    gpu: str, precision: str, said: bool
) -> None:
    made = told(f"speed: Llama 3.1 8B, precision: {precision}, gpu: {gpu}")
    assert isinstance(made.inline, Quantity)
    remark = Words.of("en").text("remark.no-rate")
    assert (remark in notes(made)) == said
    assert (remark in "\n".join(working(made.inline, Words.of("en")).lines(Words.of("en")))) == said


# A context beyond the model's own


BEYOND = "A context of 32,768 tokens is longer than the 4,096 tokens that Llama 2 7B supports."


@pytest.mark.parametrize(
    "marker",
    [
        "memory: Llama 2 7B, context: 32k",
        "memory: Llama 2 7B, of: kv-cache, context: 32k",
        "fit: Llama 2 7B, context: 32k",
        "speed: Llama 2 7B, context: 32k",
        "compare: Llama 2 7B / Llama 3.1 8B, context: 32k",
    ],
)
def test_more_context_than_a_model_was_made_for_is_warned_of(marker: str) -> None:
    assert [in_words(warning) for warning in told(marker).warnings] == [BEYOND]


@pytest.mark.parametrize(
    ("model", "own"),
    [
        ("BLOOM 176B", "2,048"),
        ("Falcon 40B", "2,048"),
        ("RoBERTa base", "512"),
        ("ViT-Base", "197"),
    ],
)
def test_what_the_makers_state_bounds_the_context_and_is_told(model: str, own: str) -> None:
    (warning,) = told(f"memory: {model}, context: 32k").warnings
    assert f"longer than the {own} tokens that {model} supports" in in_words(warning)
    assert f"context {own} tokens" in notes(told(f"memory: {model}"))


@pytest.mark.parametrize(
    "marker",
    [
        "memory: Llama 2 7B, context: 4k",
        "memory: Llama 2 7B, of: weights, context: 32k",
        "memory: Mamba 2.8B, context: 1M",
        "memory: 7B, context: 1M",
        "compare: Llama 2 7B / GPT-2, show: params, context: 32k",
    ],
)
def test_a_context_that_nothing_speaks_against_is_not_warned_of(marker: str) -> None:
    assert told(marker).warnings == ()


def test_the_default_context_is_no_longer_than_the_models_own() -> None:
    made = told("memory: Llama 2 7B")
    assert made.warnings == ()
    assert "context 4,096 tokens" in notes(made)
    assert "context 8,192 tokens" in notes(told("memory: Llama 3.1 8B"))


def test_a_context_of_the_page_is_warned_of_as_well() -> None:
    assert len(told("memory: Llama 2 7B", context="32k").warnings) == 1


def test_the_warning_stands_in_the_block_and_in_the_log_with_its_place(site: Site) -> None:
    built = site.page("# Fit\n\nText.\n\n<< memory: Llama 2 7B, context: 32k >>").build()
    built.shows(BEYOND)
    assert built.warnings == [f"index.md:5: << memory: Llama 2 7B, context: 32k >>: {BEYOND}"]


def test_a_figure_in_a_sentence_is_shown_and_warned_of(site: Site) -> None:
    page = "It needs << memory: Llama 2 7B, of: kv-cache, context: 32k >>."
    built = site.page(page).build()
    built.shows("It needs 16 GiB.")
    assert [warning.split(": ")[0] for warning in built.warnings] == ["index.md:1"]


def test_the_log_speaks_english_on_every_page(site: Site) -> None:
    built = site.options(locale="zh").page("<< memory: Llama 2 7B, context: 32k >>").build()
    assert built.warnings[0].endswith(BEYOND)
    built.shows("32,768")


def test_the_same_marker_on_two_pages_is_warned_of_on_both(site: Site) -> None:
    marker = "It needs << memory: Llama 2 7B, context: 32k >>."
    built = site.page(marker).page(f"# Other\n\n{marker}", "other.md").build()
    assert [warning.split(": ")[0] for warning in built.warnings] == ["index.md:1", "other.md:3"]


def test_the_command_tells_it_too(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("It needs << fit: Llama 2 7B, context: 32k >>.", "utf-8")
    (entry,) = check(tmp_path, Checked(tmp_path, {}, tmp_path))
    assert (entry.line, entry.message) == (1, BEYOND)


def test_a_verdict_tells_how_many_gpus_it_is_of() -> None:
    assert "GPUs 9" in notes(told("fit: DeepSeek V3, gpu: H100, gpus: 9, over: gpus"))


def test_denser_formats_are_those_that_take_less() -> None:
    table = told("fit: Gemma 3 1B, precision: q4_k_m, gpu: T4").block.table
    assert table is not None
    needs = [row.cells[1] for row in table.rows]
    assert all(isinstance(need, Quantity) for need in needs)
    assert all(need.low < needs[0].low for need in needs[1:])  # type: ignore[union-attr]


@pytest.mark.parametrize(("model", "is_told"), [("Falcon 40B", True), ("Falcon 7B", False)])
def test_a_cache_that_holds_copies_for_query_heads_says_so(model: str, is_told: bool) -> None:
    for marker in (f"memory: {model}", f"fit: {model}", f"compare: {model} / 8B"):
        assert ("once for each query head" in notes(told(marker))) == is_told, marker
