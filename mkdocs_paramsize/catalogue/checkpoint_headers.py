"""The headers of a checkpoint's files, put together to what they say of the model."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from mkdocs_paramsize.architecture.tensor import Module
from mkdocs_paramsize.catalogue.checkpoint import INDEX, Beside, part_of
from mkdocs_paramsize.catalogue.checkpoint_lines import layer_of, lines_of
from mkdocs_paramsize.catalogue.checkpoint_names import module_of
from mkdocs_paramsize.catalogue.gguf_header import FILE_TYPES, GgufHeader, read_gguf
from mkdocs_paramsize.catalogue.safetensors_header import read_safetensors
from mkdocs_paramsize.catalogue.stored import Stored
from mkdocs_paramsize.catalogue.unpacked import Unpacked, unpacked
from mkdocs_paramsize.catalogue.witness import Witness
from mkdocs_paramsize.errors import DataError

LARGEST_INDEX: Final = 24 * 2**20
"""Bytes. That of a mixture of 92,000 tensors has nine million."""

LARGEST_DATA: Final = 2**56
"""Bytes of all tensors; an index that says more lies."""

MOST_PARTS: Final = 4096


class _Index(msgspec.Struct):
    weight_map: dict[str, str]
    metadata: dict[str, Any] | None = None


def witness_of(path: Path, beside: Beside, allowed: Callable[[Path], bool]) -> Witness:
    """What a checkpoint says. `allowed` tells which files may be read.

    Raises DataError for a file that is none, is cut short, or lies.
    """
    if path.name.endswith(INDEX):
        return _of_index(path, beside, allowed)
    if path.name.endswith(".gguf"):
        headers = [read_gguf(part) for part in _parts(path, allowed)]
        return _of_gguf(path, headers)
    listed = [stored for part in _parts(path, allowed) for stored in read_safetensors(part)]
    return _of_safetensors(path, _each_once(path, listed), beside)


def _parts(path: Path, allowed: Callable[[Path], bool]) -> list[Path]:
    """The file, or all of the parts that it is the first of."""
    part = part_of(path)
    if part is None:
        return [path]
    count = int(part[3])
    if not 1 <= count <= MOST_PARTS:
        raise DataError(f"{path.name}: {count} parts; from 1 to {MOST_PARTS} are read")
    names = (f"{part[1]}-{number:05}-of-{part[3]}{path.suffix}" for number in range(1, count + 1))
    return [_beside(path, name, allowed) for name in names]


def _beside(path: Path, name: str, allowed: Callable[[Path], bool]) -> Path:
    found = path.parent / name
    if not found.is_file():
        raise DataError(f"{path.name}: its part {name} is not there; put it beside")
    if not allowed(found):
        raise DataError(
            f"{path.name}: its part {name} is outside of the site's folder; put a copy in"
        )
    return found


def _each_once(path: Path, listed: list[Stored]) -> list[Stored]:
    names = Counter(stored.name for stored in listed)
    if len(names) < len(listed):
        twice = names.most_common(1)[0][0][:80]
        raise DataError(f"{path.name}: {twice} stands in two of its parts; fetch them again")
    return listed


def _of_index(path: Path, beside: Beside, allowed: Callable[[Path], bool]) -> Witness:
    index = _read_index(path)
    files = sorted(set(index.weight_map.values()))
    strange = next((name for name in files if not _is_plain(name)), None)
    if strange is not None:
        raise DataError(f"{path.name}: it names the file {strange[:80]!r}, which is no file beside")
    if len(files) > MOST_PARTS:
        raise DataError(f"{path.name}: it names {len(files)} files; up to {MOST_PARTS} are read")
    if not any((path.parent / name).exists() for name in files):
        return _of_index_alone(path, index)
    listed: list[Stored] = []
    for name in files:
        part = _beside(path, name, allowed)
        wanted = {tensor for tensor, file in index.weight_map.items() if file == name}
        found = [stored for stored in read_safetensors(part) if stored.name in wanted]
        if len(found) < len(wanted):
            missing = min(wanted - {stored.name for stored in found})
            raise DataError(
                f"{path.name}: {missing[:80]} is to be in {name}, but is not; fetch both"
            )
        listed += found
    return _of_safetensors(path, listed, beside)


def _is_plain(name: str) -> bool:
    return re.fullmatch(r"[\w.\-]+\.safetensors", name) is not None


def _read_index(path: Path) -> _Index:
    try:
        if path.stat().st_size > LARGEST_INDEX:
            raise DataError(f"{path.name}: larger than {LARGEST_INDEX} bytes; is it an index?")
        return msgspec.json.decode(path.read_bytes(), type=_Index)
    except OSError as error:
        raise DataError(f"{path.name}: cannot be read: {error.strerror}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DataError(f"{path.name}: not an index of a checkpoint: {error}") from error


def _of_index_alone(path: Path, index: _Index) -> Witness:
    """Without the files that it names an index tells its sums, if they were written there."""
    metadata = index.metadata or {}
    size = _whole(path, metadata, "total_size")
    if size is None:
        raise DataError(
            f"{path.name}: metadata.total_size is missing, and the files that it names are not "
            "there; put them, or a config.json, beside it"
        )
    return Witness(path.name, _whole(path, metadata, "total_parameters"), size)


def _whole(path: Path, metadata: Mapping[str, Any], key: str) -> int | None:
    value = metadata.get(key)
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type(value) is not int or not 0 < value < LARGEST_DATA:
        raise DataError(f"{path.name}: metadata.{key} is {str(value)[:40]}; is that meant?")
    return value


def _of_safetensors(path: Path, listed: Iterable[Stored], beside: Beside) -> Witness:
    parts = list(unpacked(listed, beside.bits_of))
    stated = beside.quantization
    precision = stated.precision if stated is not None else _precision(parts)
    return _witness(path, parts, precision, beside.own_layers)


def _of_gguf(path: Path, headers: list[GgufHeader]) -> Witness:
    first = headers[0]
    listed = _each_once(path, [stored for header in headers for stored in header.tensors])
    stated = first.whole("split.tensors.count")
    if stated is not None and stated != len(listed):
        raise DataError(
            f"{path.name}: {stated} tensors are stated, but {len(listed)} are there; fetch it again"
        )
    family = first.fields.get("general.architecture")
    layers = first.whole(f"{family}.block_count")
    predicting = first.whole(f"{family}.nextn_predict_layers")
    own_layers = layers - predicting if layers and predicting else None
    top_k = first.whole(f"{family}.expert_used_count")
    parts = list(unpacked(listed, lambda module: None))
    file_type = first.whole("general.file_type")
    precision = FILE_TYPES.get(file_type) if file_type is not None else None
    return _witness(path, parts, precision or _precision(parts), own_layers, top_k or None)


_TYPES: Final[Mapping[str, str]] = {
    "BF16": "bf16",
    "F16": "fp16",
    "F32": "fp32",
    "F8_E4M3": "fp8",
    "F8_E5M2": "fp8",
    "int8": "int8",
    "mxfp4": "mxfp4-experts",
}


def _precision(parts: list[Unpacked]) -> str | None:
    """The precision that the matrices are packed in, else that of most of the bytes.

    None for one that has no name here. In a small model the table of tokens may well take
    more bytes than all packed matrices together.
    """
    matrices = [part for part in parts if part.shape is not None]
    packed = [part for part in matrices if part.kind or part.type.startswith("F8")]
    sizes: Counter[str] = Counter()
    for part in packed or matrices:
        sizes[part.kind or part.type] += part.bytes
    if not sizes:
        return None
    most = sizes.most_common(1)[0][0]
    if most.startswith("F8") and any(part.name.endswith("_scale_inv") for part in parts):
        return "fp8-block"
    named = ("nf4", "gptq", "awq", "w4a16", "w8a16", "nvfp4")
    return most if most.startswith(named) else _TYPES.get(most)


def _witness(
    path: Path,
    parts: list[Unpacked],
    precision: str | None,
    own_layers: int | None,
    top_k: int | None = None,
) -> Witness:
    by_module: dict[Module, list[Unpacked]] = defaultdict(list)
    for part in parts:
        by_module[_module(part.name, own_layers)].append(part)
    if not parts:
        raise DataError(f"{path.name}: it holds no tensors; name a file that holds the weights")
    # A tower that is a model by itself is counted as one.
    text = by_module.pop("text", None) or by_module.pop("vision", None) or parts
    unknown = next((part for part in text if part.unknown), None)
    extras = [tensor for module, found in by_module.items() for tensor in lines_of(found, module)]
    tensors = lines_of(text, "text", top_k)
    total = sum(tensor.count for tensor in tensors if not tensor.buffer)
    if total < 1:
        raise DataError(f"{path.name}: its tensors hold no numbers; name a file that holds weights")
    return Witness(
        file=path.name,
        total=None if unknown is not None else total,
        bytes=sum(part.bytes for part in text),
        precision=precision,
        tensors=() if unknown is not None else tensors,
        extras=tuple(extras),
        top_k=top_k,
    )


def _module(name: str, own_layers: int | None) -> Module:
    """Layers after the model's own predict further tokens, and are numbered on."""
    number = layer_of(name)
    beyond = own_layers is not None and number is not None and number >= own_layers
    return "mtp" if beyond else module_of(name)
