"""What is assumed where nobody says it: the tokens of a training, the price of a GPU, the format
of the weights."""

from __future__ import annotations

from typing import Final

from mkdocs_paramsize import formulas
from mkdocs_paramsize.algebra.quantity import Quantity, Source
from mkdocs_paramsize.catalogue import Model
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.facts.records import Gpu

PRECISION: Final = "bf16"
"""The format of weights whose release is not known: the field's usual one."""


def published_tokens(model: Model | None) -> Quantity | None:
    """Tokens that a model was trained on, as its makers say; None where they do not."""
    if model is None or model.tokens is None:
        return None
    source = Source(model.record.tokens_source or model.record.source, model.record.checked)
    return Quantity("tokens", model.tokens, "token", "published", source=source)


def rule_tokens(active: Quantity, facts: Facts) -> Quantity:
    """Compute-optimal tokens by the rule of thumb, on the parameters that work on a token."""
    rule = facts.scaling.rules[0]
    ratio = Quantity(
        "tokens_per_parameter",
        rule.tokens_per_param,
        "ratio",
        "published",
        source=Source(rule.source, rule.checked),
    )
    return formulas.rule_tokens.of("rule-tokens", parameters=active, tokens_per_parameter=ratio)


def recorded_price(gpu: Gpu, facts: Facts) -> Quantity | None:
    """US dollars for an hour of a GPU, the newest that is recorded, with its date; None where
    none is."""
    recorded = facts.price(gpu)
    if recorded is None:
        return None
    return Quantity(
        "price",
        recorded.usd_per_hour,
        "usd/hour",
        "published",
        source=Source(
            recorded.source, recorded.checked, of=recorded.basis.replace(" ", "-"), on=recorded.date
        ),
        origin="gpu",
        remark="old-price" if facts.is_old(recorded.date) else None,
    )
