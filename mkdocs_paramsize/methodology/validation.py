"""What others published held against what is computed here, misses included.

Three sources of figures: `published.toml`, the training runs, and the table of optimal sizes.
Nothing is stored of our side: each value is computed when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from mkdocs_paramsize import formulas
from mkdocs_paramsize.algebra.quantity import Quantity, Range, Source
from mkdocs_paramsize.catalogue.names import normal
from mkdocs_paramsize.errors import DataError, ParamsizeError
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.facts.published import (
    GROUPS,
    SCALE,
    Figure,
    Flaw,
    Group,
    Note,
    PrintedUnit,
    published_data,
)
from mkdocs_paramsize.facts.records import Gpu, Run
from mkdocs_paramsize.kinds import answer, question
from mkdocs_paramsize.kinds.gpu import peak
from mkdocs_paramsize.marker import parse
from mkdocs_paramsize.notation import format_count
from mkdocs_paramsize.scenario import Scenario

AGREES: Final = 0.02
"""How far a value may be from a published one, as a share of it, and still agree with it."""


@dataclass(frozen=True, slots=True)
class Check:
    """A published figure and ours, both in the unit that the source prints.

    `ours` is a range where an input is a band.
    """

    group: Group
    case: str
    published: float
    unit: PrintedUnit
    ours: float | Range
    source: Source
    flaw: Flaw | None = None
    note: Note | None = None

    @property
    def difference(self) -> float:
        """Ours less the published figure, as a share of it; 0 inside a range."""
        low, high = _ends(self.ours)
        nearest = min(max(self.published, low), high)
        return nearest / self.published - 1

    @property
    def agrees(self) -> bool:
        """Whether the two are the same within `AGREES`, or the range holds the figure."""
        return abs(self.difference) <= AGREES


def checks(facts: Facts) -> tuple[Check, ...]:
    """Every published figure that a formula covers, in the order of `GROUPS`.

    Raises DataError for a figure whose marker or formula does not exist.
    """
    found = [
        *(_figure(figure, facts) for figure in published_data().figures),
        *_runs(facts),
        *_optimal(facts),
    ]
    return tuple(sorted(found, key=lambda check: GROUPS.index(check.group)))


def _figure(figure: Figure, facts: Facts) -> Check:
    ours = _asked(figure.marker, facts) if figure.marker else sum(map(_term, figure.terms))
    return Check(
        group=figure.group,
        case=figure.case,
        published=figure.value,
        unit=figure.unit,
        ours=ours / SCALE[figure.unit],
        source=Source(figure.source, figure.checked),
        flaw=figure.flaw,
        note=figure.note,
    )


def _asked(marker: str, facts: Facts) -> float:
    """The value that a marker prints."""
    try:
        figure = answer(question(parse(marker), Scenario(), facts)).inline
    except ParamsizeError as error:
        raise DataError(f"published.toml: {marker}: {error}") from error
    if not isinstance(figure, Quantity) or isinstance(figure.value, Range):
        raise DataError(f"published.toml: {marker}: no single number")
    return figure.value


def _term(term: Mapping[str, Any]) -> float:
    """A formula with its inputs; an input that is a table is a formula itself."""
    name = term.get("formula", "")
    formula = formulas.all_formulas().get(name)
    inputs = {
        key: _term(value) if isinstance(value, Mapping) else value
        for key, value in term.items()
        if key != "formula"
    }
    if formula is None or set(inputs) != set(formula.parameters):
        raise DataError(f"published.toml: there is no formula '{name}' of {', '.join(inputs)}")
    return formula(*(inputs[parameter] for parameter in formula.parameters))


# Training runs ------------------------------------------------------------------------------


def _runs(facts: Facts) -> Iterator[Check]:
    printed = {
        normal(figure.case) for figure in published_data().figures if figure.group == "energy"
    }
    for run in facts.training.runs:
        yield from _flops(run)
        yield from _gpu_hours(run, facts)
        if normal(run.model) not in printed:
            yield from _energy(run, facts)


def _flops(run: Run) -> Iterator[Check]:
    if run.flops is not None and run.tokens is not None and run.params is not None:
        ours = formulas.training_flops(run.active_params or run.params, run.tokens)
        note: Note | None = None
        if run.flops_convention is not None:
            again = "recomputation" in run.flops_convention
            note = "recomputed" if again else "other-count"
        yield _of_run(run, "flops", run.flops, "FLOP", ours, note)


def _gpu_hours(run: Run, facts: Facts) -> Iterator[Check]:
    """The band that is printed when the utilisation is not known."""
    gpu = _gpu(run, facts)
    if gpu is None or run.gpu_hours is None or run.tokens is None or run.params is None:
        return
    flops = formulas.training_flops(run.active_params or run.params, run.tokens)
    rate = peak(gpu, "bf16").low
    mfu = Scenario().quantity("mfu")
    slow, fast = (formulas.gpu_hours(flops, rate, share) for share in (mfu.low, mfu.high))
    yield _of_run(run, "gpu-hours", run.gpu_hours, "GPU-hour", Range(fast, slow))


def _energy(run: Run, facts: Facts) -> Iterator[Check]:
    """Hours at the rated power; most papers multiply theirs out of another power or PUE."""
    gpu = _gpu(run, facts)
    hours = run.gpu_hours or (run.chips or 0) * (run.days or 0) * 24
    if gpu is None or gpu.tdp_w is None or run.energy_mwh is None or not hours:
        return
    ours = formulas.energy(hours, gpu.tdp_w, Scenario().quantity("pue").low) / SCALE["MWh"]
    yield _of_run(run, "energy", run.energy_mwh, "MWh", ours, "own-power")


def _of_run(
    run: Run,
    group: Group,
    published: float,
    unit: PrintedUnit,
    ours: float | Range,
    note: Note | None = None,
) -> Check:
    source = Source(run.source, run.checked)
    return Check(group, run.model, published, unit, ours, source, note=note)


def _gpu(run: Run, facts: Facts) -> Gpu | None:
    try:
        return facts.gpu(run.hardware) if run.hardware else None
    except LookupError:
        return None


# Optimal sizes ------------------------------------------------------------------------------


def _optimal(facts: Facts) -> Iterator[Check]:
    """The compute of each row, which the paper prints beside its parameters and tokens."""
    for row in facts.scaling.optimal:
        yield Check(
            group="optimal",
            case=f"{row.table}, approach {row.approach}, {format_count(row.params)}",
            published=row.printed_flops or row.flops,
            unit="FLOP",
            ours=formulas.training_flops(row.params, row.tokens),
            source=Source(row.source, row.checked),
            flaw="erratum" if row.printed_flops else None,
        )


def _ends(value: float | Range) -> tuple[float, float]:
    return (value.low, value.high) if isinstance(value, Range) else (value, value)
