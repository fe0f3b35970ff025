"""`speed`: the most tokens a second that memory and arithmetic allow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from mkdocs_paramsize import formulas
from mkdocs_paramsize.algebra.quantity import Quantity, Source, add
from mkdocs_paramsize.answer import (
    Answer,
    Block,
    Cell,
    Choose,
    Phrase,
    Row,
    Table,
    While,
)
from mkdocs_paramsize.architecture import Architecture
from mkdocs_paramsize.architecture.tensor import Tensor
from mkdocs_paramsize.errors import ScenarioError
from mkdocs_paramsize.kinds.assumptions import used
from mkdocs_paramsize.kinds.cautions import context_warnings, type_warnings
from mkdocs_paramsize.kinds.conditions import ONE, at_least
from mkdocs_paramsize.kinds.gpu import (
    bandwidth,
    cards,
    gpu,
    gpu_name,
    gpu_notes,
    of_gpu,
    peak_in,
    rate_of,
)
from mkdocs_paramsize.kinds.inputs import (
    called,
    chosen,
    context,
    has_dial,
    weight_precision,
    weights_cell,
)
from mkdocs_paramsize.kinds.memory import available, cache, serving_total
from mkdocs_paramsize.kinds.profile import Inputs, leaf, matmul_inputs, sees_otherwise
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.kinds.remarks import remark_notes
from mkdocs_paramsize.kinds.shapes import shape_notes
from mkdocs_paramsize.scenario.cells import follows
from mkdocs_paramsize.scenario.inputs import SERVING
from mkdocs_paramsize.storage import by_size, weights_of

OF: Final = ("decode", "prefill")
INPUTS: Final = SERVING


def speed(question: Question) -> Answer:
    """Tokens a second, decoding or reading a prompt; as a table, with the bound that decides.

    Raises ScenarioError for a model of which these formulas give no upper bound.
    """
    found = {"decode": decode, "prefill": prefill}
    figure = found[question.of](question)
    name, on = called(question.subject), cards(question)
    title = Phrase("speed.title", {"name": name, "gpu": on})
    return Answer(
        kind="speed",
        title=title,
        inline=figure,
        sentence=Phrase(
            "speed.sentence",
            {
                "name": name,
                "what": Phrase(f"speed.{question.of}"),
                "value": figure,
                "gpu": on,
            },
        ),
        cautions=(*context_warnings(question), *type_warnings(question)),
        make_block=lambda: _block(question, figure),
    )


def _block(question: Question, figure: Quantity) -> Block:
    table = _table(question)
    # The table tells of both, whichever is asked for.
    figures = (figure, *(cell for row in table.rows for cell in row.cells))
    return Block(
        table=table,
        notes=(
            too_large(question),
            *about_experts(question),
            *used(question, *figures, names=("precision", "kv_precision", "gpu")),
            Phrase("speed.note"),
            *(() if _tells_rate(question) else (_without_rate(question),)),
            *remark_notes(*figures),
            *gpu_notes(question),
            *shape_notes(question.subject),
        ),
    )


def too_large(question: Question) -> While:
    """That the GPUs do not hold what they would have to read."""
    need, room = serving_total(question), available(question)
    excess = formulas.spare.of("excess", held=need, taken=room)
    told: dict[str, Cell] = {"name": called(question.subject), "need": need, "room": room}
    told["excess"] = excess
    return While(excess, Phrase("speed.too-large", told))


def about_experts(*questions: Question) -> Iterator[While]:
    """That speeds of mixtures are averages, where several tokens choose their experts."""
    amounts = [amount for one in questions if (amount := averaged(one)) is not None]
    if amounts:
        amount = amounts[0] if len(amounts) == 1 else add("excess", *amounts)
        yield While(amount, Phrase("speed.averaged"))


def decode(question: Question) -> Quantity:
    """Tokens a second of all sequences together, while each gets its next token.

    Raises ScenarioError for a model of which there is none here, as `prefill` does.
    """
    _require_writer(question)
    return formulas.decode_speed.of(
        "decode",
        batch=question.scenario.quantity("batch"),
        reading=_reading(question),
        arithmetic=_arithmetic(question),
        gpus=question.scenario.quantity("gpus"),
    )


def _require_writer(question: Question) -> None:
    """Raises ScenarioError for a model of which these formulas give no upper bound."""
    model = question.subject.model
    why = why_no_bound(model.architecture) if model is not None and model.has_shape else None
    if model is not None and why is not None:
        raise ScenarioError(f"{model.name} {why}")


def why_no_bound(architecture: Architecture) -> str | None:
    """Why a step of a model reads or reckons otherwise than decoders do."""
    if not architecture.decoder:
        return "is an encoder, which writes no text; name a model that does"
    why = sees_otherwise(architecture) or _passes_again(architecture)
    return None if why is None else f"{why}; no upper bound of its speed is computed here"


def _passes_again(architecture: Architecture) -> str | None:
    """That a step reads and reckons some of its weights in several layers."""
    if architecture.shares_blocks:
        return "sends a token through the same block in several layers"
    return None


def _reading(question: Question) -> Quantity:
    """How long a step reads weights and cache."""
    return formulas.reading_time.of(
        "reading",
        weights=touched(question),
        cache=cache(question),
        bandwidth=of_gpu(question, bandwidth),
    )


def _arithmetic(question: Question) -> Quantity:
    """How long a step reckons; no time where nobody knows, since reading alone is a bound too."""
    try:
        peak = peak_in(question)
    except ScenarioError:
        if has_dial("gpu", question):
            raise
        return Quantity("arithmetic", 0, "second", "exact", source=Source("no-rate"))
    return formulas.arithmetic_time.of(
        "arithmetic",
        active=question.subject.active(),
        batch=question.scenario.quantity("batch"),
        peak=peak,
    )


def touched(question: Question) -> Quantity:
    """Bytes of weights that one decoding step reads.

    Tables of the input are not streamed: a step looks up one row of them for each sequence, be it
    by the token or by its position. Of the routed experts those are read that a token of the batch
    is sent to.
    """
    dense, experts = _streamed(question)
    if experts is None:
        return dense
    every = replace(dense, name="dense", cell=weights_cell(question, "dense"))
    return add("touched", every, _read(question, experts))


def _streamed(question: Question) -> tuple[Quantity, Inputs | None]:
    """Bytes of weights that every step reads, and the routed experts as inputs of formulas: None
    where there are none, and no reader may choose a model that has some."""
    subject = question.subject
    if subject.size is not None and subject.size.experts is None:
        dense, routed = _of_size(question), []
    else:
        ledger = subject.ledger
        streamed = [tensor for tensor in ledger.parameters if not ledger.is_input(tensor)]
        routed = [tensor for tensor in streamed if tensor.routed is not None]
        dense = _part(question, "dense", [x for x in streamed if x.routed is None])
    draws = follows(subject.cell("experts_total")) & question.scenario.dials.keys()
    if not routed and not subject.from_page and not draws:
        return dense, None
    share = routed[0].routed if routed else None
    nothing = replace(leaf(subject, "routed", 0, "byte"), cell=weights_cell(question, "routed"))
    return dense, {
        "routed": _part(question, "routed", routed) if routed else nothing,
        "experts": leaf(subject, "experts_total", int(share.experts) if share else 1, "count"),
        "top_k": leaf(subject, "top_k", int(share.top_k) if share else 0, "count"),
    }


def _read(question: Question, experts: Inputs) -> Quantity:
    """Bytes of routed experts that a step reads; of several tokens they are an average."""
    batch = question.scenario.quantity("batch")
    if _is_one(batch):
        found = formulas.chosen.of("experts-read", **experts)
    else:
        found = formulas.reached.of("experts-read", **experts, batch=batch)
    return replace(found, optional=True)


def _is_one(batch: Quantity) -> bool:
    """Whether it is one sequence, and no reader may change that."""
    return batch.high == 1 and batch.origin != "dial"


def averaged(question: Question) -> Quantity | None:
    """Above 0 while what a step reads rests on how the tokens of a batch choose their experts: what
    several reach beyond those of one. None where that can never be."""
    (_, experts), batch = _streamed(question), question.scenario.quantity("batch")
    if experts is None or _is_one(batch):
        return None
    every = formulas.reached.of("experts-read", **experts, batch=batch)
    one = formulas.chosen.of("experts-read", **experts)
    beyond = formulas.spare.of("spare", held=every, taken=one)
    # What is less than a byte has only been rounded.
    return replace(formulas.spare.of("excess", held=beyond, taken=ONE), optional=True)


def _of_size(question: Question) -> Quantity:
    """All of a size but the table of the input that its typical shape has."""
    subject, precision = question.subject, weight_precision(question)
    ledger = subject.ledger
    table = sum(tensor.count for tensor in ledger.parameters if ledger.is_input(tensor))
    looked_up = leaf(subject, "looked_up", table, "parameter")
    read = formulas.spare.of("streamed", held=subject.total(), taken=looked_up)
    stored = by_size(subject, replace(read, unit="parameter"), precision, question.facts)
    return _as_chosen(question, stored, "dense")


def _part(question: Question, name: str, tensors: list[Tensor]) -> Quantity:
    precision = weight_precision(question)
    subject, facts = question.subject, question.facts
    stored = facts.once(
        (name, subject, precision.name),
        lambda: weights_of(subject, tensors, precision, facts),
    )
    return _as_chosen(question, stored, name)


def _as_chosen(question: Question, stored: Quantity, name: str) -> Quantity:
    """Bytes of weights in the scenario's precision, of which the page knows them by that name."""
    cell = weights_cell(question, name)
    return replace(stored, cell=cell, chosen=chosen(question, "precision"))


def prefill(question: Question) -> Quantity:
    """Tokens of a prompt that are read a second."""
    _require_writer(question)
    subject = question.subject
    found = matmul_inputs(subject)
    return formulas.prefill_speed.of(
        "prefill",
        context=context(question),
        active=subject.active(),
        # By a name that a model which writes nothing has not: its page has no such speed either.
        scores=replace(found["scores"], cell=subject.cell("prompt-scores")),
        windowed_scores=found["windowed_scores"],
        window=found["window"],
        peak=peak_in(question),
        gpus=question.scenario.quantity("gpus"),
    )


def _table(question: Question) -> Table:
    """Decoding and prefill, and what decides: memory or arithmetic. What rests on a rate that is
    not known has no row."""
    rows = [
        Row((Phrase("speed.decode"), decode(question)), part="decode"),
        Row((Phrase("speed.bound"), _bound(question)), part="bound"),
        Row((Phrase("speed.touched"), touched(question)), part="touched"),
        Row((Phrase("memory.kv-cache"), cache(question)), part="kv-cache"),
        Row((Phrase("quantity.bandwidth"), of_gpu(question, bandwidth)), part="bandwidth"),
    ]
    if _tells_rate(question):
        rows.insert(2, Row((Phrase("speed.prefill"), prefill(question)), part="prefill"))
        rows.append(Row((Phrase("quantity.peak"), peak_in(question)), part="peak"))
    return Table((Phrase("head.what"), Phrase("head.value")), tuple(rows))


def _tells_rate(question: Question) -> bool:
    """Whether the GPU's rate is known, or may be: a reader chooses the GPU."""
    rate, _ = rate_of(gpu(question), weight_precision(question).compute)
    return rate is not None or has_dial("gpu", question)


def _without_rate(question: Question) -> Phrase:
    return Phrase("speed.no-rate", {"gpu": gpu_name(question)})


def _bound(question: Question) -> Choose:
    """Which of the two times of a step is the longer one."""
    slower = at_least(_reading(question), _arithmetic(question))
    return Choose.between(slower, Phrase("bound.memory"), Phrase("bound.arithmetic"))
