"""Looking a model up by name: the site's own first, then those that come with the package."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Final

from mkdocs_paramsize.catalogue.entries import read_models
from mkdocs_paramsize.catalogue.model import Model
from mkdocs_paramsize.catalogue.names import near, normal, spellings
from mkdocs_paramsize.catalogue.own import OwnModels
from mkdocs_paramsize.errors import ParamsizeError, UnknownNameError, did_you_mean

BUILT_IN: Final = Path(__file__).parent.parent / "data" / "models"

_OTHERWISE: Final = "; write a size such as 70B, or name its config.json with the option `models`"


class Catalogue:
    """All models that can be named.

    Files are read when a name asks for them: the stem of a file is how the names of its
    models begin, so that one name reads one file.

    >>> Catalogue().model("GPT-3 175B").name
    'GPT-3 175B'
    """

    def __init__(self, own: OwnModels | None = None, folder: Path = BUILT_IN) -> None:
        self._own = own or OwnModels()
        self._folder = folder
        self._read: dict[str, dict[str, Model]] = {}

    def model(self, name: str) -> Model:
        """The model of that name or alias. Raises UnknownNameError that suggests near names."""
        found = next(filter(None, map(self._of_form, spellings(name))), None)
        if found is None:
            known = did_you_mean(near(name, self._names))
            raise UnknownNameError(f"no model called '{name}'{known or _OTHERWISE}")
        return found

    def knows(self, name: str) -> bool:
        """Whether that is the name of a model; none is looked for that is called alike.

        >>> Catalogue().knows("gpt-3 175b"), Catalogue().knows("GPT-3 176B")
        (True, False)
        """
        forms = spellings(name)
        return any(self._own.holds(form) or self._built_in(form) for form in forms)

    def has_family(self, name: str) -> bool:
        """Whether names of models that come with the package begin so.

        >>> Catalogue().has_family("Llama"), Catalogue().has_family("Lama")
        (True, False)
        """
        return normal(name) in self._stems

    @property
    def own(self) -> tuple[Model, ...]:
        """The site's own models, those left out whose files are wrong: who names them is told."""
        found = []
        for name in self._own.names:
            with suppress(ParamsizeError):
                found.append(self.model(name))
        return tuple(found)

    @cached_property
    def models(self) -> tuple[Model, ...]:
        """Every model that comes with the package, each once. Reads every file."""
        found = [model for stem in self._stems for model in self._file(stem).values()]
        return tuple(dict.fromkeys(found))

    def near_size(self, total: int, most: int = 3) -> tuple[Model, ...]:
        """Dense decoders of about that many parameters, the nearest first."""
        return tuple(islice((one for one in self._near(total) if one.is_dense_decoder), most))

    def near_mixture(self, total: int, experts: int, most: int = 3) -> tuple[Model, ...]:
        """Mixtures of experts of about that many parameters, those with as many experts first."""
        found = [model for model in self._near(total) if model.experts is not None]
        return tuple(sorted(found, key=lambda model: model.experts != experts)[:most])

    def _near(self, total: int) -> list[Model]:
        """Models of about that many parameters, the nearest first."""
        close = [
            (abs(size - total), model.name, model)
            for model, size in self._sized
            if 0.75 * total <= size <= 1.33 * total
        ]
        return [model for _, _, model in sorted(close, key=lambda told: told[:2])]

    @cached_property
    def _sized(self) -> tuple[tuple[Model, int], ...]:
        """Every model whose shape is known, with about how many parameters it has."""
        sized = ((model, model.rough_total) for model in self.models if model.has_shape)
        return tuple((model, size) for model, size in sized if size is not None)

    def _of_form(self, form: str) -> Model | None:
        return self._own.find(form) or self._built_in(form)

    def _built_in(self, form: str) -> Model | None:
        stems = (stem for stem in self._stems if form.startswith(stem))
        return next(filter(None, (self._file(stem).get(form) for stem in stems)), None)

    @cached_property
    def _stems(self) -> tuple[str, ...]:
        return tuple(sorted(path.stem for path in self._folder.glob("*.toml")))

    def _file(self, stem: str) -> dict[str, Model]:
        if stem not in self._read:
            models = read_models(self._folder / f"{stem}.toml")
            self._read[stem] = {
                normal(name): model
                for model in models
                for name in (model.name, *model.record.aliases)
            }
        return self._read[stem]

    @cached_property
    def _names(self) -> dict[str, str]:
        own = {normal(name): name for name in self._own.names}
        return own | {normal(model.name): model.name for model in self.models}
