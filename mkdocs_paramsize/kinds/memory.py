"""`memory`: the bytes that serving a model takes, against what a GPU really has."""

from __future__ import annotations

from mkdocs_paramsize import formulas
from mkdocs_paramsize.answer import Answer, Bar, Phrase, Plain, Row, Segment, Table
from mkdocs_paramsize.errors import UnknownShapeError
from mkdocs_paramsize.kinds.inputs import capacity, gpu, kv_bits, used, weight_precision
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.kinds.shared import shape_notes
from mkdocs_paramsize.profile import cache_inputs
from mkdocs_paramsize.quantity import Quantity, add
from mkdocs_paramsize.storage import weights

OF = ("total", "weights", "kv-cache")
INPUTS = ("precision", "kv_precision", "context", "batch", "gpu", "gpus")


def memory(question: Question) -> Answer:
    """What `of:` names; as a block, all parts beside the GPU's real capacity."""
    parts = serving_parts(question)
    total = parts[0][1] if len(parts) == 1 else add("serving-total", *(part for _, part in parts))
    named = dict(parts) | {"total": total}
    if question.of not in named:
        raise UnknownShapeError(
            f"the shape of {question.subject.name} is not known, so neither is its "
            f"{question.of}; write of: weights"
        )
    figure = named[question.of]
    room = capacity(gpu(question))
    names = ("precision", "kv_precision") if len(parts) > 1 else ("precision",)
    subject = Plain(question.subject.name)
    title = Phrase("memory.title", {"name": subject})
    return Answer(
        kind="memory",
        title=title,
        inline=figure,
        sentence=Phrase(
            "memory.sentence",
            {
                "name": subject,
                "what": Phrase(f"memory.{question.of}"),
                "size": figure,
                "precision": Plain(weight_precision(question).name),
            },
        ),
        figure=Bar(
            title,
            tuple(Segment(name, Phrase(f"memory.{name}"), part) for name, part in parts),
            room,
        ),
        table=_table(parts, total, room),
        notes=(*used(question, figure, names=(*names, "gpu")), *shape_notes(question.subject)),
    )


def serving_parts(question: Question) -> tuple[tuple[str, Quantity], ...]:
    """Weights and cache; weights alone where no shape is known."""
    subject = question.subject
    stored = weights(subject, weight_precision(question), question.facts)
    try:
        return (("weights", stored), ("kv-cache", cache(question)))
    except UnknownShapeError:
        return (("weights", stored),)


def cache(question: Question) -> Quantity:
    """Bytes of keys, values and states for the scenario's context and batch."""
    shared = {
        "context": question.scenario.quantity("context"),
        "batch": question.scenario.quantity("batch"),
        "bits": kv_bits(question),
    }
    groups = [
        formulas.kv_cache.of("kv-cache", **given, **shared)
        for given in cache_inputs(question.subject)
    ]
    return groups[0] if len(groups) == 1 else add("kv-cache", *groups)


def _table(parts: tuple[tuple[str, Quantity], ...], total: Quantity, room: Quantity) -> Table:
    rows = [Row((Phrase(f"memory.{name}"), part), part=name) for name, part in parts]
    rows.append(Row((Phrase("memory.total"), total), part="total", strong=True))
    rows.append(Row((Phrase("memory.capacity"), room), part="capacity"))
    return Table((Phrase("head.what"), Phrase("head.memory")), tuple(rows))
