"""The grammar of a marker: text or YAML in, a frozen `Marker` out.

    << kind: subject, option: value, option: value >>

A value that holds a comma or `>>`, and the name of a subject that holds ` / `, stands in double or
single quotes; inside them the quotation mark itself is doubled. A list is written with ` / `. Runs
of white space count as one space, so that a marker can be wrapped over lines. Everything here reads
each character a fixed number of times, whatever the text.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
from typing import Final

from mkdocs_paramsize.errors import MarkerError, did_you_mean
from mkdocs_paramsize.marker.flat_yaml import Pair, pairs
from mkdocs_paramsize.marker.forms import FORMS, KINDS
from mkdocs_paramsize.notation import is_size

LONGEST = 2000
"""Characters in a marker. The longest that makes sense has some three hundred."""

LIST = " / "
_SUBJECT = {"dial": "an input: 'dial: context'"}
_EMPTY_PLACE = "a list has an empty place: write 'a / b', with something on either side"

_QUOTES = "\"'"
_QUOTE = re.compile(f"[{_QUOTES}]")
_ENDING = re.compile("<<|>>")
_OPTION_NAME = re.compile(r"[a-z][a-z0-9_]*")
_OTHER_COMMA = re.compile(r"([，、；;])\s*(?=[a-z_]+\s*[:：])")
_WITHOUT_COLON = re.compile(r"([a-z]+)(?:\s*：\s*|\s+)(.*)")
_NARROW = {"：": ": ", "，": ", ", "；": ", ", "、": " / "}
_LEADING_OPTION = re.compile(r"[a-z][a-z0-9_]*: ")


@dataclass(frozen=True, slots=True)
class Marker:
    """What an author asks for, in words: nothing is looked up or computed yet.

    >>> marker = parse("compare: 7B / 13B, show: params / memory")
    >>> marker.subjects, marker.option("show"), marker.values("show")
    (('7B', '13B'), 'params / memory', ('params', 'memory'))
    >>> str(marker)
    'compare: 7B / 13B, show: params / memory'
    """

    kind: str
    subject: str
    options: tuple[tuple[str, str], ...] = ()
    source: str = field(default="", compare=False)
    """The text as the author wrote it, white space folded; for messages only."""
    subjects: tuple[str, ...] = ()
    """The subject taken as a list; a quoted item keeps the ` / ` that it holds."""

    def __post_init__(self) -> None:
        if self.subject and not self.subjects:
            object.__setattr__(self, "subjects", tuple(self.subject.split(LIST)))

    def option(self, name: str) -> str | None:
        """The text of an option, or None where the author did not give it."""
        return dict(self.options).get(name)

    def values(self, name: str) -> tuple[str, ...]:
        """An option taken as a list; empty where the author did not give it."""
        text = self.option(name)
        return () if text is None else tuple(text.split(LIST))

    def __str__(self) -> str:
        """The marker as `parse` reads it, without `<<` and `>>`."""
        first = f"{self.kind}: {LIST.join(_quoted(item) for item in self.subjects)}".rstrip()
        rest = (
            f"{name}: {LIST.join(_quoted(item) for item in value.split(LIST))}"
            for name, value in self.options
        )
        return ", ".join([first, *rest])


@lru_cache(maxsize=1024)
def parse(text: str) -> Marker:
    """Read what stands between `<<` and `>>`.

    Raises MarkerError with what is wrong and what to write instead.

    >>> parse('memory: "Mixtral, 8x7B", context: 32k').subject
    'Mixtral, 8x7B'
    >>> parse("modle: 70B")
    Traceback (most recent call last):
    mkdocs_paramsize.errors.MarkerError: no kind called 'modle'; did you mean 'model'?
    """
    folded = _plain(text)
    kind, colon, rest = folded.partition(":")
    if not colon or kind.strip() not in KINDS:
        _require_colon(folded)
    kind = _kind(kind.strip())
    if not colon:
        raise MarkerError(COLON_MISSING.format(f"{kind}: ..."))
    first, *parts = split(rest, ",")
    if FORMS[kind].subject == "nothing" and _LEADING_OPTION.match(first.strip()):
        first, parts = "", [first, *parts]
    if FORMS[kind].subject == "models":
        _require_slashes(kind, first.strip(), [part.strip() for part in parts])
    subjects = tuple(_unquoted(item, folded) for item in split(first, LIST))
    return _marker(kind, subjects, (_option(part, folded) for part in parts), f"<< {folded} >>")


def parse_long(text: str) -> Marker:
    """Read the long form: YAML whose first key is the kind, and whose other keys are options.

    Values are text exactly as written (`1e9`, `no` and `1:30` stay what they are); a list of
    them is the same as ` / `. Raises MarkerError.

    >>> parse_long("compare:\\n  - 7B\\n  - 13B\\nprecision: int4")
    Marker(kind='compare', subject='7B / 13B', options=(('precision', 'int4'),), \
source='compare: - 7B - 13B precision: int4', subjects=('7B', '13B'))
    """
    source = _plain(text)
    lines = list(pairs(text))
    if not lines:
        raise MarkerError("the block is empty; its first line is a kind, such as 'model: 70B'")
    first, *rest = lines
    late = next((pair.name for pair in rest if pair.name in KINDS), None)
    if first.name not in KINDS and late:
        raise MarkerError(f"a block begins with its kind: put the line of '{late}' first")
    options = ((_option_name(pair.name), LIST.join(_items(pair))) for pair in rest)
    return _marker(_kind(first.name), _items(first), options, source)


def close(text: str, start: int) -> int | None:
    """Where the marker ends whose kind and colon end at `start`: the index after its `>>`.

    None if another `<<` or the end of the text comes first. A `>>` in quotes does not count.

    >>> text = '<< model: "a >> b" >> and'
    >>> text[close(text, 9):]
    ' and'
    >>> close("<< model: 70B and << model: 7B >>", 9)
    """
    end = min(len(text), start + LONGEST)
    found = _ENDING.search(text, start, end + 1)
    if found is None:
        return None
    if _QUOTE.search(text, start, found.start()) is None:
        return found.end() if found[0] == ">>" else None
    for index, character in _unquoted_characters(text, start, end):
        if character in "<>" and text.startswith(character * 2, index):
            return index + 2 if character == ">" else None
    return None


def split(text: str, separator: str) -> list[str]:
    """The pieces of `text` between separators that stand outside quotes.

    >>> split('a, "b, c", d', ",")
    ['a', ' "b, c"', ' d']
    """
    if _QUOTE.search(text) is None:
        return text.split(separator)
    pieces: list[str] = []
    start = 0
    for index, _ in _unquoted_characters(text, 0, len(text)):
        if index >= start and text.startswith(separator, index):
            pieces.append(text[start:index])
            start = index + len(separator)
    return [*pieces, text[start:]]


def _unquoted_characters(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Index and character of everything outside quotes; quotes open only where a value may.

    Only a text with quotes must be read like this, character by character.
    """
    index, fresh = start, True
    while index < end:
        character = text[index]
        past = _past_quote(text, index, end) if fresh and character in _QUOTES else None
        if past is not None:
            index, fresh = past, False
            continue
        yield index, character
        # An apostrophe inside a word opens nothing: a value begins after one of these.
        fresh = character in ",:/" or (fresh and character.isspace())
        index += 1


def _past_quote(text: str, start: int, end: int) -> int | None:
    """The index after the quotation that opens at `start`; None if it never closes."""
    mark = text[start]
    index = text.find(mark, start + 1, end)
    while index != -1 and text.startswith(mark, index + 1):
        index = text.find(mark, index + 2, end)
    return None if index == -1 else index + 1


def _items(pair: Pair) -> tuple[str, ...]:
    divided = pair.values[0].split(LIST) if pair.is_plain else pair.values
    return tuple(_plain(value) for value in divided)


def _plain(text: str) -> str:
    if len(text) > LONGEST:
        raise MarkerError(f"a marker has at most {LONGEST} characters; this one has {len(text)}")
    folded = " ".join(text.split())
    if not folded.isprintable():
        raise MarkerError("a marker is plain text: leave out code, escapes and control characters")
    return folded


def _require_colon(text: str) -> None:
    """Raises MarkerError for a kind with something else than a colon after it."""
    found = _WITHOUT_COLON.fullmatch(text)
    if found is not None and found[1] in KINDS:
        raise MarkerError(COLON_MISSING.format(with_colon(found[1], found[2])))


def _require_slashes(kind: str, first: str, parts: list[str]) -> None:
    """Raises MarkerError for a list of models that is written with commas."""
    items = [*takewhile(lambda part: part and ":" not in part, parts)]
    are_sizes = all(map(is_size, items))
    if not (
        first and items and (are_sizes or (LIST not in first and all(map(_may_be_model, items))))
    ):
        return
    meant = ", ".join([f"{kind}: {LIST.join([first, *items])}", *parts[len(items) :]])
    raise MarkerError(
        f"'{items[0]}' is no option: {SLASH_MISSING.format(meant)}; "
        "an option is 'name: value', such as 'precision: int4'"
    )


def _may_be_model(text: str) -> bool:
    """Whether a text may be a model's name rather than an option that lacks its colon."""
    return "=" not in text and (text[0] in _QUOTES or text[0].isupper() or text[0].isdigit())


SLASH_MISSING: Final = "put ' / ' between models, as in '{}'"
COLON_MISSING: Final = "a colon follows the kind: write '{}'"
EXAMPLES: Final[Mapping[str, str]] = {
    **{kind: f"{kind}: 70B" for kind in KINDS},
    "dial": "dial: context, value: 8k",
    "tiers": "tiers:",
}


def with_colon(kind: str, rest: str) -> str:
    """What to write instead of a kind without its colon: the same with one, if that is a marker,
    else an example.

    >>> with_colon("memory", "70B，precision：int4"), with_colon("model", "of (the) kind")
    ('memory: 70B, precision: int4', 'model: 70B')
    """
    text = in_ascii(f"{kind}: {rest}")
    with suppress(MarkerError):
        subject = parse(text).subject
        if not set("():=") & set(subject) and (kind != "dial" or " " not in subject):
            return text
    return EXAMPLES[kind]


def in_ascii(text: str) -> str:
    """A marker with the colons, commas and slashes of one, whichever its author wrote.

    >>> in_ascii("compare：70B、13B；precision：int4、batch: 8; context: 8k")
    'compare: 70B / 13B, precision: int4, batch: 8, context: 8k'
    """
    separated = _OTHER_COMMA.sub(", ", text)
    return " ".join(re.sub("[：，；、]", lambda mark: _NARROW[mark[0]], separated).split())


def _kind(word: str) -> str:
    if word in KINDS:
        return word
    near = difflib.get_close_matches(word.lower(), KINDS, n=2)
    end = did_you_mean(near) or f"; the kinds are {', '.join(KINDS)}"
    raise MarkerError(f"no kind called '{word}'{end}")


def _marker(
    kind: str, subjects: tuple[str, ...], options: Iterable[tuple[str, str]], source: str
) -> Marker:
    if subjects == ("",):
        subjects = ()
    if not subjects and FORMS[kind].subject != "nothing":
        wanted = _SUBJECT.get(kind, f"a size or a model: '{kind}: 70B'")
        raise MarkerError(f"'{kind}:' is of nothing; name {wanted}")
    if "" in subjects:
        raise MarkerError(_EMPTY_PLACE)
    return Marker(kind, LIST.join(subjects), tuple(_once(options).items()), source, subjects)


def _once(options: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    seen: dict[str, str] = {}
    for name, value in options:
        if name in seen:
            raise MarkerError(f"option '{name}' is given twice: '{seen[name]}' and '{value}'")
        if not value:
            raise MarkerError(f"option '{name}' has no value")
        seen[name] = value
    return seen


def _option(part: str, marker: str) -> tuple[str, str]:
    name, colon, value = part.strip().partition(":")
    if not name and not colon:
        raise MarkerError("a comma with nothing after it: leave it out")
    if not colon:
        raise MarkerError(
            f"'{name}' is no option: write 'name: value', such as 'precision: int4'; "
            "a value that holds a comma is quoted"
        )
    items = [_unquoted(item, marker) for item in split(value, LIST)]
    return _option_name(name.rstrip()), LIST.join(items)


def _option_name(name: str) -> str:
    if _OPTION_NAME.fullmatch(name):
        return name
    likely = name.lower().replace("-", "_").replace(" ", "_")
    if _OPTION_NAME.fullmatch(likely):
        raise MarkerError(f"no option called '{name}'; did you mean '{likely}'?")
    raise MarkerError(f"'{name}' is no option's name: options are words such as 'precision'")


def _unquoted(raw: str, marker: str) -> str:
    """The text of one value of a marker: itself, or what its quotes hold."""
    text = raw.strip()
    if not text or text[0] not in _QUOTES:
        return _unseparated(text, marker)
    mark, past = text[0], _past_quote(text, 0, len(text))
    if past is None:
        raise MarkerError(f"the quotation {text} is not closed; end it with {mark}")
    if past != len(text):
        raise MarkerError(
            f"{text[past:].strip()!r} follows the quotation {text[:past]}; "
            "quote the whole value, and double a quotation mark inside it"
        )
    return text[1:-1].replace(mark * 2, mark)


def _unseparated(text: str, marker: str) -> str:
    """The text, if nothing in it was meant to separate."""
    if "|" in text:
        raise MarkerError(
            "'|' would split the cell of a table: options follow a comma, "
            "and a list is written with ' / '"
        )
    if "/" in (text[:2].rstrip(), text[-2:].lstrip()):
        raise MarkerError(_EMPTY_PLACE)
    comma = _OTHER_COMMA.search(text)
    if comma:
        raise MarkerError(f"options follow ',', not '{comma[1]}': write '{in_ascii(marker)}'")
    return text


def _quoted(value: str) -> str:
    """The value as the grammar must have it: quoted only where it would be misread."""
    misread = any(mark in value for mark in (",", "<<", ">>", "|", LIST))
    at_ends = not {value[:1], value[-1:]}.isdisjoint("\"'/ ")
    if misread or at_ends or _LEADING_OPTION.match(value) or _OTHER_COMMA.search(value):
        return '"' + value.replace('"', '""') + '"'
    return value
