"""The working of a quantity, in words of one language and before any markup.

The formula with its symbols, then with the numbers put in; formulas that an input itself
comes from are unfolded below it; every input says who gave it and where it was read.
Pages, the terminal and the methodology page show the same lines.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

import msgspec

from mkdocs_paramsize.algebra.formula import Formula
from mkdocs_paramsize.algebra.quantity import Choice, Label, Origin, Quantity, Source, Typical
from mkdocs_paramsize.algebra.symbols import shared_symbols, symbol_of
from mkdocs_paramsize.algebra.text import written
from mkdocs_paramsize.architecture.tensor import COMPONENTS, Tensor
from mkdocs_paramsize.ledger.text import counted
from mkdocs_paramsize.notation import format_exact
from mkdocs_paramsize.render.numbers import all_digits, exact, exact_in_words, in_digits, in_words
from mkdocs_paramsize.scenario.cells import FOLLOWING, follows
from mkdocs_paramsize.words import Words


class Equation(msgspec.Struct, frozen=True, gc=False):
    """One line: what is computed, by which expression, with which numbers.

    `source` cites where the formula was published; it is empty for sums and definitions.
    """

    result: str
    expression: str
    numbers: str
    value: str
    source: str = ""


class Given(msgspec.Struct, frozen=True, gc=False):
    """One input: its symbol and name, its value, who gave it; and all of it as one says it:
    "s = 8,192 tokens (context)". `follows` are the inputs of a live page that change it."""

    symbol: str
    name: str
    value: str
    origin: str
    told: str
    follows: frozenset[str] = frozenset()


class Working(msgspec.Struct, frozen=True, gc=False):
    """Everything a reader needs to check a number by hand."""

    name: str
    value: str
    label: str
    equations: tuple[Equation, ...]
    inputs: tuple[Given, ...]
    remarks: tuple[str, ...] = ()

    def by_origin(self) -> dict[str, list[Given]]:
        """The inputs under those who gave them."""
        grouped: dict[str, list[Given]] = {}
        for given in self.inputs:
            grouped.setdefault(given.origin, []).append(given)
        return grouped

    def lines(self, words: Words) -> Iterator[str]:
        """The working as lines of text, in the language that it is in."""
        yield words.filled("list.named", name=self.name, said=self.value)
        yield f"  [{self.label}]"
        for equation in self.equations:
            cited = f"  [{equation.source}]" if equation.source else ""
            yield f"  {equation.result} = {equation.expression}{cited}"
            if equation.numbers:
                yield f"    = {equation.numbers} = {equation.value}"
        for origin, inputs in self.by_origin().items():
            yield "  " + words.filled("list.named", name=origin, said="").rstrip()
            yield from (f"    {given.told}" for given in inputs)
        yield from (f"  {remark}" for remark in self.remarks)


def working(quantity: Quantity, words: Words) -> Working:
    """The working of a quantity, in the words of a language."""
    return Steps(words).working(quantity)


def label_in_words(label: Label, words: Words) -> str:
    """A label and what it means."""
    name, meaning = words.text(f"label.{label}"), words.text(f"label-meaning.{label}")
    return words.filled("list.named", name=name, said=meaning)


_BITS: Final = "-bit"


def called(name: str, words: Words) -> str:
    """What a working calls a quantity of that name; `weights@bf16` are those in one format, and
    `scales@16-bit` numbers of so many bits."""
    name, _, precision = name.partition("@")
    if precision.endswith(_BITS):
        bits = precision.removesuffix(_BITS)
        return words.filled("quantity.of-bits", name=called(name, words), bits=bits)
    if precision:
        return words.filled("quantity.in-format", name=called(name, words), format=precision)
    for table in ("convention", "component", "quantity"):
        if words.has(key := f"{table}.{name}"):
            return words.text(key)
    return name


class Steps:
    """Workings in the words of one language. What numbers have in common is told once:
    most of a page's rest on the same weights, the same GPU, the same context.

    Numbers are told apart by identity, for to hash one with all that it comes from takes longer
    than to put it into words. So this lasts no longer than the numbers that it is asked of.
    """

    def __init__(self, words: Words) -> None:
        self._words = words
        self._equations: dict[tuple[int, str], tuple[Equation, ...]] = {}
        self._inputs: dict[tuple[int, str, frozenset[str]], Given] = {}
        self._chosen: dict[Choice, Given] = {}
        self._leaves: dict[int, list[_Leaf]] = {}

    def working(self, quantity: Quantity) -> Working:
        """The working of a quantity."""
        words = self._words
        return Working(
            name=called(quantity.name, words),
            value=exact(quantity, words),
            label=label_in_words(quantity.label, words),
            equations=tuple(self._equations_of(quantity)),
            inputs=tuple(self._inputs_of(quantity)),
            remarks=tuple(self._remarks_of(quantity)),
        )

    def _remarks_of(self, quantity: Quantity) -> Iterator[str]:
        """What must be known of the shape that it rests on, of what is counted, then of other
        numbers."""
        leaves = [leaf for _, leaf, _ in self._leaves_of(quantity)]
        for typical in filter(None, dict.fromkeys(leaf.typical for leaf in leaves)):
            yield from _typical(typical, self._words)
        for key in dict.fromkeys(key for leaf in leaves for key in leaf.conventions):
            yield self._words.text(f"note.{key}")
        yield from (self._words.text(f"remark.{name}") for name in quantity.remarks)

    def _equations_of(self, quantity: Quantity) -> Iterator[Equation]:
        seen: set[int] = set()
        pending = deque([("", quantity)])
        while pending:
            symbol, current = pending.popleft()
            if id(current) in seen:
                continue
            seen.add(id(current))
            # The tensors behind an input are not unfolded: its own working shows them.
            if current is quantity or not current.lines:
                yield from self._equation(symbol, current)
            pending.extend(self._named_parts(current))

    def _named_parts(self, quantity: Quantity) -> Iterator[tuple[str, Quantity]]:
        """Its parts, those of a sum by name where they would share the symbol of a formula."""
        shared = shared_symbols(quantity)
        for symbol, part in _parts(quantity):
            is_shared = part.formula is not None and part.formula.symbol in shared
            yield (called(part.name, self._words) if is_shared and not symbol else symbol), part

    def _equation(self, symbol: str, quantity: Quantity) -> tuple[Equation, ...]:
        key = id(quantity), symbol
        if key not in self._equations:
            self._equations[key] = tuple(_equation(symbol, quantity, self._words))
        return self._equations[key]

    def _inputs_of(self, quantity: Quantity) -> Iterator[Given]:
        seen: set[tuple[str, str]] = set()
        for symbol, leaf, followed in self._leaves_of(quantity):
            given = self._given(symbol, leaf, followed)
            if leaf is quantity and not given.origin:
                continue
            if (given.symbol, given.value) not in seen:
                seen.add((given.symbol, given.value))
                yield given
        for choice in dict.fromkeys(quantity.choices):
            yield self._given_by(choice)

    def _given_by(self, choice: Choice) -> Given:
        if choice not in self._chosen:
            self._chosen[choice] = _chosen(choice, self._words)
        return self._chosen[choice]

    def _given(self, symbol: str, leaf: Quantity, followed: frozenset[str]) -> Given:
        key = id(leaf), symbol, followed
        if key not in self._inputs:
            self._inputs[key] = _given(symbol, leaf, followed, self._words)
        return self._inputs[key]

    def _leaves_of(self, quantity: Quantity) -> list[_Leaf]:
        """What it rests on and is not computed from anything."""
        leaves = self._leaves.get(id(quantity))
        if leaves is None:
            is_leaf, own = quantity.formula is None and not quantity.terms, _followed(quantity)
            leaves = self._leaves[id(quantity)] = [("", quantity, own)] if is_leaf else []
            for symbol, part in _parts(quantity):
                for inner, leaf, followed in self._leaves_of(part):
                    leaves.append((symbol if leaf is part else inner, leaf, followed | own))
        return leaves


_Leaf = tuple[str, Quantity, frozenset[str]]
"""The symbol of a number, the number, and the inputs of a live page that put another there."""


def _followed(quantity: Quantity) -> frozenset[str]:
    """The inputs that change a number: those of its cell and, where nobody has said it, those
    that it comes from."""
    if quantity.yields is not None:
        return frozenset({quantity.yields})
    if quantity.cell is None:
        return frozenset()
    found, owner = follows(quantity.cell), FOLLOWING.get(quantity.cell)
    is_assumed = quantity.source is not None or quantity.formula is not None
    return found | {owner} if owner is not None and is_assumed else found


def _parts(quantity: Quantity) -> Iterator[tuple[str, Quantity]]:
    """What a quantity is computed from at once, each with its symbol."""
    for key, given in quantity.inputs:
        yield symbol_of(key, given), given
    for term in quantity.terms:
        yield "", term


def _equation(symbol: str, quantity: Quantity, words: Words) -> Iterator[Equation]:
    """The line of a quantity that the formula above it calls by that symbol."""
    value = exact_in_words(quantity, words)
    if quantity.formula is not None:
        symbols = {
            key: symbol_of(key, given) or called(given.name, words)
            for key, given in quantity.inputs
        }
        numbers = {key: _bracketed(in_digits(given.value)) for key, given in quantity.inputs}
        yield Equation(
            result=symbol or quantity.formula.symbol,
            expression=_filled(quantity.formula, symbols, words),
            numbers=_filled(quantity.formula, numbers, words),
            value=value,
            source=quantity.formula.publication,
        )
    elif quantity.terms:
        names = [called(term.name, words) for term in quantity.terms]
        numbers_of = [_bracketed(in_digits(term.value)) for term in quantity.terms]
        result = symbol or called(quantity.name, words)
        yield Equation(result, " + ".join(names), " + ".join(numbers_of), value)
    elif quantity.lines:
        yield from _counts(tuple(quantity.lines), words)


def _typical(typical: Typical, words: Words) -> Iterator[str]:
    """That a shape is only typical, with real models near it; of a mixture, what that is not."""
    if typical.product:
        product = in_words(typical.product, "parameter", "nominal", words, False)
        yield words.filled("note.mixture", text=typical.size, product=product)
    told = words.text("remark.typical-mixture" if typical.product else "remark.typical")
    models = words.listed(typical.near)
    yield told + words.filled("note.near", models=models) if models else told


def _filled(formula: Formula, names: Mapping[str, str], words: Words) -> str:
    """A formula's expression with these texts in the places of its parameters."""
    pieces = _pieces(formula, words.text("case.line"))
    return "".join(names[text] if place % 2 else text for place, text in enumerate(pieces))


@cache
def _pieces(formula: Formula, cases: str) -> tuple[str, ...]:
    """The expression as texts, every second of which is the name of a parameter."""
    marked = {key: f"\0{key}\0" for key in formula.parameters}
    return tuple(written(formula.body, marked, constant, cases).split("\0"))


def _counts(tensors: tuple[Tensor, ...], words: Words) -> Iterator[Equation]:
    """One line a component, and their sum where there are several."""
    present = [name for name in COMPONENTS if any(x.component == name for x in tensors)]
    for name in present:
        lines = tuple(line for line in tensors if line.component == name)
        total = format_exact(sum(line.count for line in lines))
        yield Equation(words.text(f"component.{name}"), counted(lines), "", total)


def _given(symbol: str, leaf: Quantity, followed: frozenset[str], words: Words) -> Given:
    word, value = called(leaf.name, words), exact_in_words(leaf, words)
    if symbol and symbol != word:
        told = words.filled("list.aside", said=f"{symbol} = {value}", name=word)
    else:
        told = words.filled("list.named", name=word, said=value)
    who = _who(leaf.origin, leaf.source, words)
    return Given(symbol, word, value, who, told, followed)


def _chosen(choice: Choice, words: Words) -> Given:
    """An input that is no number: one of a few words in the reader's language, else a name."""
    name, key = words.text(f"input.{choice.input}"), f"choice.{choice.input}.{choice.text}"
    value = words.text(key) if words.has(key) else choice.text
    told = words.filled("list.named", name=name, said=value)
    followed = follows(choice.cell) if choice.cell else frozenset[str]()
    return Given("", name, value, _who(choice.origin, None, words), told, followed)


def _who(origin: Origin | None, source: Source | None, words: Words) -> str:
    told = []
    if origin is not None:
        told.append(words.text(f"origin.{origin}"))
    if source is not None:
        told.append(_cited(source, words))
        if source.checked is not None:
            told.append(words.filled("note.checked", date=source.checked.isoformat()))
    return words.text("list.facts").join(told)


def _cited(source: Source, words: Words) -> str:
    """A source, after whose figure it is of."""
    said = words.cited(source.text)
    if not source.of:
        return said
    whose = [words.cited(source.of), *([source.on.isoformat()] if source.on else [])]
    return words.filled("list.named", name=words.text("list.facts").join(whose), said=said)


def constant(value: float) -> str:
    """A constant of a formula: every digit that it has."""
    return all_digits(value) if float(value).is_integer() else repr(value)


def _bracketed(digits: str) -> str:
    return f"({digits})" if "–" in digits or "×" in digits else digits
