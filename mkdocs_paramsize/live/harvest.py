"""The numbers behind a live page's choices, gathered by asking the page's questions of each.

What a model, a GPU or a precision gives is read off the answers themselves, so that the page
holds just what its figures use, and nothing is listed twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, get_args

from mkdocs_paramsize.algebra.quantity import LABELS, Quantity
from mkdocs_paramsize.answer import (
    Answer,
    Bar,
    Bars,
    Card,
    Cell,
    Figure,
    Ruler,
    Table,
    numbers,
)
from mkdocs_paramsize.errors import ParamsizeError
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.facts.records import Arithmetic, Precision
from mkdocs_paramsize.kinds import answer, question
from mkdocs_paramsize.kinds.gpu import bandwidth, capacity, from_gpu, lacks, peak, rate_of
from mkdocs_paramsize.kinds.inputs import released_precision
from mkdocs_paramsize.kinds.profile import activation_inputs
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.kinds.shapes import CONVENTIONS
from mkdocs_paramsize.kinds.training import tokens
from mkdocs_paramsize.kinds.unshaped import has_shape
from mkdocs_paramsize.live.expression import constant, leaves
from mkdocs_paramsize.marker import FORMS, Marker
from mkdocs_paramsize.notation import is_size, parse_size
from mkdocs_paramsize.scenario import Scenario
from mkdocs_paramsize.scenario.cells import RATED, WEIGHED, is_elsewhere
from mkdocs_paramsize.scenario.shape import SHAPE
from mkdocs_paramsize.scenario.subject import PAGE, resolve
from mkdocs_paramsize.storage.measured import measured_sizes
from mkdocs_paramsize.storage.packing import weighs_alike

Pair = list[Any]
"""`[value, label]`, as in an expression."""

Known = dict[str, Any]
"""The numbers of a model by cell: a pair, or the value alone where it is exact.

What depends on the precision has it in its cell, `weights@fp8`; as released, `weights@`.
`compute` is a word: the type of number that the model computes in as released, unless bf16.
`source` is a text.
"""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the reader may choose, by input: names only, since sizes are computed."""

    models: tuple[str, ...]
    precisions: tuple[str, ...]


def models(
    markers: Iterable[Marker], scenario: Scenario, facts: Facts, choices: Choices
) -> dict[str, Known]:
    """The numbers of every model that the page speaks of or offers, by model and cell."""
    found: dict[str, Known] = {}
    asked = tuple(markers)
    deciding = _deciding(scenario, facts, choices)
    # What was built tells where that was read.
    stays = scenario.text("model") is not None and "model" not in scenario.dials
    for model in choices.models or (scenario.text("model"),):
        own = None if model is None or _is_undisclosed(model, facts) else model
        if model is not None and not stays and not is_plain_size(model):
            _keep_source(found, model, facts)
        if own is not None and not is_plain_size(own):
            _keep_known(found, own, deciding, facts)
        telling = tuple(marker for marker in asked if _tells(marker, own))
        for precision in choices.precisions or (None,):
            told = {"model": model, "precision": precision}
            dialled = scenario.with_dials({key: text for key, text in told.items() if text})
            for quantity in _quantities(telling, dialled, facts):
                _keep_leaves(found, quantity, own, precision, facts)
    return found


def _deciding(scenario: Scenario, facts: Facts, choices: Choices) -> set[str]:
    """What must be known of each model that is offered, as some lack it or a page follows it."""
    # Without a total a model is one that is not disclosed.
    deciding = {"total"}
    if any(_lacks_shape(model, facts) for model in choices.models):
        deciding.add("layers")
    # What nobody has said of tokens is what is known of whichever model a reader names.
    return deciding | ({"tokens"} & {told.name for told in scenario.assumed})


def _keep_known(found: dict[str, Known], model: str, deciding: Set[str], facts: Facts) -> None:
    for cell, leaf in _known(model, facts).items():
        if cell in deciding:
            _keep(found, f"{PAGE}|{cell}", leaf, model, "")


def _keep_source(found: dict[str, Known], model: str, facts: Facts) -> None:
    """Keep where a model was read, or who has not disclosed it: of several sources the first, which
    is that of its shape or size; with what leads to it in a line."""
    subject = resolve(model, facts.catalogue)
    source = subject.source
    if source is not None:
        text, _, _ = source.text.partition(";")
        date = f" ({source.checked})" if source.checked else ""
        found.setdefault(subject.name, {})["source"] = f"; {text}{date}"


def _keep_leaves(
    found: dict[str, Known],
    quantity: Quantity,
    model: str | None,
    precision: str | None,
    facts: Facts,
) -> None:
    """Keep what a figure rests on of models; what others own is kept elsewhere."""
    for cell, leaf in leaves(quantity).items():
        owner, _, name = cell.rpartition("|")
        if name in RATED:
            _keep_compute(found, model if precision is None else None, facts)
        elif not is_elsewhere(owner):
            _keep(found, cell, leaf, model, precision or "")


def _tokens(model: str, facts: Facts) -> Quantity:
    """Tokens of training as its makers say, else by the rule for its size."""
    subject = resolve(model, facts.catalogue)
    return tokens(Question("training", (subject,), "", {}, Scenario(()), facts))


def _keep_compute(found: dict[str, Known], model: str | None, facts: Facts) -> None:
    """Keep the type of number that a model computes in as it was released, if not the usual."""
    if model is None:
        return
    released = resolve(model, facts.catalogue).model
    compute = released_precision(released, facts).compute
    if compute != released_precision(None, facts).compute:
        found.setdefault(model, {})["compute"] = compute


def _tells(marker: Marker, model: str | None) -> bool:
    """Whether numbers may be kept of its answer: of a model by name, or of matrices by name."""
    if marker.option("method") is not None:
        return True
    # A calculator is of the page's model, but for the one that tries several.
    of_page = FORMS[marker.kind].subject in ("input", "nothing") and marker.option("of") != "models"
    subjects = (PAGE,) if of_page else marker.subjects
    owners = {model if subject == PAGE else subject for subject in subjects}
    named = (owner for owner in owners if owner is not None and owner != SHAPE)
    return not all(map(is_plain_size, named))


def _is_undisclosed(model: str, facts: Facts) -> bool:
    return resolve(model, facts.catalogue).is_undisclosed


def _lacks_shape(model: str, facts: Facts) -> bool:
    """Whether the size of a model is known, and not its shape."""
    subject = resolve(model, facts.catalogue)
    return not subject.is_undisclosed and not has_shape(subject)


def _known(model: str, facts: Facts) -> dict[str, Quantity]:
    """What is known of that, and of its training."""
    subject = resolve(model, facts.catalogue)
    known = {"total": subject.total()}
    if has_shape(subject):
        known["layers"] = activation_inputs(subject)["layers"]
    with suppress(ParamsizeError):
        known["tokens"] = _tokens(model, facts)
    return known


def _keep(
    found: dict[str, Known], cell: str, leaf: Quantity, model: str | None, precision: str
) -> None:
    """Keep a number of the page's model, which has none while it is not disclosed, or another's."""
    owner, bar, name = cell.rpartition("|")
    if not bar or (owner == PAGE and model is None):
        return
    owner = (model or "") if owner == PAGE else owner
    if is_plain_size(owner) and not name.startswith("ends"):
        # The page computes the typical decoder of any size by itself, but for the matrices that
        # an author may name.
        return
    if name == "own_tokens" and is_size(owner):
        # Of no size is it known, and none is spoken of as if it might be.
        return
    if name in UNLESS_ANY and not leaf.low:
        return
    value, label = pair(leaf)
    found.setdefault(owner, {})[f"{name}@{precision}" if name in WEIGHED else name] = (
        [value, label] if label or isinstance(value, list) else value
    )


@lru_cache(maxsize=256)
def is_plain_size(text: str) -> bool:
    """Whether it is a size, and none of a mixture, whose tensors not every format treats alike.

    >>> [is_plain_size(text) for text in ("70B", "8x7B", "Llama 3.1 8B")]
    [True, False, False]
    """
    return is_size(text) and parse_size(text).experts is None


def _quantities(
    markers: tuple[Marker, ...], scenario: Scenario, facts: Facts
) -> Iterator[Quantity]:
    for marker in markers:
        # A choice for which a figure cannot be told simply has no number there.
        with suppress(ParamsizeError):
            yield from quantities(answer(question(marker, scenario, facts)).own)


def gpus(names: Iterable[str], facts: Facts, asked: frozenset[str]) -> dict[str, dict[str, Any]]:
    """The numbers of GPUs by name, as far as they are asked for."""
    return {
        facts.gpu(name).name: {
            key: value for key, value in _gpu(name, facts).items() if key in asked
        }
        for name in names
    }


UNLESS_ANY: Final = ("encoder", "product", "textless", "top_k", *CONVENTIONS)
"""What a page need not know of a model that has none of it: then it leaves out what rests on it,
such as the cache of an encoder's output, or experts that a token is sent to."""

UNMEASURED: Final = [[1, -1]]
"""What stands for the files of a format where none was measured: no size has such a weight."""

_TYPES: Final[tuple[Arithmetic, ...]] = get_args(Arithmetic)


def _gpu(name: str, facts: Facts) -> dict[str, Any]:
    found = facts.gpu(name)
    numbers: dict[str, Any] = {
        "capacity": pair(capacity(found)),
        "bandwidth": pair(bandwidth(found)),
        "peak": {kind: pair(peak(found, kind)) for kind in _TYPES if rate_of(found, kind)[0]},
    }
    numbers["marketed_capacity"] = [int(found.usable_bytes is None), 0]
    numbers["no_rate"] = {kind: [int(not rate_of(found, kind)[1]), 0] for kind in _TYPES}
    for name in ("lacks", "lacks_released"):
        numbers[name] = {kind: [int(lacks(found, kind, name)), 0] for kind in _TYPES}
    if found.tdp_w is not None:
        numbers["watts"] = pair(from_gpu(found, "watts", found.tdp_w, "watt"))
    price = facts.price(found)
    numbers["old_price"] = [int(price is not None and facts.is_old(price.date)), 0]
    if price is not None:
        numbers["price"] = [price.usd_per_hour, LABELS.index("published")]
    return numbers


def precisions(names: Iterable[str], facts: Facts, *, of_sizes: bool) -> dict[str, dict[str, Any]]:
    """Bits and the type that a format computes in, by name; what a bare size needs of it, if there
    may be one on the page.

    `packs` is there where a page can weigh a shape by itself. A format that mixes types has the
    bits of files that were measured, each with the size of its model.
    """
    return {
        one.name: {"bits": [one.bits, 0], "compute": one.compute}
        | (_of_sizes(one, facts) if of_sizes else {})
        for one in map(facts.precision, names)
    }


def _of_sizes(one: Precision, facts: Facts) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if weighs_alike(one):
        made["packs"] = one.packs
    if one.kind == "mixture":
        made["measured"] = measured_sizes(one, facts) or UNMEASURED
    elif one.packs == "experts":
        # A size has none that are known, whatever it is.
        made["measured"] = [[1, facts.precision(one.rest or one.name).bits]]
    return made


def pair(quantity: Quantity) -> Pair:
    """A value with its label."""
    return [constant(quantity), LABELS.index(quantity.label)]


def quantities(told: Answer) -> Iterator[Quantity]:
    """Every quantity that an answer shows, in whichever view."""
    cells: list[Cell] = [told.inline, *told.block.notes]
    cells += [told.sentence] if told.sentence else []
    for table in (told.block.table, *(told.block.card.tables if told.block.card else ())):
        cells += _of_table(table)
    for figure in (told.block.figure, *(told.block.card.figures if told.block.card else ())):
        yield from _of_figure(figure)
    if told.block.card is not None:
        cells += _of_card(told.block.card)
    for cell in cells:
        yield from numbers(cell, every=True)
    for caution in told.cautions:
        yield caution.excess
    for part in told.parts:
        yield from quantities(part)


def _of_table(table: Table | None) -> list[Cell]:
    rows = [row for row in table.rows if not row.of_another] if table else []
    amounts = [row.amount for row in rows if row.amount is not None]
    return [cell for row in rows for cell in row.cells] + amounts


def _of_card(card: Card) -> list[Cell]:
    return [*card.lead, *(cell for _, cell in card.paragraphs)]


def _of_figure(figure: Figure | None) -> Iterator[Quantity]:
    match figure:
        case Bar(segments=segments, capacity=room):
            yield from (segment.quantity for segment in segments)
            yield from (room,) if room else ()
        case Bars(rows=rows):
            drawn = (segment for _, segments in rows for segment in segments)
            yield from (segment.quantity for segment in drawn if not segment.of_another)
        case Ruler(points=points):
            yield from (point.quantity for point in points)
