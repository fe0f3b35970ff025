"""The options of a site: one list for the Markdown extension, the plugin and the command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from reprlib import repr as _shown
from typing import Any, Final, Literal, cast

from mkdocs_paramsize.catalogue import Catalogue, OwnModels
from mkdocs_paramsize.catalogue.names import normal
from mkdocs_paramsize.errors import OptionError, ParamsizeError, did_you_mean
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.facts.tiers import Tiers
from mkdocs_paramsize.notation import is_size
from mkdocs_paramsize.scenario import read_settings
from mkdocs_paramsize.scenario.cells import OWNERS
from mkdocs_paramsize.words import locales
from mkdocs_paramsize.yaml_values import OPTION_LEVELS, printable

Assets = Literal["auto", "none"]


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its default, and how its value is checked."""

    name: str
    default: Any
    read: Callable[[Any, Path], Any]


@dataclass(frozen=True)
class Options:
    """The options of a site, checked and looked up."""

    locale: str | None
    facts: Facts
    scenario: Mapping[str, str]
    assets: Assets
    watched: tuple[Path, ...]
    """Files and folders whose change asks for a new build."""


def merged(extension: Mapping[str, Any], plugin: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a site that lists both the extension and the plugin: the plugin's hold.

    >>> merged({"locale": "zh", "assets": "none"}, {"locale": "en", "assets": None})
    {'locale': 'en', 'assets': 'none'}
    """
    told = {name: value for name, value in plugin.items() if value is not None}
    options: dict[str, Any] = printable({**extension, **told}, OPTION_LEVELS)
    return options


def read(given: Mapping[str, Any], root: Path) -> Options:
    """The options of a site whose folder is `root`. Raises OptionError that names the option."""
    for name in given:
        if name not in OPTIONS:
            near = get_close_matches(str(name), OPTIONS, n=1)
            known = did_you_mean(near) or f"; the options are {', '.join(OPTIONS)}"
            raise OptionError(f"there is no option '{name}'{known}")
    # An option with nothing behind its name is as good as left out.
    told = {name: value for name, value in given.items() if value is not None}
    values = {
        name: option.read(told.get(name, option.default), root) for name, option in OPTIONS.items()
    }
    models, gpus = values["models"], values["gpus"]
    own = OwnModels(models, root)
    _require_models(own)
    facts = Facts(Catalogue(own), gpus, values["tiers"], values["price_max_age"])
    _require_gpus(facts)
    if values["scenario"]:
        _require_names(values["scenario"], facts)
    return Options(
        locale=values["locale"],
        facts=facts,
        scenario=values["scenario"],
        assets=values["assets"],
        watched=(*models, *gpus),
    )


def _require_models(own: OwnModels) -> None:
    """Raises OptionError for a file that cannot be read, or whose name no marker could use."""
    try:
        names = own.names
    except ParamsizeError as error:
        raise OptionError(f"models: {error}") from error
    for name in names:
        if mistaken := _mistaken(name):
            raise OptionError(
                f"models: '{name}' reads as {mistaken}, so that no marker would find the file; "
                "rename it"
            )


def _mistaken(name: str) -> str | None:
    """What a marker takes that name for, if not for a model's."""
    if is_size(name):
        return "a size"
    if name.casefold() in OWNERS:
        return "something of whatever page it stands on"
    return None if normal(name) else "no name"


def _require_names(scenario: Mapping[str, str], facts: Facts) -> None:
    """Raises OptionError for a GPU, a precision or a model that there is not."""
    from mkdocs_paramsize.kinds import require_names  # Only a site with a scenario pays for it.

    try:
        require_names(scenario, facts)
    except ParamsizeError as error:
        raise OptionError(f"scenario: {error}") from error


def _require_gpus(facts: Facts) -> None:
    """Read the site's own files of GPUs. Raises OptionError for a wrong one."""
    try:
        facts.require_own_gpus()
    except ParamsizeError as error:
        raise OptionError(f"gpus: {error}") from error


def _locale(value: Any, root: Path) -> str | None:
    if value is None or (
        isinstance(value, str) and value.lower().replace("_", "-").split("-")[0] in locales()
    ):
        return value
    raise OptionError(f"locale: {_shown(value)} is none of {', '.join(locales())}")


def _paths(name: str) -> Callable[[Any, Path], tuple[Path, ...]]:
    def read_paths(value: Any, root: Path) -> tuple[Path, ...]:
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list | tuple) or any(not isinstance(x, str) for x in listed):
            raise OptionError(f"{name}: {_shown(value)}; a path or a list of paths is wanted")
        return tuple(_inside(name, path, root) for path in listed)

    return read_paths


def _inside(name: str, text: str, root: Path) -> Path:
    """A path within the site's folder. Raises OptionError for any other."""
    if not text.strip():
        raise OptionError(f"{name}: an empty path; name a file or a folder such as docs/models")
    try:
        path = (root / text).resolve()
        exists = path.exists()
    except (OSError, ValueError) as error:
        raise OptionError(f"{name}: {_shown(text)} cannot be a path: {error}") from error
    if not path.is_relative_to(root.resolve()):
        raise OptionError(
            f"{name}: {text} lies outside the site's folder, which is not read; move it to where "
            "mkdocs.yml is, or below"
        )
    if not exists:
        raise OptionError(f"{name}: there is no file or folder {text} in {root}, where paths begin")
    return path


def _scenario(value: Any, root: Path) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise OptionError(f"scenario: {_shown(value)}; inputs such as `context: 32k` are wanted")
    try:
        return read_settings(value, "scenario")
    except ParamsizeError as error:
        raise OptionError(str(error)) from error


def _tiers(value: Any, root: Path) -> Tiers | None:
    if value is None:
        return None
    if not isinstance(value, list | tuple):
        raise OptionError(
            f"tiers: {_shown(value)}; a list of tiers with name, from and text is wanted"
        )
    return Tiers.of_site(value)


def _days(value: Any, root: Path) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise OptionError(f"price_max_age: {_shown(value)}; a number of days such as 365 is wanted")
    return value


def _assets(value: Any, root: Path) -> Assets:
    if value not in ("auto", "none"):
        raise OptionError(
            f"assets: {_shown(value)} is neither auto nor none; leave it out for auto"
        )
    return cast(Assets, value)


OPTIONS: Final[Mapping[str, Option]] = {
    option.name: option
    for option in (
        Option("locale", None, _locale),
        Option("models", (), _paths("models")),
        Option("gpus", (), _paths("gpus")),
        Option("tiers", None, _tiers),
        Option("scenario", {}, _scenario),
        Option("price_max_age", 365, _days),
        Option("assets", "auto", _assets),
    )
}
