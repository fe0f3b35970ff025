"""A number that knows what it is, how sure it is and where it comes from."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, get_args

import msgspec

if TYPE_CHECKING:
    from mkdocs_paramsize.algebra.formula import Formula
    from mkdocs_paramsize.architecture.tensor import Lines

Label = Literal["exact", "published", "nominal", "estimated"]
LABELS: Final[tuple[Label, ...]] = get_args(Label)
"""From the strongest to the weakest."""

Unit = Literal[
    "parameter",
    "byte",
    "bit",
    "element",
    "token",
    "word",
    "flop",
    "flop/s",
    "byte/s",
    "token/s",
    "second",
    "gpu-hour",
    "day",
    "hour",
    "minute",
    "usd",
    "usd/hour",
    "watt",
    "kwh",
    "kg",
    "kg/kwh",
    "gpu",
    "sequence",
    "fraction",
    "ratio",
    "count",
]

Origin = Literal[
    "marker", "dial", "page", "site", "built-in", "typical", "model", "gpu", "precision"
]
"""Who said so: the marker, the page, the site, our own default, or a catalogue entry."""


# Nothing leads from these records, or from those of answers, back to themselves. A site has many
# thousands of them, and `gc=False` keeps the collector from looking into each for a way back.


class Range(msgspec.Struct, frozen=True, gc=False):
    """A band from `low` to `high`, both included."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"a range from {self.low} to {self.high} runs backwards")


class Source(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Where a figure was read, and when that was last checked.

    `of` is whose figure it is, as a format's or a GPU's, and `on` the day that it is of. What is
    cited from nobody is the name of a reason, which the tables of words give under `source`.
    """

    text: str
    checked: date | None = None
    of: str = ""
    on: date | None = None


class Typical(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A size that the shape behind a number is typical of, and real models `near` it.

    A mixture such as 8x7B seems to say a `product`, which it is not.
    """

    size: str
    near: tuple[str, ...] = ()
    product: int = 0


class Choice(msgspec.Struct, frozen=True, gc=False):
    """An input that is a name or a word: what it is, who gave it, and its cell of a live page."""

    input: str
    text: str
    origin: Origin
    cell: str | None = None


DEFINITION: Final = "definition"
BY_DEFINITION: Final = Source(DEFINITION)
"""Of what is so because it is called so."""


class Quantity(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A value with its unit, its label and its working.

    A *leaf* has a `source` (a catalogue entry) or an `origin` (an input of the scenario). A
    *count* has `lines` of the ledger, a *sum* has `terms`. A *derived* quantity has a
    `formula` and its `inputs`, in the order of the formula's parameters. `name` is the word
    under which every language speaks of it; `cell` the input of a live page that it copies. What
    the shape of a bare size gives says that it is `typical`; what is computed otherwise for other
    inputs that are no numbers says what is `chosen` of these. By which `conventions` parameters are
    counted is told by the keys of notes.
    An `optional` term of a sum counts as nothing where a live page cannot tell it. What `yields`
    to an input gives way to it once a reader of a live page says one.
    """

    name: str
    value: float | int | Range
    unit: Unit
    label: Label
    formula: Formula | None = None
    inputs: tuple[tuple[str, Quantity], ...] = ()
    terms: tuple[Quantity, ...] = ()
    lines: Lines | None = None
    source: Source | None = None
    origin: Origin | None = None
    cell: str | None = None
    remark: str | None = None
    typical: Typical | None = None
    chosen: tuple[Choice, ...] = ()
    conventions: tuple[str, ...] = ()
    optional: bool = False
    yields: str | None = None

    @property
    def low(self) -> float:
        """The value, or the lower end of a range."""
        return self.value.low if isinstance(self.value, Range) else self.value

    @property
    def high(self) -> float:
        """The value, or the upper end of a range."""
        return self.value.high if isinstance(self.value, Range) else self.value

    @property
    def parts(self) -> Iterator[Quantity]:
        """What it is computed from: the inputs of its formula, or its terms."""
        for _, given in self.inputs:
            yield given
        yield from self.terms

    @property
    def remarks(self) -> tuple[str, ...]:
        """What must be known of the number and of those that it rests on, once each."""
        return tuple(dict.fromkeys(remark for remark, _ in self.remarked))

    @property
    def remarked(self) -> Iterator[tuple[str, str | None]]:
        """Each remark with the cell of the number that it is on, from the outermost."""
        if self.remark is not None:
            yield self.remark, self.cell
        for part in self.parts:
            yield from part.remarked

    @property
    def choices(self) -> Iterator[Choice]:
        """Inputs that it rests on and that are no numbers."""
        yield from self.chosen
        for part in self.parts:
            yield from part.choices

    @property
    def leaves(self) -> Iterator[Quantity]:
        """What it rests on and is not computed from anything; itself, if it is such."""
        if self.formula is None and not self.terms:
            yield self
        for part in self.parts:
            yield from part.leaves

    @property
    def cells(self) -> Iterator[str]:
        """The names that it and what it rests on have on a live page."""
        if self.cell is not None:
            yield self.cell
        for part in self.parts:
            yield from part.cells

    @property
    def is_traceable(self) -> bool:
        """Whether the number says where it comes from, all the way down."""
        if self.formula is not None or self.terms:
            return all(part.is_traceable for part in self.parts)
        return bool(self.lines or self.source or self.origin)


def add(name: str, *terms: Quantity) -> Quantity:
    """The sum of quantities of one unit, which remembers its terms.

    >>> two = Quantity("a", 2, "byte", "exact", origin="marker")
    >>> add("b", two, two).value
    4
    """
    low, high = sum([term.low for term in terms]), sum([term.high for term in terms])
    # That there is nothing of an optional term is sure.
    there = [term.label for term in terms if term.high or not term.optional]
    return Quantity(
        name=name,
        value=low if low == high else Range(low, high),
        unit=terms[0].unit,
        label=weakest(there),
        terms=terms,
    )


def weakest(labels: Collection[Label]) -> Label:
    """The label of a figure that rests on others: as weak as the weakest of them.

    >>> weakest(["exact", "nominal", "published"])
    'nominal'
    """
    for label in _FROM_THE_WEAKEST:
        if label in labels:
            return label
    return "exact"


_FROM_THE_WEAKEST: Final = LABELS[::-1]
