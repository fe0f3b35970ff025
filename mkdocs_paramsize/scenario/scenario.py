"""The inputs of every figure: one name, one unit and one default each.

A value is looked for in the marker's options, then on the page (a dial or its front
matter), then in the site's `scenario`, then here. Who said it is remembered, so that no
figure assumes anything in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final

from mkdocs_paramsize.algebra.quantity import Origin, Quantity, Range, Source, Unit
from mkdocs_paramsize.errors import NotationError, ScenarioError, did_you_mean
from mkdocs_paramsize.notation import (
    parse_number,
    parse_range_fraction,
    parse_tokens,
)

Value = int | float | Range | str


@dataclass(frozen=True, slots=True)
class Input:
    """One input: how it is read, what it may be, and what it is when nobody says."""

    name: str
    unit: Unit
    read: Callable[[str], Value]
    default: str | None
    wanted: str
    """What to write, for messages: "a number of tokens such as 8k"."""
    meaning: str
    source: Source | None = None
    """Where a default that is a fact about the world was read."""


def _choice(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            near = get_close_matches(text, allowed, n=1)
            raise NotationError(f"{text!r} is none of {', '.join(allowed)}{did_you_mean(near)}")
        return text

    return read


def _name(text: str) -> str:
    return text


def _count(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = parse_number(text)
        if not isinstance(number, int) or not least <= number <= most:
            raise NotationError(f"{text} is not a whole number from {least} to {most}")
        return number

    return read


def _amount(least: float, most: float) -> Callable[[str], int | float]:
    def read(text: str) -> int | float:
        number = parse_number(text)
        if not least <= number <= most:
            raise NotationError(f"{text} is not between {least:g} and {most:g}")
        return number

    return read


def _utilisation(text: str) -> float | Range:
    low, high = parse_range_fraction(text)
    if not 0 < low <= high <= 1:
        raise NotationError(f"{text} is not a share above 0 and up to 100%")
    return low if low == high else Range(low, high)


_READ: Final = date(2026, 11, 24)
_LLAMA: Final = Source("Touvron et al. 2023, LLaMA, arXiv:2302.13971, section 6", _READ)
_RUNS: Final = Source("27 of the 32 dense training runs marked in data/training.toml", _READ)

INPUTS: Final[Mapping[str, Input]] = {
    given.name: given
    for given in (
        Input("model", "count", _name, None, "a model or a size such as 70B", "The model."),
        Input(
            "precision",
            "bit",
            _name,
            None,
            "a storage format such as bf16, fp8 or q4_k_m",
            "How the weights are stored; by default as they were released, else bf16.",
        ),
        Input(
            "kv_precision",
            "bit",
            _name,
            "bf16",
            "a storage format such as bf16, fp8 or q8_0",
            "How keys and values are kept.",
        ),
        Input(
            "context",
            "token",
            parse_tokens,
            "8k",
            "a number of tokens such as 8k or 128k",
            "Tokens in each sequence that is being served.",
        ),
        Input(
            "batch",
            "sequence",
            _count(1, 10**7),
            "1",
            "a number of sequences, at least 1",
            "Sequences that are served, or trained on, at once.",
        ),
        Input("gpu", "count", _name, "H100 SXM 80GB", "a GPU such as H100 or RTX 4090", "The GPU."),
        Input(
            "gpus",
            "gpu",
            _count(1, 10**7),
            "1",
            "a number of GPUs, at least 1",
            "GPUs that share the work.",
        ),
        Input(
            "tokens",
            "token",
            parse_tokens,
            None,
            "an amount of tokens such as 15T",
            "Tokens of training; by default the published number, else 20 for each parameter.",
        ),
        Input(
            "mfu",
            "fraction",
            _utilisation,
            "25%-50%",
            "a share such as 40%, or a band such as 25%-50%",
            "Model FLOPs utilisation: the share of the GPU's peak that training reaches.",
            _RUNS,
        ),
        Input(
            "price",
            "usd/hour",
            _amount(0, 10**4),
            None,
            "US dollars per GPU-hour such as 2.5",
            "What an hour of one GPU costs.",
        ),
        Input(
            "pue",
            "ratio",
            _amount(1, 3),
            "1.1",
            "a power usage effectiveness such as 1.1",
            "What the data centre draws, over what its computers draw.",
            _LLAMA,
        ),
        Input(
            "carbon",
            "kg/kwh",
            _amount(0, 3),
            "0.385",
            "kilograms of CO2e per kWh such as 0.385",
            "Carbon intensity of the electricity.",
            _LLAMA,
        ),
        Input(
            "method",
            "count",
            _choice("full", "lora", "qlora"),
            "full",
            "full, lora or qlora",
            "How the model is trained.",
        ),
        Input("rank", "count", _count(1, 65536), "16", "a rank such as 16", "Rank of LoRA."),
        Input(
            "targets",
            "count",
            _name,
            "attention",
            "attention, all, or projections joined by ' / '",
            "Which linear layers get LoRA adapters.",
        ),
        Input(
            "optimizer",
            "count",
            _choice("adamw", "adamw-fp32", "adamw-8bit", "sgd"),
            "adamw",
            "adamw, adamw-fp32, adamw-8bit or sgd",
            "The optimizer and the precision of its states.",
        ),
        Input(
            "zero",
            "count",
            _count(0, 3),
            "0",
            "a ZeRO stage from 0 to 3",
            "What is sharded over the GPUs: optimizer (1), gradients (2), weights (3).",
        ),
        Input(
            "sequence",
            "token",
            parse_tokens,
            "4k",
            "a number of tokens such as 4k",
            "Tokens in each training sequence.",
        ),
        Input(
            "recompute",
            "count",
            _choice("none", "selective", "full"),
            "selective",
            "none, selective or full",
            "Which activations are computed again in the backward pass.",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Setting:
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
        return tuple((origin, tuple(sorted(given.items()))) for origin, given in self.layers)

    def with_marker(self, options: Mapping[str, str]) -> Scenario:
        """The same scenario with a marker's own options before all others."""
        for name, text in options.items():
            read_input(name, text)
        return Scenario((("marker", options), *self.layers))

    def with_dials(self, values: Mapping[str, str]) -> Scenario:
        """The same scenario with other values on the page's dials."""
        kept = tuple((origin, given) for origin, given in self.layers if origin != "dial")
        before = dict(next((given for origin, given in self.layers if origin == "dial"), {}))
        return Scenario((("dial", before | dict(values)), *kept))

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
        given = INPUTS[name]
        setting = self.setting(name)
        if setting is None:
            raise ScenarioError(f"{name} is not given; write {name}: and {given.wanted}")
        value = read_input(name, setting.text)
        if isinstance(value, str):
            raise TypeError(f"{name} is a name, not a number")
        return Quantity(
            name=name,
            value=value,
            unit=given.unit,
            label="exact",
            origin=setting.origin,
            source=given.source if setting.origin == "built-in" else None,
            # What a marker sets for itself does not follow the page's dials.
            cell=None if setting.origin == "marker" else name,
        )

    def choice(self, name: str) -> str:
        """An input that is one of a few words. Raises ScenarioError when it is none of them."""
        value = read_input(name, self.text(name) or "")
        if not isinstance(value, str):
            raise TypeError(f"{name} is a number, not a word")
        return value


@lru_cache(maxsize=1024)
def read_input(name: str, text: str) -> Value:
    """The value of an input. Raises ScenarioError: what was read, and what to write."""
    given = INPUTS[name]
    try:
        return given.read(text.strip())
    except NotationError as error:
        raise ScenarioError(f"{name}: {error}; write {given.wanted}") from error


def read_settings(settings: Mapping[str, Any], place: str) -> dict[str, str]:
    """Settings of a page or of the site, checked. Raises ScenarioError that names the place."""
    checked = {}
    for name, value in settings.items():
        if name not in INPUTS:
            near = get_close_matches(str(name), INPUTS, n=1)
            raise ScenarioError(f"{place}: there is no input called '{name}'{did_you_mean(near)}")
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise ScenarioError(f"{place}: {name} is {value!r}; write {INPUTS[name].wanted}")
        try:
            read_input(name, str(value))
        except ScenarioError as error:
            raise ScenarioError(f"{place}: {error}") from error
        checked[name] = str(value)
    return checked
