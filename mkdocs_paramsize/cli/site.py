"""A site as its configuration tells of it, read without any generator."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mkdocs_paramsize.errors import OptionError
from mkdocs_paramsize.options import merged
from mkdocs_paramsize.yaml_values import OPTION_LEVELS, printable

CONFIGS: Final = (
    "zensical.toml",
    "mkdocs.yml",
    "mkdocs.yaml",
    "properdocs.yml",
    "properdocs.yaml",
)
"""In the order in which generators look for them."""
MOST_INHERITED: Final = 20
"""Files, each of which inherits from the next."""
BUILT_IN: Final = ("toc", "tables", "fenced_code")
"""The extensions of Markdown that MkDocs loads whatever a site says."""


@dataclass(frozen=True, slots=True)
class Site:
    """The folder that paths begin at, the options of ours, and where the pages are.

    `excluded`: the patterns, as in a `.gitignore`, of what in that folder is no page.
    `extensions`: those of Markdown with their options; None where that is not known.
    """

    root: Path
    options: Mapping[str, Any]
    docs: Path
    excluded: str = ""
    extensions: Mapping[str, Mapping[str, Any]] | None = None


def site_of(config: Path | None, near: Path | None = None) -> Site:
    """The site of a configuration file.

    Without a file it is looked for from the folder `near` upwards; where there is none the
    options are empty and the folder is the current one. Raises OptionError when the file
    cannot be read.
    """
    path = config or _nearest((near or Path()).resolve())
    if path is None:
        return Site(Path.cwd(), {}, Path("docs"))
    settings = _settings(path)
    plugin, extension = (
        _named(settings.get(section) or ()) for section in ("plugins", "markdown_extensions")
    )
    root = path.resolve().parent
    docs, excluded = (settings.get(key) for key in ("docs_dir", "exclude_docs"))
    return Site(
        root,
        merged(extension or {}, plugin or {}),
        root / (docs if isinstance(docs, str) else "docs"),
        excluded if isinstance(excluded, str) else "",
        # Zensical has other ones built in, and writes their names in parts.
        None if path.suffix == ".toml" else _extensions(settings.get("markdown_extensions")),
    )


def _nearest(folder: Path) -> Path | None:
    paths = (place / name for place in (folder, *folder.parents) for name in CONFIGS)
    return next((path for path in paths if path.is_file()), None)


def _named(listed: Any) -> Mapping[str, Any] | None:
    """The options of the entry called `paramsize`, in a list or a mapping of entries; it may be
    in a group of plugins."""
    for name, options in _entries(listed):
        if name == "paramsize":
            return options if isinstance(options, Mapping) else {}
        inner = _named(options["plugins"]) if _is_group(options) else None
        if inner is not None:
            return inner
    return None


def _extensions(listed: Any) -> Mapping[str, Mapping[str, Any]]:
    """The extensions of a site, without options that only a tag of Python tells.

    >>> _extensions(["attr_list", {"toc": {"slugify": None, "permalink": True}}])["toc"]
    {'permalink': True}
    """
    given = {
        name: printable(options, OPTION_LEVELS)
        for name, options in _entries(listed)
        if isinstance(name, str)
    }
    return {name: _told(options) for name, options in (dict.fromkeys(BUILT_IN) | given).items()}


def _told(options: Any) -> Mapping[str, Any]:
    pairs = options.items() if isinstance(options, Mapping) else ()
    return {name: value for name, value in pairs if not _holds_nothing(value)}


def _holds_nothing(value: Any) -> bool:
    """Whether something in it was passed over."""
    if isinstance(value, Mapping | list):
        inside = value.values() if isinstance(value, Mapping) else value
        return any(map(_holds_nothing, inside))
    return value is None


def _is_group(options: Any) -> bool:
    return isinstance(options, Mapping) and isinstance(options.get("plugins"), list | Mapping)


def _entries(listed: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(listed, Mapping):
        yield from listed.items()
        return
    for entry in listed if isinstance(listed, list) else ():
        yield from entry.items() if isinstance(entry, Mapping) else ((entry, None),)


# Reading the file ---------------------------------------------------------------------------


def _settings(path: Path) -> Mapping[str, Any]:
    """What a file says, with what it inherits from others. Raises OptionError."""
    settings = _read(path)
    found = dict(settings)
    for _ in range(MOST_INHERITED):
        inherited = settings.get("INHERIT")
        if not isinstance(inherited, str):
            return found
        path = path.parent / inherited
        settings = _read(path)
        found = _over(settings, found)
    raise OptionError(f"{path}: more than {MOST_INHERITED} files inherit from one another")


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Settings over others: mappings are put together, all else takes the other's place."""
    made = dict(below)
    for name, value in above.items():
        other = made.get(name)
        both = isinstance(value, Mapping) and isinstance(other, Mapping)
        made[name] = _over(other, value) if both and other is not None else value
    return made


def _read(path: Path) -> Mapping[str, Any]:
    kind = "TOML" if path.suffix == ".toml" else "YAML"
    try:
        text = path.read_text(encoding="utf-8")
        settings = _toml(text) if kind == "TOML" else _yaml(text)
    except (OSError, ValueError, RecursionError) as error:
        raise OptionError(
            f"{path}: cannot be read as {kind}: {error}; name another one with --config"
        ) from error
    if not isinstance(settings, Mapping):
        raise OptionError(f"{path}: a site's configuration is wanted, lines of `name: value`")
    return settings


def _toml(text: str) -> Any:
    """Zensical's file, whose settings stand under `project`. Raises ValueError."""
    settings = tomllib.loads(text)
    return settings.get("project", settings)


def _yaml(text: str) -> Any:
    """Tags of other tools (`!!python/name`) are passed over, never run. Raises ValueError."""
    import yaml

    class Loader(yaml.SafeLoader):
        """MkDocs' own tag, which asks for a variable of the environment, is followed."""

    Loader.add_multi_constructor("", lambda loader, suffix, node: None)
    Loader.add_constructor("!ENV", _of_environment)
    try:
        return yaml.load(text, Loader)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def _of_environment(loader: Any, node: Any) -> Any:
    """The first of these variables that is set; else the last of several, which is a default."""
    import yaml

    if isinstance(node, yaml.MappingNode):
        return None
    names = [node] if isinstance(node, yaml.ScalarNode) else list(node.value)
    if not all(isinstance(name, yaml.ScalarNode) for name in names):
        raise ValueError("!ENV takes the names of variables, and of several the last as a default")
    default = loader.construct_object(names.pop()) if len(names) > 1 else None
    given = next((os.environ[one.value] for one in names if one.value in os.environ), None)
    if given is None:
        return default
    # A number is one, and nothing else is read into a text.
    tag = loader.resolve(yaml.ScalarNode, given, (True, False))
    return loader.construct_object(yaml.ScalarNode(tag, given))
