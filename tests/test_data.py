"""The data files: entries are sourced, name one thing, and agree with what they can be held to."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
import pytest

from mkdocs_paramsize.catalogue.names import normal
from mkdocs_paramsize.errors import DataError
from mkdocs_paramsize.facts.records import (
    DATA,
    Fit,
    Gpu,
    Optimizer,
    Precision,
    Record,
    Run,
    gpu_data,
    optimizer_data,
    precision_data,
    scaling_data,
    training_data,
)
from mkdocs_paramsize.facts.tiers import Tiers
from mkdocs_paramsize.kinds.tier import name_of
from tests.asking import in_words, told

GPUS = gpu_data()
PRECISIONS = precision_data()
TRAINING = training_data()
SCALING = scaling_data()
OPTIMIZERS = optimizer_data()

GPU = {normal(name): gpu for gpu in GPUS.gpus for name in (gpu.name, *gpu.aliases)}
PRECISION = {p.name: p for p in PRECISIONS.precisions}

LLAMA_8B = 8_030_261_248  # truth: the model built from its config
LLAMA_8B_NORMS = 65 * 4096


def records() -> list[Record]:
    files = (GPUS, PRECISIONS, TRAINING, SCALING, OPTIMIZERS)
    tables = [getattr(file, table) for file in files for table in file.__struct_fields__]
    return [record for table in tables for record in table]


def described(record: Record) -> str:
    return str(getattr(record, "name", getattr(record, "model", type(record).__name__)))


# Every entry


def test_each_says_where_it_was_read_and_when() -> None:
    assert [described(r) for r in records() if len(r.source) < len("IEEE 754")] == []
    assert [described(r) for r in records() if r.checked < date(2026, 11, 24)] == []


def texts(record: Record) -> list[str]:
    fields = ("source", "usable_source", "note", "warning", "erratum")
    told = [text for field in fields if (text := getattr(record, field, None))]
    return [text for one in told for text in ((one,) if isinstance(one, str) else one.values())]


def test_what_is_written_of_sources_has_no_loose_ends() -> None:
    for text in [text for record in records() for text in texts(record)]:
        assert text.count("(") == text.count(")"), text
        assert text == text.strip(" ;,"), text
        assert "from memory" not in text, text


@pytest.mark.parametrize(
    "entries",
    [GPUS.gpus, PRECISIONS.precisions, OPTIMIZERS.optimizers],
    ids=["gpus", "precisions", "optimizers"],
)
def test_a_name_means_one_entry(entries: tuple[Gpu | Precision | Optimizer, ...]) -> None:
    forms = [normal(name) for entry in entries for name in (entry.name, *entry.aliases)]
    assert sorted(forms) == sorted(set(forms))


# Accelerators


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("H100", "H100 SXM 80GB"),
        ("h100 80gb", "H100 SXM 80GB"),
        ("H100 SXM", "H100 SXM 80GB"),
        ("H100 PCIe", "H100 PCIe 80GB"),
        ("A100", "A100 80GB SXM"),
        ("A100-80GB", "A100 80GB SXM"),
        ("A100 40GB", "A100 40GB SXM"),
        ("4090", "RTX 4090"),
        ("M3 Ultra", "M3 Ultra"),
    ],
)
def test_an_accelerator_is_found_as_people_write_it(written: str, name: str) -> None:
    assert GPU[normal(written)].name == name


@pytest.mark.parametrize("written", ["RTX 4060 Ti", "Ascend 910B", "RTX PRO 6000"])
def test_a_name_of_several_cards_names_none(written: str) -> None:
    assert normal(written) not in GPU


def test_an_80_gb_h100_has_79_6_gib() -> None:
    usable = GPU["h100"].usable_bytes
    assert usable is not None
    assert usable == 85_520_809_984  # the total in bytes, as printed by Modal's pull request 2797
    assert round(usable / 2**30, 1) == 79.6


@pytest.mark.parametrize("gpu", GPUS.gpus, ids=described)
def test_what_the_driver_reports_is_what_was_sold_give_or_take_a_tenth(gpu: Gpu) -> None:
    if gpu.usable_bytes is not None:
        assert gpu.usable_bytes % 2**20 == 0  # drivers count whole MiB
        assert 0.95 * gpu.memory_gb * 10**9 < gpu.usable_bytes <= gpu.memory_gb * 2**30


@pytest.mark.parametrize("gpu", GPUS.gpus, ids=described)
def test_fewer_bits_are_never_slower_on_tensor_cores(gpu: Gpu) -> None:
    rates = [gpu.tflops.bf16 or gpu.tflops.fp16, gpu.tflops.fp8, gpu.tflops.fp4]
    known = [rate for rate in rates if rate is not None]
    assert known == sorted(known)
    assert (gpu.tflops.tf32 or 0) <= (gpu.tflops.bf16 or 10**6)


@pytest.mark.parametrize("gpu", GPUS.gpus, ids=described)
def test_rates_are_dense(gpu: Gpu) -> None:
    """A rate with sparsity among dense ones would be twice what its neighbours allow."""
    if gpu.tflops.bf16 is not None:
        assert (gpu.tflops.fp8 or 0) <= 2.05 * gpu.tflops.bf16
        assert (gpu.tflops.fp4 or 0) <= 8.05 * gpu.tflops.bf16


def test_the_peaks_that_published_utilisations_were_reckoned_with() -> None:
    peaks = {name: GPU[normal(name)].tflops.bf16 for name in ("A100", "H100", "TPU v3", "TPU v4")}
    assert peaks == {"A100": 312, "H100": 989.5, "TPU v3": 123, "TPU v4": 275}


def test_a_price_belongs_to_an_accelerator_by_its_name() -> None:
    assert {price.gpu for price in GPUS.prices} <= {gpu.name for gpu in GPUS.gpus}


def test_prices_are_not_of_the_future() -> None:
    assert all(price.date <= price.checked for price in GPUS.prices)


# Precisions


@pytest.mark.parametrize(
    "precision", [p for p in PRECISIONS.precisions if p.ggml_type], ids=described
)
def test_a_block_of_llama_cpp_is_as_the_gguf_package_has_it(precision: Precision) -> None:
    gguf = pytest.importorskip("gguf")
    kind = gguf.GGMLQuantizationType[precision.ggml_type]
    elements, size = gguf.constants.GGML_QUANT_SIZES[kind]
    assert precision.block_bytes * elements == size * precision.block_elements


def test_every_block_type_that_files_are_named_for_is_here() -> None:
    gguf = pytest.importorskip("gguf")
    files = {kind.name.removeprefix("MOSTLY_") for kind in gguf.LlamaFileType}
    named = {name for name in files if name.startswith(("Q", "IQ", "TQ"))}
    known = {p.name.upper() for p in PRECISIONS.precisions}
    assert named - known <= {"Q1_0", "Q2_0", "Q4_1_SOME_F16"}  # no files of these are about


@pytest.mark.parametrize(
    ("name", "bits"),
    [
        ("bf16", 16),
        ("fp8", 8),
        ("mxfp8", 8.25),
        ("int4", 4),
        ("w4a16", 4 + 16 / 128),
        ("gptq-int4", 4 + 16 / 128 + 4 / 128),
        ("gptq-int8", 8 + 16 / 128 + 8 / 128),
        ("awq-int4", 4 + 16 / 128 + 4 / 128),
        ("nf4", 4 + 32 / 64),
        ("nf4-dq", 4 + 8 / 64 + 32 / (64 * 256)),
        ("mxfp4", 4 + 8 / 32),
        ("nvfp4", 4 + 8 / 16),
        ("fp8-block", 8 + 32 / 128**2),
    ],
)
def test_bits_of_a_weight_with_its_scales(name: str, bits: float) -> None:
    assert PRECISION[name].bits == bits


@pytest.mark.parametrize("precision", PRECISIONS.precisions, ids=described)
def test_the_rest_is_a_plain_type(precision: Precision) -> None:
    if precision.rest is not None:
        assert PRECISION[precision.rest].kind == "plain"
        assert PRECISION[precision.rest].bits > precision.bits


@pytest.mark.parametrize("name", ["q8_0", "q6_k", "fp16"])
def test_files_of_one_type_are_as_large_as_their_blocks_say(name: str) -> None:
    """llama.cpp's own measurement, against matrices in blocks and norms in fp32."""
    (measured,) = [
        m for m in PRECISIONS.measured if (m.model, m.precision) == ("Llama 3.1 8B", name)
    ]
    matrices = (LLAMA_8B - LLAMA_8B_NORMS) * PRECISION[name].bits
    assert (matrices + LLAMA_8B_NORMS * 32) / LLAMA_8B == pytest.approx(
        measured.bits_per_weight, abs=6e-5
    )


def test_measured_sizes_and_bits_tell_the_same() -> None:
    rows = [m for m in PRECISIONS.measured if m.model == "Llama 3.1 8B" and m.bits_per_weight]
    for row in rows:
        if row.size_gib is not None:
            size = (row.bits_per_weight or 0) * LLAMA_8B / 8 / 2**30
            assert size == pytest.approx(row.size_gib, abs=0.011), row.precision
    assert len(rows) == 23


def test_a_file_is_never_smaller_than_its_blocks() -> None:
    for row in PRECISIONS.measured:
        if row.bits_per_weight is not None:
            assert row.bits_per_weight > PRECISION[row.precision].bits - 0.01, row


def test_a_file_was_measured_in_a_precision_that_there_is() -> None:
    assert {m.precision for m in PRECISIONS.measured} - set(PRECISION) == set()


def test_every_mixture_but_the_ternary_ones_was_measured() -> None:
    mixtures = {p.name for p in PRECISIONS.precisions if p.kind == "mixture"}
    assert mixtures - {m.precision for m in PRECISIONS.measured} == {"tq1_0", "tq2_0"}


# Training runs


def runs_with(*fields: str) -> list[Run]:
    return [r for r in TRAINING.runs if all(getattr(r, field) is not None for field in fields)]


def effective_mfu(run: Run) -> float:
    gpu = GPU[normal(run.hardware or "")]
    peak = gpu.tflops.bf16 or gpu.tflops.fp16
    assert peak is not None
    assert run.params is not None
    assert run.tokens is not None
    assert run.gpu_hours is not None
    return 6 * run.params * run.tokens / (run.gpu_hours * 3600 * peak * 1e12)


def test_the_band_of_utilisation_is_that_of_the_published_runs() -> None:
    shares = [effective_mfu(run) for run in TRAINING.runs if run.mfu_sample]
    assert len(shares) == 32
    assert round(median(shares), 3) == 0.318
    assert round(min(shares), 2) == 0.14
    assert round(max(shares), 2) == 0.51
    assert sum(0.25 <= share <= 0.50 for share in shares) == 27


def test_a_run_is_entered_once() -> None:
    models = [run.model for run in TRAINING.runs]
    assert sorted(models) == sorted(set(models))


@pytest.mark.parametrize("run", runs_with("flops", "params", "tokens"), ids=described)
def test_published_compute_is_near_six_n_d(run: Run) -> None:
    assert run.flops is not None
    assert run.params is not None
    assert run.tokens is not None
    ratio = run.flops / (6 * (run.active_params or run.params) * run.tokens)
    if run.flops_convention == "with activation recomputation":
        assert 1.3 < ratio < 1.4  # eight for six
    else:
        assert 0.9 < ratio < 1.26


@pytest.mark.parametrize("run", runs_with("gpu_hours", "chips", "days"), ids=described)
def test_hours_are_those_of_chips_and_days(run: Run) -> None:
    assert run.chips is not None
    assert run.days is not None
    assert run.gpu_hours == pytest.approx(run.chips * run.days * 24, rel=0.02)


@pytest.mark.parametrize("run", TRAINING.runs, ids=described)
def test_hardware_is_known_or_speaks_of_several(run: Run) -> None:
    if run.hardware is not None and normal(run.hardware) not in GPU:
        assert run.hardware in {"TPU v3 and TPU v4", "Cerebras CS-2"}


def test_the_cost_of_deepseek_v3_is_its_hours_at_the_assumed_rent() -> None:
    (run,) = [run for run in TRAINING.runs if run.model == "DeepSeek-V3"]
    (price,) = [price for price in GPUS.prices if price.gpu.startswith("H800")]
    after = 119_000 + 5_000  # Context extension and post-training
    assert ((run.gpu_hours or 0) + after) * price.usd_per_hour == run.cost_usd


# Scaling


@pytest.mark.parametrize("row", SCALING.optimal, ids=lambda row: f"{row.approach}-{row.params}")
def test_rows_of_the_optimal_tables_are_six_n_d(row: Any) -> None:
    assert 6 * row.params * row.tokens == pytest.approx(row.flops, rel=0.05)


def test_the_slip_of_table_a3_is_the_only_one_and_is_a_factor_of_ten() -> None:
    (row,) = [row for row in SCALING.optimal if row.printed_flops is not None]
    assert row.flops == pytest.approx(10 * (row.printed_flops or 0))
    assert row.erratum


def tokens_per_parameter(fit: Fit, flops: float) -> float:
    """Where the loss is least along 6ND = C, found on a grid instead of by the closed form."""

    def loss(params: float) -> float:
        tokens = flops / 6 / params
        return float(fit.e + fit.a / params**fit.alpha + fit.b / tokens**fit.beta)

    best = min((10 ** (8 + step / 2000) for step in range(10_000)), key=loss)
    return flops / 6 / best**2


def test_the_replication_finds_about_twenty_tokens_a_parameter() -> None:
    fit = SCALING.fits[0]
    assert fit.name == "besiroglu"
    assert fit.warning is None
    assert 18 < tokens_per_parameter(fit, 5.76e23) < 24


def test_the_rounded_constants_do_not_and_say_so() -> None:
    for fit in SCALING.fits[1:]:
        assert fit.warning
    assert tokens_per_parameter(SCALING.fits[1], 5.76e23) == pytest.approx(92.6, rel=0.01)


# Tiers


def test_the_examples_of_a_tier_are_models_of_its_size() -> None:
    for tier in Tiers.built_in().tiers:
        for name in tier.examples:
            assert in_words(told(f"tier: {name}").inline) == in_words(name_of(tier)), name


def test_each_tier_begins_above_the_one_before() -> None:
    starts = [tier.start for tier in Tiers.built_in().tiers]
    assert starts == sorted(set(starts))
    assert starts[0] == 0


# Faults

WHOLE = """
[[gpu]]
name = "Nova 1"
vendor = "Nova"
memory_gb = 64
bandwidth_gbs = 1000
tflops = { bf16 = 200 }
source = "Nova data sheet"
checked = 2026-11-24
"""


def read(tmp_path: Path, text: str) -> Gpu:
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    return gpu_data(file).gpus[0]


def test_a_file_of_the_site_has_the_same_format(tmp_path: Path) -> None:
    assert read(tmp_path, WHOLE).tflops.bf16 == 200
    assert read(tmp_path, WHOLE).usable_bytes is None


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("memory_gb = 64\n", "", "[[gpu]] number 1, 'Nova 1': Object missing required field `mem"),
        ("64", '"64 GB"', "'Nova 1': Expected `float`, got `str` - at `memory_gb`"),
        ("200", "-1", "'Nova 1': Expected `float` > 0.0 - at `tflops.bf16`"),
        ("200", "inf", "'Nova 1': Expected `float` < 1e+40 - at `tflops.bf16`"),
        ("200", "nan", "'Nova 1': Expected `float` > 0.0 - at `tflops.bf16`"),
        ("64", "64\nusable_bytes = 9999999999999999999", "Expected `int` <= 4611686018427387903"),
        (
            "vendor",
            'lacks = ["fp7"]\nlacks_source = "x"\nvendor',
            "Invalid enum value 'fp7' - at `lacks[0]`; it is one of fp32, tf32, bf16, fp16, fp8",
        ),
        ("vendor", "maker", "'Nova 1': Object contains unknown field `maker`"),
        ("vendor", "usable_bytes = 5\nvendor", "`usable_bytes` and `usable_source` stand together"),
        ("2026-11-24", '"yesterday"', "'Nova 1': Invalid RFC3339 encoded date - at `checked`"),
        ("[[gpu]]", "[[gpus]]", "[[gpus]] number 1, 'Nova 1': Object contains unknown field"),
        ("[[gpu]]", "[gpu]", "Expected `array`, got `object` - at `$.gpu`"),
        ("[[gpu]]", "[[gpu]", "cannot be read as TOML: "),
        (WHOLE, "gpu = [1]", "[[gpu]] number 1: Expected `object`, got `int`"),
    ],
)
def test_a_fault_names_file_entry_and_field(tmp_path: Path, old: str, new: str, fault: str) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, WHOLE.replace(old, new))
    assert str(caught.value).startswith("own.toml: ")
    assert fault in str(caught.value)


def test_the_faulty_entry_is_named_among_sound_ones(tmp_path: Path) -> None:
    second = WHOLE.replace("Nova 1", "Nova 2").replace("1000", '"fast"')
    with pytest.raises(DataError, match=r"\[\[gpu\]\] number 2, 'Nova 2': .* at `bandwidth_gbs`"):
        read(tmp_path, WHOLE + second)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"own\.toml: cannot be read: No such file"):
        gpu_data(tmp_path / "own.toml")


def test_a_mixture_needs_its_rest_and_a_measured_file_its_size(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    tables = tomllib.loads((DATA / "precisions.toml").read_text(encoding="utf-8"))
    packed = next(row for row in tables["precision"] if row["packs"] == "linear")
    kept = {key: value for key, value in packed.items() if key not in ("rest", "checked")}
    lines = [f"{key} = {value!r}" for key, value in kept.items()]
    file.write_text("[[precision]]\nchecked = 2026-11-24\n" + "\n".join(lines), encoding="utf-8")
    with pytest.raises(DataError, match="`rest` is needed"):
        precision_data(file)
    file.write_text(
        '[[measured]]\nmodel = "m"\nparameters = 9\nprecision = "q8_0"\n'
        'source = "s"\nchecked = 2026-11-24\n',
        encoding="utf-8",
    )
    with pytest.raises(DataError, match="one of `bits_per_weight`, `size_gib` and `size_gb`"):
        precision_data(file)


@pytest.mark.parametrize(
    ("extra", "fault"),
    [
        ('derived = ["days"]', "`derived` names `days`, which the entry does not have"),
        ("mfu_sample = true", "`mfu_sample` needs params, tokens, hardware and gpu_hours"),
        ("mfu = 41", "Expected `float` < 1.0 - at `mfu`"),
    ],
)
def test_a_run_that_contradicts_itself_is_refused(tmp_path: Path, extra: str, fault: str) -> None:
    file = tmp_path / "own.toml"
    entry = '[[run]]\nmodel = "m"\nsource = "s"\nchecked = 2026-11-24\n'
    file.write_text(entry + extra, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        training_data(file)
    assert fault in str(caught.value)


def test_records_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        GPUS.gpus[0].name = "another"  # type: ignore[misc]
    assert isinstance(GPUS.gpus[0], msgspec.Struct)


def test_the_readme_describes_every_field() -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    fields = {field for record in records() for field in record.__struct_fields__}
    assert {field for field in fields if f"`{field}`" not in text} == set()


def test_what_is_noted_of_a_gpu_is_said_in_every_language() -> None:
    for gpu in GPUS.gpus:
        assert gpu.note is None or set(gpu.note) == {"en", "zh"}, gpu.name
