"""A config's own `quantization_config`: which matrices a release packs, and how.

The fields are those of Hugging Face transformers 5.23 (utils/quantization_config.py,
quantizers/) and compressed-tensors 0.20.0 (quantization/).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.module_names import ModuleNames
from mkdocs_paramsize.architecture.schemes import (
    Grid,
    Scheme,
    awq,
    fp8_tiles,
    gptq,
    microscaled,
    nf4,
    nvfp4,
    packed_integers,
)
from mkdocs_paramsize.errors import ConfigError

Packed = Literal["linear", "experts"]

MOST_LISTED: Final = 200_000
"""Names in a list of modules."""


@dataclass(frozen=True, slots=True)
class Group:
    """Matrices that share a scheme; without `targets`, all that no other group names."""

    scheme: Scheme
    targets: ModuleNames | None = None


@dataclass(frozen=True, slots=True)
class Quantization:
    """What a release packs. `precision` is the name under which a scenario speaks of it.

    `kept` modules stay as they were, in the precision `rest`; `packs` says which others are
    packed, and `head` whether the output head is among them.
    """

    precision: str
    groups: tuple[Group, ...]
    kept: ModuleNames
    rest: str = "bf16"
    packs: Packed = "linear"
    head: bool = False

    def scheme(self, module: str) -> Scheme | None:
        """How a module of that name is packed; None when it is not."""
        if module in self.kept:
            return None
        for group in self.groups:
            if group.targets is None or module in group.targets:
                return group.scheme
        return None


def read_quantization(fields: Mapping[str, Any], place: str) -> Quantization | None:
    """How the release that a config describes is packed; None when it is not.

    Raises ConfigError for a method that is not known, and for wrong fields.
    """
    outer = _telling(Config(fields, place))
    if outer.has(MLX):
        raise outer.error(
            f"{MLX} is the packing of MLX, which is not known here, so the bytes of the weights "
            f"as released cannot be told. {_REMEDY}"
        )
    if not (key := _told_in(outer)):
        return None
    config = outer.nested(key)
    method = _method(config)
    if method not in _READERS:
        raise config.error(
            f"quant_method {method!r} is not known here, so the bytes of the weights as released "
            f"cannot be told; known are {', '.join(sorted(_READERS))}. {_REMEDY}"
        )
    try:
        return _READERS[method](config, outer)
    except ConfigError as error:
        told = str(error)
        told = told if told.startswith(place) else f"{config.place}: {told}"
        raise ConfigError(f"{told}. {_REMEDY}") from error


MLX: Final = "quantization"
_KEYS: Final = ("quantization_config", "compression_config")
"""The second is that of the first releases of compressed-tensors."""


def is_packed(fields: Mapping[str, Any]) -> bool:
    """Whether a config says that its release packs matrices, in whatever way."""
    telling = _telling(Config(fields))
    return telling.has(MLX) or _told_in(telling) is not None


def _telling(config: Config) -> Config:
    """The config that tells of it: the whole, or that of the text model inside."""
    told = config.has(MLX) or _told_in(config)
    is_told = told or not isinstance(config.get("text_config"), Mapping)
    return config if is_told else config.nested("text_config")


def _told_in(config: Config) -> str | None:
    return next(filter(config.has, _KEYS), None)


_REMEDY: Final = "Mend it, or write a precision, such as precision: bf16"


def _method(config: Config) -> str:
    """The method's name; the first configs of bitsandbytes have none."""
    method = config.text("quant_method")
    if not method and (config.has("load_in_4bit") or config.has("load_in_8bit")):
        return "bitsandbytes"
    return method


def _kept(config: Config, *keys: str) -> ModuleNames:
    """The modules that lists under these keys name; `null` names none."""
    listed = [name for key in keys for name in config.texts(key) or ()]
    if len(listed) > MOST_LISTED:
        raise config.error(f"{keys[0]} names more than {MOST_LISTED} modules")
    return ModuleNames(listed)


_DTYPES: Final[Mapping[str, str]] = {
    "bfloat16": "bf16",
    "float16": "fp16",
    "float32": "fp32",
    "float8_e4m3fn": "fp8",
}


def stored_in(config: Config) -> str | None:
    """The precision of weights that are not packed; None where the config leaves that to the
    checkpoint.

    Raises ConfigError for a type of weights that is none.

    >>> stored_in(Config({"torch_dtype": "torch.float32"})), stored_in(Config({"dtype": "auto"}))
    ('fp32', None)
    """
    key = "dtype" if config.has("dtype") else "torch_dtype"
    dtype = config.text(key, "auto").removeprefix("torch.")
    if dtype != "auto" and dtype not in _DTYPES:
        raise config.error(f"{key} is {dtype!r}; write one of {', '.join(_DTYPES)}")
    return _DTYPES.get(dtype)


def _rest(outer: Config) -> str:
    """The precision of all that is not packed; bf16 where the config does not say.

    FP8 is that of packed matrices: without scales nothing is kept in it.
    """
    stored = stored_in(outer)
    return stored if stored and stored != "fp8" else "bf16"


def _fp8(config: Config, outer: Config) -> Quantization:
    kept = _kept(config, "modules_to_not_convert", "ignored_layers")
    tile = config.whole_numbers("weight_block_size")
    if not tile:
        scheme = Scheme(8, (Grid("weight_scale", 0, 0, 32),))
        return Quantization("fp8", (Group(scheme),), kept, _rest(outer))
    if len(tile) != 2 or min(tile) < 1:
        raise config.error("weight_block_size is to be two numbers of at least 1")
    experts = config.text("expert_dtype", outer.text("expert_dtype"))
    exponents = bool(experts) and config.text("scale_fmt") == "ue8m0"
    group = Group(fp8_tiles(tile[0], tile[1], 8 if exponents else 32))
    if experts != "fp4":
        return Quantization("fp8-block", (group,), kept, _rest(outer))
    packed = Scheme(4, (Grid("weight_scale_inv", 1, 32, 8 if exponents else 32),))
    routed = Group(packed, ModuleNames(["experts"]))
    return Quantization("fp8-block", (routed, group), kept, _rest(outer))


def _fbgemm(config: Config, outer: Config) -> Quantization:
    scheme = Scheme(8, (Grid("weight_scale", 1, 0, 32),))
    kept = _kept(config, "modules_to_not_convert")
    return Quantization("fp8", (Group(scheme),), kept, _rest(outer))


def _mxfp4(config: Config, outer: Config) -> Quantization:
    kept = _kept(config, "modules_to_not_convert")
    groups = (Group(microscaled()),)
    return Quantization("mxfp4-experts", groups, kept, _rest(outer), packs="experts")


def _group_size(config: Config) -> int:
    """Weights that share a scale; -1 stands for a whole row."""
    key = "group_size" if config.has("group_size") else "q_group_size"
    size = int(config.dim("group_size", key, default=128, least=-1, most=2**20))
    return 0 if size == -1 else size


def _bits(config: Config, *keys: str, allowed: tuple[int, ...], default: int | None = None) -> int:
    bits = int(config.dim("bits", *keys, default=default, least=1, most=16))
    if bits not in allowed:
        raise config.error(f"{bits} bits are none of {', '.join(map(str, allowed))}")
    return bits


def _gptq(config: Config, outer: Config) -> Quantization:
    bits = _bits(config, "bits", allowed=(2, 3, 4, 8))
    scheme = gptq(bits, _group_size(config))
    excluded = [
        f"re:{name.removeprefix('-:')}"
        for name in _mapping(config, "dynamic")
        if name.startswith("-:")
    ]
    head = config.flag("lm_head", False)
    kept = _kept(config, "modules_to_not_convert")
    if excluded:
        kept = ModuleNames([*(config.texts("modules_to_not_convert") or ()), *excluded])
    inside = config.get("modules_in_block_to_quantize")
    targets = ModuleNames(_flat(inside)) if inside else None
    groups = (Group(scheme, targets),)
    return Quantization(f"gptq-int{bits}", groups, kept, _rest(outer), head=head)


def _awq(config: Config, outer: Config) -> Quantization:
    bits = _bits(config, "bits", "w_bit", allowed=(4,), default=4)
    scheme = awq(bits, _group_size(config), zero_point=config.flag("zero_point", True))
    kept = _kept(config, "modules_to_not_convert")
    return Quantization("awq-int4", (Group(scheme),), kept, _rest(outer))


def _auto_round(config: Config, outer: Config) -> Quantization:
    packing = config.text("packing_format", "auto_round:gptq")
    others = _mapping(config, "extra_config")
    kept = [name for name, value in others.items() if _is_unpacked(value)]
    if len(kept) != len(others):
        raise config.error("extra_config gives modules other bits, which is not known here")
    bits = _bits(config, "bits", allowed=(2, 3, 4, 8), default=4)
    if "awq" in packing and bits == 4:
        groups = (Group(awq(bits, _group_size(config))),)
        return Quantization("awq-int4", groups, ModuleNames(kept), _rest(outer))
    if "gptq" in packing:
        groups = (Group(gptq(bits, _group_size(config))),)
        return Quantization(f"gptq-int{bits}", groups, ModuleNames(kept), _rest(outer))
    raise config.error(f"packing_format {packing!r} is not known here")


def _is_unpacked(value: object) -> bool:
    return isinstance(value, Mapping) and value.get("bits") in (16, 32)


def _bitsandbytes(config: Config, outer: Config) -> Quantization:
    kept, packs_4 = _kept(config, "llm_int8_skip_modules"), config.flag("load_in_4bit", False)
    if packs_4 and config.flag("load_in_8bit", False):
        raise config.error(
            "load_in_4bit and load_in_8bit are both true; one of them is to be false"
        )
    if packs_4:
        double = config.flag("bnb_4bit_use_double_quant", False)
        name = "nf4-dq" if double else "nf4"
        return Quantization(name, (Group(nf4(double=double)),), kept, _rest(outer))
    scheme = Scheme(8, (Grid("SCB", 1, 0, 32), Grid("weight_format", 0, 0, 8)))
    return Quantization("int8", (Group(scheme),), kept, _rest(outer))


def _compressed(config: Config, outer: Config) -> Quantization:
    if not config.has("config_groups"):
        raise config.error("the field config_groups is missing")
    table = config.nested("config_groups")
    format_of_all = config.text("format")
    names: list[str] = []
    groups: list[Group] = []
    for key in _mapping(config, "config_groups"):
        group = table.nested(key)
        name, scheme = _compressed_scheme(group, group.text("format", format_of_all))
        names.append(name)
        groups.append(Group(scheme, _targets(group)))
    if not groups:
        raise config.error("config_groups names no group")
    # Those that name modules come before the one that takes all linear layers.
    groups.sort(key=lambda group: group.targets is None)
    kept = _kept(config, "ignore")
    return Quantization(names[0], tuple(groups), kept, _rest(outer), head=True)


def _targets(group: Config) -> ModuleNames | None:
    named = group.texts("targets") or ("Linear",)
    return None if "Linear" in named else ModuleNames(named)


def _compressed_scheme(group: Config, stored: str) -> tuple[str, Scheme]:
    weights = group.nested("weights")
    bits = int(weights.dim("bits", "num_bits", default=8, least=1, most=16))
    kind, strategy = weights.text("type", "int"), weights.text("strategy", "tensor")
    symmetric = weights.flag("symmetric", True)
    size = int(weights.dim("group_size", "group_size", default=-1, least=-1, most=2**20))
    if stored.startswith("nvfp4"):
        return "nvfp4", nvfp4(static_input=group.has("input_activations"))
    if stored.startswith("mxfp"):
        return ("mxfp4", microscaled()) if bits == 4 else ("mxfp8", microscaled(8))
    if kind == "float" and bits == 8:
        return _compressed_fp8(weights, strategy)
    if kind == "int" and stored == "pack-quantized" and bits in (4, 8):
        columns = size if strategy == "group" and size > 0 else 0
        return f"w{bits}a16", packed_integers(bits, columns, symmetric=symmetric)
    if kind == "int" and bits == 8:
        rows = 0 if strategy == "tensor" else 1
        return "int8", Scheme(8, (Grid("weight_scale", rows, 0, 16),))
    raise weights.error(f"{bits} bits of type {kind!r} in {stored!r} are not known here")


def _compressed_fp8(weights: Config, strategy: str) -> tuple[str, Scheme]:
    if strategy == "block":
        tile = weights.whole_numbers("block_structure", (128, 128))
        if len(tile) != 2 or min(tile) < 1:
            raise weights.error("block_structure is to be two numbers of at least 1")
        return "fp8-block", fp8_tiles(tile[0], tile[1], 16)
    rows = 0 if strategy == "tensor" else 1
    return "fp8", Scheme(8, (Grid("weight_scale", rows, 0, 16),))


def _modelopt(config: Config, outer: Config) -> Quantization:
    algorithm = config.text("quant_algo", "FP8").upper()
    kept = _kept(config, "ignore", "exclude_modules", "modules_to_not_convert")
    both = (Grid("weight_scale", 0, 0, 32), Grid("input_scale", 0, 0, 32))
    schemes = {"FP8": ("fp8", Scheme(8, both)), "NVFP4": ("nvfp4", nvfp4(static_input=True))}
    if algorithm not in schemes:
        raise config.error(f"quant_algo {algorithm!r} is not known here")
    name, scheme = schemes[algorithm]
    return Quantization(name, (Group(scheme),), kept, _rest(outer))


def _mapping(config: Config, key: str) -> Mapping[str, object]:
    value = config.get(key)
    if value is None:
        return {}
    if not isinstance(value, Mapping) or any(not isinstance(name, str) for name in value):
        raise config.error(f"{key} is to be an object")
    return value


def _flat(listed: object) -> list[str]:
    """The texts of a list, or of a list of lists."""
    if isinstance(listed, str):
        return [listed]
    if not isinstance(listed, list):
        raise ConfigError("modules_in_block_to_quantize is to be a list of names")
    return [text for item in listed for text in ([item] if isinstance(item, str) else _texts(item))]


def _texts(listed: object) -> list[str]:
    if not isinstance(listed, list) or any(not isinstance(item, str) for item in listed):
        raise ConfigError("modules_in_block_to_quantize is to be a list of names")
    return listed


_READERS: Final[Mapping[str, Callable[[Config, Config], Quantization]]] = {
    "auto-round": _auto_round,
    "awq": _awq,
    "bitsandbytes": _bitsandbytes,
    "compressed-tensors": _compressed,
    "fbgemm_fp8": _fbgemm,
    "fp8": _fp8,
    "gptq": _gptq,
    "modelopt": _modelopt,
    "mxfp4": _mxfp4,
}
