"""The symbols under which formulas speak of their inputs, as the papers write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mkdocs_paramsize.quantity import Quantity

SYMBOLS: Final[Mapping[str, str]] = {
    "parameters": "N",
    "active": "N_active",
    "bits": "p",
    "context": "s",
    "batch": "b",
    "window": "w",
    "full": "c_full",
    "windowed": "c_window",
    "state": "c_state",
    "block_elements": "n_block",
    "block_bytes": "B_block",
    "elements": "n",
    "width": "d",
    "vocab": "V",
    "layers": "L",
    "tables": "t",
    "kv_width": "k·h",
}


def symbol_of(key: str, quantity: Quantity) -> str:
    """The symbol of a formula's input: that of the formula it comes from, else its own.

    Empty for an input without one, which goes by its name.
    """
    if quantity.formula is not None:
        return quantity.formula.symbol
    return SYMBOLS.get(key, "")
