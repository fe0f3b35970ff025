"""Dials: the inputs that the reader of a page can change, and what they may become."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from difflib import get_close_matches
from typing import Final

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import Dial
from mkdocs_paramsize.errors import MarkerError, ParamsizeError, ScenarioError, did_you_mean
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.facts.records import Gpu
from mkdocs_paramsize.marker import Marker
from mkdocs_paramsize.notation import format_count
from mkdocs_paramsize.scenario import INPUTS, Scenario, read_input
from mkdocs_paramsize.scenario.assumed import (
    PRECISION,
    published_tokens,
    recorded_price,
    rule_tokens,
)
from mkdocs_paramsize.scenario.inputs import SERVING, Value
from mkdocs_paramsize.scenario.shape import DIMENSIONS, SHAPE, of_model
from mkdocs_paramsize.scenario.subject import PAGE, resolve

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
    *DIMENSIONS,
)
"""Inputs that a reader can change without changing which formulas are used."""

OPTIONS: Final = ("value", "from", "to", "choices")

MODEL: Final = "70B"
"""What a dial over models starts from where nobody names one."""

CALCULATORS: Final[Mapping[str, tuple[str, ...]]] = {
    "fit": ("model", *SERVING),
    "models": ("gpu", "gpus", "precision", "kv_precision", "context", "batch"),
    "memory": ("model", *SERVING),
    "training": ("model", "tokens", "gpu", "gpus", "mfu", "price"),
    "data": ("model", "tokens"),
    "shape": DIMENSIONS,
}
"""The dials of each calculator, by what it answers."""

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "tables": ("1", "2"),
    "precision": ("bf16", "fp8", "int8", "q4_k_m", "int4"),
    "kv_precision": ("bf16", "fp8", "q8_0", "q4_0"),
    "gpu": ("RTX 4090", "A100 80GB SXM", "H100 SXM 80GB", "H200 SXM 141GB", "Instinct MI300X"),
}
"""What a dial over names offers when its author does not say."""


CARDS: Final = (
    "RTX 4090",
    "RTX 5090",
    "L40S",
    "A100 80GB SXM",
    "H100 SXM 80GB",
    "H200 SXM 141GB",
    "B200 SXM 180GB",
    "Instinct MI300X",
)
"""GPUs that a table compares, from small to large; a calculator offers them, and a site's own."""


def dials_of(marker: Marker, scenario: Scenario, facts: Facts) -> tuple[Dial, ...]:
    """The dials that a `dial` or a `calculator` brings. Raises MarkerError, ScenarioError."""
    if marker.kind == "dial":
        return (_dial(marker, scenario, facts),)
    wanted = marker.option("of") or next(iter(CALCULATORS))
    if wanted not in CALCULATORS:
        raise MarkerError(f"of: {wanted} is none of {', '.join(CALCULATORS)}")
    given = given_of(marker, facts)
    own = scenario.with_dials(given)
    presets = (_preset(name, given.get(name), own, facts) for name in CALCULATORS[wanted])
    return tuple(dial for dial in presets if dial is not None)


def told_least(marker: Marker) -> tuple[bool, ...]:
    """Orders the dials of a page, so that what their authors say is known before the rest.

    A dial without a value starts from what others of its page say, wherever these stand; one
    over tokens or a price from their model or GPU.

    >>> from mkdocs_paramsize.marker import parse
    >>> page = "dial: tokens", "dial: gpu", "calculator: page", "calculator: 8B"
    >>> [str(marker) for marker in sorted(map(parse, page), key=told_least)]
    ['calculator: 8B', 'calculator: page', 'dial: gpu', 'dial: tokens']
    """
    is_dial = marker.kind == "dial"
    has_subject = not is_dial and marker.subject not in ("", PAGE)
    values = ("value", "choices", *LIVE_INPUTS)
    tells = has_subject or any(name in values for name, _ in marker.options)
    # A calculator that names no model brings the usual one, if nobody else names any.
    tells_all = tells if is_dial else has_subject
    follows = not tells and marker.subject in ("tokens", "price")
    return (not tells_all, not tells, is_dial and not tells, follows)


def given_of(marker: Marker, facts: Facts) -> dict[str, str]:
    """What the author of a dial or a calculator sets, by input."""
    if marker.kind == "dial":
        value = marker.option("value")
        return {marker.subject: value} if value else {}
    wanted = marker.option("of") or next(iter(CALCULATORS))
    given = _subject(marker.subject, wanted, facts) if marker.subject not in ("", PAGE) else {}
    return given | {name: text for name, text in marker.options if name in LIVE_INPUTS}


def _subject(text: str, wanted: str, facts: Facts) -> dict[str, str]:
    """What the subject of a calculator sets: its model, or the dimensions of its shape."""
    match wanted:
        case "models":
            # It is about several, and no reader changes them.
            return {}
        case "shape":
            return {} if text == SHAPE else of_model(resolve(text, facts.catalogue).ledger, text)
    return {"model": text}


def _dial(marker: Marker, scenario: Scenario, facts: Facts) -> Dial:
    name = marker.subject
    if name not in LIVE_INPUTS:
        raise MarkerError(
            f"'{name}' is no input that a reader can change"
            f"{did_you_mean(get_close_matches(name, LIVE_INPUTS, n=1)) or '.'} "
            f"These are: {', '.join(LIVE_INPUTS)}"
        )
    listed = marker.values("choices")
    choices = listed or CHOICES.get(name, ())
    value = marker.option("value") or _first(name, listed, scenario, facts)
    dial = Dial(
        input=name,
        value=value or _default(name, scenario, facts),
        choices=choices,
        low=marker.option("from"),
        high=marker.option("to"),
        assumed=None if value else _assumed(name, scenario, facts),
        is_unknown=not value and _is_unknown(name, scenario, facts),
    )
    if not dial.value:
        raise _no_value(name)
    _check(dial)
    return dial


def _first(name: str, listed: tuple[str, ...], scenario: Scenario, facts: Facts) -> str | None:
    """What a list of choices starts from: what the page or the site says, if it is one of them."""
    if not listed:
        return None
    setting = scenario.setting(name)
    if setting is not None and setting.origin != "built-in":
        said = value_of(name, setting.text, facts)
        for text in listed:
            with suppress(ParamsizeError):  # A choice that cannot be is refused afterwards.
                if value_of(name, text, facts) == said:
                    return text
    return listed[0]


def value_of(name: str, text: str, facts: Facts) -> Value:
    """What a value of an input is, however it is written: of a name, the catalogue's spelling.

    Raises UnknownNameError, ScenarioError.
    """
    match name:
        case "gpu":
            return facts.gpu(text).name
        case "precision":
            return facts.precision(text).name
        case "kv_precision":
            return facts.kv_precision(text).name
        case "model":
            return resolve(text, facts.catalogue).name
    return read_input(name, text)


def _check(dial: Dial) -> None:
    """Raises ScenarioError for a value that cannot be, or bounds that leave none."""
    bounds = tuple(text for text in (dial.low, dial.high) if text)
    if bounds and (dial.choices or dial.input == "model"):
        raise ScenarioError(
            f"the dial over {dial.input} offers a choice, which from: and to: say nothing of; "
            "write choices: and what it is to offer"
        )
    for text in (dial.value, *bounds, *dial.choices):
        read_input(dial.input, text)
    values = [read_input(dial.input, text) for text in (dial.low, dial.value, dial.high) if text]
    numbers = [value for value in values if isinstance(value, int | float)]
    if numbers != sorted(numbers):
        raise ScenarioError(
            f"the dial over {dial.input} goes from {dial.low or 'its least'} to "
            f"{dial.high or 'its most'}, and {dial.value} lies outside"
        )


def _preset(name: str, given: str | None, scenario: Scenario, facts: Facts) -> Dial | None:
    """None for a price that nobody has recorded: the figures that need it are left out."""
    value = given or _default(name, scenario, facts)
    if not value:
        return None
    choices = (*CARDS, *facts.own_gpu_names) if name == "gpu" else CHOICES.get(name, ())
    is_new = bool(choices) and _as_known(name, value, facts) not in choices
    return Dial(
        name,
        value,
        (value, *choices) if is_new else choices,
        assumed=None if given else _assumed(name, scenario, facts),
        is_unknown=not given and _is_unknown(name, scenario, facts),
    )


def _as_known(name: str, value: str, facts: Facts) -> str:
    return facts.gpu(value).name if name == "gpu" else value


def _default(name: str, scenario: Scenario, facts: Facts) -> str:
    """What the page, the site or the field says; else what the facts suggest."""
    text = scenario.text(name)
    if text is not None:
        return text
    match name:
        case "model":
            return MODEL
        case "precision":
            return PRECISION
        case "tokens":
            return format_count(_tokens(scenario.text("model") or MODEL, facts).low)
        case "price":
            return _price(facts.gpu(scenario.text("gpu") or ""), facts)
    raise _no_value(name)


def _assumed(name: str, scenario: Scenario, facts: Facts) -> Quantity | None:
    """The number that `_default` writes, with its label and its source; None for a name."""
    if scenario.text(name) is not None:
        is_name = isinstance(read_input(name, scenario.text(name) or ""), str)
        return None if is_name else scenario.quantity(name)
    if name == "price":
        return recorded_price(facts.gpu(scenario.text("gpu") or ""), facts)
    return _tokens(scenario.text("model") or MODEL, facts) if name == "tokens" else None


def _is_unknown(name: str, scenario: Scenario, facts: Facts) -> bool:
    """Whether an input is one that only its model tells, and of that nothing is known."""
    reckoned = {one.name for one in scenario.assumed if one.origin == "built-in"}
    if name != "tokens" or not (scenario.text(name) is None or name in reckoned):
        return False
    subject = resolve(scenario.text("model") or MODEL, facts.catalogue)
    return subject.is_undisclosed and published_tokens(subject.model) is None


def _no_value(name: str) -> MarkerError:
    return MarkerError(f"the dial over {name} needs a value; write value: {INPUTS[name].wanted}")


def _tokens(model: str, facts: Facts) -> Quantity:
    """What the model was trained on, else the rule of thumb for its size."""
    subject = resolve(model, facts.catalogue)
    published = published_tokens(subject.model)
    if published is not None:
        return published
    if subject.is_undisclosed:
        return _tokens(MODEL, facts)
    found = rule_tokens(subject.active(), facts)
    value, ratio = found.value, dict(found.inputs)["tokens_per_parameter"]
    return Quantity("tokens", value, "token", "estimated", source=ratio.source, origin="built-in")


def _price(gpu: Gpu, facts: Facts) -> str:
    price = facts.price(gpu)
    return str(price.usd_per_hour).removesuffix(".0") if price else ""
