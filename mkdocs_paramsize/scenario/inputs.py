"""The list of inputs: one name, one unit, one default and one way of reading for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from mkdocs_paramsize.algebra.quantity import Range, Source, Unit
from mkdocs_paramsize.architecture.config import MOST_LAYERS
from mkdocs_paramsize.errors import NotationError, ScenarioError, did_you_mean
from mkdocs_paramsize.notation import parse_number, parse_range_fraction, parse_tokens

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
    source: Source | None = None
    """Where a default that is a fact about the world was read."""


def _choice(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        word = text.casefold()
        if word not in allowed:
            near = get_close_matches(word, allowed, n=1)
            raise NotationError(f"'{text}' is none of {', '.join(allowed)}{did_you_mean(near)}")
        return word

    return read


def _name(text: str) -> str:
    return text


TARGETS: Final = ("attention", "all")
"""Words for several layers that adapters may stand beside; others are names of layers."""


def _targets(text: str) -> str:
    word = text.casefold()
    return word if word in TARGETS else text


@dataclass(frozen=True, slots=True)
class Count:
    """Reads a whole number within bounds; both are included."""

    least: int
    most: int

    def __call__(self, text: str) -> int:
        """Raises NotationError for any other."""
        number = parse_number(text)
        if not float(number).is_integer() or not self.least <= number <= self.most:
            told = f"{text} is not a whole number from {self.least:,} to {self.most:,}"
            raise NotationError(told)
        return int(number)


@dataclass(frozen=True, slots=True)
class Amount:
    """Reads a number within bounds; both are included."""

    least: float
    most: float

    def __call__(self, text: str) -> int | float:
        """Raises NotationError for any other."""
        number = parse_number(text)
        if not self.least <= number <= self.most:
            raise NotationError(f"{text} is not between {self.least:,} and {self.most:,}")
        return number


def utilisation(text: str) -> float | Range:
    """A share, or a band of shares. Raises NotationError for what is none."""
    low, high = parse_range_fraction(text)
    if not 0 < low <= high <= 1:
        raise NotationError(f"{text} is not a share above 0 and up to 100%")
    return low if low == high else Range(low, high)


_READ: Final = date(2026, 11, 24)
_LLAMA: Final = Source("Touvron et al. 2023, LLaMA, arXiv:2302.13971, section 6", _READ)
_SHAPE: Final = Source(
    "Llama 3.1 8B: aiconfigurator-core 0.12.0, "
    "model_configs/meta-llama--Meta-Llama-3.1-8B_config.json",
    _READ,
)
_RUNS: Final = Source("training-runs", _READ)

INPUTS: Final[Mapping[str, Input]] = {
    given.name: given
    for given in (
        Input("model", "count", _name, None, "a model or a size such as 70B"),
        Input("precision", "bit", _name, None, "a storage format such as bf16, fp8 or q4_k_m"),
        Input("kv_precision", "bit", _name, "bf16", "a storage format such as bf16, fp8 or q8_0"),
        Input("context", "token", parse_tokens, "8k", "a number of tokens such as 8k or 128k"),
        Input("batch", "sequence", Count(1, 10**7), "1", "a number of sequences, at least 1"),
        Input("gpu", "count", _name, "H100 SXM 80GB", "a GPU such as H100 or RTX 4090"),
        Input("gpus", "gpu", Count(1, 10**7), "1", "a number of GPUs, at least 1"),
        Input("tokens", "token", parse_tokens, None, "an amount of tokens such as 15T"),
        Input(
            "mfu",
            "fraction",
            utilisation,
            "25%–50%",
            "a share such as 40%, or a band such as 25%-50%",
            _RUNS,
        ),
        Input("price", "usd/hour", Amount(0, 10**4), None, "US dollars per GPU-hour such as 2.5"),
        Input(
            "pue", "ratio", Amount(1, 3), "1.1", "a power usage effectiveness such as 1.1", _LLAMA
        ),
        Input(
            "carbon",
            "kg/kwh",
            Amount(0, 3),
            "0.385",
            "kilograms of CO2e per kWh such as 0.385",
            _LLAMA,
        ),
        Input("method", "count", _choice("full", "lora", "qlora"), "full", "full, lora or qlora"),
        Input("rank", "count", Count(1, 65536), "16", "a rank such as 16"),
        Input(
            "targets",
            "count",
            _targets,
            "attention",
            "attention, all, or projections joined by ' / '",
        ),
        Input(
            "optimizer",
            "count",
            _choice("adamw", "adamw-fp32", "adamw-fp32-grads", "adamw-8bit", "sgd"),
            "adamw",
            "adamw, adamw-fp32, adamw-fp32-grads, adamw-8bit or sgd",
        ),
        Input("zero", "count", Count(0, 3), "0", "a ZeRO stage from 0 to 3"),
        Input("sequence", "token", parse_tokens, "4k", "a number of tokens such as 4k"),
        Input(
            "recompute",
            "count",
            _choice("none", "selective", "full"),
            "selective",
            "none, selective or full",
        ),
        Input(
            "layers", "count", Count(1, MOST_LAYERS), "32", "a number of layers such as 32", _SHAPE
        ),
        Input("width", "count", Count(1, 2**20), "4096", "a width such as 4096", _SHAPE),
        Input("heads", "count", Count(1, 2**16), "32", "a number of heads such as 32", _SHAPE),
        Input("kv_heads", "count", Count(1, 2**16), "8", "a number of heads such as 8", _SHAPE),
        Input("head_dim", "count", Count(1, 2**16), "128", "a width such as 128", _SHAPE),
        Input("intermediate", "count", Count(1, 2**20), "14336", "a width such as 14336", _SHAPE),
        Input(
            "vocab", "count", Count(1, 10**8), "128256", "a number of tokens such as 128256", _SHAPE
        ),
        Input("tables", "count", Count(1, 2), "2", "1 or 2", _SHAPE),
        Input(
            "experts",
            "count",
            Count(0, 10**5),
            "0",
            "a number of experts, 0 for a dense model",
            _SHAPE,
        ),
        Input("top_k", "count", Count(1, 10**5), "2", "a number of experts such as 2", _SHAPE),
    )
}


SERVING: Final = ("precision", "kv_precision", "context", "batch", "gpu", "gpus")
"""Inputs that tell how a model is served."""

LISTS: Final = frozenset({"targets"})
"""Inputs of which there may be several: in YAML, a list."""


@lru_cache(maxsize=1024)
def read_input(name: str, text: str) -> Value:
    """The value of an input. Raises ScenarioError: what was read, and what to write."""
    given = INPUTS[name]
    try:
        return given.read(text.strip())
    except NotationError as error:
        # What is asked for has its own words for what to write; a guess needs none.
        instead = "" if error.fault.endswith("?") else f"; write {given.wanted}"
        raise ScenarioError(f"{name}: {error.fault}{instead}") from error
