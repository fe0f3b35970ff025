"""What is wrong with a page's `paramsize:`, told where it stands: in the front matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from reprlib import repr as _shown
from typing import TYPE_CHECKING, Any, Final

from mkdocs_paramsize.markdown.log import Entry
from mkdocs_paramsize.yaml_values import printable

if TYPE_CHECKING:
    from mkdocs_paramsize.markdown.conversion import Door
    from mkdocs_paramsize.markdown.place import Place

KEY: Final = "paramsize"


def usable(meta: Mapping[str, object]) -> Mapping[str, object]:
    """Front matter without a `paramsize:` that holds no inputs: markers do without it.

    >>> usable({"lang": "zh", "paramsize": "70B"}), usable({"paramsize": {"model": "70B"}})
    ({'lang': 'zh'}, {'paramsize': {'model': '70B'}})
    """
    if isinstance(meta.get(KEY, {}), Mapping):
        return meta
    return {name: value for name, value in meta.items() if name != KEY}


def mistakes(place: Place, door: Door, text: str = "") -> Iterator[Entry]:
    """What is wrong with a page's inputs, each with its line in the page's file, else in `text`."""
    given: Any = printable((place.meta or {}).get(KEY))
    if not given:
        return
    if not isinstance(given, Mapping):
        message = f"{_shown(given)} names no input; write such as `{KEY}: {{model: 70B}}`"
        yield Entry(place.path, _Lines(place.file, text).of(KEY), KEY, message)
        return
    wrong = door.page({KEY: given}, place.locale).wrong
    if not wrong:
        return
    lines = _Lines(place.file, text)
    for name, message in wrong.items():
        yield Entry(place.path, lines.of(KEY, str(name)), f"{KEY}: {name}", message)


def divided(text: str) -> tuple[str, str] | None:
    """The YAML between two `---` lines at the top of a page, and the rest; None without them.

    >>> divided("---\\nlang: zh\\n---\\nText"), divided("Text")
    (('lang: zh', 'Text'), None)
    """
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return None
    end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() in ("---", "...")), None)
    if end is None:
        return None
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :])


class _Lines:
    """Where the keys of a page's front matter stand; read only when something is wrong."""

    def __init__(self, file: Path | None, text: str) -> None:
        try:
            text = text if file is None else file.read_text("utf-8-sig", errors="replace")
        except OSError:
            text = ""
        front = divided(text)
        self._root: Any = _composed(front[0]) if front else None

    def of(self, *keys: str) -> int | None:
        """The line, counted from 1, of a key within keys; where that is not found, of the last
        that is."""
        line, node = None, self._root
        for key in keys:
            # Of two equal keys the last one counts.
            found = [pair for pair in getattr(node, "value", ()) if _is_named(pair, key)]
            if not found:
                break
            name, node = found[-1]
            line = name.start_mark.line + 2
        return line


def _composed(front: str) -> Any:
    """The nodes of YAML, which know their lines; None where it cannot be read."""
    import yaml  # Few pages have anything wrong.

    try:
        return yaml.compose(front, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _is_named(pair: object, key: str) -> bool:
    return isinstance(pair, tuple) and getattr(pair[0], "value", None) == key
