"""Recipes: how to draw a small random config of a family.

Each module has `RECIPES`, functions by `model_type` that draw a config's fields from a
seeded generator: everything that changes a shape varies, widths stay at 128 or below, and
windows are longer than the few tokens of the forward pass. `architectures` names the model
class where it is not the one for causal language models.
"""

from __future__ import annotations

import pkgutil
import random
from collections.abc import Callable
from importlib import import_module
from typing import Any

Recipe = Callable[[random.Random], dict[str, Any]]
Shapes = dict[str, tuple[int, ...]]


def _collected(table: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for module in pkgutil.iter_modules(__path__):
        found.update(getattr(import_module(f"{__name__}.{module.name}"), table, {}))
    return found


RECIPES: dict[str, Recipe] = _collected("RECIPES")
"""The recipes of all modules in this folder, by `model_type`."""

RELEASED: dict[str, Callable[[Shapes], Shapes]] = _collected("RELEASED")
"""From what is saved to what is released, where saving does not undo what loading does."""
