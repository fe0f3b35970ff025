"""`speed`: the most tokens a second that memory and arithmetic allow."""

from __future__ import annotations

from typing import Final

from mkdocs_paramsize import formulas
from mkdocs_paramsize.answer import Answer, Phrase, Plain, Row, Table
from mkdocs_paramsize.kinds.inputs import bandwidth, gpu, peak, used, weight_precision
from mkdocs_paramsize.kinds.memory import cache
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.kinds.shared import shape_notes
from mkdocs_paramsize.profile import leaf, matmul_inputs
from mkdocs_paramsize.quantity import Quantity
from mkdocs_paramsize.storage import weights, weights_of

OF: Final = ("decode", "prefill")
INPUTS: Final = ("precision", "kv_precision", "context", "batch", "gpu", "gpus")


def speed(question: Question) -> Answer:
    """Tokens a second, decoding or reading a prompt; as a table, with the bound that decides."""
    found = {"decode": decode, "prefill": prefill}
    figure = found[question.of](question)
    name = Plain(question.subject.name)
    title = Phrase("speed.title", {"name": name, "gpu": Plain(gpu(question).name)})
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
                "gpu": Plain(gpu(question).name),
            },
        ),
        table=_table(question),
        notes=(
            *used(question, figure, names=("precision", "kv_precision", "gpu")),
            Phrase("speed.note"),
            *shape_notes(question.subject),
        ),
    )


def decode(question: Question) -> Quantity:
    """Tokens a second of all sequences together, while each gets its next token."""
    found = gpu(question)
    return formulas.decode_speed.of(
        "decode",
        batch=question.scenario.quantity("batch"),
        weights=touched(question),
        cache=cache(question),
        bandwidth=bandwidth(found),
        active=question.subject.active(),
        peak=peak(found, weight_precision(question).compute),
        gpus=question.scenario.quantity("gpus"),
    )


def touched(question: Question) -> Quantity:
    """Bytes of weights that one decoding step reads.

    The input table is not streamed: a step looks up one row of it for each sequence. Of the
    routed experts those are read that a token of the batch is sent to.
    """
    subject, precision, facts = question.subject, weight_precision(question), question.facts
    if subject.size is not None and subject.size.experts is None:
        return weights(subject, precision, facts)
    tied = subject.ledger.architecture.tied
    streamed = [x for x in subject.ledger.parameters if tied or x.component != "embedding"]
    routed = [tensor for tensor in streamed if tensor.routed is not None]
    dense = weights_of(subject, [x for x in streamed if x.routed is None], precision, facts)
    if not routed:
        return dense
    share = routed[0].routed
    assert share is not None
    return formulas.touched.of(
        "touched",
        dense=dense,
        routed=weights_of(subject, routed, precision, facts),
        experts=leaf(subject, "experts_total", int(share.experts), "count"),
        top_k=leaf(subject, "top_k", int(share.top_k), "count"),
        batch=question.scenario.quantity("batch"),
    )


def prefill(question: Question) -> Quantity:
    """Tokens of a prompt that are read a second."""
    found = gpu(question)
    return formulas.prefill_speed.of(
        "prefill",
        context=question.scenario.quantity("context"),
        active=question.subject.active(),
        scores=matmul_inputs(question.subject)["scores"],
        peak=peak(found, weight_precision(question).compute),
        gpus=question.scenario.quantity("gpus"),
    )


def _table(question: Question) -> Table:
    found = gpu(question)
    reading, arithmetic = _times(question)
    decides = "memory" if reading >= arithmetic else "arithmetic"
    rows = (
        Row((Phrase("speed.decode"), decode(question)), part="decode"),
        Row((Phrase("speed.bound"), Phrase(f"bound.{decides}")), part="bound"),
        Row((Phrase("speed.prefill"), prefill(question)), part="prefill"),
        Row((Phrase("speed.touched"), touched(question)), part="touched"),
        Row((Phrase("memory.kv-cache"), cache(question)), part="kv-cache"),
        Row((Phrase("quantity.bandwidth"), bandwidth(found)), part="bandwidth"),
        Row(
            (Phrase("quantity.peak"), peak(found, weight_precision(question).compute)), part="peak"
        ),
    )
    return Table((Phrase("head.what"), Phrase("head.value")), rows)


def _times(question: Question) -> tuple[float, float]:
    """Seconds of one step that memory and arithmetic each take, on one GPU."""
    inputs = dict(decode(question).inputs)
    reading = (inputs["weights"].high + inputs["cache"].high) / inputs["bandwidth"].high
    work = 2 * inputs["active"].high * inputs["batch"].high / inputs["peak"].high
    return reading, work
