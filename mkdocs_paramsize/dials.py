"""Dials: the inputs that the reader of a page can change, and what they may become."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final

from mkdocs_paramsize.answer import Dial
from mkdocs_paramsize.errors import MarkerError, did_you_mean
from mkdocs_paramsize.marker import Marker
from mkdocs_paramsize.scenario import INPUTS, Scenario, read_input

LIVE_INPUTS: Final = (
    "model",
    "precision",
    "kv_precision",
    "context",
    "batch",
    "gpu",
    "gpus",
    "tokens",
    "mfu",
    "price",
    "pue",
    "carbon",
    "sequence",
)
"""Inputs that a reader can change without changing which formulas are used."""

OPTIONS: Final = ("value", "from", "to", "choices")

CALCULATORS: Final[Mapping[str, tuple[str, ...]]] = {
    "fit": ("model", "precision", "kv_precision", "context", "batch", "gpu", "gpus"),
    "memory": ("model", "precision", "kv_precision", "context", "batch", "gpu"),
    "training": ("model", "tokens", "gpu", "gpus", "mfu", "price"),
    "data": ("model", "tokens"),
}
"""The dials of each calculator, by what it answers."""

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "precision": ("bf16", "fp8", "int8", "q4_k_m", "int4"),
    "kv_precision": ("bf16", "fp8", "q8_0", "q4_0"),
    "gpu": ("RTX 4090", "A100 80GB SXM", "H100 SXM 80GB", "H200 SXM 141GB", "Instinct MI300X"),
}
"""What a dial over names offers when its author does not say."""


def dials_of(marker: Marker, scenario: Scenario) -> tuple[Dial, ...]:
    """The dials that a `dial` or a `calculator` brings. Raises MarkerError, ScenarioError."""
    if marker.kind == "dial":
        return (_dial(marker, scenario),)
    wanted = marker.option("of") or next(iter(CALCULATORS))
    options = dict(marker.options)
    given = {"model": marker.subject} if marker.subject else {}
    given |= {name: text for name, text in options.items() if name in LIVE_INPUTS}
    return tuple(_preset(name, given.get(name), scenario) for name in CALCULATORS.get(wanted, ()))


def _dial(marker: Marker, scenario: Scenario) -> Dial:
    name = marker.subject
    if name not in LIVE_INPUTS:
        raise MarkerError(
            f"'{name}' is no input that a reader can change"
            f"{did_you_mean(get_close_matches(name, LIVE_INPUTS, n=1))} "
            f"These are: {', '.join(LIVE_INPUTS)}"
        )
    choices = marker.values("choices") or CHOICES.get(name, ())
    value = marker.option("value") or (marker.values("choices") or (None,))[0]
    dial = Dial(
        input=name,
        value=value or _default(name, scenario),
        choices=choices,
        low=marker.option("from"),
        high=marker.option("to"),
    )
    for text in (dial.value, *(text for text in (dial.low, dial.high) if text)):
        read_input(name, text)
    return dial


def _preset(name: str, given: str | None, scenario: Scenario) -> Dial:
    value = given or _default(name, scenario)
    choices = CHOICES.get(name, ())
    return Dial(name, value, (value, *choices) if choices and value not in choices else choices)


def _default(name: str, scenario: Scenario) -> str:
    text = scenario.text(name) or _DEFAULTS.get(name)
    if text is None:
        raise MarkerError(f"the dial over {name} needs a value; write value: {INPUTS[name].wanted}")
    return text


_DEFAULTS: Final[Mapping[str, str]] = {"model": "70B", "precision": "bf16"}
