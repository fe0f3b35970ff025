"""A decoder of one's own: the subject `shape`, whose dimensions are inputs of the scenario.

It is a decoder in the form of Llama, or of Mixtral where it has experts: gated feed-forward
networks, grouped key/value heads, no biases. Nothing of it is estimated; its tensors follow
from the dimensions as those of any config do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from mkdocs_paramsize.architecture.dimension import expression_of, named_in
from mkdocs_paramsize.catalogue.model import Model, ModelRecord
from mkdocs_paramsize.errors import MarkerError, ScenarioError
from mkdocs_paramsize.ledger import Ledger
from mkdocs_paramsize.notation import format_count
from mkdocs_paramsize.scenario.scenario import Scenario

SHAPE: Final = "shape"
"""What a marker calls it."""

DIMENSIONS: Final = (
    "layers",
    "width",
    "heads",
    "kv_heads",
    "head_dim",
    "intermediate",
    "vocab",
    "tables",
    "experts",
    "top_k",
)
"""The inputs that it is made of, under the names that a ledger gives its dimensions."""

MOST: Final = 10**15
"""Parameters: beyond it, counts would lose digits in the numbers of a browser."""


Dimensions = tuple[int, ...]
"""Values in the order of `DIMENSIONS`."""

_SET: Final = re.compile(r" (\w+)=(\d+)")


def owner(bound: Mapping[str, int]) -> str:
    """Whose the cells of a shape are on a live page, with the dimensions that its marker sets.

    >>> owner({}), owner({"layers": 48, "heads": 8})
    ('shape', 'shape layers=48 heads=8')
    """
    return SHAPE + "".join(f" {name}={value}" for name, value in bound.items())


def set_by(owner: str) -> dict[str, str] | None:
    """The dimensions that a shape's marker sets; None where it is no shape that owns a cell.

    >>> set_by("shape layers=48"), set_by("shape"), set_by("Llama 3.1 8B")
    ({'layers': '48'}, {}, None)
    """
    first, *_ = owner.split(" ")
    return dict(_SET.findall(owner)) if first == SHAPE else None


def dimensions(scenario: Scenario) -> Dimensions:
    """The dimensions that a scenario gives, each by its default where nobody says."""
    return tuple(int(scenario.quantity(name).low) for name in DIMENSIONS)


@lru_cache(maxsize=64)
def drawn(given: Dimensions) -> Model:
    """The decoder of these dimensions.

    Raises ScenarioError where they contradict each other, or are beyond reason.

    >>> drawn(dimensions(Scenario())).ledger.total
    8030261248
    """
    named = dict(zip(DIMENSIONS, given, strict=True))
    _require_possible(named)
    record = ModelRecord(name=SHAPE, source="its dimensions", config=_config(named))
    model = Model(record, SHAPE)
    if model.ledger.total > MOST:
        raise ScenarioError(
            f"a decoder of these dimensions would have {format_count(model.ledger.total)} "
            f"parameters; give dimensions for at most {format_count(MOST)}"
        )
    return model


def other(given: Dimensions) -> Ledger:
    """The same decoder with experts if it has none, else without them, and with a head of its
    own: it has the components that appear once a reader changes that."""
    named = dict(zip(DIMENSIONS, given, strict=True)) | {"tables": 2}
    experts = {"experts": 0} if named["experts"] else {"experts": 2, "top_k": 1}
    return drawn(tuple((named | experts).values())).ledger


def of_model(model: Ledger, name: str) -> dict[str, str]:
    """The dimensions of a model, as inputs that draw the same decoder.

    Raises MarkerError for a model of another form.

    >>> from mkdocs_paramsize.catalogue import Catalogue
    >>> of_model(Catalogue().model("Mixtral 8x7B").ledger, "Mixtral 8x7B")["experts"]
    '8'
    """
    named = {key.removeprefix("expert_"): value for key, value in _named(model)}
    found = {"tables": 1 if model.architecture.tied else 2, "experts": 0, "top_k": 2} | named
    routed = next((tensor.routed for tensor in model.parameters if tensor.routed), None)
    if routed is not None:
        found |= {"experts": int(routed.experts), "top_k": int(routed.top_k)}
    try:
        same = drawn(tuple(found[key] for key in DIMENSIONS)).ledger
    except (KeyError, ScenarioError):
        same = None
    if same is None or same.by_component != model.by_component:
        raise MarkerError(
            f"{name} has another form than a shape, which is built like Llama or Mixtral; "
            "name such a model or a size, or give dimensions such as layers: 32"
        )
    return {key: str(found[key]) for key in DIMENSIONS}


def _named(model: Ledger) -> Iterator[tuple[str, int]]:
    for tensor in model.parameters:
        for number in (tensor.repeat, *tensor.shape):
            yield from named_in(expression_of(number))


def _require_possible(given: Mapping[str, int]) -> None:
    if given["heads"] % given["kv_heads"]:
        raise ScenarioError(
            f"heads: {given['heads']} cannot share kv_heads: {given['kv_heads']} evenly; "
            "write a kv_heads that divides heads"
        )
    if given["experts"] and given["top_k"] > given["experts"]:
        raise ScenarioError(
            f"top_k: {given['top_k']} is more than experts: {given['experts']}; "
            "write a top_k of at most the number of experts"
        )


def _config(given: Mapping[str, int]) -> dict[str, object]:
    config: dict[str, object] = {
        "model_type": "mixtral" if given["experts"] else "llama",
        "hidden_size": given["width"],
        "num_hidden_layers": given["layers"],
        "num_attention_heads": given["heads"],
        "num_key_value_heads": given["kv_heads"],
        "head_dim": given["head_dim"],
        "intermediate_size": given["intermediate"],
        "vocab_size": given["vocab"],
        "tie_word_embeddings": given["tables"] == 1,
        "sliding_window": None,
    }
    if given["experts"]:
        config |= {
            "num_local_experts": given["experts"],
            "num_experts_per_tok": given["top_k"],
        }
    return config
