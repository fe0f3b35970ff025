"""What a page loads of our script: the same program with short private names, without comments.

The sources stay readable, no tool beside Python is needed, and the tests of the script run on
what this gives. It knows the JavaScript that `assets/*.js` is written in: semicolons after all
statements, no labels, no classes, no functions but arrows, comparisons of one type only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from itertools import count, product
from typing import Final, Literal

_TOKEN: Final = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?\*/)"
    r"|(?P<text>'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\")"
    r"|(?P<template>`)"
    r"|(?P<number>\d(?:[\w.]|(?<=[eE])[-+])*)"
    r"|(?P<name>[A-Za-z_$\u0080-\uffff][\w$]*)"
    r"|(?P<space>\s+)"
    r"|(?P<sign>=>|[!=]==|\+\+|--|\?\.(?!\d)|\?\?=?|\.\.\.|[^\w\s])",
    re.DOTALL,
)
_REGEX: Final = re.compile(r"/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*")
_BEFORE_REGEX: Final = frozenset("(,=:[!&|?{};") | {"=>", "return", ""}
_BEFORE_BLOCK: Final = frozenset(("=>", ")", "else", "try", "catch", ";", "{", "}", ""))
_DEPTH: Final = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_WORDS: Final = frozenset(
    """async await break case catch const continue default delete do else false finally for
    function if in instanceof let new null of return switch this throw true try typeof
    undefined void while""".split()  # noqa: SIM905  # Lines of words, not one on each line.
)
_DECLARING: Final = ("const", "let")
_SHORTER: Final = {"const": "let", "undefined": "void 0", "true": "!0", "false": "!1"}
_ALIKE: Final = {"===": "==", "!==": "!="}
_LETTERS: Final = "oneitaplcuhrsvgmdbf_xAkyBjwEIK$QGJCVqLzXZOYNPRSDTFUWHM"
"""In the order that packs best, as `tools/letters.py` found it for this script."""


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of the script. A name is a variable, a property, or both at once: `{name}`."""

    kind: str
    text: str
    use: Literal["variable", "property", "both"] = "variable"

    @property
    def is_variable(self) -> bool:
        """Whether it names a variable."""
        return self.kind == "name" and self.use != "property" and self.text not in _WORDS

    @property
    def depth(self) -> int:
        """What it adds to the depth of brackets."""
        return _DEPTH.get(self.text, 0) if self.kind == "sign" else 0


def squeezed(script: str) -> str:
    """The script in as few letters as it can be read in.

    >>> squeezed("const twice = (n) => n * 2; // doubled\\nshow(twice(3), { twice: 0.5 });")
    'let o=(o)=>o*2;show(o(3),{twice:.5})'
    >>> squeezed('const text = `${name} of ${ [1, 2].map(one => one / 2) }`, name = "x  y";')
    'let o=`${n} of ${[1,2].map(o=>o/2)}`,n=`x  y`'
    >>> squeezed("const { size = full(), depth } = box; show({ size, color: depth.size });")
    'let{size:o=full(),depth:n}=box;show({size:o,color:n.size})'
    >>> squeezed("draw({ 'dash-array': [1, 2,], color: 'red', matched: /[km]/.test(unit) },);")
    "draw({'dash-array':[1,2],color:`red`,matched:/[km]/.test(unit)})"
    >>> squeezed("show(a === 'x', b !== 1);")
    'show(a==`x`,b!=1)'
    >>> squeezed("const LEAST = 3, MOST = 9876; show(LEAST, LEAST, MOST, MOST);")
    'let o=9876;show(3,3,o,o)'
    """
    tokens = _with_numbers(_with_uses(list(_tokens(script))))
    return "".join(_written(tokens, _short_names(tokens)))


def _tokens(script: str) -> Iterator[_Token]:
    """The tokens that mean something, with those inside a template's `${}` among them."""
    place, before = 0, ""
    while place < len(script):
        found = (_REGEX if before in _BEFORE_REGEX else _TOKEN).match(script, place)
        found = found or _TOKEN.match(script, place)
        if found is None:
            raise ValueError(f"no JavaScript of ours: {script[place : place + 40]!r}")
        kind, text = found.lastgroup or "regex", found[0]
        place = found.end()
        if kind == "template":
            place = yield from _template(script, place)
        elif kind not in ("space", "comment"):
            yield _Token(kind, text)
        before = before if kind in ("space", "comment") else text


def _template(script: str, place: int) -> Generator[_Token, None, int]:
    """A template literal; returns where it ends."""
    text = "`"
    while script[place] != "`":
        if script.startswith("${", place):
            end = _closing(script, place + 2)
            yield _Token("text", text + "${")
            yield from _tokens(script[place + 2 : end])
            text, place = "}", end + 1
        else:
            step = 2 if script[place] == "\\" else 1
            text += script[place : place + step]
            place += step
    yield _Token("text", text + "`")
    return place + 1


def _closing(script: str, place: int) -> int:
    """Where the brace that is open here closes."""
    depth = 1
    while depth:
        if script[place] in "'`\"":
            place = script.index(script[place], place + 1)
        depth += {"{": 1, "}": -1}.get(script[place], 0)
        place += 1
    return place - 1


# Names --------------------------------------------------------------------------------------


def _with_uses(tokens: list[_Token]) -> list[_Token]:
    """The same tokens; of each name it is told whether it is a property."""
    made: list[_Token] = []
    in_object: list[bool] = []
    texts = [token.text for token in tokens]
    for left, token, right in zip(["", *texts[:-1]], tokens, [*texts[1:], ""], strict=True):
        if token.depth > 0:
            in_object.append(token.text == "{" and left not in _BEFORE_BLOCK)
        elif token.depth < 0:
            in_object.pop()
        elif token.kind in ("name", "text"):
            is_key = bool(in_object) and in_object[-1] and left in ("{", ",")
            if left in (".", "?.") or (is_key and right == ":"):
                token = replace(token, use="property")
            elif is_key:
                token = replace(token, use="both")
        made.append(token)
    return made


def _with_numbers(tokens: list[_Token]) -> list[_Token]:
    """The same tokens, with numbers for the names of constants where that is no longer."""
    times = Counter(token.text for token in tokens if token.is_variable)
    numbers: dict[str, _Token] = {}
    made: list[_Token] = []
    place = 0
    while place < len(tokens):
        name, *rest = tokens[place : place + 4]
        sign, *value = (token.text for token in rest[::2]) if len(rest) == 3 else ("", "")
        before = tokens[place - 1].text if place else ""
        if (
            name.text.isupper()
            and (before, sign, *value) in ((",", "=", ","), ("const", "=", ","))
            and rest[1].kind == "number"
            and _is_shorter(_short(rest[1]), times[name.text] - 1)
        ):
            numbers[name.text] = rest[1]
            place += 4
        else:
            made.append(name)
            place += 1
    return [numbers.get(token.text, token) if token.is_variable else token for token in made]


def _is_shorter(number: str, times: int) -> bool:
    """Whether a number is, at all its places, than a letter there and the letter's declaration."""
    return times * len(number) <= times + len(f"x={number},")


@dataclass(slots=True)
class _Scope:
    """An arrow function, or the whole script: from where to where, and what it declares."""

    start: int
    end: int
    declared: set[str] = field(default_factory=set)
    used: dict[str, None] = field(default_factory=dict)
    """The names that stand within it, declared there or outside, in the order of their places;
    those of an inner function are its own matter."""
    short: dict[str, str] = field(default_factory=dict)


def _short_names(tokens: list[_Token]) -> dict[int, str]:
    """A short name for each variable, by the places where it stands.

    A scope takes the shortest names that mean nothing else to what stands within it, in the
    order in which its own come up: so functions of one form are alike, and are packed as one.
    """
    scopes = _scopes(tokens)
    around = [
        [scope for scope in scopes if scope.start <= i < scope.end] for i in range(len(tokens))
    ]
    _declare(tokens, around)
    for place, token in enumerate(tokens):
        if token.is_variable:
            for scope in _from_home(token.text, around[place]):
                scope.used.setdefault(token.text)
    for scope in scopes:
        outer = around[scope.start][: around[scope.start].index(scope)]
        taken = {
            short
            for name in scope.used
            if name not in scope.declared
            for short in [_resolved(name, outer)]
        }
        free = (name for name in _letters() if name not in taken | _WORDS)
        ordered = [name for name in scope.used if name in scope.declared]
        scope.short = dict(zip(ordered, free, strict=False))
    return {
        place: _resolved(token.text, around[place])
        for place, token in enumerate(tokens)
        if token.is_variable
    }


def _from_home(name: str, scopes: list[_Scope]) -> list[_Scope]:
    """The scopes to which a name means something: from the one that declares it inwards."""
    declaring = [place for place, scope in enumerate(scopes) if name in scope.declared]
    return scopes[declaring[-1] :] if declaring else scopes


def _resolved(name: str, scopes: list[_Scope]) -> str:
    """What a name is called where these scopes, outermost first, are around it."""
    return next((x.short[name] for x in reversed(scopes) if name in x.declared), name)


def _scopes(tokens: list[_Token]) -> list[_Scope]:
    """The script and its arrow functions, outer ones first."""
    arrows = [place for place, token in enumerate(tokens) if token.text == "=>"]
    inner = [_Scope(_parameters(tokens, place), _end(tokens, place + 1)) for place in arrows]
    return [_Scope(0, len(tokens)), *sorted(inner, key=lambda scope: (scope.start, -scope.end))]


def _declare(tokens: list[_Token], around: list[list[_Scope]]) -> None:
    """Tell each scope its names: after `const` and `let`, and the parameters of arrows."""
    for place, token in enumerate(tokens):
        if token.kind == "name" and token.text in _DECLARING:
            around[place][-1].declared |= _bound(tokens[place + 1 :])
        elif token.text == "=>":
            start = _parameters(tokens, place)
            own = next(x for x in around[start] if x.start == start and x.end > place)
            own.declared |= _bound(tokens[start:place])


def _letters() -> Iterator[str]:
    for length in count(1):
        yield from map("".join, product(_LETTERS, repeat=length))


def _bound(tokens: list[_Token]) -> set[str]:
    """The names that patterns bind, up to the end of their declaration; no values or defaults."""
    found: set[str] = set()
    depth, value = 0, -1  # the depth of the value that is being passed over
    for token in tokens:
        depth += token.depth
        if depth < 0 or (depth == 0 and token.text in (";", "of", "in")):
            break
        if value >= 0:
            value = -1 if depth < value or (depth == value and token.text == ",") else value
        elif token.kind == "sign" and token.text == "=":
            value = depth
        elif token.is_variable:
            found.add(token.text)
    return found


def _parameters(tokens: list[_Token], arrow: int) -> int:
    """Where the parameters before an arrow begin."""
    depth = 0
    for place in range(arrow - 1, -1, -1):
        depth -= tokens[place].depth
        if depth == 0:
            return place
    raise ValueError("an arrow without parameters")


def _end(tokens: list[_Token], body: int) -> int:
    """Where the body of an arrow ends, which begins here."""
    depth = asked = 0
    is_block = tokens[body].text == "{"
    for place in range(body, len(tokens)):
        depth += tokens[place].depth
        if is_block and depth == 0:
            return place + 1
        asked += (tokens[place].text == "?") - (tokens[place].text == ":") if depth == 0 else 0
        if depth < 0 or asked < 0 or (depth == 0 and tokens[place].text in (",", ";")):
            return place
    return len(tokens)


# Text ---------------------------------------------------------------------------------------


def _written(tokens: list[_Token], short: dict[int, str]) -> Iterator[str]:
    last = ""
    for place in _kept(tokens):
        token = tokens[place]
        text = short.get(place, _short(token))
        if token.use == "both" and text != token.text:
            text = f"{token.text}:{text}"
        meets = re.search(r"[\w$]$", last) and re.match(r"[\w$]", text)
        if (meets and token.kind in ("name", "number")) or (
            last[-1:] in "+-" and last[-1:] == text[:1]
        ):
            yield " "
        if token.text == ";" and _joins(tokens, place):
            text = ","
        yield text
        last = text if token.kind not in ("text", "regex") else ""


def _short(token: _Token) -> str:
    """A token that is no variable: one word for declarations, one sign for all texts that are no
    keys, which templates have too, no idle zero; what is compared is of one type anyway."""
    match token.kind:
        case "name" if token.use != "property":
            return _SHORTER.get(token.text, token.text)
        case "text" if token.use != "property" and not re.search(r"`|\$\{", token.text):
            return f"`{token.text[1:-1]}`"
        case "sign":
            return _ALIKE.get(token.text, token.text)
        case "number":
            return re.sub(r"^0(?=\.)|(?<=e-)0+", "", token.text)
    return token.text


def _kept(tokens: list[_Token]) -> Iterator[int]:
    """Places of the tokens that are written: not the last semicolon of a block or the last comma
    of a list, and `let` once for several declarations in a row."""
    joined = False
    for place, token in enumerate(tokens):
        after = tokens[place + 1].text if place + 1 < len(tokens) else "}"
        if token.text == ";":
            joined = _joins(tokens, place)
            if after != "}":
                yield place
        elif token.text == "," and after in (")", "]", "}"):
            joined = False
        elif not (joined and token.text in _DECLARING):
            joined = False
            yield place
        else:
            joined = False


def _joins(tokens: list[_Token], end: int) -> bool:
    """Whether a declaration ends here and the next one begins."""
    if end + 1 >= len(tokens) or tokens[end + 1].text not in _DECLARING:
        return False
    depth = 0
    for token in reversed(tokens[:end]):
        depth -= token.depth
        if depth == 0 and token.kind == "name" and token.text in _DECLARING:
            return True
        if depth < 0 or (depth == 0 and token.text in (";", "return", "if", "for")):
            return False
    return False
