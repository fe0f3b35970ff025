"""A checkpoint on the site's own disk as a witness: its header is read, its data is not.

`.safetensors` and `.gguf` files, whole or in parts, and `model.safetensors.index.json` with
or without the files that it names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from mkdocs_paramsize.architecture.quantization import Quantization

if TYPE_CHECKING:
    from mkdocs_paramsize.catalogue.witness import Witness

INDEX: Final = ".safetensors.index.json"
SUFFIXES: Final = (INDEX, ".safetensors", ".gguf")

_PART: Final = re.compile(r"(.+)-(\d{5})-of-(\d{5})")


class Beside(msgspec.Struct, frozen=True):
    """What the config beside a checkpoint tells that its header does not.

    `quantization`: how wide packed weights are; `own_layers`: the number from which on
    layers only predict further tokens, None where there are no such layers.
    """

    quantization: Quantization | None = None
    own_layers: int | None = None

    def bits_of(self, module: str) -> int | None:
        """Bits of a module's weights, if they are packed."""
        found = self.quantization.scheme(module) if self.quantization is not None else None
        return found.bits if found is not None else None


def is_checkpoint(path: Path) -> bool:
    """Whether a file is a checkpoint by its name; later parts of one are not."""
    if not path.name.endswith(SUFFIXES):
        return False
    part = part_of(path)
    return part is None or int(part[2]) == 1


def checkpoint_name(path: Path) -> str:
    """The model's name: that of the file, or of its folder where the file is just `model`.

    >>> checkpoint_name(Path("models/mine/model.safetensors.index.json"))
    'mine'
    >>> checkpoint_name(Path("models/mine-Q4_K_M.gguf"))
    'mine-Q4_K_M'
    """
    part = part_of(path)
    name = part[1] if part else _stem(path)
    return path.parent.name if name == "model" else name


def part_of(path: Path) -> re.Match[str] | None:
    """The name before the numbers, the number of this part and that of all; None for a whole."""
    return _PART.fullmatch(_stem(path))


def _stem(path: Path) -> str:
    suffix = next(suffix for suffix in SUFFIXES if path.name.endswith(suffix))
    return path.name.removesuffix(suffix)


def read_checkpoint(path: Path, beside: Beside, allowed: Callable[[Path], bool]) -> Witness:
    """What a checkpoint says. `allowed` tells which files may be read.

    Raises DataError for a file that is none, is cut short, or lies.
    """
    # Few sites have one, and reading it takes many modules.
    from mkdocs_paramsize.catalogue.checkpoint_headers import witness_of

    return witness_of(path, beside, allowed)
