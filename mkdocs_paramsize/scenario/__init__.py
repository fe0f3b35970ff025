"""The inputs of every figure, who gave each, and what a marker speaks of."""

from __future__ import annotations

from mkdocs_paramsize.scenario.inputs import INPUTS, read_input
from mkdocs_paramsize.scenario.scenario import Scenario, Setting, read_setting, read_settings

__all__ = [
    "INPUTS",
    "Scenario",
    "Setting",
    "read_input",
    "read_setting",
    "read_settings",
]
