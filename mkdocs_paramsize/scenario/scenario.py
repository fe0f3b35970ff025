"""The inputs of every figure, from where they were said.

A value is looked for in the marker's options, then on the page (a dial or its front
matter), then in the site's `scenario`, then in the list of inputs. Who said it is
remembered, so that no figure assumes anything in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

import msgspec
from msgspec import structs

from mkdocs_paramsize.algebra.quantity import Origin, Quantity
from mkdocs_paramsize.errors import ScenarioError, did_you_mean
from mkdocs_paramsize.marker import LIST
from mkdocs_paramsize.scenario.inputs import INPUTS, LISTS, read_input
from mkdocs_paramsize.yaml_values import as_yaml


class Setting(msgspec.Struct, frozen=True, gc=False):
    """A value as it was written, and who wrote it."""

    text: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Scenario:
    """The inputs of one marker, from the nearest to the farthest.

    >>> Scenario.of(page={"context": "32k"}).quantity("context").value
    32768
    """

    layers: tuple[tuple[Origin, Mapping[str, str]], ...] = ()
    assumed: tuple[Quantity, ...] = ()
    """What dials start from whose author gives no value: as sure as it was without a dial."""
    yielding: frozenset[str] = frozenset()
    """Inputs of which nobody has said anything yet, and a reader may."""
    _known: dict[str, Quantity] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What numeric inputs are, once one was asked for."""

    @classmethod
    def of(
        cls,
        marker: Mapping[str, str] | None = None,
        page: Mapping[str, str] | None = None,
        site: Mapping[str, str] | None = None,
    ) -> Scenario:
        """A scenario from its three places, each already checked by `read_settings`."""
        return cls((("marker", marker or {}), ("page", page or {}), ("site", site or {})))

    @property
    def key(self) -> tuple[object, ...]:
        """The scenario as a key of a dictionary."""
        assumed = tuple(sorted(quantity.name for quantity in self.assumed))
        layers = ((origin, tuple(sorted(given.items()))) for origin, given in self.layers)
        return (*layers, assumed)

    def with_marker(self, options: Mapping[str, str]) -> Scenario:
        """The same scenario with a marker's own options before all others."""
        for name, text in options.items():
            read_input(name, text)
        return replace(self, layers=(("marker", options), *self.layers))

    def with_dials(self, values: Mapping[str, str], assumed: tuple[Quantity, ...] = ()) -> Scenario:
        """The same scenario with other values on the page's dials.

        >>> own = Scenario.of(marker={"context": "32k"}, page={"batch": "2"})
        >>> dialled = own.with_dials({"context": "8k", "batch": "4"})
        >>> dialled.text("context"), dialled.text("batch")
        ('32k', '4')
        """
        nearer = tuple(layer for layer in self.layers if layer[0] == "marker")
        farther = tuple(layer for layer in self.layers if layer[0] not in ("marker", "dial"))
        dials: tuple[Origin, Mapping[str, str]] = ("dial", {**self.dials, **values})
        kept = tuple(quantity for quantity in self.assumed if quantity.name not in values)
        return replace(self, layers=(*nearer, dials, *farther), assumed=(*kept, *assumed))

    @property
    def dials(self) -> Mapping[str, str]:
        """The values that the page's dials start from."""
        return self._layer("dial")

    @property
    def bound(self) -> Mapping[str, str]:
        """What the marker sets for itself."""
        return self._layer("marker")

    def _layer(self, wanted: Origin) -> Mapping[str, str]:
        return next((given for origin, given in self.layers if origin == wanted), {})

    def apart_from(self, *names: str) -> Scenario:
        """The same scenario without what was assumed of the page's own model or GPU, since nobody
        has said it of another.

        >>> tokens = Quantity("tokens", 2e12, "token", "published", origin="model")
        >>> dialled = Scenario.of().with_dials({"tokens": "2T"}, (tokens,))
        >>> dialled.text("tokens"), dialled.apart_from("tokens").text("tokens")
        ('2T', None)
        """
        said = Scenario(tuple(layer for layer in self.layers if layer[0] != "dial"))
        assumed = {made.name for made in self.assumed if said.text(made.name) is None}
        dropped = assumed.intersection(names)
        if not dropped:
            return self
        kept = {name: text for name, text in self.dials.items() if name not in dropped}
        return Scenario(
            layers=tuple((who, kept if who == "dial" else given) for who, given in self.layers),
            assumed=tuple(made for made in self.assumed if made.name not in dropped),
            yielding=self.yielding | dropped,
        )

    def without_marker(self) -> Scenario:
        """The same scenario as other markers of the page have it."""
        kept = tuple(layer for layer in self.layers if layer[0] != "marker")
        return replace(self, layers=kept)

    def model(self) -> str:
        """The page's model. Raises ScenarioError when neither page nor site names one."""
        text = self.text("model")
        if text is None:
            raise ScenarioError(
                "this page names no model; write `paramsize: {model: 70B}` in its front matter"
            )
        return text

    def setting(self, name: str) -> Setting | None:
        """Who says what of an input; None when nobody does and there is no default."""
        for origin, settings in self.layers:
            if name in settings:
                return Setting(settings[name], origin)
        default = INPUTS[name].default
        return Setting(default, "built-in") if default is not None else None

    def text(self, name: str) -> str | None:
        """An input as it was written."""
        setting = self.setting(name)
        return setting.text if setting else None

    def quantity(self, name: str) -> Quantity:
        """A numeric input. Raises ScenarioError when it is not given or impossible."""
        if name not in self._known:
            self._known[name] = self._quantity(name)
        return self._known[name]

    def _quantity(self, name: str) -> Quantity:
        given = INPUTS[name]
        setting = self.setting(name)
        if setting is None:
            raise ScenarioError(f"{name} is not given; write {name}: and {given.wanted}")
        if setting.origin == "dial":
            for assumed in self.assumed:
                if assumed.name == name:
                    return structs.replace(assumed, origin="dial", cell=name)
        value = read_input(name, setting.text)
        if isinstance(value, str):
            raise TypeError(f"{name} is a name, not a number")
        # A default that was read somewhere is as sure as what was read.
        source = given.source if setting.origin == "built-in" else None
        return Quantity(
            name=name,
            value=value,
            unit=given.unit,
            label="exact" if source is None else "published",
            origin=setting.origin,
            source=source,
            # What a marker sets for itself does not follow the page's dials.
            cell=None if setting.origin == "marker" else name,
        )

    def choice(self, name: str) -> str:
        """An input that is one of a few words. Raises ScenarioError when it is none of them."""
        value = read_input(name, self.text(name) or "")
        if not isinstance(value, str):
            raise TypeError(f"{name} is a number, not a word")
        return value


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)


def read_settings(settings: Mapping[str, Any], place: str) -> dict[str, str]:
    """Settings of the site or of a program, checked. Raises ScenarioError that names the place."""
    try:
        return {name: read_setting(name, value) for name, value in settings.items()}
    except ScenarioError as error:
        raise ScenarioError(f"{place}: {error}") from error


def read_setting(name: str, value: Any) -> str:
    """One of them, as it is written in YAML, as text. Raises ScenarioError that names the input."""
    if name not in INPUTS:
        near = get_close_matches(str(name), INPUTS, n=1)
        raise ScenarioError(f"there is no input called '{name}'{did_you_mean(near)}")
    if value is None:
        raise ScenarioError(f"{name} is empty; write {INPUTS[name].wanted}")
    if name in LISTS and _is_list_of_texts(value):
        value = LIST.join(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ScenarioError(f"{name} is {as_yaml(value)}; write {INPUTS[name].wanted}")
    read_input(name, str(value))
    return str(value)
