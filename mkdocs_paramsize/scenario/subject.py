"""What a marker speaks of: a model of the catalogue, or a bare size and its typical decoder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, Final, TypeVar

from mkdocs_paramsize.algebra.quantity import Label, Origin, Quantity, Source, Typical
from mkdocs_paramsize.architecture.tensor import Lines, Tensor
from mkdocs_paramsize.catalogue import Catalogue, Model
from mkdocs_paramsize.errors import MarkerError, UnknownShapeError
from mkdocs_paramsize.ledger import Ledger
from mkdocs_paramsize.notation import Size, is_size, parse_size
from mkdocs_paramsize.scenario import shape, typical
from mkdocs_paramsize.scenario.scenario import Scenario

PAGE: Final = "page"

POOLER: Final = "with-pooler"
"""What must be said of an encoder that has one: not everybody counts it."""

ONE_OF_BOTH: Final = "one-of-both"
"""What must be said of active parameters where a token passes through an encoder or a decoder."""

_Told = TypeVar("_Told")


def once(tell: Callable[[Subject], _Told]) -> Callable[[Subject], _Told]:
    """A function of a subject that is asked once of each, however many markers speak of it."""

    @wraps(tell)
    def told(subject: Subject) -> _Told:
        if tell not in subject.known:
            subject.known[tell] = tell(subject)
        known: _Told = subject.known[tell]
        return known

    return told


@dataclass(frozen=True)
class Subject:
    """A model or a size, and the counts that every kind starts from."""

    text: str
    model: Model | None = None
    size: Size | None = None
    catalogue: Catalogue | None = None
    """Where models of about that size are looked for, once somebody asks."""
    from_page: bool = False
    """Whether the marker speaks of the page's model, which a reader may change."""
    dimensions: shape.Dimensions | None = None
    """What a shape is drawn from: inputs of the page, which a reader may change."""
    bound: tuple[tuple[str, int], ...] = ()
    """Dimensions that the marker sets for itself, so that they are no reader's."""

    @property
    def name(self) -> str:
        """How pages call it."""
        return self.model.name if self.model else self.text

    @cached_property
    def known(self) -> dict[Callable[..., Any], Any]:
        """What was asked of it `once`."""
        return {}

    @cached_property
    def neighbours(self) -> tuple[str, ...]:
        """Names of real models of about that size, where the shape is only typical."""
        if self.size is None or self.catalogue is None:
            return ()
        total, experts = self.size.total or self.ledger.total, self.size.experts
        found = (
            self.catalogue.near_mixture(total, experts)
            if experts is not None
            else self.catalogue.near_size(total)
        )
        return tuple(model.name for model in found)

    @property
    def is_undisclosed(self) -> bool:
        """Whether its makers have not published its size."""
        return self.model is not None and self.model.record.undisclosed

    @property
    def is_typical(self) -> bool:
        """Whether it is a bare size with the shape of the typical dense decoder."""
        total = None if self.size is None or self.size.active else self.size.total
        return total is not None and typical.SMALLEST <= total <= typical.LARGEST

    @cached_property
    def typical(self) -> Typical | None:
        """What must be known of a number that the shape of a size gives."""
        return Typical(self.text, self.neighbours, self.product) if self.size else None

    @cached_property
    def conventions(self) -> tuple[str, ...]:
        """What a release holds beside what is counted, and what others may not count: keys of
        notes. Raises what reading the model raises."""
        if self.model is None or not self.model.has_shape:
            return ()
        made = self.model.architecture
        has_pooler = any(tensor.name.startswith("pooler.") for tensor in made.tensors)
        left_out = tuple(f"without-{part}" for part in made.left_out)
        return (*left_out, POOLER) if has_pooler else left_out

    @property
    def product(self) -> int:
        """The number that a size such as 8x7B seems to say; 0 of any other subject."""
        return (self.size.experts or 0) * (self.size.expert_size or 0) if self.size else 0

    def cell(self, name: str) -> str:
        """The name of one of its numbers on a live page."""
        owner = shape.owner(dict(self.bound)) if self.dimensions else self.name
        return f"{PAGE if self.from_page else owner}|{name}"

    @property
    def shape_label(self) -> Label:
        """How sure the shape is: exact from a config, estimated from a typical decoder."""
        return "exact" if self.model else "estimated"

    @property
    def source(self) -> Source | None:
        """Where the shape was read; a shape of the page's own was read nowhere."""
        return self.model.source if self.model and not self.dimensions else None

    @property
    def origin(self) -> Origin | None:
        """Who gave the shape, where it was read nowhere."""
        if self.dimensions:
            return "page"
        return None if self.model else "typical"

    @property
    def may_change(self) -> bool:
        """Whether a reader of a live page may turn it into another model."""
        return self.from_page or self.dimensions is not None

    @property
    def ledger(self) -> Ledger:
        """The tensors: those of the config, or of the typical decoder of the size.

        Raises UndisclosedError, UnknownShapeError or ConfigError.
        """
        if self.model is not None:
            return self.model.ledger
        assert self.size is not None
        return typical.ledger(self.size)

    @once
    def total(self) -> Quantity:
        """Parameters in total: counted, published, or the author's own size."""
        if self.model is not None and not self.model.has_shape:
            return self._published("total")
        if self.size is not None and self.size.total is not None:
            return self._nominal("total", self.size.total)
        return self.counted("total")

    @once
    def active(self) -> Quantity:
        """Parameters that one token passes through, embedding and head included."""
        if self.size is not None and (self.size.active or self.size.experts is None):
            return self._nominal("active", self.size.active or self.size.total or 0)
        if self.model is not None and not self.model.has_shape:
            return self._published("active")
        return self.counted("active")

    def counted(self, name: str, lines: Iterable[Tensor] | None = None) -> Quantity:
        """A sum over the ledger: of these lines, else of those that the convention counts."""
        ledger = self.ledger
        counted = Lines(ledger.lines(name) if lines is None else lines)
        is_half = name.startswith("active") and ledger.architecture.has_encoder
        module = name.removeprefix("with-")
        return Quantity(
            name=name,
            value=sum(line.count for line in counted),
            unit="parameter",
            # All that there are, of which not all work on a token.
            label="estimated" if is_half else self.shape_label,
            lines=counted,
            source=self.source,
            origin=self.origin,
            remark=ONE_OF_BOTH if is_half else self._remark(name),
            typical=self.typical,
            conventions=tuple(key for key in self.conventions if key != f"without-{module}"),
            cell=self.cell(name),
        )

    def _remark(self, name: str) -> str | None:
        """That a token works more than the parameters say that it passes through."""
        shares = name.startswith("active") and self.ledger.architecture.shares_blocks
        return "shared" if shares else None

    def _nominal(self, name: str, value: int) -> Quantity:
        return Quantity(name, value, "parameter", "nominal", origin="marker", cell=self.cell(name))

    def _published(self, name: str) -> Quantity:
        """What the makers print: the total; active too, unless they print another number."""
        assert self.model is not None
        self.model.require_disclosed()
        active = self.model.record.published_active if name == "active" else None
        value = parse_size(active).total if active else self.model.rough_total
        if value is None:
            raise UnknownShapeError(
                f"neither the shape nor the size of {self.name} is known; give its entry "
                "`published`, or the fields of its config.json under `config`"
            )
        return Quantity(
            name, value, "parameter", "published", source=self.source, cell=self.cell(name)
        )


def resolve(text: str, catalogue: Catalogue) -> Subject:
    """The subject that a marker names.

    Raises NotationError for an impossible size, UnknownNameError for an unknown name.
    """
    if not text:
        raise MarkerError("the subject is missing; write a size such as 70B or a model's name")
    if is_size(text):
        return Subject(text=text.strip(), size=parse_size(text), catalogue=catalogue)
    return Subject(text=text, model=catalogue.model(text))


def of_shape(scenario: Scenario) -> Subject:
    """The decoder of the scenario's own dimensions. Raises ScenarioError for impossible ones."""
    given = shape.dimensions(scenario)
    named = zip(shape.DIMENSIONS, given, strict=True)
    bound = tuple((name, value) for name, value in named if name in scenario.bound)
    return Subject(text=shape.SHAPE, model=shape.drawn(given), dimensions=given, bound=bound)
