"""The inputs that figures used, looked up, and told beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from msgspec.structs import replace

from mkdocs_paramsize.algebra.quantity import BY_DEFINITION, Quantity, Range, Source, Unit
from mkdocs_paramsize.answer import Cell, Phrase, Plain, Several, While
from mkdocs_paramsize.catalogue import Model
from mkdocs_paramsize.errors import ScenarioError
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.facts.records import Arithmetic, Gpu, Precision
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.scenario.assumed import PRECISION
from mkdocs_paramsize.scenario.cells import GPU
from mkdocs_paramsize.scenario.inputs import TARGETS
from mkdocs_paramsize.scenario.subject import Subject, once
from mkdocs_paramsize.storage import weights

GENERAL: Final = frozenset({"built-in", "site"})
"""Who says what holds wherever nobody says otherwise."""


def weight_precision(question: Question) -> Precision:
    """The format of the weights: as asked, else as released, else bf16."""
    setting = question.scenario.setting("precision")
    if setting is not None:
        return question.facts.precision(setting.text)
    model = question.subjects[0].model if question.subjects else None
    return released_precision(model, question.facts)


def released_precision(model: Model | None, facts: Facts) -> Precision:
    """The format that a model was released in; bf16 where nobody says."""
    return facts.precision(model.released or PRECISION if model else PRECISION)


def weigh(question: Question) -> Quantity:
    """Bytes of the weights in the scenario's precision."""
    stored = weights(question.subject, weight_precision(question), question.facts)
    return replace(stored, cell=weights_cell(question, "weights"))


def weigh_in(question: Question, precision: Precision) -> Quantity:
    """Bytes of the weights in a precision that is tried out, whatever the scenario's is."""
    stored = weights(question.subject, precision, question.facts)
    return replace(stored, cell=question.subject.cell(f"weights@{precision.name}"))


def weights_cell(question: Question, name: str) -> str:
    """The name of a weight figure on a live page: bound to a precision if the marker says so."""
    setting = question.scenario.setting("precision")
    bound = f"@{weight_precision(question).name}" if setting and setting.origin == "marker" else ""
    return question.subject.cell(name + bound)


def kv_bits(question: Question) -> Quantity:
    """Bits of a number in the cache."""
    setting = question.scenario.setting("kv_precision")
    assert setting is not None
    cell = None if setting.origin == "marker" else "kv_precision|bits"
    stored = bits_of(question.facts.precision(setting.text), cell)
    return replace(stored, name="kv_bits", origin=setting.origin)


def bits_of(precision: Precision, cell: str | None = None) -> Quantity:
    """Bits of a number in a format."""
    source = Source(f"{precision.name}: {precision.source}", precision.checked)
    return Quantity(
        "bits", precision.bits, "bit", "exact", source=source, origin="precision", cell=cell
    )


def context(question: Question) -> Quantity:
    """Tokens of each sequence: as asked, else the default, but no more than the model's own.

    What a page asks for stays even where the model was not made for it, and pages then warn; a
    site says it of models that it cannot all know.
    """
    return _within_own("context", question)


def sequence(question: Question) -> Quantity:
    """Tokens of each sequence in training, in the same way."""
    return _within_own("sequence", question)


def _within_own(name: str, question: Question) -> Quantity:
    given = question.scenario.quantity(name)
    # Where the reader chooses the model, the default is the same for all, that they compare.
    chosen = is_chosen(question.subject, question)
    own = own_context(question.subject)
    if given.origin not in GENERAL or chosen or own is None or own.low >= given.low:
        return given
    return replace(own, name=name)


@once
def own_context(subject: Subject) -> Quantity | None:
    """The longest sequence that a model was made for; None where nobody says."""
    if subject.model is None or not subject.model.has_shape:
        return None
    own = subject.model.record.context or subject.model.architecture.context
    if own is None:
        return None
    return Quantity("context", int(own), "token", "exact", source=subject.source, origin="model")


def gpu(question: Question) -> Gpu:
    """The GPU of the scenario. Raises UnknownNameError that suggests."""
    return question.facts.gpu(question.scenario.text("gpu") or "")


def of_gpu(question: Question, figure: Callable[[Gpu], Quantity]) -> Quantity:
    """A figure of the scenario's GPU, which follows the page's dial unless a marker names it."""
    found = figure(gpu(question))
    return replace(found, cell=None) if _is_bound("gpu", question) else found


def gpu_name(question: Question) -> Plain:
    """The GPU's name, which follows the page's dial."""
    return Plain(gpu(question).name, cell=_cell_of("gpu", question))


def precision_name(question: Question) -> Cell:
    """The name of the weights' format, which follows the page's dial.

    Where the reader chooses the model alone, each is weighed as it was released.
    """
    if is_as_released(question):
        return Phrase("memory.as-released")
    return Plain(weight_precision(question).name, cell=_cell_of("precision", question))


def is_as_released(question: Question) -> bool:
    """Whether a reader chooses the model, and with it the format that it was released in."""
    chosen = is_chosen(question.subject, question)
    return chosen and question.scenario.setting("precision") is None


def is_chosen(subject: Subject, question: Question) -> bool:
    """Whether a subject is the page's model, and its reader chooses that."""
    return subject.from_page and has_dial("model", question)


def has_dial(name: str, question: Question) -> bool:
    """Whether an input is the reader's to change."""
    setting = question.scenario.setting(name)
    return setting is not None and setting.origin == "dial"


def called(subject: Subject) -> Cell:
    """The subject's name, which follows the page's dial where it is the page's model."""
    if subject.dimensions:
        return Phrase("shape.name")
    return Plain(subject.name, cell="model" if subject.from_page else None)


def _cell_of(name: str, question: Question) -> str | None:
    return None if _is_bound(name, question) else name


def _is_bound(name: str, question: Question) -> bool:
    setting = question.scenario.setting(name)
    return setting is not None and setting.origin == "marker"


def capacity(found: Gpu) -> Quantity:
    """What the driver reports; without that, what is marketed, as 10^9 bytes a GB.

    >>> from mkdocs_paramsize.facts import Facts
    >>> capacity(Facts().gpu("H100")).value
    85520809984
    """
    if found.usable_bytes is not None:
        source = Source(f"{found.name}: {found.usable_source}", found.checked)
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
        source=Source(f"{found.name}: {found.source}", found.checked),
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
    """The peak for the type of number that the weights' format computes in.

    On a live page it follows the GPU and the format, be it that in which the reader's model was
    released, unless these are bound.
    """
    compute = weight_precision(question).compute
    if _computes_alike(question):
        return of_gpu(question, lambda found: peak(found, compute))
    found = gpu(question)
    owner = found.name if _is_bound("gpu", question) else GPU
    return peak(found, compute, cell=f"{owner}|peak")


def _computes_alike(question: Question) -> bool:
    """Whether the type of number that the weights compute in stays the same on a live page."""
    precision = question.scenario.setting("precision")
    is_bound = precision is not None and precision.origin == "marker"
    return is_bound or (precision is None and not is_as_released(question))


def lacks_type(question: Question) -> Quantity:
    """1 where the GPU has no units for that type of number, else 0."""
    compute = weight_precision(question).compute
    return _lacks(question, compute, f"@{compute}" if _computes_alike(question) else "")


def lacks_type_of(question: Question, precision: Precision) -> Quantity:
    """The same of the type that a given format computes in."""
    return _lacks(question, precision.compute, f"@{precision.compute}")


def _lacks(question: Question, compute: Arithmetic, bound: str) -> Quantity:
    found = gpu(question)
    owner = found.name if _is_bound("gpu", question) else GPU
    return Quantity(
        name="count",
        value=int(compute in found.lacks),
        unit="count",
        label="exact",
        source=Source(f"{found.name}: {found.lacks_source or found.source}", found.checked),
        origin="gpu",
        cell=f"{owner}|lacks{bound}",
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
    source = Source(f"{found.name}: {found.source}", found.checked)
    return Quantity(
        name, value, unit, "published", source=source, origin="gpu", cell=f"{GPU}|{name}"
    )


def used(
    question: Question,
    *figures: Cell,
    names: tuple[str, ...] = (),
    told: frozenset[str] = frozenset(),
    shaped: Quantity | None = None,
) -> tuple[Phrase, ...]:
    """The inputs that figures rest on, each with its value: nothing is assumed in silence.

    `names` are inputs that are names (precision, gpu), which no figure carries as a number;
    those that have been `told` already are not said again. A figure that is there while an amount
    is above 0 has its inputs told as long; an optional one, while the model is `shaped`.
    """
    said = [_named(question, name, shaped) for name in names]
    leaves: dict[tuple[str, float | Range], tuple[Quantity, Quantity | None]] = {}
    for figure in sorted(figures, key=lambda figure: isinstance(figure, While)):
        amount = figure.amount if isinstance(figure, While) else None
        cell = figure.cell if isinstance(figure, While) else figure
        for leaf, is_optional in _leaves(cell):
            told_while = _once_said(leaf) or (shaped if is_optional else amount)
            leaves.setdefault((leaf.name, leaf.value), (leaf, told_while))
    # An input that differs from one model to the next stands in the table, not beside it.
    common = Counter(name for name, _ in leaves)
    for (name, _), (leaf, amount) in leaves.items():
        if common[name] == 1 and name not in told:
            cell = input_of(name, leaf)
            said.append(cell if amount is None else While(amount, cell))
    listed = Several(tuple(said), changing=shaped is not None)
    return (Phrase("note.inputs", {"inputs": listed}),) if said else ()


def _named(question: Question, name: str, shaped: Quantity | None) -> Cell:
    """An input that is a name; the format of a cache only while there is one."""
    told = input_of(name, _name_of(question, name))
    return While(shaped, told) if shaped is not None and name == "kv_precision" else told


def _name_of(question: Question, name: str) -> Cell:
    match name:
        case "precision":
            return precision_name(question)
        case "gpu":
            return gpu_name(question)
        case "method" | "optimizer" | "recompute" | "targets":
            return _word(name, question.scenario.choice(name))
    return Plain(question.scenario.text(name) or "", cell=_cell_of(name, question))


def _word(name: str, text: str) -> Cell:
    """One of the few words that an input may be, in the reader's language; else as written."""
    named = name == "targets" and text not in TARGETS
    return Plain(text) if named else Phrase(f"choice.{name}.{text}")


def input_of(name: str, value: Cell) -> Phrase:
    """An input as it is told beside figures: its name and its value."""
    return Phrase("note.input", {"input": Phrase(f"input.{name}"), "value": value})


def _once_said(leaf: Quantity) -> Quantity | None:
    """An amount above 0 once a reader says an input to which what was reckoned yields."""
    if leaf.yields is None or leaf.formula is None:
        return None
    return said_amount(leaf.name, leaf.unit, leaf.yields)


def said_amount(name: str, unit: Unit, given: str) -> Quantity:
    """What a reader of a live page says of an input; 0 while they say nothing."""
    return Quantity(name, 0, unit, "exact", source=BY_DEFINITION, yields=given)


def _leaves(figure: Cell, is_optional: bool = False) -> Iterator[tuple[Quantity, bool]]:
    """The inputs that a figure rests on, if it is a number, and whether in an optional part."""
    if not isinstance(figure, Quantity):
        return
    is_optional |= figure.optional
    if figure.name in _SHOWN and figure.formula is None:
        yield figure, is_optional
    elif figure.yields is not None:
        yield replace(figure, name=figure.yields), is_optional
    for part in figure.parts:
        yield from _leaves(part, is_optional)


_SHOWN: Final = frozenset(
    {
        "context",
        "batch",
        "gpus",
        "tokens",
        "mfu",
        "price",
        "pue",
        "carbon",
        "rank",
        "zero",
        "sequence",
    }
)
