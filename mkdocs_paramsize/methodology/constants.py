"""Every constant with its source and the day on which that was last checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.facts.records import Gpu, Record, optimizer_data
from mkdocs_paramsize.kinds.data import BYTES_PER_TOKEN, WORDS_PER_TOKEN
from mkdocs_paramsize.kinds.memory import PASS
from mkdocs_paramsize.kinds.memory_training import STAGES, stage_of
from mkdocs_paramsize.methodology.grid import Line, grid, source_of
from mkdocs_paramsize.notation import format_bytes, format_count, format_number, format_percent
from mkdocs_paramsize.scenario import INPUTS
from mkdocs_paramsize.words import Words

Cells = tuple[str | None, ...]
Rows = Iterable[Cells]


def tables(facts: Facts, words: Words) -> Iterator[tuple[str, Element]]:
    """The tables of constants by the name of their heading."""
    for name, (heads, rows) in TABLES.items():
        lines = [_line(*cells, words=words) for cells in rows(facts, words)]
        titles = [_head(head, words) for head in heads]
        figures = [n for n, head in enumerate(heads) if head in FIGURES]
        yield name, grid(words.text(f"methodology.{name}"), titles, lines, figures)


def _line(*cells: str | None, words: Words) -> Line:
    """The cells of a row before the last two, which are its source and when that was checked."""
    *own, source, checked = cells
    return Line(tuple(own), source=source_of(source, checked, words) if source else ())


def _head(head: str, words: Words) -> str:
    """The words of a head; a symbol stands for itself."""
    key = f"methodology.head.{head}"
    return words.text(key) if words.has(key) else head


def _read_in(record: Record) -> tuple[str, str]:
    return record.source, record.checked.isoformat()


def _defaults(_: Facts, words: Words) -> Rows:
    for given in INPUTS.values():
        if given.default is not None:
            source = given.source
            checked = source.checked.isoformat() if source and source.checked else None
            name = words.text(f"input.{given.name}")
            yield name, given.default, source.text if source else None, checked


def _gpus(facts: Facts, _: Words) -> Rows:
    return map(_gpu, facts.gpus)


def _gpu(gpu: Gpu) -> Cells:
    rates = gpu.tflops
    source, checked = _read_in(gpu)
    return (
        gpu.name,
        format_bytes(gpu.usable_bytes) if gpu.usable_bytes else f"{gpu.memory_gb:g} GB",
        f"{format_number(gpu.bandwidth_gbs, 6)} GB/s",
        _rate(rates.bf16 or rates.fp16),
        _rate(rates.fp8),
        f"{gpu.tdp_w:g} W" if gpu.tdp_w else None,
        f"{source}; {gpu.usable_source}" if gpu.usable_source else source,
        checked,
    )


def _rate(tflops: float | None) -> str | None:
    return f"{format_number(tflops, 6)} TFLOP/s" if tflops else None


def _prices(facts: Facts, words: Words) -> Rows:
    for price in facts.prices:
        basis = words.cited(price.basis.replace(" ", "-"))
        asked = words.filled("unit.usd/hour", n=f"{price.usd_per_hour:.2f}")
        yield price.gpu, asked, price.date.isoformat(), basis, *_read_in(price)


def _precisions(facts: Facts, words: Words) -> Rows:
    for each in facts.precisions.precisions:
        yield (
            each.name,
            f"{each.block_bytes} B / {each.block_elements}",
            format_number(each.bits, 6),
            words.text(f"methodology.packs.{each.packs}"),
            each.rest,
            *_read_in(each),
        )


def _optimizers(_: Facts, __: Words) -> Rows:
    for each in optimizer_data().optimizers:
        kept = map(str, (each.weights, each.gradients, each.states))
        yield each.name, *kept, *_read_in(each)


def _fits(facts: Facts, words: Words) -> Rows:
    for fit in facts.scaling.fits:
        constants = (f"{value:g}" for value in (fit.e, fit.a, fit.b, fit.alpha, fit.beta))
        yield words.text(f"scaling.{fit.name}"), *constants, *_read_in(fit)


def _exponents(facts: Facts, words: Words) -> Rows:
    for each in facts.scaling.exponents:
        a, b = _within(each.a, each.a_interval), _within(each.b, each.b_interval)
        yield words.text(f"scaling.{each.name}"), a, b, *_read_in(each)


def _within(value: float, interval: tuple[float, float] | None) -> str:
    """A number with the interval that its paper gives it.

    >>> _within(0.5, (0.488, 0.502)), _within(0.73, None)
    ('0.5 (0.488–0.502)', '0.73')
    """
    return f"{value:g} ({interval[0]:g}–{interval[1]:g})" if interval else f"{value:g}"


def _text(_: Facts, words: Words) -> Rows:
    return _quantities((WORDS_PER_TOKEN, BYTES_PER_TOKEN), words)


def _reckoned(_: Facts, words: Words) -> Rows:
    return _quantities((PASS, *map(stage_of, STAGES)), words)


def _quantities(listed: Iterable[Quantity], words: Words) -> Rows:
    for quantity in listed:
        assert quantity.source is not None
        checked = quantity.source.checked.isoformat() if quantity.source.checked else None
        name = words.text(f"quantity.{quantity.name}")
        yield name, f"{quantity.low:g}", quantity.source.text, checked


def _runs(facts: Facts, _: Words) -> Rows:
    for run in facts.training.runs:
        yield (
            run.model,
            format_count(run.params) if run.params else None,
            format_count(run.tokens) if run.tokens else None,
            run.hardware,
            format_number(run.gpu_hours, 9) if run.gpu_hours else None,
            format_percent(run.mfu) if run.mfu else None,
            "✓" if run.mfu_sample else " ",
            *_read_in(run),
        )


TABLES: Final[Mapping[str, tuple[tuple[str, ...], Callable[[Facts, Words], Rows]]]] = {
    "defaults": (("input", "default"), _defaults),
    "gpus": (("name", "memory", "bandwidth", "dense16", "dense8", "power"), _gpus),
    "prices": (("name", "price", "date", "basis"), _prices),
    "precisions": (("name", "block", "bits", "packs", "rest"), _precisions),
    "optimizers": (("name", "weights", "gradients", "states"), _optimizers),
    "fits": (("name", "E", "A", "B", "α", "β"), _fits),
    "exponents": (("name", "a", "b"), _exponents),
    "text": (("name", "value"), _text),
    "reckoned": (("name", "value"), _reckoned),
    "runs": (("model", "parameters", "tokens", "hardware", "gpu-hours", "MFU", "sample"), _runs),
}

FIGURES: Final = frozenset(
    {
        *("memory", "bandwidth", "dense16", "dense8", "power", "price", "date"),
        *("block", "bits", "default", "weights", "gradients", "states", "value"),
        *("E", "A", "B", "α", "β", "a", "b", "parameters", "tokens", "gpu-hours", "MFU"),
    }
)
"""Heads of columns that hold figures."""
