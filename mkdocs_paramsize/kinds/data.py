"""`data`: how much text a size wants, and how much a model was given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from msgspec.structs import replace

from mkdocs_paramsize import formulas
from mkdocs_paramsize.algebra.quantity import Quantity, Source
from mkdocs_paramsize.answer import (
    UNKNOWN,
    Answer,
    Block,
    Cell,
    Choose,
    Phrase,
    Plain,
    Row,
    Table,
    While,
)
from mkdocs_paramsize.errors import NotationError, ScenarioError
from mkdocs_paramsize.facts.records import Exponents, Fit, Optimal, Rule
from mkdocs_paramsize.kinds.assumptions import used
from mkdocs_paramsize.kinds.conditions import ONE, at_least, whether
from mkdocs_paramsize.kinds.inputs import called, is_chosen, said_amount
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.kinds.remarks import remark_notes
from mkdocs_paramsize.kinds.training import (
    are_tokens_given,
    by_own_tokens,
    has_own_tokens,
    is_yielding,
    once_said,
    rule,
    tokens,
    who,
    yielding,
)
from mkdocs_paramsize.kinds.unshaped import has_shape
from mkdocs_paramsize.notation import parse_tokens

INPUTS: Final = ("tokens",)
OPTIONS: Final = ("corpus",)

_HELP: Final = Source(
    "OpenAI Help Center, article 4936856: about 4 characters and 3/4 of a word a token of English",
    date(2026, 11, 24),
)
WORDS_PER_TOKEN: Final = Quantity("words_per_token", 0.75, "ratio", "estimated", source=_HELP)
BYTES_PER_TOKEN: Final = Quantity("bytes_per_token", 4, "ratio", "estimated", source=_HELP)


def data(question: Question) -> Answer:
    """The figure that `of:` names; as a table, every published fit beside the model's own."""
    if "corpus" in question.options:
        epochs(question)
    figure = FIGURES[question.of](question)
    told = _told(question, figure)
    name = called(question.subject)
    return Answer(
        kind="data",
        title=Phrase("data.title", {"name": name}),
        inline=told,
        sentence=_sentence(question, {"name": name, "value": told}),
        make_block=lambda: Block(
            table=Table(
                tuple(Phrase(f"head.{key}") for key in ("what", "value", "source")),
                tuple(_rows(question)),
            ),
            notes=(
                *used(question, figure),
                *_about_words(question),
                *remark_notes(figure, rule(question)),
                Phrase("data.approach-3"),
                Phrase("data.note"),
            ),
        ),
    )


def _told(question: Question, figure: Quantity) -> Cell:
    if question.of == "ratio":
        return _ratio_if_known(question, figure)
    if question.of in IN_ENGLISH and is_chosen(question.subject, question):
        return Choose.between(at_least(_reads_no_text(question), ONE), Plain(UNKNOWN), figure)
    return figure


def _sentence(question: Question, told: Mapping[str, Cell]) -> Cell:
    if question.of not in OF_TEXT:
        return Phrase(f"data.said.{question.of}", told)
    return _of_text(question, "data.said.{}" + question.of, told)


def _of_text(question: Question, key: str, told: Mapping[str, Cell] = {}) -> Cell:
    """What is said of a text that is given, or of the compute-optimal one."""
    given, optimal = Phrase(key.format(""), told), Phrase(key.format("optimal-"), told)
    return given if are_tokens_given(question) else once_said(question, given, optimal)


def _text(question: Question) -> Quantity:
    """The tokens of a text: as given, else as many as are compute-optimal."""
    if are_tokens_given(question):
        return tokens(question)
    return yielding(question, "tokens", rule(question))


def _reads_no_text(question: Question) -> Quantity:
    """1 where what a model reads is no text, such as patches of an image."""
    subject = question.subject
    is_textless = has_shape(subject) and "vocab" not in subject.ledger.architecture.dims
    holds = whether(is_textless, subject.cell("textless"), subject.source)
    return replace(holds, optional=True)


def _tells_english(question: Question) -> bool:
    """Whether words and bytes can be told, or may be: a reader chooses the model."""
    return is_chosen(question.subject, question) or not _reads_no_text(question).low


def _require_text(question: Question) -> None:
    """Raises ScenarioError for a model whose tokens are no pieces of a text."""
    if not _tells_english(question):
        raise ScenarioError(
            f"{question.subject.name} reads no text, so its tokens make no words and no bytes of "
            "English; write of: tokens"
        )


def _about_words(question: Question) -> tuple[Cell, ...]:
    """That tokens are not given as English, where that is so or may become so."""
    note = Phrase("data.textless", {"name": called(question.subject)})
    holds = _reads_no_text(question)
    may_hold = holds.low or is_chosen(question.subject, question)
    return (While(holds, note),) if may_hold else ()


def _words(question: Question) -> Quantity:
    _require_text(question)
    return formulas.text_words.of("words", tokens=_text(question), words_per_token=WORDS_PER_TOKEN)


def _bytes(question: Question) -> Quantity:
    _require_text(question)
    return formulas.text_bytes.of("bytes", tokens=_text(question), bytes_per_token=BYTES_PER_TOKEN)


def ratio(question: Question) -> Quantity:
    """How many times the compute-optimal tokens a model was trained on.

    Raises ScenarioError when nobody says on how many: the rule over itself says nothing.
    """
    given = tokens(question)
    if given.formula is not None and not _may_be_told(question):
        raise ScenarioError(
            f"what {question.subject.name} was trained on is not known; write tokens: and an "
            "amount such as 15T"
        )
    return formulas.over_training.of("ratio", tokens=given, optimal=rule(question))


def _may_be_told(question: Question) -> bool:
    """Whether a reader may say on how many tokens, or choose a model of which that is known."""
    return is_chosen(question.subject, question) or is_yielding(question)


def ratio_or(question: Question, unknown: Cell) -> Cell:
    """The ratio; something else until a reader says tokens, where nobody has."""
    figure = ratio(question)
    by_rule = tokens(question).formula is not None
    return once_said(question, figure, unknown) if by_rule and is_yielding(question) else figure


def _ratio_if_known(question: Question, figure: Quantity) -> Cell:
    """Of a model that a reader chooses it may not be known on how many it was trained."""
    if not is_chosen(question.subject, question) or are_tokens_given(question):
        return ratio_or(question, Phrase("data.unknown"))
    return by_own_tokens(question, figure, Phrase("data.unknown"))


def epochs(question: Question) -> Quantity:
    """Times that a corpus must be read. Raises ScenarioError when no corpus is given."""
    text = question.options.get("corpus")
    if text is None:
        raise ScenarioError("epochs of what? write corpus: and an amount of tokens such as 300B")
    try:
        size = parse_tokens(text)
    except NotationError as error:
        raise ScenarioError(f"corpus: {error}") from error
    corpus = Quantity("corpus", size, "token", "exact", origin="marker")
    return formulas.epochs.of("epochs", tokens=_text(question), corpus=corpus)


FIGURES: Final[Mapping[str, Callable[[Question], Quantity]]] = {
    "tokens": rule,
    "words": _words,
    "bytes": _bytes,
    "ratio": ratio,
    "epochs": epochs,
}
OF: Final = tuple(FIGURES)
IN_ENGLISH: Final = {"words": _words, "bytes": _bytes}
OF_TEXT: Final = frozenset({*IN_ENGLISH, "epochs"})


def fits(question: Question) -> Iterator[tuple[Phrase, Quantity, Source]]:
    """Compute-optimal tokens of the subject by each published fit, with its name and source."""
    parameters = question.subject.active()
    scaling = question.facts.scaling
    found = rule(question)
    yield _name(scaling.rules[0]), found, Source(scaling.rules[0].source, scaling.rules[0].checked)
    for fit in scaling.fits:
        yield _name(fit), _fitted(parameters, fit), Source(fit.source, fit.checked)
    for exponents in scaling.exponents:
        row = _anchor(scaling.optimal, exponents)
        if row is not None:
            yield _name(exponents), _scaled(parameters, exponents, row), _read_in(exponents)


def _name(row: Rule | Fit | Exponents) -> Phrase:
    return Phrase(f"scaling.{row.name}")


def _fitted(parameters: Quantity, fit: Fit) -> Quantity:
    source = Source(fit.source, fit.checked)
    constants = {
        name: Quantity(name, value, "ratio", "published", source=source)
        for name, value in (("a", fit.a), ("b", fit.b), ("alpha", fit.alpha), ("beta", fit.beta))
    }
    return formulas.fitted_tokens.of("fitted-tokens", parameters=parameters, **constants)


def _scaled(parameters: Quantity, exponents: Exponents, row: Optimal) -> Quantity:
    read_in = Source(row.source, row.checked)
    return formulas.scaled_tokens.of(
        "fitted-tokens",
        parameters=parameters,
        row_parameters=Quantity(
            "row_parameters", row.params, "parameter", "published", source=read_in
        ),
        row_tokens=Quantity("row_tokens", row.tokens, "token", "published", source=read_in),
        size_exponent=Quantity(
            "size_exponent", exponents.a, "ratio", "published", source=_read_in(exponents)
        ),
        data_exponent=Quantity(
            "data_exponent", exponents.b, "ratio", "published", source=_read_in(exponents)
        ),
    )


def _read_in(exponents: Exponents) -> Source:
    return Source(exponents.source, exponents.checked)


def _anchor(rows: tuple[Optimal, ...], exponents: Exponents) -> Optimal | None:
    """The row of 1B parameters of the same approach."""
    of_approach = (row for row in rows if row.approach == exponents.approach)
    return next((row for row in of_approach if row.params == 10**9), None)


def _given_rows(question: Question, name: Cell, amount: Quantity | None) -> Iterator[Row]:
    """The tokens of a training, and how they compare, while an amount is above 0."""
    yield Row((name, tokens(question), who(question)), part="tokens", amount=amount)
    yield Row((Phrase("data.ratio"), ratio(question), Plain("")), part="ratio", amount=amount)


def _rows(question: Question) -> Iterator[Row]:
    for fit, value, source in fits(question):
        yield Row((fit, value, Plain(source.text)), part="fit")
    given = tokens(question)
    subject, asked = question.subject, are_tokens_given(question)
    if given.formula is None or is_chosen(subject, question):
        # Tokens that the scenario gives are there whatever the model is.
        own = None if asked else has_own_tokens(subject)
        name = Phrase("data.given" if asked else "data.own")
        yield from _given_rows(question, once_said(question, Phrase("data.given"), name), own)
    elif is_yielding(question):
        said = said_amount("tokens", "token", "tokens")
        yield from _given_rows(question, Phrase("data.given"), said)
    yield from _in_english(question)
    if "corpus" in question.options:
        found = epochs(question)
        corpus = Phrase("data.corpus", {"corpus": dict(found.inputs)["corpus"]})
        yield Row((Phrase("data.epochs"), found, corpus), part="epochs")


def _in_english(question: Question) -> Iterator[Row]:
    """The tokens as words and as bytes, while the model reads any."""
    if not _tells_english(question):
        return
    chosen = is_chosen(question.subject, question)
    amount = at_least(ONE, _reads_no_text(question)) if chosen else None
    for part, figure in IN_ENGLISH.items():
        name = _of_text(question, "data.{}" + part)
        cells = (name, figure(question), Plain(_HELP.text))
        yield Row(cells, part=part, amount=amount)
