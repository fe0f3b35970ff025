"""YAML of one level: names, and for each a text or a list of texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from mkdocs_paramsize.errors import MarkerError

if TYPE_CHECKING:
    from yaml import Event


class Pair(NamedTuple):
    """One line of the block: a name, and what is said of it."""

    name: str
    values: tuple[str, ...]
    is_plain: bool
    """Whether it is one text without quotes, which the grammar of markers may divide further."""


def pairs(text: str) -> Iterator[Pair]:
    """The pairs in order, every scalar as text: `1e9`, `no` and `1:30` are what they look like.

    They come from the parser's events rather than from loaded data: so two equal names are both
    seen, and neither deep nesting nor an alias of an alias costs anything before it is refused.
    Raises MarkerError.
    """
    # Here, as few pages have a block.
    import yaml

    try:
        events = iter(yaml.parse(text, Loader=yaml.BaseLoader))
        next(events)
        if isinstance(next(events), yaml.StreamEndEvent):
            return
        if not isinstance(next(events), yaml.MappingStartEvent):
            raise MarkerError("the block holds lines of 'name: value'; its first name is a kind")
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            yield _pair(_text(event), next(events), events)
        next(events)
        if not isinstance(next(events), yaml.StreamEndEvent):
            raise MarkerError("the block goes on after its end; it holds one marker")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1} of the block" if mark else "the block"
        problem = getattr(error, "problem", None) or "it holds a character that YAML refuses"
        raise MarkerError(f"{where} is not YAML: {problem}") from error


def _pair(name: str, event: Event, events: Iterator[Event]) -> Pair:
    import yaml

    if not isinstance(event, yaml.SequenceStartEvent):
        is_plain = isinstance(event, yaml.ScalarEvent) and event.style is None
        return Pair(name, (_text(event),), is_plain)
    _refuse_extras(event)
    return Pair(name, tuple(_items(events)), is_plain=False)


def _items(events: Iterator[Event]) -> Iterator[str]:
    import yaml

    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            return
        yield _text(event)


def _text(event: Event) -> str:
    import yaml

    if not isinstance(event, yaml.ScalarEvent):
        raise MarkerError("a value in the block is text or a flat list, nothing deeper")
    _refuse_extras(event)
    return event.value


def _refuse_extras(event: Event) -> None:
    """Anchors save nothing in a few lines, and tags ask for types that no value has."""
    if getattr(event, "anchor", None) is not None or getattr(event, "tag", None) is not None:
        raise MarkerError("the block takes plain values, without YAML's anchors and tags")
