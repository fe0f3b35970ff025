"""Every constant with its source and the day on which that was last checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from mkdocs_paramsize.answer import Phrase, Plain, Row, Table
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.kinds.data import BYTES_PER_TOKEN, WORDS_PER_TOKEN
from mkdocs_paramsize.notation import format_bytes, format_count, format_number
from mkdocs_paramsize.records import Gpu, Record, optimizer_data
from mkdocs_paramsize.render.content import Writer
from mkdocs_paramsize.render.table import table
from mkdocs_paramsize.scenario import INPUTS

UNKNOWN = "–"


def tables(facts: Facts, writer: Writer) -> Iterator[tuple[str, Element]]:
    """The tables of constants by the name of their heading."""
    made = (
        ("defaults", _defaults()),
        ("gpus", _gpus(facts)),
        ("prices", _prices(facts)),
        ("precisions", _precisions(facts, writer)),
        ("optimizers", _optimizers()),
        ("fits", _fits(facts)),
        ("exponents", _exponents(facts)),
        ("text", _text(writer)),
        ("runs", _runs(facts)),
    )
    for name, content in made:
        heading = [writer.words.text(f"methodology.{name}")]
        box = table(content, writer, heading)
        box.set("data-search-exclude", "")
        yield name, box


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str | None, ...]]) -> Table:
    """A table of texts; what is not known is a dash."""
    return Table(
        tuple(Phrase(f"methodology.head.{head}") for head in heads),
        tuple(Row(tuple(Plain(text or UNKNOWN) for text in row)) for row in rows),
    )


def _read_in(record: Record) -> tuple[str, str]:
    return record.source, record.checked.isoformat()


def _defaults() -> Table:
    return Table(
        tuple(Phrase(f"methodology.head.{head}") for head in ("input", "default", "source")),
        tuple(
            Row(
                (
                    Phrase(f"input.{given.name}"),
                    Plain(given.default),
                    Plain(given.source.text if given.source else UNKNOWN),
                )
            )
            for given in INPUTS.values()
            if given.default is not None
        ),
    )


def _gpus(facts: Facts) -> Table:
    heads = ("name", "memory", "bandwidth", "dense16", "dense8", "power", "source", "checked")
    return _table(heads, (_gpu(gpu) for gpu in facts.gpus))


def _gpu(gpu: Gpu) -> tuple[str | None, ...]:
    rates = gpu.tflops
    source, checked = _read_in(gpu)
    return (
        gpu.name,
        format_bytes(gpu.usable_bytes) if gpu.usable_bytes else f"{gpu.memory_gb:g} GB",
        f"{format_number(gpu.bandwidth_gbs, 6)}\u00a0GB/s",
        _rate(rates.bf16 or rates.fp16),
        _rate(rates.fp8),
        f"{gpu.tdp_w:g}\u00a0W" if gpu.tdp_w else None,
        f"{source}; {gpu.usable_source}" if gpu.usable_source else source,
        checked,
    )


def _rate(tflops: float | None) -> str | None:
    return f"{format_number(tflops, 6)} TFLOP/s" if tflops else None


def _prices(facts: Facts) -> Table:
    heads = ("name", "price", "date", "basis", "source", "checked")
    return Table(
        tuple(Phrase(f"methodology.head.{head}") for head in heads),
        tuple(
            Row(
                (
                    Plain(price.gpu),
                    Plain(f"${price.usd_per_hour:g}/h"),
                    Plain(price.date.isoformat()),
                    Phrase(f"methodology.basis.{price.basis.replace(' ', '-')}"),
                    *map(Plain, _read_in(price)),
                )
            )
            for price in facts.prices
        ),
    )


def _precisions(facts: Facts, writer: Writer) -> Table:
    def packs(name: str) -> str:
        return writer.words.text(f"methodology.packs.{name}")

    heads = ("name", "block", "bits", "packs", "rest", "source", "checked")
    return _table(
        heads,
        (
            (
                each.name,
                f"{each.block_bytes} B / {each.block_elements}",
                format_number(each.bits, 6),
                packs(each.packs),
                each.rest,
                *_read_in(each),
            )
            for each in facts.precisions.precisions
        ),
    )


def _optimizers() -> Table:
    heads = ("name", "weights", "gradients", "states", "source", "checked")
    return _table(
        heads,
        (
            (each.name, *map(str, (each.weights, each.gradients, each.states)), *_read_in(each))
            for each in optimizer_data().optimizers
        ),
    )


def _fits(facts: Facts) -> Table:
    rows = [
        (fit.name, *(f"{value:g}" for value in (fit.e, fit.a, fit.b, fit.alpha, fit.beta)))
        for fit in facts.scaling.fits
    ]
    heads = tuple(map(_symbol, ("E", "A", "B", "α", "β")))
    return Table(
        (Phrase("methodology.head.name"), *heads, *_source_heads()),
        tuple(
            Row(tuple(map(Plain, (*row, *_read_in(fit)))))
            for row, fit in zip(rows, facts.scaling.fits, strict=True)
        ),
    )


def _exponents(facts: Facts) -> Table:
    return Table(
        (Phrase("methodology.head.name"), _symbol("a"), _symbol("b"), *_source_heads()),
        tuple(
            Row(tuple(map(Plain, (each.name, f"{each.a:g}", f"{each.b:g}", *_read_in(each)))))
            for each in facts.scaling.exponents
        ),
    )


def _symbol(text: str) -> Phrase:
    return Phrase("methodology.head.symbol", {"symbol": Plain(text)})


def _source_heads() -> tuple[Phrase, ...]:
    return tuple(Phrase(f"methodology.head.{head}") for head in ("source", "checked"))


def _text(writer: Writer) -> Table:
    rows = []
    for quantity in (WORDS_PER_TOKEN, BYTES_PER_TOKEN):
        assert quantity.source is not None
        checked = quantity.source.checked.isoformat() if quantity.source.checked else None
        name = writer.words.text(f"quantity.{quantity.name}")
        rows.append((name, f"{quantity.low:g}", quantity.source.text, checked))
    return _table(("name", "value", "source", "checked"), rows)


def _runs(facts: Facts) -> Table:
    heads = ("model", "parameters", "tokens", "hardware", "gpu-hours", "sample")
    return _table(
        (*heads, "source", "checked"),
        (
            (
                run.model,
                format_count(run.params) if run.params else None,
                format_count(run.tokens) if run.tokens else None,
                run.hardware,
                format_number(run.gpu_hours, 9) if run.gpu_hours else None,
                "✓" if run.mfu_sample else " ",
                *_read_in(run),
            )
            for run in facts.training.runs
        ),
    )
