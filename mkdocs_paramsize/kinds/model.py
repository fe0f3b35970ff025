"""`model`: a size with its tier in a sentence; alone, the card of the model."""

from __future__ import annotations

from typing import Final

from mkdocs_paramsize.answer import (
    Answer,
    Block,
    Card,
    Cell,
    Figure,
    Phrase,
    Plain,
    Row,
    Table,
)
from mkdocs_paramsize.errors import ConfigError, UnknownShapeError
from mkdocs_paramsize.facts.records import Precision
from mkdocs_paramsize.kinds.breakdown import bar
from mkdocs_paramsize.kinds.conditions import of_own_shape
from mkdocs_paramsize.kinds.inputs import called, is_chosen, released_precision, weigh_in
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.kinds.remarks import remark_notes
from mkdocs_paramsize.kinds.shapes import shape_notes
from mkdocs_paramsize.kinds.tier import counted, named, paragraphs
from mkdocs_paramsize.kinds.training import in_short
from mkdocs_paramsize.scenario.dials import CHOICES
from mkdocs_paramsize.scenario.subject import Subject

PRECISIONS: Final = CHOICES["precision"]
"""What the card compares, after the format of the release: what a dial offers."""


def model(question: Question) -> Answer:
    """Name, count, tier, where the parameters are, what they weigh, what training took."""
    subject = question.subject
    total = subject.total()
    tiers = question.facts.tiers
    tier = named(total, tiers)
    said: dict[str, Cell] = {"count": counted(total, tiers), "tier": tier}
    inline = Phrase("model.inline", said)
    sentence = Phrase("model.sentence", {"name": called(subject), **said})
    return Answer(
        kind="model",
        title=Phrase("model.title", {"name": called(subject)}),
        inline=inline,
        sentence=sentence,
        make_block=lambda: _block(question, sentence),
    )


def _block(question: Question, sentence: Phrase) -> Block:
    subject, trained = question.subject, _training(question)
    told = (cell for table in trained for row in table.rows for cell in row.cells)
    return Block(
        card=Card(
            title=called(subject),
            lead=(sentence,),
            paragraphs=paragraphs(subject.total(), question.facts.tiers),
            figures=_figures(subject),
            tables=(_weights(question), *trained),
        ),
        notes=(*remark_notes(*told), *shape_notes(subject), *_source(subject)),
    )


def _figures(subject: Subject) -> tuple[Figure, ...]:
    try:
        return (bar(subject),)
    except UnknownShapeError:
        return ()


def _training(question: Question) -> tuple[Table, ...]:
    try:
        return (in_short(question),)
    except UnknownShapeError:
        return ()


def _weights(question: Question) -> Table:
    found = [question.facts.precision(name) for name in PRECISIONS]
    rows = [Row((Plain(one.name), weigh_in(question, one)), part=one.name) for one in found]
    released = _released(question)
    if released is not None and released.name not in PRECISIONS:
        name = Phrase("model.as-released", {"format": Plain(released.name)})
        rows.insert(0, Row((name, weigh_in(question, released)), part=released.name))
    return Table((Phrase("head.precision"), Phrase("model.memory")), tuple(rows))


def _released(question: Question) -> Precision | None:
    """The format of the release, where it is known and no reader chooses the model."""
    model = question.subject.model
    if model is None or is_chosen(question.subject, question):
        return None
    try:
        return released_precision(model, question.facts)
    except ConfigError:
        # How it is packed is not understood; whoever asks for its bytes is told so.
        return None


def _source(subject: Subject) -> tuple[Cell, ...]:
    if subject.source is None:
        return ()
    note = Phrase("note.source", {"source": Plain(subject.source.text)})
    return (of_own_shape(subject, note),)
