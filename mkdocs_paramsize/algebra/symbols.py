"""The symbols under which formulas speak of their inputs, as the papers write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mkdocs_paramsize.algebra.quantity import Quantity

SYMBOLS: Final[Mapping[str, str]] = {
    # Counts of a model.
    "parameters": "N",
    "active": "N_active",
    "matmul": "N_matmul",
    "layers": "L",
    "width": "d",
    "intermediate": "f",
    "vocab": "V",
    "heads": "a",
    "tables": "t",
    "kv_width": "k·h",
    "experts": "E",
    "top_k": "K",
    "window": "w",
    "full": "c_full",
    "windowed": "c_window",
    "state": "c_state",
    "filled": "c_filled",
    "scores": "a_full",
    "windowed_scores": "a_window",
    # Storage and memory.
    "bits": "p",
    "kv_bits": "p_kv",
    "elements": "n",
    "block_elements": "n_block",
    "block_bytes": "B_block",
    "weights": "M_w",
    "routed": "M_routed",
    "cache": "M_kv",
    "capacity": "M_gpu",
    "room": "M_free",
    "growth_room": "M_grow",
    "bytes_each": "B_each",
    "shards": "n_shard",
    "zero": "z",
    "stage": "z_cut",
    "rank": "r",
    "ends": "n_ends",
    # What is served or trained.
    "context": "s",
    "sequence": "s",
    "batch": "b",
    "positions": "n_pos",
    "position_bytes": "B_pos",
    "most": "n_max",
    "tokens": "D",
    "optimal": "D_opt",
    "corpus": "D_corpus",
    # Activations that training keeps.
    "projected": "q",
    "feed_forward": "u",
    "kept": "B_u",
    "score_heads": "a_kept",
    "one_layer": "M_layer",
    "in_16_bits": "M_16",
    "halves": "n_16",
    # Machines and their cost.
    "gpus": "n_gpu",
    "peak": "R",
    "bandwidth": "BW",
    "reading": "t_read",
    "arithmetic": "t_work",
    "mfu": "MFU",
    "flops": "C",
    "gpu_hours": "T",
    "watts": "P",
    "pue": "PUE",
    "energy": "W",
    # Fits.
    "a": "A",
    "b": "B",
    "alpha": "α",
    "beta": "β",
    "size_exponent": "a",
    "data_exponent": "b",
    "row_parameters": "N_row",
    "row_tokens": "D_row",
}


def symbol_of(key: str, quantity: Quantity) -> str:
    """The symbol of a formula's input: its own, else that of the formula it comes from.

    Its own comes first, so that two inputs of one formula that come from the same formula do
    not share a symbol. Empty for an input without one, which goes by its name.
    """
    own = SYMBOLS.get(key, "")
    return quantity.formula.symbol if not own and quantity.formula is not None else own


def shared_symbols(quantity: Quantity) -> frozenset[str]:
    """The symbols of formulas that several terms of a sum come from, which tell none of them."""
    symbols = [term.formula.symbol for term in quantity.terms if term.formula is not None]
    return frozenset(symbol for symbol in symbols if symbols.count(symbol) > 1)
