"""Tensor names written shortly, with the numbers in them as sets: `layers.{0-3}.bias`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product
from math import prod

Shape = tuple[int, ...]

_NUMBER = re.compile(r"(?<=\.)\d+(?=\.)")
_SET = re.compile(r"\{([\d,-]+)\}")


def compact(tensors: Mapping[str, Shape]) -> dict[str, Shape]:
    """The same tensors, those that differ in a layer's or an expert's number as one line.

    >>> compact({"h.0.w": (8, 2), "h.1.w": (8, 2), "h.3.w": (8, 2), "e.w": (9, 8)})
    {'h.{0-1,3}.w': (8, 2), 'e.w': (9, 8)}
    """
    groups: dict[tuple[str, Shape], list[tuple[int, ...]]] = defaultdict(list)
    for name, shape in tensors.items():
        numbers = tuple(map(int, _NUMBER.findall(name)))
        groups[_NUMBER.sub("{}", name), shape].append(numbers)
    lines: dict[str, Shape] = {}
    for (pattern, shape), found in groups.items():
        for sets in _rectangles(found):
            lines[pattern.format(*map(_written, sets))] = shape
    return lines


def expand(lines: Mapping[str, Shape]) -> dict[str, Shape]:
    """Every tensor of the lines that `compact` wrote.

    >>> list(expand({"h.{0-1,3}.w": (8, 2)}))
    ['h.0.w', 'h.1.w', 'h.3.w']
    """
    return {name: shape for line, shape in lines.items() for name in _names(line)}


def _rectangles(found: list[tuple[int, ...]]) -> Iterator[tuple[list[int], ...]]:
    """Sets of numbers, one a place, whose products are the numbers found."""
    sets = tuple(sorted(set(place)) for place in zip(*found, strict=True))
    if prod(map(len, sets)) == len(found):
        yield sets
        return
    by_layer: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for first, *rest in found:
        by_layer[first].append(tuple(rest))
    for layer, rests in by_layer.items():
        for inner in _rectangles(rests):
            yield ([layer], *inner)


def _written(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return str(numbers[0])
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "{" + ",".join(str(r[0]) if len(r) == 1 else f"{r[0]}-{r[-1]}" for r in runs) + "}"


def _names(line: str) -> Iterator[str]:
    fixed = _SET.split(line)[::2]
    sets = [list(_numbers(text)) for text in _SET.findall(line)]
    for chosen in product(*sets):
        yield "".join(
            text + number for text, number in zip(fixed, (*map(str, chosen), ""), strict=True)
        )


def _numbers(text: str) -> Iterator[int]:
    for run in text.split(","):
        first, _, last = run.partition("-")
        yield from range(int(first), int(last or first) + 1)
