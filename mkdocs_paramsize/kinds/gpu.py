"""The GPU of a scenario, and its figures as quantities."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from msgspec.structs import replace

from mkdocs_paramsize.algebra.quantity import BY_DEFINITION, Quantity, Source, Unit
from mkdocs_paramsize.answer import (
    Cell,
    Choose,
    Localised,
    Own,
    Phrase,
    Plain,
)
from mkdocs_paramsize.errors import ScenarioError
from mkdocs_paramsize.facts.records import Arithmetic, Gpu, Precision
from mkdocs_paramsize.kinds.conditions import at_least
from mkdocs_paramsize.kinds.inputs import (
    cell_of,
    chosen,
    has_dial,
    is_as_released,
    is_bound,
    weight_precision,
)
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.scenario.cells import GPU

ONE_GPU: Final = Quantity("gpus", 1, "gpu", "exact", source=BY_DEFINITION)


def gpu(question: Question) -> Gpu:
    """The GPU of the scenario. Raises UnknownNameError that suggests."""
    return question.facts.gpu(question.scenario.text("gpu") or "")


def of_gpu(question: Question, figure: Callable[[Gpu], Quantity]) -> Quantity:
    """A figure of the scenario's GPU, which follows the page's dial unless a marker names it."""
    found = figure(gpu(question))
    return replace(found, cell=None) if is_bound("gpu", question) else found


def gpu_name(question: Question) -> Plain:
    """The GPU's name, which follows the page's dial."""
    return Plain(gpu(question).name, cell=cell_of("gpu", question))


def gpu_notes(question: Question) -> tuple[Cell, ...]:
    """What a reader should know of the GPU, as long as it is that."""
    note = gpu(question).note
    if note is None:
        return ()
    told = Localised.of(note)
    return (Own(frozenset({"gpu"}), told) if has_dial("gpu", question) else told,)


def cards(question: Question) -> Cell:
    """The GPU by name, and how many where it is not one."""
    number, name = question.scenario.quantity("gpus"), gpu_name(question)
    several = Phrase("fit.cards", {"number": number, "gpu": name})

    def cases() -> Iterator[tuple[Quantity, Cell]]:
        yield at_least(ONE_GPU, number), name

    return Choose(cases, several)


def capacity(found: Gpu) -> Quantity:
    """What the driver reports; without that, what is marketed, as 10^9 bytes a GB.

    >>> from mkdocs_paramsize.facts import Facts
    >>> capacity(Facts().gpu("H100")).value
    85520809984
    """
    if found.usable_bytes is not None:
        source = Source(found.usable_source or found.source, found.checked, of=found.name)
        return Quantity(
            "capacity",
            found.usable_bytes,
            "byte",
            "published",
            source=source,
            origin="gpu",
            cell=f"{GPU}|capacity",
        )
    return Quantity(
        name="capacity",
        value=round(found.memory_gb * 10**9),
        unit="byte",
        label="published",
        source=Source(found.source, found.checked, of=found.name),
        origin="gpu",
        cell=f"{GPU}|capacity",
        remark="marketed-capacity",
    )


def peak(found: Gpu, compute: Arithmetic, cell: str | None = None) -> Quantity:
    """Dense peak in FLOP/s for a type of number; that of 16 bits where no other is recorded,
    which is an estimate: the chip may be faster.

    `cell` names it on a live page; by default it is bound to that type.

    Raises ScenarioError when no rate in 16 bits is known either.
    """
    rate, is_stated = rate_of(found, compute)
    found_peak = from_gpu(found, "peak", rate and rate * 10**12, "flop/s")
    named = replace(found_peak, cell=cell or f"{GPU}|peak@{compute}")
    return named if is_stated else replace(named, label="estimated", remark="no-rate")


def rate_of(found: Gpu, compute: Arithmetic) -> tuple[float | None, bool]:
    """TFLOPS for a type of number, and whether they are its own, or stand in 16 bits for one that
    the chip lacks: else it may have a rate that is not recorded."""
    stated = found.tflops.rate(compute)
    return stated or found.tflops.rate("16"), bool(stated) or compute in found.lacks


def peak_in(question: Question) -> Quantity:
    """The peak for the type of number that the weights' format computes in."""
    return replace(_peak_in(question), chosen=chosen(question, "precision"))


def _peak_in(question: Question) -> Quantity:
    """The same, by GPU and type of number.

    On a live page it follows the GPU and the format, be it that in which the reader's model was
    released, unless these are bound.
    """
    compute = weight_precision(question).compute
    if _computes_alike(question):
        return of_gpu(question, lambda found: peak(found, compute))
    found = gpu(question)
    owner = found.name if is_bound("gpu", question) else GPU
    return peak(found, compute, cell=f"{owner}|peak")


def _computes_alike(question: Question) -> bool:
    """Whether the type of number that the weights compute in stays the same on a live page."""
    precision = question.scenario.setting("precision")
    is_bound = precision is not None and precision.origin == "marker"
    return is_bound or (precision is None and not is_as_released(question))


def lacks_type(question: Question) -> Quantity:
    """1 where the GPU has no units for that type of number, else 0.

    Of a format that nobody asked for, only where that is none of 16 bits: these are converted
    into each other, and weigh the same.
    """
    compute, setting = weight_precision(question).compute, question.scenario.setting("precision")
    bound = f"@{compute}" if _computes_alike(question) else ""
    return _lacks(question, compute, "lacks" if setting else "lacks_released", bound)


def lacks_type_of(question: Question, precision: Precision) -> Quantity:
    """The same of the type that a given format computes in."""
    return _lacks(question, precision.compute, "lacks", f"@{precision.compute}")


IN_16_BITS: Final[tuple[Arithmetic, ...]] = ("16", "bf16", "fp16")
"""Types of which one stands in for another where a GPU has not both."""


def lacks(found: Gpu, compute: Arithmetic, name: str = "lacks") -> bool:
    """Whether a GPU has no units for a type; for `lacks_released`, for one that matters there."""
    return compute in found.lacks and (name == "lacks" or compute not in IN_16_BITS)


def _lacks(question: Question, compute: Arithmetic, name: str, bound: str) -> Quantity:
    found = gpu(question)
    owner = found.name if is_bound("gpu", question) else GPU
    return Quantity(
        name="count",
        value=int(lacks(found, compute, name)),
        unit="count",
        label="exact",
        source=Source(found.lacks_source or found.source, found.checked, of=found.name),
        origin="gpu",
        cell=f"{owner}|{name}{bound}",
    )


def bandwidth(found: Gpu) -> Quantity:
    """Bytes a second between the GPU and its memory."""
    return from_gpu(found, "bandwidth", found.bandwidth_gbs * 10**9, "byte/s")


def from_gpu(found: Gpu, name: str, value: float | None, unit: Unit) -> Quantity:
    """A property of the GPU. Raises ScenarioError when the record does not have it."""
    if value is None:
        raise ScenarioError(
            f"{name} of {found.name} is not known; name another GPU, or add it to your own "
            "with the option `gpus`"
        )
    source = Source(found.source, found.checked, of=found.name)
    return Quantity(
        name, value, unit, "published", source=source, origin="gpu", cell=f"{GPU}|{name}"
    )
