"""The records of `data/*.toml`: accelerators, precisions, training runs and scaling fits.

What each field means, and in which unit, stands in `data/README.md`. A site's own file has
the same format and passes through the same functions, so that its errors name file, entry
and field alike.
"""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from mkdocs_paramsize.catalogue.data_file import records

DATA: Final = files("mkdocs_paramsize") / "data"

Compute = Literal["fp32", "tf32", "bf16", "fp16", "fp8", "int8", "fp4"]
"""The types in which a chip multiplies matrices; the fields of `Tflops`."""

Arithmetic = Literal[Compute, "16"]
"""The types in which a format's products run: one of a chip, or in 16 bits of whichever sort the
chip has, as those of weights that are packed for their size alone."""

Packs = Literal["all", "all-matrices", "linear", "experts"]
"""Which tensors a precision stores in its blocks; the others are stored in its `rest`."""

Text = Annotated[str, msgspec.Meta(min_length=1)]
Positive = Annotated[float, msgspec.Meta(gt=0, lt=1e40)]
"""Above nought, and below the infinity that TOML can write too."""
Count = Annotated[int, msgspec.Meta(gt=0, lt=2**62)]
Fraction = Annotated[float, msgspec.Meta(gt=0, lt=1)]
Year = Annotated[int, msgspec.Meta(ge=2000, le=2100)]


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every entry carries: where its figures were read, and when that was last checked."""

    source: Text
    checked: date


class Tflops(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Peak rates of matrix multiplication without sparsity, in 10^12 operations a second."""

    fp32: Positive | None = None
    tf32: Positive | None = None
    bf16: Positive | None = None
    fp16: Positive | None = None
    fp8: Positive | None = None
    int8: Positive | None = None
    fp4: Positive | None = None

    def rate(self, arithmetic: Arithmetic) -> float | None:
        """That of a type, if it is known."""
        if arithmetic == "16":
            return self.bf16 or self.fp16
        own: float | None = getattr(self, arithmetic)
        return own


class Gpu(Record, frozen=True, eq=False, forbid_unknown_fields=True, kw_only=True):
    """One accelerator, as its maker sells it and as its driver reports it: each entry is itself."""

    name: Text
    vendor: Text | None = None
    memory_gb: Positive
    bandwidth_gbs: Positive
    tflops: Tflops
    aliases: tuple[Text, ...] = ()
    year: Year | None = None
    usable_bytes: Count | None = None
    usable_source: Text | None = None
    tdp_w: Positive | None = None
    interconnect_gbs: Positive | None = None
    lacks: tuple[Compute, ...] = ()
    lacks_source: Text | None = None
    note: Text | dict[str, Text] | None = None

    def __post_init__(self) -> None:
        if bool(self.lacks) != (self.lacks_source is not None):
            raise ValueError("`lacks` and `lacks_source` stand together or not at all")
        if stated := [name for name in self.lacks if getattr(self.tflops, name)]:
            raise ValueError(f"`lacks` names {stated[0]}, of which `tflops` has a rate")
        if (self.usable_bytes is None) != (self.usable_source is None):
            raise ValueError("`usable_bytes` and `usable_source` stand together or not at all")


class Price(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one accelerator cost for an hour on a day."""

    gpu: Text
    usd_per_hour: Positive
    date: date
    basis: Literal["list price", "assumption"]


class Precision(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How weights are stored: so many bytes for a block of so many elements.

    >>> [p.bits for p in precision_data().precisions if p.name in ("bf16", "nf4", "q6_k")]
    [16.0, 4.5, 6.5625]
    """

    name: Text
    kind: Literal["plain", "block", "mixture"]
    block_elements: Count
    block_bytes: Count
    packs: Packs
    compute: Arithmetic
    aliases: tuple[Text, ...] = ()
    rest: Text | None = None
    ggml_type: Text | None = None
    note: Text | None = None

    def __post_init__(self) -> None:
        if (self.packs == "all") != (self.rest is None):
            raise ValueError('`rest` is needed, except where `packs` is "all"')

    @property
    def bits(self) -> float:
        """Bits a weight within the blocks."""
        return 8 * self.block_bytes / self.block_elements


class Measured(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The size of a whole file: `size_gib` in 2^30 bytes, `size_gb` in 10^9.

    `parameters` are those of the model; `superseded` says why a file of today is another one.
    """

    model: Text
    parameters: Count
    precision: Text
    bits_per_weight: Positive | None = None
    size_gib: Positive | None = None
    size_gb: Positive | None = None
    superseded: Text | None = None

    def __post_init__(self) -> None:
        if self.bits_per_weight is self.size_gib is self.size_gb is None:
            raise ValueError("one of `bits_per_weight`, `size_gib` and `size_gb` is needed")


class Run(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is published of the training of one model."""

    model: Text
    params: Count | None = None
    active_params: Count | None = None
    tokens: Count | None = None
    flops: Positive | None = None
    flops_convention: Text | None = None
    hardware: Text | None = None
    chips: Count | None = None
    gpu_hours: Positive | None = None
    days: Positive | None = None
    mfu: Fraction | None = None
    hfu: Fraction | None = None
    energy_mwh: Positive | None = None
    tco2e: Positive | None = None
    cost_usd: Positive | None = None
    derived: tuple[Text, ...] = ()
    mfu_sample: bool = False
    note: Text | None = None

    def __post_init__(self) -> None:
        for field in self.derived:
            if getattr(self, field, None) is None:
                raise ValueError(f"`derived` names `{field}`, which the entry does not have")
        if self.mfu_sample and None in (self.params, self.tokens, self.hardware, self.gpu_hours):
            raise ValueError("`mfu_sample` needs params, tokens, hardware and gpu_hours")


class Fit(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Constants of the loss L(N, D) = E + A / N^alpha + B / D^beta."""

    name: Text
    e: Positive
    a: Positive
    b: Positive
    alpha: Fraction
    beta: Fraction
    aliases: tuple[Text, ...] = ()
    warning: Text | None = None


Approach = Annotated[int, msgspec.Meta(ge=1, le=3)]
"""One of the three ways in which Hoffmann et al. 2022 look for the optimum."""


class Exponents(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the best size and the best amount of data grow with compute: N ~ C^a, D ~ C^b."""

    name: Text
    a: Fraction
    b: Fraction
    approach: Approach | None = None
    """Which rows of `Optimal` go with them."""
    a_interval: tuple[Fraction, Fraction] | None = None
    b_interval: tuple[Fraction, Fraction] | None = None
    warning: Text | None = None


class Optimal(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A row of a published table of compute-optimal models."""

    table: Text
    approach: Approach
    params: Count
    tokens: Count
    flops: Positive
    printed_flops: Positive | None = None
    erratum: Text | None = None


class Rule(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A rule of thumb: so many tokens for each parameter."""

    name: Text
    tokens_per_param: Positive


class Optimizer(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Bytes that training keeps of each parameter that it changes.

    `states` are the optimizer's own: moments, and a master copy of the weights if there is one.

    >>> [(o.name, o.weights + o.gradients + o.states) for o in optimizer_data().optimizers][:2]
    [('adamw', 16), ('adamw-fp32', 16)]
    """

    name: Text
    weights: Count
    gradients: Count
    states: Count
    aliases: tuple[Text, ...] = ()
    note: Text | None = None


class GpuData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `gpus.toml` holds."""

    gpus: tuple[Gpu, ...] = msgspec.field(default=(), name="gpu")
    prices: tuple[Price, ...] = msgspec.field(default=(), name="price")


class PrecisionData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `precisions.toml` holds."""

    precisions: tuple[Precision, ...] = msgspec.field(default=(), name="precision")
    measured: tuple[Measured, ...] = ()


class TrainingData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `training.toml` holds."""

    runs: tuple[Run, ...] = msgspec.field(default=(), name="run")


class ScalingData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `scaling.toml` holds."""

    fits: tuple[Fit, ...] = msgspec.field(default=(), name="fit")
    exponents: tuple[Exponents, ...] = ()
    optimal: tuple[Optimal, ...] = ()
    rules: tuple[Rule, ...] = msgspec.field(default=(), name="rule")


class OptimizerData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `optimizers.toml` holds."""

    optimizers: tuple[Optimizer, ...] = msgspec.field(default=(), name="optimizer")


def gpu_data(file: Path | Traversable = DATA / "gpus.toml") -> GpuData:
    """Accelerators and their prices. Raises DataError that names file, entry and field."""
    return records(file, GpuData)


def precision_data(file: Path | Traversable = DATA / "precisions.toml") -> PrecisionData:
    """Precisions and measured files. Raises DataError that names file, entry and field."""
    return records(file, PrecisionData)


def training_data(file: Path | Traversable = DATA / "training.toml") -> TrainingData:
    """Published training runs. Raises DataError that names file, entry and field."""
    return records(file, TrainingData)


def scaling_data(file: Path | Traversable = DATA / "scaling.toml") -> ScalingData:
    """Scaling fits and tables. Raises DataError that names file, entry and field."""
    return records(file, ScalingData)


def optimizer_data(file: Path | Traversable = DATA / "optimizers.toml") -> OptimizerData:
    """What optimizers keep. Raises DataError that names file, entry and field."""
    return records(file, OptimizerData)
