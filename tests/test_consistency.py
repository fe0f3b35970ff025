"""What an answer says beside its numbers agrees with them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mkdocs_paramsize import ParamsizeError
from mkdocs_paramsize.answer import Answer
from mkdocs_paramsize.kinds.params import OF, OF_ALL
from mkdocs_paramsize.marker import parse
from mkdocs_paramsize.render.door import Door
from mkdocs_paramsize.render.steps import working
from mkdocs_paramsize.scenario.subject import resolve
from mkdocs_paramsize.words import Words, locales
from tests.asking import CATALOGUE, figure, in_words, notes, row, told


def said(text: str, locale: str = "en", *, alone: bool = True) -> str:
    """All that a marker says, with one space between its words."""
    page = Door({}).page({}, locale)
    made = (page.block if alone else page.inline)(parse(text)).element
    return " ".join(" ".join(made.itertext()).split())


@pytest.mark.parametrize("marker", ["fit: 30B-A3B, gpu: RTX 4090", "fit: 5M, gpu: T4"])
def test_a_fit_of_a_size_without_a_shape_says_that_weights_alone_are_counted(marker: str) -> None:
    told = said(marker)
    assert "KV cache and activations are not counted" in told
    assert "Counted are weights, KV cache" not in told
    assert "KV cache in bf16" not in told


@pytest.mark.parametrize("alone", [True, False])
def test_what_is_held_against_a_gpu_is_in_its_unit(alone: bool) -> None:
    told = said("fit: 30B-A3B, gpu: RTX 4090", alone=alone)
    assert "short by 31.9 GiB" in told
    assert " GB" not in told.replace("RTX 4090 24 GB", "")


@pytest.mark.parametrize("marker", ["memory: 10M", "fit: 10M", "params: 30B-A3B", "params: 10M"])
def test_a_typical_decoder_is_spoken_of_only_where_there_is_one(marker: str) -> None:
    assert "typical dense decoder" not in said(marker)
    assert "typical dense decoder" in said(marker.partition(":")[0] + ": 40M")


def test_weights_in_32_bits_are_first_tried_in_16() -> None:
    told = said("fit: Llama 3.1 8B, precision: fp32, gpu: RTX 4090", alone=False)
    assert "bf16 weights would fit" in told


@pytest.mark.parametrize(
    ("model", "context", "speed"),
    [
        # 989.5e12 / (2 × 7.2417e9 + 2 × 32 × 4096 × 4096): the window hides nothing yet
        ("Mistral 7B v0.1", "4k", "63,604"),
        # 989.5e12 / (2 × 7.2417e9 + 2 × 32 × 4096 × (2 × 4096 − 4096² ÷ 32768))
        ("Mistral 7B v0.1", "32k", "59,982"),
        ("Llama 4 Scout", "8k", "25,787"),
    ],
)
def test_windowed_layers_take_part_in_prefill(model: str, context: str, speed: str) -> None:
    told = said(f"speed: {model}, of: prefill, context: {context}, gpu: H100", alone=False)
    assert told.startswith(f"{speed} tokens/s")


def test_a_cache_is_not_said_to_be_in_the_format_of_the_weights() -> None:
    told = said("memory: Llama 3.1 8B, of: kv-cache, precision: fp8, as: sentence", alone=False)
    assert told.startswith("Llama 3.1 8B needs 1 GiB (KV cache)")
    assert said("memory: Llama 3.1 8B, precision: fp8, as: sentence", alone=False).startswith("In ")


def test_tokens_that_are_given_are_not_those_of_the_models_training() -> None:
    told = said("data: Llama 3.1 8B, tokens: 1B")
    assert "training data 1B tokens" in told
    assert "what it was trained on" not in told
    assert "what it was trained on 15T tokens" in said("data: Llama 3.1 8B")


@pytest.mark.parametrize("of", ["flops", "gpu-hours", "days", "cost", "energy", "co2"])
@pytest.mark.parametrize("model", ["T5 11B", "FLAN-T5 XL"])
def test_what_passes_one_of_two_halves_takes_no_exact_compute(of: str, model: str) -> None:
    made = figure(f"training: {model}, tokens: 1T, of: {of}")
    assert made.label == "estimated"
    for locale in locales():
        words = Words.of(locale)
        remark = words.text("remark.one-of-both")
        assert remark in "\n".join(working(made, words).lines(words))
        assert notes(told(f"training: {model}, tokens: 1T"), locale).count(remark) == 1


def test_the_number_of_6nd_is_that_of_the_convention_for_both_halves() -> None:
    made = figure("training: T5 11B, tokens: 1T")
    assert made.low == 6 * 11_307_321_344 * 10**12
    assert figure("training: BERT base, tokens: 1T").label == "exact"
    assert figure("params: T5 11B").label == "exact"


@pytest.mark.parametrize(
    ("marker", "is_said"),
    [
        ("model: T5 base", True),
        ("params: T5 base", True),
        ("data: T5 base", True),
        ("compare: T5 base / 7B, show: cost", True),
        ("compare: Llama 3.1 8B / 7B, show: cost", False),
        ("training: BERT base", False),
        ("memory: T5 base, of: training", False),
    ],
)
def test_where_active_parameters_are_of_two_halves_it_is_said_once(
    marker: str, is_said: bool
) -> None:
    assert notes(told(marker)).count(Words.of("en").text("remark.one-of-both")) == is_said


@pytest.mark.parametrize("of", ["words", "bytes"])
def test_patches_of_images_are_no_words_of_english(of: str) -> None:
    with pytest.raises(ParamsizeError, match=r"ViT-Base reads no text, .*; write of: tokens"):
        told(f"data: ViT-Base, of: {of}")
    table = said("data: ViT-Base")
    assert "ViT-Base reads no text, so its tokens are not converted" in table
    assert "in English words" not in table
    assert "reads no text" not in said("data: BERT base")
    assert "in English words" in said("data: BERT base")


def test_a_comparison_names_the_gpu_that_it_rests_on() -> None:
    assert "GPU H100 SXM 80GB" in said("compare: 7B / 70B, show: cost")
    assert "GPU" not in said("compare: 7B / 70B, show: params")
    assert "weights in int4" in said("compare: 7B / 70B, show: memory, precision: int4")


@pytest.mark.parametrize(("precision", "bits"), [("q4_0", 4.5), ("q5_1", 6), ("q8_0", 8.5)])
def test_a_cache_may_be_kept_in_small_blocks(precision: str, bits: float) -> None:
    cached = figure(f"memory: 7B, of: kv-cache, kv_precision: {precision}")
    assert cached.low == figure("memory: 7B, of: kv-cache").low * bits / 16


@pytest.mark.parametrize("precision", ["q4_k_m", "mxfp4-experts"])
def test_a_cache_is_not_kept_in_a_format_of_whole_files(precision: str) -> None:
    with pytest.raises(ParamsizeError, match="is no format of single numbers"):
        said(f"memory: Llama 3.1 8B, kv_precision: {precision}")


def test_a_figure_that_was_reckoned_is_not_said_to_stand_in_a_source() -> None:
    assert "or computed from figures that sources state" in said(
        "training: Llama 3.1 8B, of: gpu-hours, as: working"
    )


@pytest.mark.parametrize("character", ["\\u0001", "\\u001b", "\\uFFFE"])
def test_a_source_may_hold_characters_that_xml_has_none_of(tmp_path: Path, character: str) -> None:
    (tmp_path / "gpus.toml").write_text(
        'gpu = [{name = "Nova 1", vendor = "Nova", memory_gb = 64, bandwidth_gbs = 2000, '
        f'tflops = {{bf16 = 100}}, source = "a data sheet{character}", checked = 2026-11-24}}]\n',
        "utf-8",
    )
    page = Door({"gpus": "gpus.toml"}, tmp_path).page({}, "en")
    made = page.block(parse("speed: 70B, gpu: Nova 1, as: working"))
    assert "a data sheet" in made.html


def test_all_digits_of_an_estimate_are_marked_as_one() -> None:
    assert said("params: 8x7B, as: exact", alone=False).startswith("≈40,")
    assert not said("params: Mixtral 8x7B, as: exact", alone=False).startswith("≈")
    assert "parameters ≈" not in said("params: Mixtral 8x7B, as: working")
    assert " ≈40," in said("params: 8x7B, as: working")


def test_a_page_whose_model_is_misspelt_does_not_say_that_it_names_none() -> None:
    page = Door({}).page({"paramsize": {"model": "Lama 3.1 8B", "batch": 0}}, "en")
    with pytest.raises(ParamsizeError, match=r"no model called 'Lama 3\.1 8B'; did you mean"):
        page.block(parse("memory: page"))
    page.block(parse("memory: 70B"))
    told = " ".join(page.warnings())
    assert "no model called 'Lama 3.1 8B'" in told
    assert "batch" in told


def test_what_cannot_run_says_so_beside_its_speed() -> None:
    told = said("speed: 70B, gpu: RTX 4090")
    assert "takes ≈133.1 GiB , which is ≈109.1 GiB more than the 24 GiB available" in told
    assert "Serving 70B" not in said("speed: 70B, gpu: RTX 4090, gpus: 8")


def test_a_speed_tells_the_batch_that_its_table_is_of() -> None:
    assert "batch 64" in said("speed: Llama 3.1 8B, batch: 64, of: prefill")


@pytest.mark.parametrize(
    ("model", "why"),
    [
        ("BERT base", "is an encoder, which writes no text"),
        ("T5 base", "reads with its encoder and writes with its decoder"),
        ("DeepSeek-V3.2", "attends only to the tokens that an indexer picks"),
        ("GLM-5", "attends only to the tokens that an indexer picks"),
    ],
)
def test_where_the_formulas_give_no_upper_bound_there_is_no_speed(model: str, why: str) -> None:
    with pytest.raises(ParamsizeError, match=f"{model} {why}"):
        said(f"speed: {model}")
    assert f"{model} – –" in said(f"compare: {model} / 7B, show: speed")


@pytest.mark.parametrize(("gpu", "label"), [("H100 SXM", "published"), ("MI355X", "estimated")])
def test_a_rate_that_is_not_recorded_is_no_upper_bound(gpu: str, label: str) -> None:
    marker = f"speed: Llama 3.1 8B, precision: fp8, gpu: {gpu}, of: prefill"
    assert figure(marker).label == label
    assert ("is recorded here for this GPU" in said(marker)) is (label == "estimated")


@pytest.mark.parametrize(
    ("gpu", "precision", "is_lacking"),
    [
        *(("V100", "bf16", True), ("V100", "fp16", False), ("T4", "fp8", True)),
        *(("A100", "fp8", True), ("A100", "bf16", False), ("H100", "fp8", False)),
        *(("H100", "nvfp4", True), ("B200", "nvfp4", False), ("A100", "int4", False)),
    ],
)
@pytest.mark.parametrize("kind", ["speed", "fit", "memory"])
def test_a_format_that_the_gpu_cannot_compute_in_is_warned_of(
    kind: str, gpu: str, precision: str, is_lacking: bool
) -> None:
    made = told(f"{kind}: Llama 3.1 8B, gpu: {gpu}, precision: {precision}")
    warned = [in_words(warning) for warning in made.warnings]
    assert any("has no units" in text for text in warned) is is_lacking


def test_a_format_that_nobody_asked_for_is_not_warned_of() -> None:
    assert not told("speed: Llama 3.1 8B, gpu: V100").warnings


@pytest.mark.parametrize("kind", ["fit", "memory"])
def test_storing_a_format_is_no_matter_of_a_gpu_that_nobody_named(kind: str) -> None:
    assert not told(f"{kind}: Llama 3.1 8B, precision: nvfp4").warnings


def test_a_comparison_says_whose_tokens_are_a_rule() -> None:
    marker = "compare: Llama 3.1 8B / Gemma 2 9B / 7B, show: data"
    assert "so 20 per active parameter are taken: Gemma 2 9B." in said(marker)
    assert "in their place" not in said(f"{marker}, tokens: 1T")
    assert "in their place" not in said("compare: Llama 3.1 8B / Gemma 2 9B")


def test_a_model_without_a_shape_is_compared_in_one_piece() -> None:
    assert "671B-A37B: all parameters 671B" in said("compare: 7B / 671B-A37B, as: chart")


def test_a_corpus_brings_the_times_that_it_is_read() -> None:
    assert "reuse of the corpus ≈4.67 corpus of 300B tokens" in said("data: 70B, corpus: 300B")
    with pytest.raises(ParamsizeError, match="corpus: 'nonsense' is not an amount"):
        said("data: 70B, corpus: nonsense")


def test_what_comes_from_a_source_is_no_more_than_published() -> None:
    told = said("training: Llama 3.1 8B, of: energy, as: working")
    assert "published: as its source states it" in told


def test_a_comparison_of_speeds_has_what_a_speed_says() -> None:
    told = said("compare: Llama 3.1 70B / 7B / BERT base, show: speed")
    assert "Upper bounds" in told
    assert "Serving Llama 3.1 70B takes" in told
    assert "Serving 7B takes" not in told
    assert "BERT base – –" in told


def test_a_size_is_called_typical_only_where_a_shape_is_used() -> None:
    assert "typical dense decoder" not in said("compare: 7B / 70B, show: cost")
    assert "typical dense decoder" in said("compare: 7B / 70B, show: speed")
    assert "typical dense decoder of one expert's size" in said("compare: 7B / 8x7B, show: cost")


def test_cases_of_a_formula_are_in_the_words_of_the_page() -> None:
    marker = parse("memory: 70B, of: training, as: working")
    chinese = Door({}).page({}, "zh").block(marker).element
    told = "".join(chinese.itertext())
    assert "否则 1}" in told
    assert "otherwise" not in told


@pytest.mark.parametrize("precision", ["q6_k", "q2_k"])
def test_a_cache_is_not_kept_in_blocks_larger_than_a_head(precision: str) -> None:
    with pytest.raises(ParamsizeError, match="is no format of single numbers"):
        said(f"memory: Llama 3.1 8B, kv_precision: {precision}")


def test_a_comparison_is_no_sentence_and_says_so() -> None:
    with pytest.raises(
        ParamsizeError, match="compare has no view 'sentence': leave out as:, or write as: chart"
    ):
        said("compare: 7B / 70B, as: sentence", alone=False)


@pytest.mark.parametrize(
    ("model", "why"),
    [
        ("DeepSeek-V3.2", "an indexer picks"),
        ("GLM-5", "an indexer picks"),
        ("T5 Base", "reads with its encoder and writes with its decoder"),
    ],
)
def test_matrix_products_of_what_sees_otherwise_than_decoders_are_not_reckoned(
    model: str, why: str
) -> None:
    with pytest.raises(ParamsizeError, match=rf"{why}; .*; write of: flops"):
        told(f"training: {model}, of: flops-matmul")
    assert figure(f"training: {model}, of: flops").low > 0
    assert "by matrix products" not in said(f"training: {model}")
    assert "by matrix products" in said("training: DeepSeek-V3")


@pytest.mark.parametrize(
    ("model", "weights"),
    [
        # Neither the biases of the experts, of which four serve a token,
        ("gpt-oss-120b", 5_132_344_320 - 36 * 4 * (5760 + 2880)),
        # nor a pooler, which works once a sequence,
        ("BERT base", 12 * (4 * 768**2 + 2 * 768 * 3072)),
        # nor the decays of the states.
        ("Jamba v0.1", 11_840_913_408 - 28 * 8192 * 16),
        ("Llama 3.1 8B", 8_030_261_248 - 128_256 * 4096 - 65 * 4096),
    ],
)
def test_only_weights_that_multiply_a_token_are_counted_as_matrix_products(
    model: str, weights: int
) -> None:
    made = figure(f"training: {model}, of: flops-matmul")
    assert dict(made.inputs)["matmul"].value == weights


def test_an_image_is_a_sequence_of_its_patches_whatever_sequences_others_train_on() -> None:
    made = figure("training: ViT-Base, of: flops-matmul")
    assert dict(made.inputs)["sequence"].value == 14 * 14 + 1


@pytest.mark.parametrize(
    ("model", "looked_up"),
    [
        # Its table of tokens is the output head as well, that of positions is not.
        ("GPT-2", 1024 * 768),
        ("OPT 6.7B", 2050 * 4096),
        ("Llama 3.1 8B", 128_256 * 4096),
    ],
)
def test_a_step_reads_no_table_that_it_looks_up_a_row_of(model: str, looked_up: int) -> None:
    made = told(f"speed: {model}, precision: bf16, gpu: A100 80GB, context: 512")
    total = figure(f"params: {model}").low
    assert row(made, "touched").value == 2 * (total - looked_up)
    if model == "GPT-2":
        assert in_words(made.inline) == "7,660 tokens/s"


AVERAGED = "are assumed to choose their experts evenly"


@pytest.mark.parametrize(
    ("marker", "label", "is_said"),
    [
        ("speed: Mixtral 8x7B, batch: 8", "estimated", True),
        ("speed: Mixtral 8x7B", "published", False),
        ("speed: Qwen3 30B A3B, batch: 2", "estimated", True),
        ("speed: Qwen3 30B A3B", "published", False),
        ("speed: Llama 3.1 8B, batch: 8", "published", False),
    ],
)
def test_the_experts_that_a_batch_reads_are_an_average_and_said_to_be(
    marker: str, label: str, is_said: bool
) -> None:
    assert figure(marker).label == label
    assert (AVERAGED in said(marker)) is is_said


@pytest.mark.parametrize(("batch", "times"), [("8", 1), ("1", 0)])
def test_a_comparison_says_once_that_speeds_of_mixtures_are_averages(
    batch: str, times: int
) -> None:
    told = said(f"compare: Mixtral 8x7B / 7B / DeepSeek V3, show: speed, batch: {batch}")
    assert told.count(AVERAGED) == times


@pytest.mark.parametrize("batch", ["1", "8"])
@pytest.mark.parametrize("model", ["Llama 3.1 8B", "GPT-2", "70B", "Mixtral 8x7B"])
def test_a_speed_is_as_sure_where_a_reader_may_choose_another_model(model: str, batch: str) -> None:
    own, other = (
        told(f"speed: {model}, batch: {batch}"),
        told("speed: page", model=model, batch=batch),
    )
    assert row(own, "touched").label == row(other, "touched").label
    assert row(own, "touched").value == row(other, "touched").value


def test_reading_alone_bounds_a_speed_where_no_rate_is_recorded() -> None:
    made = told("speed: 8B, gpu: RTX 3060 12GB, precision: int4")
    assert in_words(made.inline) == "≈74.8 tokens/s"
    assert "only reading memory bounds its decoding" in said(
        "speed: 8B, gpu: RTX 3060 12GB, precision: int4"
    )
    with pytest.raises(ParamsizeError, match="peak of RTX 3060 12GB is not known"):
        told("speed: 8B, gpu: RTX 3060 12GB, of: prefill")


@pytest.mark.parametrize(
    ("asked", "missing"),
    [
        ("gpu: H100", []),
        ("gpu: RTX 4090", ["No price is recorded here for RTX 4090"]),
        ("gpu: RTX 4090, price: 0.4", []),
        (
            "gpu: RTX 3060 12GB",
            [
                "The rate of RTX 3060 12GB in 16 bits is not recorded here",
                "No price is recorded here for RTX 3060 12GB",
            ],
        ),
    ],
)
def test_that_rows_are_left_out_is_said(asked: str, missing: list[str]) -> None:
    told = said(f"training: 70B, {asked}")
    assert re.findall(r"(?:The rate|No price|The rated)[^,]*recorded here[^,]*", told) == missing


@pytest.mark.parametrize("gpu", ["T4", "V100", "RTX 3090", "A100", "H100", "MI300X", "M3 Max"])
@pytest.mark.parametrize("packed", ["gptq", "awq", "int4", "nf4", "q4_k_m", "q8_0"])
def test_weights_that_are_packed_for_their_size_run_in_the_16_bits_there_are(
    gpu: str, packed: str
) -> None:
    for kind in ("fit", "memory", "speed"):
        assert told(f"{kind}: 7B, gpu: {gpu}, precision: {packed}").warnings == ()


@pytest.mark.parametrize(
    ("model", "gpu", "format"),
    [
        *(("70B", "A100", "int8"), ("70B", "H100", "fp8"), ("13B", "T4", "int8")),
        *(("120B", "A100", "q4_k_m"), ("34B", "V100", "q6_k"), ("13B", "RTX 3090", "int8")),
        ("13B", "RTX 4090", "fp8"),
    ],
)
def test_what_a_verdict_advises_is_no_cause_of_a_warning(model: str, gpu: str, format: str) -> None:
    said = in_words(told(f"fit: {model}, gpu: {gpu}").inline)
    assert said.endswith(f"; {format} weights would fit")
    made = told(f"fit: {model}, gpu: {gpu}, precision: {format}")
    assert made.warnings == ()
    assert in_words(made.inline).startswith("fits")


@pytest.mark.parametrize(
    ("marker", "is_said"),
    [
        ("training: gpt-oss-120b", True),
        ("training: gpt-oss-120b, tokens: 10T", False),
        ("training: Llama 3.1 8B", False),
        ("training: 120B", False),
    ],
)
def test_hours_of_the_makers_are_not_set_beside_a_rule_in_silence(
    marker: str, is_said: bool
) -> None:
    assert ("trained on is not recorded here" in said(marker)) is is_said


OF_A_SHAPE = (
    *("memory: {}, of: kv-cache", "memory: {}, of: activations", "memory: {}", "speed: {}"),
    *("fit: {}", "breakdown: {}", "params: {}, of: attention", "training: {}, of: flops-matmul"),
    *("memory: {}, of: training", "memory: {}, of: training, method: lora"),
)


@pytest.mark.parametrize("locale", locales())
@pytest.mark.parametrize("marker", OF_A_SHAPE)
def test_a_working_names_real_models_near_a_size(marker: str, locale: str) -> None:
    for size in ("70B", "8x7B"):
        near = resolve(size, CATALOGUE).neighbours
        assert near
        for made in worked(marker.format(size), locale):
            assert all(name in made for name in near)
    assert Words.of(locale).text("remark.typical") in worked(marker.format("10T"), locale)[0]


@pytest.mark.parametrize("locale", locales())
@pytest.mark.parametrize("marker", ["params: 8x7B", "memory: 8x7B", "speed: 8x7B", "data: 8x7B"])
def test_a_working_says_why_a_mixture_is_not_what_it_is_written_as(
    marker: str, locale: str
) -> None:
    words = Words.of(locale)
    why = words.pieces("note.mixture")[-1][0]
    (made,) = worked(marker, locale)
    assert made.count(why) == 1
    assert "56B" in made
    assert words.text("remark.typical-mixture") in made


@pytest.mark.parametrize(
    "marker",
    ["params: 70B", "memory: 70B, of: weights", "speed: Llama 3.1 70B", "model: 235B-A22B"],
)
def test_a_working_without_a_typical_shape_speaks_of_none(marker: str) -> None:
    for made in worked(marker, "en"):
        assert "typical" not in made


def worked(marker: str, locale: str) -> list[str]:
    """The workings of the numbers that a marker says in a sentence, without what a label means."""
    words = Words.of(locale)
    found = (working(number, words) for number in told(marker).numbers)
    return ["\n".join((*made.remarks, *(given.told for given in made.inputs))) for made in found]


@pytest.mark.parametrize("model", ["Llama 3.1 8B", "DeepSeek V3", "70B", "8x7B"])
def test_what_is_asked_of_parameters_stands_in_the_table(model: str) -> None:
    conventions = parts(told(f"params: {model}"))
    assert conventions[:4] == ["total", *OF_ALL[:3]]
    for of in OF:
        if of.startswith("with-") and of not in conventions:
            continue
        made = told(f"params: {model}, of: {of}")
        asked, inline = row(made, of), figure(f"params: {model}, of: {of}")
        assert (asked.value, asked.label, asked.cell) == (inline.value, inline.label, inline.cell)
        assert parts(made) == list(dict.fromkeys((*conventions, of)))


def test_a_component_that_a_model_has_none_of_is_told_as_asked() -> None:
    assert "experts 0" in said("params: Llama 3.1 8B, of: experts")


def parts(made: Answer) -> list[str | None]:
    """What the rows of a table are of."""
    assert made.block.table is not None
    return [row.part for row in made.block.table.rows]


@pytest.mark.parametrize(
    "asked", ["fit: 70B", "memory: 8B", "memory: 8B, of: training", "speed: 8B", "training: 8B"]
)
@pytest.mark.parametrize(
    ("gpu", "locale", "note"),
    [
        ("MI250X", "en", "programs see two devices"),
        ("MI250X", "zh", "程序看到的是两个设备"),
        ("H100", "en", ""),
    ],
)
def test_what_must_be_known_of_a_gpu_is_said(asked: str, gpu: str, locale: str, note: str) -> None:
    told = said(f"{asked}, gpu: {gpu}", locale)
    assert ("two devices" in told or "两个设备" in told) is bool(note)
    assert note in told
