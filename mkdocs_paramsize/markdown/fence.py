"""The long form of a marker: a fenced block named `paramsize`.

Fences are taken out of the text before any extension for code sees them, and a token stands
in their place until the block parser meets it. A token that ends in code or in raw HTML was
not meant for us: the text goes back as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import msgspec
from markdown.util import ETX, STX

NAME = "paramsize"

# Characters for private use, as whatever normalizes white space removes Markdown's own marks.
_TOKEN = re.compile(
    "(?P<before>\n?)(?P<prefix>[ >]*)\ue000paramsize(?P<number>[0-9]{1,7})\ue001(?P<after>\n?)"
)
_OPENING = re.compile(r"(?P<prefix>[ >]*)(?P<marks>`{3,}|~{3,})(?P<info>.*)")


class Fence(msgspec.Struct, frozen=True):
    """A fenced block: `lines[start:end]`, each behind the same prefix of spaces and `>`."""

    start: int
    end: int
    prefix: str
    info: str
    body: str
    lines: tuple[str, ...]

    @property
    def source(self) -> str:
        return "\n".join(line[len(self.prefix) :] for line in self.lines)


def fences(lines: Sequence[str]) -> Iterator[Fence]:
    """The outermost fenced blocks, in order. One that never closes is none.

    Shape of `lines`: one string a line, tabs expanded, without line ends.
    """
    index = 0
    # Where the search for the end of such a fence has failed: it need not be made again.
    failed_at: dict[tuple[str, str], int] = {}
    while index < len(lines):
        found = _opening(lines[index])
        fence = None
        if found:
            key = found["prefix"], found["marks"]
            if index >= failed_at.get(key, 0):
                fence, failed_at[key] = _closed(lines, index, found)
        if fence:
            yield fence
        index = fence.end if fence else index + 1


def _opening(line: str) -> re.Match[str] | None:
    found = _OPENING.fullmatch(line)
    return None if found and "`" in found["marks"] and "`" in found["info"] else found


def _closed(lines: Sequence[str], start: int, opening: re.Match[str]) -> tuple[Fence | None, int]:
    """The fence that opens at `start`, if it closes; and the line after the last one read."""
    prefix, marks = opening["prefix"], opening["marks"]
    body: list[str] = []
    for index in range(start + 1, len(lines)):
        inner = _without(prefix, lines[index])
        if inner is None:
            return None, index
        if inner.rstrip() == marks:
            own = tuple(lines[start : index + 1])
            info = opening["info"].strip()
            return Fence(start, index + 1, prefix, info, "\n".join(body), own), index + 1
        body.append(inner)
    return None, len(lines)


def _without(prefix: str, line: str) -> str | None:
    """The line without the prefix, of which a blank line may lack the spaces."""
    if line.startswith(prefix):
        return line[len(prefix) :]
    bare = prefix.rstrip()
    if line.startswith(bare) and (">" in bare or not line.strip()):
        return line[len(bare) :].lstrip()
    return None


class Fences:
    """The fences of one document that are ours, each with a token to stand in its place."""

    def __init__(self) -> None:
        self._taken: list[tuple[Fence, bool, bool]] = []

    def __bool__(self) -> bool:
        return bool(self._taken)

    def take(self, lines: list[str], tab_length: int) -> list[str]:
        """The lines with a token, alone in its paragraph, for every fence of our name."""
        # Markdown takes its own marks out of what an author has typed; this comes before.
        bare = (line.replace(STX, "").replace(ETX, "") for line in lines)
        expanded = [line.rstrip("\r").expandtabs(tab_length) for line in bare]
        rest: list[str] = []
        done = 0
        for fence in fences(expanded):
            if _name(fence.info) != NAME:
                continue
            rest += lines[done : fence.start]
            rest += self._token(fence, expanded)
            done = fence.end
        return [*rest, *lines[done:]]

    def _token(self, fence: Fence, lines: Sequence[str]) -> list[str]:
        bare = fence.prefix.rstrip()
        before = fence.start > 0 and lines[fence.start - 1].strip() != bare.strip()
        after = fence.end < len(lines) and lines[fence.end].strip() != bare.strip()
        self._taken.append((fence, before, after))
        token = f"{fence.prefix}\ue000{NAME}{len(self._taken) - 1}\ue001"
        return [*[bare] * before, token, *[bare] * after]

    def at(self, block: str) -> Fence | None:
        """The fence for which a block of text stands."""
        found = _TOKEN.fullmatch(block.strip())
        # A quotation comes first, and takes its marks away.
        taken = self._found(found) if found and ">" not in found["prefix"] else None
        return taken[0] if taken else None

    def _found(self, token: re.Match[str]) -> tuple[Fence, bool, bool] | None:
        """What a token stands for; None for one that an author has typed."""
        number = int(token["number"])
        return self._taken[number] if number < len(self._taken) else None

    def restore(self, text: str, escape: Callable[[str], str] = str) -> str:
        """The text with the fences themselves in the place of their tokens."""

        def original(found: re.Match[str]) -> str:
            taken = self._found(found)
            if taken is None:
                return found[0]
            fence, before, after = taken
            # Whoever took the token away may have taken a part of its prefix before.
            cut = len(fence.prefix) - len(found["prefix"])
            lines = "\n".join(line[cut:] for line in fence.lines)
            start = "" if before else found["before"]
            return start + escape(lines) + ("" if after else found["after"])

        return _TOKEN.sub(original, text)


def opens(line: str) -> bool:
    """Whether a line is the first of a fence that bears our name.

    >>> opens("```paramsize"), opens("~~~ { .paramsize }"), opens("```paramsize with: x```")
    (True, True, False)
    """
    found = _opening(line)
    return found is not None and _name(found["info"]) == NAME


def _name(info: str) -> str:
    """The name in `paramsize` and `{ .paramsize }`, whatever stands behind it."""
    return next(iter(info.strip("{} ").removeprefix(".").split()), "")
