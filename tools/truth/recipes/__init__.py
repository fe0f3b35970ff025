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


def _collected() -> dict[str, Recipe]:
    found: dict[str, Recipe] = {}
    for module in pkgutil.iter_modules(__path__):
        found.update(import_module(f"{__name__}.{module.name}").RECIPES)
    return found


RECIPES: dict[str, Recipe] = _collected()
"""The recipes of all modules in this folder, by `model_type`."""
