"""Everything that a figure may rest on besides the marker: models, GPUs, formats, runs, tiers."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from mkdocs_paramsize.catalogue import Catalogue
from mkdocs_paramsize.catalogue.names import near, normal
from mkdocs_paramsize.errors import DataError, ScenarioError, UnknownNameError, did_you_mean
from mkdocs_paramsize.facts.records import (
    Gpu,
    GpuData,
    Optimizer,
    Precision,
    PrecisionData,
    Price,
    ScalingData,
    TrainingData,
    gpu_data,
    optimizer_data,
    precision_data,
    scaling_data,
    training_data,
)
from mkdocs_paramsize.facts.tiers import Tiers

_Made = TypeVar("_Made")


SMALL_BLOCK: Final = 32
"""Numbers that llama.cpp's older types and the microscaled ones put in a block."""


@dataclass(frozen=True)
class Facts:
    """The catalogue and the data files, each read when it is first asked for.

    A site adds its own models, its own GPUs and prices (`gpus`), and its own `tiers`.

    >>> Facts().gpu("4090").name
    'RTX 4090'
    """

    catalogue: Catalogue = field(default_factory=Catalogue)
    own_gpus: tuple[Path, ...] = ()
    own_tiers: Tiers | None = None
    price_max_age: int = 365
    """Days after which a price is called old."""
    today: date = field(default_factory=date.today)

    def once(self, key: Hashable, make: Callable[[], _Made]) -> _Made:
        """What `make` gives, made once for a site and then remembered under `key`."""
        if key not in self._made:
            self._made[key] = make()
        made: _Made = self._made[key]
        return made

    @cached_property
    def _made(self) -> dict[Hashable, Any]:
        return {}

    def gpu(self, name: str) -> Gpu:
        """The GPU of that name or alias; the site's own first. Raises UnknownNameError."""
        return _look_up("GPU", name, self._gpus)

    def price(self, gpu: Gpu) -> Price | None:
        """The newest price of an hour of that GPU, the site's own before ours; one that somebody
        asks before one that somebody assumes."""
        for data in self._gpu_files:
            prices = [price for price in data.prices if self.gpu(price.gpu) is gpu]
            if prices:
                return max(prices, key=lambda price: (price.basis == "list price", price.date))
        return None

    def require_own_gpus(self) -> None:
        """Read the site's own GPUs and prices.

        Raises DataError for a file that breaks the format, for a name that two of its entries
        have, for the price of a GPU that there is not, and for two prices of one kind and day.
        """
        if not self.own_gpus:
            return
        own = list(zip(self.own_gpus, self._gpu_files, strict=False))
        self._require_names(own)
        self._require_prices(own)

    def _require_names(self, own: Iterable[tuple[Path, GpuData]]) -> None:
        owners: dict[str, str] = {}
        for path, data in own:
            for number, gpu in enumerate(data.gpus, 1):
                place = f"{path.name}: [[gpu]] number {number}, '{gpu.name}'"
                for form, name in {_form(name): name for name in (gpu.name, *gpu.aliases)}.items():
                    if form in owners:
                        raise DataError(
                            f"{place}: '{name}' is a name of {owners[form]} too; rename one of them"
                        )
                    owners[form] = place

    def _require_prices(self, own: Iterable[tuple[Path, GpuData]]) -> None:
        for path, data in own:
            told: dict[tuple[str, str, date], int] = {}
            for number, price in enumerate(data.prices, 1):
                place = f"{path.name}: [[price]] number {number}"
                if _form(price.gpu) not in self._gpus:
                    raise DataError(f"{place}: {_unknown('GPU', price.gpu, self._gpus)}")
                day = (self.gpu(price.gpu).name, price.basis, price.date)
                if (other := told.setdefault(day, number)) != number:
                    raise DataError(
                        f"{place}, '{price.gpu}': number {other} is its {price.basis} of "
                        f"{price.date} too; take one of them out"
                    )

    def is_old(self, priced: date) -> bool:
        """Whether a price of that day is older than the site wants."""
        return (self.today - priced).days > self.price_max_age

    def precision(self, name: str) -> Precision:
        """The storage format of that name or alias. Raises UnknownNameError."""
        return _look_up("precision", name, self._precisions)

    def kv_precision(self, name: str) -> Precision:
        """The storage format of a cache. Raises UnknownNameError, and ScenarioError for a format of
        whole files or of the matrices of a model only.

        The keys of one head go into small blocks, as those of MXFP4 and of llama.cpp's older types;
        not into the groups of a matrix, as those of GPTQ, NF4 and the K-quants.
        """
        found = self.precision(name)
        if found.block_elements > SMALL_BLOCK or found.packs == "experts":
            raise ScenarioError(
                f"kv_precision: {found.name} is no format of single numbers; write kv_precision: "
                "and one that is, such as bf16, fp8, q8_0 or q4_0"
            )
        return found

    def optimizer(self, name: str) -> Optimizer:
        """What the optimizer of that name keeps. Raises UnknownNameError."""
        return _look_up("optimizer", name, self._optimizers)

    @cached_property
    def gpus(self) -> tuple[Gpu, ...]:
        """All GPUs, the site's own first."""
        return tuple(gpu for data in self._gpu_files for gpu in data.gpus)

    @cached_property
    def own_gpu_names(self) -> tuple[str, ...]:
        """The GPUs that only the site knows."""
        own = self._gpu_files[: len(self.own_gpus)]
        return tuple(gpu.name for data in own for gpu in data.gpus)

    @cached_property
    def prices(self) -> tuple[Price, ...]:
        """All prices, the site's own first."""
        return tuple(price for data in self._gpu_files for price in data.prices)

    @cached_property
    def precisions(self) -> PrecisionData:
        """Storage formats and measured files."""
        return precision_data()

    @cached_property
    def training(self) -> TrainingData:
        """Published training runs."""
        return training_data()

    @cached_property
    def scaling(self) -> ScalingData:
        """Compute-optimal fits and tables."""
        return scaling_data()

    @cached_property
    def tiers(self) -> Tiers:
        """The scale of sizes."""
        return self.own_tiers or Tiers.built_in()

    @cached_property
    def _gpu_files(self) -> tuple[GpuData, ...]:
        return (*(gpu_data(path) for path in self.own_gpus), gpu_data())

    @cached_property
    def _gpus(self) -> dict[str, Gpu]:
        """By name and alias, and by these after the maker's name."""
        made = [
            (_form(f"{gpu.vendor} {name}"), gpu)
            for gpu in reversed(self.gpus)
            if gpu.vendor
            for name in (*reversed(gpu.aliases), gpu.name)
        ]
        return dict(made) | _by_name(self.gpus)

    @cached_property
    def _optimizers(self) -> dict[str, Optimizer]:
        return _by_name(optimizer_data().optimizers)

    @cached_property
    def _precisions(self) -> dict[str, Precision]:
        return _by_name(self.precisions.precisions)


_OTHERWISE: Final[Mapping[str, str]] = {
    "GPU": "; name another, such as H100, or add yours with the option `gpus`",
    "precision": "; name another, such as bf16, fp8, int4 or q4_k_m",
    "optimizer": "; name another, such as adamw",
}
"""What to write where no name is near."""


class _Named(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...


_Entry = TypeVar("_Entry", bound=_Named)


def _form(name: str) -> str:
    """How names of these are compared. No one owns them, as a model's repository has an owner:
    nothing before a `/` is left out."""
    return normal(name.replace("/", " "))


def _by_name(entries: Iterable[_Entry]) -> dict[str, _Entry]:
    """Entries by every normal form of their names; the first to claim a name keeps it."""
    found: dict[str, _Entry] = {}
    for entry in entries:
        for name in (entry.name, *entry.aliases):
            found.setdefault(_form(name), entry)
    return found


def _look_up(what: str, name: str, entries: Mapping[str, _Entry]) -> _Entry:
    entry = entries.get(_form(name))
    if entry is None:
        raise UnknownNameError(_unknown(what, name, entries))
    return entry


def _unknown(what: str, name: str, entries: Mapping[str, _Named]) -> str:
    forms = {form: known.name for form, known in entries.items()}
    known = did_you_mean(near(name, forms))
    return f"no {what} called '{name}'{known or _OTHERWISE[what]}"
