"""`training`: what it took, or would take, to train a model once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from mkdocs_paramsize import formulas
from mkdocs_paramsize.algebra.quantity import Quantity, Source
from mkdocs_paramsize.answer import (
    Answer,
    Block,
    Cell,
    Choose,
    Own,
    Phrase,
    Plain,
    Row,
    Table,
    While,
)
from mkdocs_paramsize.errors import ParamsizeError, ScenarioError
from mkdocs_paramsize.facts.records import Gpu, Run
from mkdocs_paramsize.kinds.assumptions import used
from mkdocs_paramsize.kinds.cautions import context_warnings
from mkdocs_paramsize.kinds.conditions import ONE, at_least, changing, of_own_shape, whether
from mkdocs_paramsize.kinds.gpu import cards, from_gpu, gpu_notes, of_gpu, peak
from mkdocs_paramsize.kinds.inputs import called, has_dial, is_chosen, said_amount, sequence
from mkdocs_paramsize.kinds.profile import matmul_inputs
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.kinds.remarks import remark_notes
from mkdocs_paramsize.kinds.shapes import shape_notes
from mkdocs_paramsize.kinds.unpublished import of_any_model
from mkdocs_paramsize.kinds.unrecorded import as_nothing, of_another_gpu, unrecorded
from mkdocs_paramsize.scenario.assumed import published_tokens, recorded_price, rule_tokens
from mkdocs_paramsize.scenario.cells import GPU
from mkdocs_paramsize.scenario.subject import Subject

INPUTS: Final = (
    "tokens",
    "gpu",
    "gpus",
    "mfu",
    "price",
    "pue",
    "carbon",
    "sequence",
)


def training(question: Question) -> Answer:
    """The figure that `of:` names; as a table, all of them, each with what it assumes."""
    figure = FIGURES[question.of](question)
    name = called(question.subject)
    return Answer(
        kind="training",
        title=Phrase("training.title", {"name": name}),
        inline=figure,
        sentence=Phrase(
            f"training.said.{question.of}",
            {"name": name, "value": figure, "gpu": cards(question), "basis": _basis(question)},
        ),
        cautions=context_warnings(question, "sequence"),
        make_block=lambda: _block(question),
    )


def _basis(question: Question) -> Cell:
    """That nobody says on how many tokens, where that is so."""
    rule_of_thumb = {"rule": Phrase("training.assumes.rule")}
    nothing, by_rule = Plain(""), Phrase("training.said.by-rule", rule_of_thumb)
    found = tokens(question)
    if are_tokens_given(question):
        return nothing
    if not is_chosen(question.subject, question):
        return until_said(question, by_rule) if found.formula else nothing
    return by_own_tokens(question, nothing, by_rule)


def by_own_tokens(question: Question, own: Cell, by_rule: Cell) -> Cell:
    """What is said of a model that a reader chooses: whether it is known on how many tokens it
    was trained decides."""
    # A size has none, whichever it is.
    known = replace(has_own_tokens(question.subject), optional=True)
    return Choose.between(at_least(known, ONE), own, by_rule)


def in_short(question: Question) -> Table:
    """What the training took: tokens, compute, and what the makers say of their GPUs."""
    rows = (_text(question), *_reckoned(question, ("flops",)), *_published(question))
    head = (Phrase("model.training"), Phrase("head.value"), Phrase("head.assumption"))
    return Table(head, rows)


def _block(question: Question) -> Block:
    rows = tuple(_rows(question))
    cells = [cell for row in rows if row.is_there for cell in row.cells]
    figures = [
        cell if row.amount is None else While(row.amount, cell)
        for row in rows[1:]
        if not row.of_another
        for cell in row.cells
    ]
    return Block(
        table=Table(tuple(Phrase(f"head.{key}") for key in ("what", "value", "assumption")), rows),
        notes=(
            *used(question, _given_tokens(question), *figures, names=("gpu",)),
            *unrecorded(question, {"rate": rate, "price": price, "power": power}),
            *_about_tokens(question),
            *remark_notes(*cells),
            *gpu_notes(question),
            *shape_notes(question.subject),
        ),
    )


def _about_tokens(question: Question) -> tuple[Cell, ...]:
    """That the makers' hours are for a text of another length, where nobody says of which."""
    subject = question.subject
    if not _published(question) or published_tokens(subject.model) or are_tokens_given(question):
        return ()
    note = Phrase("training.by-rule", {"name": called(subject)})
    return (of_own_shape(subject, until_said(question, note)),)


def tokens(question: Question) -> Quantity:
    """Tokens of training: as given, else as published, else by the rule of 20 a parameter."""
    if are_tokens_given(question):
        return question.scenario.quantity("tokens")
    found = published_tokens(question.subject.model) or rule(question)
    return yielding(question, "tokens", replace(found, cell=question.subject.cell("tokens")))


def yielding(question: Question, name: str, found: Quantity) -> Quantity:
    """What is known of a model or a GPU, until a reader sets the dial that the page has over it."""
    return replace(found, yields=name) if name in question.scenario.yielding else found


def rule(question: Question) -> Quantity:
    """Compute-optimal tokens by the rule of thumb, on the parameters that work on a token."""
    return rule_tokens(question.subject.active(), question.facts)


def has_own_tokens(subject: Subject) -> Quantity:
    """Whether it is known on how many tokens a model was trained."""
    is_known = published_tokens(subject.model) is not None
    return whether(is_known, subject.cell("own_tokens"), subject.source)


def _given_tokens(question: Question) -> Cell:
    """Tokens as an input; those of a model that a reader may choose only where they are known."""
    found = tokens(question)
    if not is_chosen(question.subject, question) or are_tokens_given(question):
        return found
    given = replace(found, name="tokens", formula=None, inputs=(), origin="model")
    return While(has_own_tokens(question.subject), given)


def flops(question: Question) -> Quantity:
    """Training compute by 6 N D, N being the parameters that work on a token."""
    return formulas.training_flops.of(
        "flops", parameters=question.subject.active(), tokens=tokens(question)
    )


def matmul_flops(question: Question) -> Quantity:
    """Training compute counted by matrix products. Needs the shape."""
    return formulas.matmul_flops.of(
        "flops-matmul",
        **matmul_inputs(question.subject),
        sequence=sequence(question),
        tokens=tokens(question),
    )


def gpu_hours(question: Question) -> Quantity:
    """GPU-hours at the dense 16-bit peak and the scenario's MFU."""
    return formulas.gpu_hours.of(
        "gpu-hours",
        flops=flops(question),
        peak=rate(question),
        mfu=question.scenario.quantity("mfu"),
    )


def rate(question: Question) -> Quantity:
    """The dense peak in 16 bits. Raises ScenarioError when it is not known."""
    return of_gpu(question, lambda found: peak(found, "16"))


def days(question: Question) -> Quantity:
    """Days on the scenario's GPUs."""
    return formulas.days.of(
        "days", gpu_hours=gpu_hours(question), gpus=question.scenario.quantity("gpus")
    )


def cost(question: Question) -> Quantity:
    """US dollars. Raises ScenarioError when no price is known or given."""
    return formulas.cost.of("cost", gpu_hours=gpu_hours(question), price=price(question))


def price(question: Question) -> Quantity:
    """The price of a GPU-hour: as given, else the newest that is recorded, with its date."""
    if question.scenario.setting("price") is not None:
        return question.scenario.quantity("price")
    found = of_gpu(question, lambda found: _recorded(question, found))
    return yielding(question, "price", found)


def _recorded(question: Question, found: Gpu) -> Quantity:
    recorded = recorded_price(found, question.facts)
    if recorded is None:
        raise ScenarioError(f"no price is known for {found.name}; write price: and US dollars")
    return replace(recorded, cell=f"{GPU}|price")


def energy(question: Question) -> Quantity:
    """Kilowatt-hours at the GPU's rated power. Raises ScenarioError when that is not known."""
    return formulas.energy.of(
        "energy",
        gpu_hours=gpu_hours(question),
        watts=power(question),
        pue=question.scenario.quantity("pue"),
    )


def power(question: Question) -> Quantity:
    """The GPU's rated power. Raises ScenarioError when that is not known."""
    return of_gpu(question, lambda found: from_gpu(found, "watts", found.tdp_w, "watt"))


def emissions(question: Question) -> Quantity:
    """Kilograms of CO2e of the electricity."""
    return formulas.emissions.of(
        "co2", energy=energy(question), carbon=question.scenario.quantity("carbon")
    )


FIGURES: Final[Mapping[str, Callable[[Question], Quantity]]] = {
    "flops": flops,
    "flops-matmul": matmul_flops,
    "gpu-hours": gpu_hours,
    "days": days,
    "cost": cost,
    "energy": energy,
    "co2": emissions,
}
OF: Final = tuple(FIGURES)


_WHILE: Final[Mapping[str, str]] = {"co2": "energy"}
"""What must be known for a figure, where that may itself be 0."""


def _rows(question: Question) -> list[Row]:
    return [_text(question), *_reckoned(question, FIGURES), *_published(question)]


def _text(question: Question) -> Row:
    return Row((Phrase("quantity.tokens"), tokens(question), who(question)), part="tokens")


def _reckoned(question: Question, names: Iterable[str]) -> Iterator[Row]:
    """What can be told: a figure whose inputs are not known has no row."""
    for of in names:
        value = _figure(question, of)
        if value is not None:
            cells = (Phrase(f"training.{of}"), value, _assumption(of))
            amount = _figure(question, _WHILE.get(of, of)) if _may_change(question) else None
            yield Row(cells, part=of, amount=amount)
        elif (other := _of_another_model(question, FIGURES[of])) is not None:
            cells = (Phrase(f"training.{of}"), other, _assumption(of))
            yield Row(cells, part=of, amount=other, of_another=True)


def _may_change(question: Question) -> bool:
    """Whether a reader may choose what not everything is known of."""
    return has_dial("gpu", question) or is_chosen(question.subject, question)


def _figure(question: Question, of: str) -> Quantity | None:
    """A figure; 0 where it cannot be told until a reader chooses another GPU, else None."""
    try:
        return FIGURES[of](question)
    except ParamsizeError:
        return of_another_gpu(question, FIGURES[of])


def _of_another_model(question: Question, figure: Callable[[Question], Cell]) -> Quantity | None:
    """The same where a reader may choose another model."""
    other = of_any_model(question)
    return None if other is None else as_nothing(other, figure)


def _assumption(of: str) -> Phrase:
    return Phrase(f"training.assumes.{of}")


def who(question: Question) -> Cell:
    """Who says on how many tokens: the reader once they do, else the model's makers or the rule."""
    given = Phrase("training.assumes.given")
    if are_tokens_given(question) and not _are_tokens_assumed(question):
        return given
    return once_said(question, given, _who_of_model(question))


def _who_of_model(question: Question) -> Cell:
    """Who says it of a model, as long as it is that; the rule is that of any other of which
    nobody says it."""
    subject, by_rule = question.subject, Phrase("training.assumes.rule")
    found = published_tokens(subject.model)
    source = None if found is None else found.source
    own = by_rule if source is None else Plain(source.text)
    if not is_chosen(subject, question):
        return of_own_shape(subject, own)
    published = Plain("") if own is by_rule else of_own_shape(subject, own)
    return by_own_tokens(question, published, by_rule)


def until_said(question: Question, cell: Cell) -> Cell:
    """What holds of tokens that nobody has said, until a reader does."""
    return Own(frozenset({"tokens"}), cell) if is_yielding(question) else cell


def once_said(question: Question, said: Cell, cell: Cell) -> Cell:
    """What holds once a reader says tokens, and what does until then."""
    if not is_yielding(question) and not _are_tokens_assumed(question):
        return cell
    amount = said_amount("tokens", "token", "tokens")
    return Choose.between(at_least(amount, ONE), said, cell)


def are_tokens_given(question: Question) -> bool:
    """Whether a marker, the page or the site says on how many tokens."""
    return question.scenario.setting("tokens") is not None


def _are_tokens_assumed(question: Question) -> bool:
    """Whether a dial over them starts from what nobody has said."""
    return any(assumed.name == "tokens" for assumed in question.scenario.assumed)


def is_yielding(question: Question) -> bool:
    """Whether a dial over tokens of which nobody has said any may still say them."""
    return "tokens" in question.scenario.yielding


def _published(question: Question) -> list[Row]:
    """What the makers say, beside what we compute."""
    run = run_of(question)
    if run is None or run.gpu_hours is None or "gpu_hours" in run.derived:
        return []
    source = Source(run.source, run.checked)
    value = Quantity("gpu-hours", run.gpu_hours, "gpu-hour", "published", source=source)
    told = (Phrase("training.published"), value, Plain(run.hardware or ""))
    return [Row(told, part="published", own=changing(question.subject))]


def run_of(question: Question) -> Run | None:
    """The published training run of a model."""
    model = question.subject.model
    if model is None:
        return None
    return next((run for run in question.facts.training.runs if model.is_called(run.model)), None)
