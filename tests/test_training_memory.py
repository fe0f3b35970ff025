"""Memory to train, and what training costs: what is counted, and what an author is told."""

from __future__ import annotations

import re

import pytest

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.errors import ParamsizeError, ScenarioError
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.facts.records import optimizer_data
from mkdocs_paramsize.kinds import answer
from mkdocs_paramsize.kinds.memory_training import STAGES, targets, trainable
from mkdocs_paramsize.render.steps import working
from mkdocs_paramsize.scenario import INPUTS, read_input
from mkdocs_paramsize.words import Words, locales
from tests.asking import CATALOGUE, MODELS, asked, figure, in_words, notes, row, told
from tests.site import Site

# Training


def test_training_is_the_sum_of_its_parts() -> None:
    made = told("memory: Llama 3.1 8B, of: training")
    parts = ("weights", "gradients", "optimizer", "activations", "logits")
    assert row(made, "total").low == sum(row(made, part).low for part in parts)
    assert row(made, "states").low == 16 * 8_030_261_248
    assert row(made, "logits").low == 2 * 4 * 4096 * 128256
    assert made.inline == row(made, "total")


@pytest.mark.parametrize(
    ("optimizer", "weights", "gradients", "states"),
    [
        ("adamw", 2, 2, 12),
        ("adamw-fp32", 4, 4, 8),
        ("adamw-fp32-grads", 2, 4, 12),
        ("adamw-8bit", 2, 2, 6),
        ("sgd", 2, 2, 8),
    ],
)
def test_each_optimizer_keeps_its_bytes(
    optimizer: str, weights: int, gradients: int, states: int
) -> None:
    made = told(f"memory: 1B, of: training, optimizer: {optimizer}")
    found = [row(made, part).low / 10**9 for part in STAGES]
    assert found == [states, gradients, weights]


@pytest.mark.parametrize("recompute", ["none", "selective", "full"])
def test_activations_are_as_wide_as_the_numbers_that_are_trained(recompute: str) -> None:
    marker = f"memory: Llama 3.1 8B, of: training, recompute: {recompute}"
    mixed, single = told(marker), told(f"{marker}, optimizer: adamw-fp32")
    activations = row(mixed, "activations").low
    assert row(single, "activations").low == 2 * activations
    assert row(single, "logits") == row(mixed, "logits")
    assert single.inline.low == mixed.inline.low + activations
    adapters = told(f"{marker}, method: lora, optimizer: adamw-fp32")
    assert row(adapters, "activations").low == activations, "the base computes in 16 bits"


def test_every_optimizer_that_may_be_named_is_known_with_its_source() -> None:
    for optimizer in optimizer_data().optimizers:
        assert read_input("optimizer", optimizer.name) == optimizer.name
        assert len(optimizer.source) > 20
        assert optimizer.name in INPUTS["optimizer"].wanted


def test_optimizers_are_the_same_in_the_data_the_input_and_the_words() -> None:
    known = {optimizer.name for optimizer in optimizer_data().optimizers}
    with pytest.raises(ParamsizeError) as refused:
        read_input("optimizer", "?")
    told = re.search(r"none of (.*?); write (.*)", str(refused.value))
    assert told is not None
    assert set(told[1].split(", ")) == known, "those that the input `optimizer` takes"
    assert set(re.split(", | or ", told[2])) == known, "those that its message names"
    prefix = "choice.optimizer."
    for locale in locales():
        keys = {key for key in Words.of(locale).table if key.startswith(prefix)}
        assert keys == {prefix + name for name in known}, f"words.{locale}.toml"


@pytest.mark.parametrize("model", MODELS)
def test_computing_more_again_keeps_less(model: str) -> None:
    marker = f"memory: {model}, of: training, recompute: "
    none, selective, full = (
        row(told(f"{marker} {kind}"), "activations").low for kind in ("none", "selective", "full")
    )
    assert full < selective <= none


@pytest.mark.parametrize("name", ["batch", "sequence"])
def test_activations_and_logits_grow_with_what_is_trained_on(name: str) -> None:
    few, many = (told(f"memory: 8B, of: training, {name}: {amount}") for amount in ("1000", "2000"))
    for part in ("activations", "logits"):
        assert row(many, part).low == 2 * row(few, part).low


def test_a_size_without_a_shape_trains_by_its_states_alone() -> None:
    made = told("memory: 671B-A37B, of: training")
    assert (row(made, "total").low, row(made, "total").label) == (16 * 671e9, "nominal")
    assert "activations and logits are not counted" in notes(made)


# Adapters


LORA = "of: training, method: lora"


def test_gradients_and_optimizer_are_of_the_adapters_only() -> None:
    made = told(f"memory: Llama 2 7B, {LORA}, rank: 8, targets: q_proj / v_proj")
    count = 4_194_304
    assert row(made, "gradients").low == 2 * count
    assert row(made, "optimizer").low == 12 * count
    assert row(made, "weights").low == 2 * 6_738_415_616 + 2 * count


def test_qlora_packs_the_base_unless_the_marker_says_how() -> None:
    made = told("memory: Llama 2 7B, of: training, method: qlora")
    packed = figure("memory: Llama 2 7B, of: weights, precision: nf4-dq").low
    adapters = 2 * trainable(asked("memory: Llama 2 7B, of: training, method: qlora")).low
    assert row(made, "weights").low == packed + adapters
    assert "weights in nf4-dq" in notes(made)
    other = told("memory: Llama 2 7B, of: training, method: qlora, precision: nf4")
    assert row(other, "weights").low > row(made, "weights").low


def test_the_precision_of_the_pages_servers_is_not_that_of_qlora() -> None:
    marker = "memory: Llama 2 7B, of: training, method: qlora"
    assert figure(marker, precision="fp8").low == figure(marker).low


def names_of(marker: str) -> set[str]:
    return {tensor.name.split(".")[-2] for tensor in targets(asked(marker))}


@pytest.mark.parametrize(
    ("model", "wanted", "found"),
    [
        ("Llama 2 7B", "attention", {"q_proj", "k_proj", "v_proj", "o_proj"}),
        ("GPT-2", "attention", {"c_attn", "c_proj"}),
        ("GPT-NeoX 20B", "query_key_value", {"query_key_value"}),
        ("Mixtral 8x7B", "all", {"q_proj", "k_proj", "v_proj", "o_proj"}),
    ],
)
def test_targets_are_layers_of_the_model(model: str, wanted: str, found: set[str]) -> None:
    assert names_of(f"memory: {model}, {LORA}, targets: {wanted}") == found


def test_all_takes_shared_experts_and_leaves_routed_ones_and_says_so() -> None:
    marker = f"memory: DeepSeek V3, {LORA}, targets: all"
    components = {tensor.component for tensor in targets(asked(marker))}
    assert components == {"attention", "mlp", "shared_experts"}
    assert "Routed experts get no adapters here" in notes(told(marker))


# Bad input


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ("memory: 70B, of: training, zero: 2", "gpus is 1; write gpus:"),
        ("memory: 70B, of: training, zero: 4, gpus: 8", "a ZeRO stage from 0 to 3"),
        ("memory: 70B, of: training, optimizer: adam", "did you mean 'adamw'"),
        ("memory: 70B, of: training, precision: int4", "write method: qlora"),
        ("memory: 70B, of: training, precision: bf16, optimizer: adamw-fp32", "in 32"),
        ("memory: 70B, of: training, rank: 8", "write method: lora"),
        ("memory: 70B, of: training, context: 8k", "'context' has no part in of: training"),
        (f"memory: Llama 2 7B, {LORA}, targets: q_prj", "did you mean 'q_proj'"),
        (f"memory: Llama 2 7B, {LORA}, targets: 7", "of q_proj, k_proj, v_proj, o_proj"),
        (f"memory: gpt-oss-20b, {LORA}, targets: gate_up_proj", "is called 'gate_up_proj'"),
        (f"memory: 671B-A37B, {LORA}", "not its shape"),
    ],
)
def test_what_contradicts_is_told_with_a_way_out(marker: str, message: str) -> None:
    with pytest.raises(ParamsizeError) as raised:
        told(marker)
    assert message in str(raised.value)


def test_weights_in_the_optimizers_own_precision_are_no_contradiction() -> None:
    marker = "memory: 70B, of: training, precision: fp32, optimizer: adamw-fp32"
    assert figure(marker).low > 0


def test_a_model_that_is_not_disclosed_has_no_memory_of_training_either() -> None:
    assert "not disclosed" in in_words(told("memory: GPT-4, of: training").inline)


# What is told beside a figure


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", ("method LoRA", "8-bit AdamW", "every layer", "attention projections", "rank 16")),
        ("zh", ("LoRA", "8 位 AdamW", "激活重计算为逐层全部", "注意力投影")),
    ],
)
def test_the_inputs_of_training_are_told_in_the_readers_language(
    locale: str, words: tuple[str, ...]
) -> None:
    marker = f"memory: 8B, {LORA}, optimizer: adamw-8bit, recompute: full"
    for word in words:
        assert word in notes(told(marker), locale)


def test_layers_that_the_author_names_stay_as_they_were_written() -> None:
    marker = f"memory: Llama 2 7B, {LORA}, targets: q_proj / v_proj"
    assert "LoRA targets q_proj / v_proj" in notes(told(marker))


def test_training_is_reckoned_in_whichever_16_bits_the_gpu_has() -> None:
    made = told("training: Llama 2 7B, gpu: V100")
    assert row(made, "gpu-hours").low > 0
    assert Words.of("en").text("remark.no-rate") not in notes(made)


# Prices that have grown old


COST = "<< training: Llama 2 7B, gpu: A100 >>"


def test_a_figure_says_that_its_price_is_older_than_the_site_allows(site: Site) -> None:
    built = site.options(price_max_age=1).page(COST).build(strict=True)
    built.shows("This price is older than this site allows.")
    assert built.warnings == []


def test_a_price_within_the_sites_age_says_nothing(site: Site) -> None:
    site.options(price_max_age=36500).page(COST).build().hides("This price is older")


def test_the_working_of_a_cost_tells_an_old_price() -> None:
    marker = "training: Llama 2 7B, of: cost, gpu: A100"
    old, young = Facts(CATALOGUE, price_max_age=0), Facts(CATALOGUE, price_max_age=36500)
    for facts, said in ((old, True), (young, False)):
        found = answer(asked(marker, facts)).inline
        assert isinstance(found, Quantity)
        lines = "\n".join(working(found, Words.of("en")).lines(Words.of("en")))
        assert ("This price is older than this site allows." in lines) == said


@pytest.mark.parametrize("value", [-1, 1.5, "a year", True])
def test_an_age_is_a_number_of_days(site: Site, value: object) -> None:
    stopped = site.page("# No marker").options(price_max_age=value).stops()
    assert "price_max_age" in stopped
    assert "a number of days such as 365" in stopped


def test_sequences_are_no_longer_than_the_model_was_made_for() -> None:
    given = figure("memory: GPT-2, of: training, sequence: 1024").low
    assert figure("memory: GPT-2, of: training").low == given
    assert told("memory: GPT-2, of: training").warnings == ()
    [warning] = told("memory: GPT-2, of: training, sequence: 8k").warnings
    assert "Sequences of 8,192 tokens are longer than the 1,024 tokens" in in_words(warning)


def test_a_shard_of_the_states_is_a_whole_number_of_bytes() -> None:
    made = told("memory: Llama 3.1 8B, of: training, optimizer: sgd, zero: 2, gpus: 3")
    assert row(made, "gradients").low == -(-2 * 8_030_261_248 // 3)
    assert row(made, "optimizer").low == -(-8 * 8_030_261_248 // 3)


@pytest.mark.parametrize(
    ("inputs", "why"),
    [
        ("method: qlora, precision: bf16", "which packs the frozen weights"),
        ("method: lora, rank: 8192", "more than the model's width of 4,096"),
    ],
)
def test_adapters_that_contradict_themselves_are_refused(inputs: str, why: str) -> None:
    with pytest.raises(ScenarioError, match=why):
        told(f"memory: Llama 3.1 8B, of: training, {inputs}")
    told("memory: Llama 3.1 8B, of: training, method: qlora, precision: int4")
    told("memory: Llama 3.1 8B, of: training, method: lora, rank: 4096, precision: bf16")
