"""What a `<<` in running text is: a marker, a marker gone wrong, or none of ours.

`<< word: ... >>` and `<<name>>` belong to other tools too (C++ streams, heredocs, AsciiDoc,
merge conflicts), so a word that is no kind counts as a slip only if it is near one *and* the
rest reads like the inside of a marker, or if no English word could be meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from mkdocs_paramsize.marker import COLON_MISSING, EXAMPLES, FORMS, KINDS, close, with_colon
from mkdocs_paramsize.scenario import INPUTS
from mkdocs_paramsize.scenario.shape import SHAPE
from mkdocs_paramsize.scenario.subject import PAGE

OPENING = r"<<(?<!<<<)(?!<)"
"""A `<<` that can open a marker; three or more belong to heredocs and merge conflicts.

It looks behind once it stands after the two: a pattern that begins with plain letters is
searched for several times as fast.
"""

# `<< data::count` is a name of C++.
_WORD = re.compile(r"<<\s*([A-Za-z]{2,15})(?![\w-]|\s*::)\s*([:：=;|]?)")
_NUMBER = r"\d+(?:\.\d+)?"
_SIZE = re.compile(rf"(?<![\w.])(?:\d+x)?{_NUMBER}(?:[MBTbt](?![\w])|e\d+)|[\d千百十][万亿]")
OPTIONS = ("as", "of", "show", "over", "corpus", "value", "from", "to", "choices", *INPUTS)
_OPTION = re.compile(rf"(?<!\w)(?:{'|'.join(OPTIONS)})\s*:")
_NAME = re.compile(r"(?=[^\d]*\d)[A-Z][\w.\-/]*(?: [\w.\-/]+){0,5}", re.ASCII)
"""What reads like the name of a model: a capital letter first, and a digit somewhere."""
_OURS = frozenset({PAGE, SHAPE})
"""Subjects that are words of ours."""
_WORDS = re.compile(r"[\w.+\-/]+(?: [\w.+\-/]+)*")
_SIGN = re.compile(r"[A-Z\d.+\-/_]")
"""What few words of prose have, but names do: a capital letter, a digit, a mark."""
_MOST_WORDS = 6
_NO_FAMILIES = frozenset({"all", "command", "opt", "seed", "solar"})
"""Words with which names of models begin, and which mean something else by themselves."""
_OTHER_WORDS = frozenset(
    (
        *("mode", "modem", "modes", "modal", "motel", "yodel", "param", "parms", "date", "dates"),
        *("dota", "tie", "tied", "ties", "tire", "tires", "tiger", "tigers", "pier", "piers"),
        *("trier", "tiler", "timer", "timers", "deal", "dill", "dual", "vial", "fist", "flit"),
        *("seed", "sped", "spend", "spied", "steed", "raining", "draining", "straining"),
        *("compared", "compere"),
    )
)
"""Words that are one letter away from a kind and mean something else; plurals do as well."""
_CODE = re.compile(
    r"\s*(?:[A-Za-z_](?![\w.-])|[^\s,<>]*[;{}\[\]]|[A-Za-z_]\w*\("
    r"|(?:return|break|continue|goto|throw)\b)"
)
"""What follows the colon of a label or of a condition in C."""
_SHOWN = 60
_LONG = 8
_SHORT = 4
_NO_PHRASES = frozenset({"fit", "params"})
"""Kinds that make no phrase with a word of ours, as a memory page and a data shape are."""


Knows = Callable[[str], bool]
"""Whether a model or a family of models is called so. It is asked only of what stands after the
word of a kind, or after one that is near to it: to answer may take reading files."""


def _nobody(name: str) -> bool:
    return False


class Sighting(msgspec.Struct, frozen=True, gc=False):
    """A marker, or what was meant to be one: `text[start:end]`, and why it cannot be read."""

    end: int
    slip: str | None = None


def look(text: str, start: int, knows: Knows = _nobody) -> Sighting | None:
    """What stands at the `<<` at `start`; None if it is not ours.

    >>> look("<< model: 70B >>", 0)
    Sighting(end=16, slip=None)
    >>> look("<< modle: 70B >>", 0).slip
    "no kind called 'modle'; did you mean 'model'?"
    >>> look("<< mode: dark >>", 0), look("std::cout << model << 7;", 10), look("x << data: y", 2)
    (None, None, None)
    >>> look("<< params mine >>", 0), look("<< params mine >>", 0, lambda name: name == "mine").slip
    (None, "a colon follows the kind: write '<< params: mine >>'")
    """
    found = _WORD.match(text, start)
    if found is None:
        return None
    end = close(text, found.end())
    if found[2] == ":" and found[1] in KINDS:
        return Sighting(end) if end else _unclosed(text, start, found.end())
    if end is None:
        return None
    slip = _slip(found, " ".join(text[found.end() : end - 2].split()), knows)
    return Sighting(end, slip) if slip else None


def _unclosed(text: str, start: int, subject: int) -> Sighting | None:
    """The first words of it: how much of the rest was meant is anyone's guess."""
    if _CODE.match(text, subject) and not _is_evidence(text[subject : subject + _SHOWN]):
        return None
    most = min(len(text), start + _SHOWN + 1)
    stops = (
        text.find("\n", start, most),
        text.find("<<", start + 2, most),
        text.find(">", start, most) + 1,
    )
    end = min([stop for stop in stops if stop > 0], default=most)
    if end > start + _SHOWN:
        end = text.rfind(" ", start + len("<< calculator:"), start + _SHOWN)
        end = end if end != -1 else start + _SHOWN
    end = start + len(text[start:end].rstrip())
    return Sighting(end, "the marker is not closed: end it with '>>' in the same paragraph")


def _slip(found: re.Match[str], rest: str, knows: Knows) -> str | None:
    """What is wrong with something that is closed but is no marker as it stands."""
    word, separator = found.groups()
    kind = word.lower()
    if kind not in KINDS:
        near = _nearest(kind, rest, knows, has_colon=separator == ":")
        return f"no kind called '{word}'; did you mean '{near}'?" if near else None
    if word == kind and not separator and not rest:
        return _without_subject(kind, is_tight=not any(map(str.isspace, found.group())))
    # Nobody else writes a wide colon after one of our words.
    is_ours = separator == "：" and word == kind
    is_whole = not rest and FORMS[kind].subject == "nothing" and bool(separator)
    is_meant = is_ours or is_whole or _is_evidence(rest) or _names_subject(kind, separator, rest)
    if not (is_meant and (separator or _opens_with_name(kind, rest))):
        named = None if separator or word != kind else _named(kind, rest, knows)
        if named is None:
            return None
        rest = named
    if word != kind:
        return f"kinds are written in small letters: '{kind}'"
    return COLON_MISSING.format(f"<< {with_colon(kind, rest)} >>")


def _named(kind: str, rest: str, knows: Knows) -> str | None:
    """What follows a kind's word, as far as it can follow its colon: all of it if there is a name
    and no more before a comma or a slash, else the name that it begins with.

    >>> def knows(name: str) -> bool:
    ...     return name in ("mine", "my-own")
    >>> _named("fit", "page, as: card", knows), _named("params", "mine / 7B", knows)
    ('page, as: card', 'mine / 7B')
    >>> _named("params", "my-own of this site", knows), _named("params", "mine of old", knows)
    ('my-own', None)
    """
    first = _first(rest)
    if kind == "dial" or not _WORDS.fullmatch(first):
        return None
    # A short kind is a word that often stands before others in small letters.
    is_short = len(kind) <= _SHORT
    is_likely = not is_short or _SIGN.search(first)
    if first in _OURS:
        # A memory page, a training page: only with an option is it certainly no phrase.
        return rest if kind in _NO_PHRASES or _is_evidence(rest) else None
    if is_likely and _is_name(first, knows):
        return rest
    words = [] if is_short else first.split(" ")[:_MOST_WORDS]
    beginnings = (" ".join(words[:most]) for most in range(len(words), 0, -1))
    return next((x for x in beginnings if _is_no_word(x) and knows(x)), None)


def _is_name(text: str, knows: Knows) -> bool:
    return text.lower() not in _NO_FAMILIES and knows(text)


def _is_no_word(name: str) -> bool:
    """Whether a name cannot be the first word of a sentence, as Claude can."""
    return bool(_SIGN.search(name, 1) or (" " in name and _SIGN.search(name)))


def _without_subject(kind: str, *, is_tight: bool) -> str | None:
    """`<<model>>` would be an HTML tag that nobody sees; `<< model >>` may be a quotation."""
    if FORMS[kind].subject == "nothing":
        return COLON_MISSING.format(f"<< {kind}: >>")
    return f"a marker names its subject: write '<< {EXAMPLES[kind]} >>'" if is_tight else None


def _is_evidence(rest: str) -> bool:
    """Whether this reads like the inside of a marker."""
    return bool(_SIZE.search(rest) or _OPTION.search(rest))


def _names_subject(kind: str, separator: str, rest: str) -> bool:
    """Whether all of this, or all before a comma or a slash, is what the kind can be of.

    >>> _names_subject("fit", ":", "page, as: card"), _names_subject("dial", "", "context")
    (True, True)
    >>> _names_subject("fit", ":", "for a page"), _names_subject("data", ":", "Table 3")
    (False, False)
    """
    first = _first(rest)
    if first in _OURS:
        # `cout << fit; page >> x` is C++.
        return separator in (":", "：", "=")
    if kind == "dial" and first in INPUTS:
        return separator not in (";", "|")
    if not _NAME.fullmatch(first) or separator in (";", "|"):
        return False
    return len(kind) > _SHORT or (kind != "data" and separator == ":")


def _first(rest: str) -> str:
    """What comes before the first comma, or the first slash of a list."""
    return re.split(r"\s*(?:,|\s/\s)", rest, maxsplit=1)[0]


def _opens_with_name(kind: str, rest: str) -> bool:
    """Whether it begins with a size, a model's name or a word of ours, rather than with prose.

    >>> [_opens_with_name("model", rest) for rest in ("70B", "Llama 3.1 70B", "page, as: card")]
    [True, True, True]
    >>> _opens_with_name("model", "from a 7B"), _opens_with_name("dial", "context, value: 8k")
    (False, True)
    """
    first = _first(rest)
    if first in _OURS or (kind == "dial" and first in INPUTS):
        return True
    word = first.split(maxsplit=1)[0] if first else ""
    return word[:1].isupper() or any(character.isdigit() for character in word)


def _nearest(word: str, rest: str, knows: Knows, *, has_colon: bool) -> str | None:
    """The kind that was meant: one slip away, or two in a long word whose rest is certainly the
    inside of a marker."""
    certain = has_colon and _is_evidence(rest)
    slips = 2 if certain and len(word) >= 5 else 1
    distances = {kind: edits(word, kind) for kind in KINDS if abs(len(kind) - len(word)) <= slips}
    near = [kind for kind, distance in distances.items() if distance <= slips]
    if not certain:
        near = [kind for kind in near if _is_meant(word, kind, rest, knows, has_colon=has_colon)]
    return min(near, key=distances.__getitem__, default=None)


def _is_meant(word: str, kind: str, rest: str, knows: Knows, *, has_colon: bool) -> bool:
    """Whether a word that is one slip away from a kind stands for it."""
    if word == "dials" and has_colon and _first(rest) in INPUTS:
        return True
    if word.lower() in _OTHER_WORDS or word.lower().removesuffix("s") in KINDS:
        return False
    if _is_no_other_word(word, kind):
        return True
    # Any three letters are a word somewhere, unless they are those of the kind.
    is_likely = len(word) >= 4 or sorted(word) == sorted(kind)
    if not (is_likely and has_colon):
        return False
    return _names_subject(kind, ":", rest) or (kind != "dial" and _is_name(_first(rest), knows))


def _is_no_other_word(word: str, kind: str) -> bool:
    """Whether one slip made the word: `modle` yes; `mode`, `models` and `modal` are English."""
    swapped = sorted(word) == sorted(kind)
    longer = len(word) != len(kind) and not word.startswith(kind) and not kind.startswith(word)
    # In a long word one letter for another makes no other word either.
    return len(word) >= 5 and (swapped or longer or len(word) == len(kind) >= _LONG)


def edits(a: str, b: str) -> int:
    """Letters to add, drop, change or swap with a neighbour to get from `a` to `b`.

    >>> edits("modle", "model"), edits("memmory", "memory"), edits("traing", "training")
    (1, 1, 2)
    """
    before, row = [0] * (len(b) + 1), list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, last, row = row, before, [i, *row[1:]]
        for j, y in enumerate(b, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1]
