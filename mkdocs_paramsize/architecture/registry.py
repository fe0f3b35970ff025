"""The table of contents: which adapter reads which `model_type`.

An entry is "module:function" in `families/`; a module is imported when it is first asked
for, so that a page pays for the families it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ADAPTERS: Final[Mapping[str, str]] = {
    "llama": "llama:llama",
    "mistral": "llama:mistral",
}
