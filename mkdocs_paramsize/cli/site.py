"""The site's own options, read from its configuration without any generator."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from mkdocs_paramsize.errors import OptionError

CONFIGS: Final = ("mkdocs.yml", "mkdocs.yaml", "properdocs.yml")


def site_options(config: Path | None, near: Path = Path()) -> tuple[Mapping[str, Any], Path]:
    """The `paramsize` options of a configuration file, and the folder that they speak of.

    Without a file it is looked for from the folder `near` upwards; where there is none the
    options are empty and the folder is the current one. Raises OptionError when the file
    cannot be read.
    """
    path = config or _nearest(near.resolve())
    if path is None:
        return {}, Path.cwd()
    settings = _read(path)
    for section in ("plugins", "markdown_extensions"):
        found = _named(settings.get(section) or ())
        if found is not None:
            return found, path.resolve().parent
    return {}, path.resolve().parent


def _nearest(folder: Path) -> Path | None:
    paths = (place / name for place in (folder, *folder.parents) for name in CONFIGS)
    return next((path for path in paths if path.is_file()), None)


def _named(listed: Any) -> Mapping[str, Any] | None:
    """The options of the entry called `paramsize`, in a list or a mapping of entries."""
    entries = listed.items() if isinstance(listed, Mapping) else _pairs(listed)
    return next((options or {} for name, options in entries if name == "paramsize"), None)


def _pairs(listed: Any) -> list[tuple[Any, Any]]:
    pairs: list[tuple[Any, Any]] = []
    for entry in listed if isinstance(listed, list) else ():
        pairs += list(entry.items()) if isinstance(entry, Mapping) else [(entry, None)]
    return pairs


def _read(path: Path) -> Mapping[str, Any]:
    import yaml

    class Loader(yaml.SafeLoader):
        """Tags of other tools (`!!python/name`, `!ENV`) are passed over, never run."""

    Loader.add_multi_constructor("", lambda loader, suffix, node: None)
    try:
        settings = yaml.load(path.read_text(encoding="utf-8"), Loader)
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise OptionError(
            f"{path}: cannot be read as YAML: {error}; name another one with --config"
        ) from error
    if not isinstance(settings, Mapping):
        raise OptionError(f"{path}: a site's configuration is wanted, lines of `name: value`")
    return settings
