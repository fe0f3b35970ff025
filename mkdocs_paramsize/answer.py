"""What a kind answers, before any language or markup: figures, phrases, tables, charts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Final

import msgspec
from msgspec.structs import replace

from mkdocs_paramsize.algebra.quantity import Quantity


class Phrase(msgspec.Struct, frozen=True, gc=False):
    """A sentence of the table of words by its key, with what fills its places."""

    key: str
    fields: Mapping[str, Cell] = {}


class Plain(msgspec.Struct, frozen=True, gc=False):
    """A proper name or an expression: the same in every language.

    `cell` is the input whose name it is, where that may change on a live page.
    """

    text: str
    code: bool = False
    cell: str | None = None


class Localised(msgspec.Struct, frozen=True, gc=False):
    """Words of the site's own, by locale; under "" for every locale."""

    by_locale: Mapping[str, str]

    @classmethod
    def of(cls, told: str | Mapping[str, str]) -> Localised:
        """Words for every locale, or by locale."""
        return cls({"": told} if isinstance(told, str) else told)

    def text(self, locale: str) -> str:
        """The words for a locale, else for every locale, else the first that there are."""
        fallback = next(iter(self.by_locale.values()), "")
        return self.by_locale.get(locale, self.by_locale.get("", fallback))


class Choose(msgspec.Struct, frozen=True, gc=False):
    """The first cell whose quantity is not negative, else the last.

    The cases are made one after the other, as far as they are needed. A live page needs all
    of them, since the reader may turn one into another.
    """

    make_cases: Callable[[], Iterator[tuple[Quantity, Cell]]]
    otherwise: Cell
    of_another: bool = False
    """Whether the cases tell of another model, which a reader may choose for one that has none."""

    @classmethod
    def between(cls, sign: Quantity, cell: Cell, otherwise: Cell) -> Choose:
        """A choice between two cells."""
        return cls(lambda: iter(((sign, cell),)), otherwise)

    @property
    def cases(self) -> tuple[tuple[Quantity, Cell], ...]:
        """All of them."""
        return tuple(self.make_cases())

    @property
    def chosen(self) -> Cell:
        """The cell for the quantities as they are."""
        return next((cell for sign, cell in self.make_cases() if sign.low >= 0), self.otherwise)


class Dial(msgspec.Struct, frozen=True, gc=False):
    """An input that the reader can change: its value at first, and what it may become."""

    input: str
    value: str
    choices: tuple[str, ...] = ()
    low: str | None = None
    high: str | None = None
    assumed: Quantity | None = None
    """The value that it starts from, where that is a number and its author does not give it."""
    is_unknown: bool = False
    """Whether nobody knows what it would start from: then the page shows no value, and `value`
    only stands in until its reader chooses a model of which more is known."""

    @property
    def text(self) -> str:
        """What the page shows of it."""
        return UNKNOWN if self.is_unknown else self.value


UNKNOWN: Final = "–"
"""What stands where nothing is known."""


NOT_DISCLOSED: Final = "not disclosed"
"""The label of a figure that is none, and its value."""


class Undisclosed(msgspec.Struct, frozen=True, gc=False):
    """The place of a figure that the model's makers have not published."""

    source: str


class Exact(msgspec.Struct, frozen=True, gc=False):
    """A quantity in all its digits."""

    quantity: Quantity


class Several(msgspec.Struct, frozen=True, gc=False):
    """Cells in a row, as a list of names; `joined`, with nothing between them. The last has no word
    of its own where the list is `changing`, as where a cell comes and goes."""

    cells: tuple[Cell, ...]
    joined: bool = False
    changing: bool = False

    @property
    def said(self) -> Iterator[Cell]:
        """The cells with the words of a list between them.

        What comes and goes on a live page does so with the word before it, so no first cell may.
        """
        may_change = self.changing or any(isinstance(cell, While) for cell in self.cells)
        for place, cell in enumerate(self.cells):
            if not place or self.joined:
                yield cell
                continue
            last = place == len(self.cells) - 1 and not may_change
            word = Phrase("list.last" if last else "list.between")
            if isinstance(cell, While):
                yield While(cell.amount, Several((word, cell.cell), joined=True))
            else:
                yield word
                yield cell


class Own(msgspec.Struct, frozen=True, gc=False):
    """What holds of the page's own values of inputs: gone once a reader changes one."""

    inputs: frozenset[str]
    cell: Cell


class While(msgspec.Struct, frozen=True, gc=False):
    """What is said while an amount is above 0, which the reader of a live page may bring about."""

    amount: Quantity
    cell: Cell


Cell = (
    Quantity
    | Exact
    | Phrase
    | Plain
    | Localised
    | Several
    | Choose
    | Dial
    | Undisclosed
    | Own
    | While
)


def numbers(cell: Cell, *, every: bool = False) -> Iterator[Quantity]:
    """The quantities of a cell in their order: those that its reader sees or, with `every`, also
    those of choices that are not taken, and the signs that choose; none of another model."""
    match cell:
        case Quantity():
            yield cell
        case Exact(quantity=quantity):
            yield quantity
        case Own(cell=inner):
            yield from numbers(inner, every=every)
        case While(amount=amount, cell=inner):
            yield from (amount,) if every else ()
            yield from numbers(inner, every=every) if every or amount.high > 0 else ()
        case Phrase() | Several():
            inside = cell.fields.values() if isinstance(cell, Phrase) else cell.cells
            for inner in inside:
                yield from numbers(inner, every=every)
        case Choose():
            yield from _numbers_of_choice(cell) if every else numbers(cell.chosen)


def _numbers_of_choice(choice: Choose) -> Iterator[Quantity]:
    for sign, inner in () if choice.of_another else choice.cases:
        yield sign
        yield from numbers(inner, every=True)
    yield from numbers(choice.otherwise, every=True)


class Row(msgspec.Struct, frozen=True, gc=False):
    """A row of a table; `part` becomes its `data-part`. It is there while `amount` is not 0, and
    while the page has its own values of the inputs that it is `own` to. What is `of_another` model
    comes once a reader chooses one that has it."""

    cells: tuple[Cell, ...]
    part: str | None = None
    strong: bool = False
    amount: Quantity | None = None
    own: frozenset[str] = frozenset()
    of_another: bool = False

    @property
    def is_there(self) -> bool:
        """Whether it is there for the numbers as they are."""
        return self.amount is None or self.amount.high > 0


class Table(msgspec.Struct, frozen=True, gc=False):
    """Rows under a head; the first column names the row."""

    head: tuple[Cell, ...]
    rows: tuple[Row, ...]

    @property
    def shown(self) -> tuple[Row, ...]:
        """The rows that are there for the numbers as they are."""
        return tuple(row for row in self.rows if row.is_there)


class Segment(msgspec.Struct, frozen=True, gc=False):
    """A piece of a stacked bar; `part` chooses its colour, `name` its word.

    What is `of_another` model, which a reader may choose, is 0 until they do.
    """

    part: str
    name: Phrase
    quantity: Quantity
    of_another: bool = False


class Bar(msgspec.Struct, frozen=True, gc=False):
    """A stacked bar, against a capacity if there is one; `limit` says whose."""

    title: Phrase
    segments: tuple[Segment, ...]
    capacity: Quantity | None = None
    limit: Cell = Phrase("memory.capacity")


class Point(msgspec.Struct, frozen=True, gc=False):
    """A model on a ruler."""

    name: str
    quantity: Quantity


class Zone(msgspec.Struct, frozen=True, gc=False):
    """A stretch of a ruler, from `start` up to the start of the next."""

    name: Cell
    start: int


class Ruler(msgspec.Struct, frozen=True, gc=False):
    """A logarithmic scale with zones and points on it."""

    title: Phrase
    zones: tuple[Zone, ...]
    points: tuple[Point, ...]


class Bars(msgspec.Struct, frozen=True, gc=False):
    """One bar for each of several subjects, all on one scale."""

    title: Phrase
    rows: tuple[tuple[Cell, tuple[Segment, ...]], ...]
    """Each under the name of its subject."""


Figure = Bar | Bars | Ruler


class Card(msgspec.Struct, frozen=True, gc=False):
    """What a model's card shows, in its order."""

    title: Cell
    lead: tuple[Cell, ...]
    paragraphs: tuple[tuple[Cell, Cell], ...]
    """Each with the words that it begins with."""
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]


class Caution(msgspec.Struct, frozen=True, gc=False):
    """What must be said while `excess` is above 0: a live page says it once a reader goes there."""

    excess: Quantity
    note: Phrase

    @property
    def holds(self) -> bool:
        """Whether it must be said of the numbers as they are."""
        return self.excess.high > 0


class Block(msgspec.Struct, frozen=True, gc=False):
    """What stands alone: figure, table or card, and beside them the `notes`, which name the
    assumptions and conventions that a reader must see."""

    figure: Figure | None = None
    table: Table | None = None
    card: Card | None = None
    notes: tuple[Cell, ...] = ()


class Answer(msgspec.Struct, frozen=True, dict=True):
    """All that one marker has to say; the renderer shows the part that is asked for.

    `inline` stands inside a sentence, `sentence` is one. What stands alone is made by
    `make_block` when it is asked for: a number in a sentence does not pay for a table.
    `cautions` become warnings where they hold.
    """

    kind: str
    title: Phrase
    inline: Cell
    sentence: Cell | None = None
    worked: Quantity | None = None
    """The number whose working it shows, if not the first that `inline` tells of."""
    cautions: tuple[Caution, ...] = ()
    dials: tuple[Dial, ...] = ()
    parts: tuple[Answer, ...] = ()
    """Answers that a calculator shows under its dials."""
    once_disclosed: Answer | None = None
    """What a page says once its reader chooses a model whose size is published, or whose shape."""
    until: Quantity | None = None
    """An amount above 0 until then; without it, this holds while the page's model is its own."""
    make_block: Callable[[], Block] = Block

    @property
    def warnings(self) -> tuple[Phrase, ...]:
        """Notes of which the page's author is told as well, since they mend them."""
        return tuple(caution.note for caution in self.cautions if caution.holds)

    @property
    def own(self) -> Answer:
        """What it tells of the page's own model, and of no other that a reader may choose."""
        if self.parts:
            return replace(self, parts=tuple(part.own for part in self.parts))
        if self.once_disclosed is None:
            return self
        inline, sentence = (
            cell.otherwise if isinstance(cell, Choose) else cell
            for cell in (self.inline, self.sentence)
        )
        return replace(self, inline=inline, sentence=sentence, once_disclosed=None, until=None)

    @property
    def numbers(self) -> tuple[Quantity, ...]:
        """The numbers that it says in a sentence, in their order."""
        return tuple(numbers(self.inline))

    @cached_property
    def block(self) -> Block:
        """What stands alone. Raises what computing it raises."""
        return self.make_block()
