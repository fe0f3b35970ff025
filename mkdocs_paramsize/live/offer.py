"""The numbers of every model that a reader may name, as a file that a page loads on demand.

A page holds the numbers of the models that it speaks of. A reader who names another gets them
from here: what the questions of all kinds rest on, for the formats that dials offer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from mkdocs_paramsize import assets
from mkdocs_paramsize.architecture.tensor import COMPONENTS
from mkdocs_paramsize.catalogue import Model
from mkdocs_paramsize.catalogue.names import TUNED, normal
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.kinds.fit import CANDIDATES
from mkdocs_paramsize.kinds.memory_training import PACKED
from mkdocs_paramsize.live.harvest import Choices, Known, models
from mkdocs_paramsize.marker import parse
from mkdocs_paramsize.scenario import Scenario
from mkdocs_paramsize.scenario.dials import CHOICES

_BOUND: Final = ("fp16", "fp32", "nf4", "q8_0", "q4_0", "q3_k_m", "gptq-int4", "awq-int4", "mxfp4")
"""Formats that no dial offers by itself, and that authors name in markers."""

FORMATS: Final = tuple(dict.fromkeys((*CHOICES["precision"], *CANDIDATES, PACKED, *_BOUND)))

ONCE: Final = tuple(
    parse(f"{text.replace(':', ': page', 1)}")
    for text in (
        *("model:", "params:", "breakdown:", "training:", "data:", "fit:"),
        *("fit:, context: 8k", "params:, of: with-mtp", "params:, of: with-vision"),
        *("memory:, of: training", "memory:, of: training, method: lora"),
        "memory:, of: training, method: lora, targets: all",
        *("memory:, of: training, recompute: full", "memory:, of: training, recompute: none"),
    )
)
"""Questions whose answers rest on all that is known of a model, but for its formats."""

WEIGHING: Final = (parse("memory: page, of: weights"), parse("speed: page"))
"""Questions that are asked in every format."""

MISSING: Final = -1

_BEFORE: Final = "Object.assign(window.paramsize$||{},"
_AFTER: Final = """,{
find(text,known){
const normal=name=>name.toLowerCase().replace(/^\\S+\\/(?=\\S)|[^\\p{L}\\p{N}.]/gu,""),
form=normal(text),
forms=[form,...this.tuned.filter(end=>form.endsWith(end)).map(end=>form.slice(0,-end.length))].filter(form=>form),
found=form=>Object.keys(this.models).find(name=>normal(name)===form)??this.aliases["="+form],
name=found(forms.find(found));
if(name)known[name]={...Object.fromEntries(this.cells.map((cell,i)=>[cell,this.models[name][i]])),...known[name]};
return name;
},
list(id){
const made=document.createElement("datalist");
made.id=id;
made.append(...Object.keys(this.models).map(name=>new Option(name)));
return made;
}
});
"""
"""How a page finds a model by one of its names, as `Catalogue.model` and `normal` do, and adds its
numbers to those that it knows; and the names that it offers."""


def offer(offered: Iterable[Model], facts: Facts) -> dict[str, Any]:
    """The numbers of models by name, in the order of `cells`; -1 where there is none, which of
    a model that is not disclosed is everywhere. Then by which other names people know them.

    A number stands for itself where it is exact, else beside its label: `[value, label]`;
    `compute` is a word.
    """
    offered = tuple(offered)
    found: dict[str, Known] = {}
    for model in offered:
        found |= _numbers(model.name, facts)
    cells = sorted({cell for known in found.values() for cell in known})
    rows = {name: _row(known, cells) for name, known in sorted(found.items())}
    return {"cells": cells, "models": rows, "aliases": _aliases(offered, rows), "tuned": TUNED}


def _aliases(offered: Iterable[Model], names: Iterable[str]) -> dict[str, str]:
    """Other names as the page's script compares them, each with the name that it stands for;
    behind a sign, since an object of JavaScript knows words such as `constructor` by itself."""
    taken = set(map(normal, names))
    found = {
        form: model.name
        for model in offered
        if model.name in names
        for alias in model.record.aliases
        if (form := normal(alias)) not in taken
    }
    return {f"={form}": name for form, name in sorted(found.items())}


def script(made: dict[str, Any]) -> str:
    """The file: it hands its numbers to the page's script, which asked for them."""
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    # A line for each model, so that a change is seen where it is.
    lines = text.replace('],"', '],\n"').replace('","=', '",\n"=')
    return f"{_BEFORE}{lines}{_AFTER}"


def of_site(facts: Facts) -> assets.Asset:
    """The file of a site: that of the package with the site's own models in it."""
    packaged = assets.models()
    return replace(packaged, text=_with_own(packaged.text, facts))


def _with_own(packaged: str, facts: Facts) -> str:
    """The file with the site's own models before those that come with the package, of which none
    may stand under a name of theirs: a marker would not find it."""
    added = offer(facts.catalogue.own, facts)
    if not added["models"]:
        return packaged
    own = [name for model in facts.catalogue.own for name in (model.name, *model.record.aliases)]
    taken = set(map(normal, own))
    made = read(packaged)
    cells = sorted({*made["cells"], *added["cells"]})
    rows = {
        name: _row(dict(zip(one["cells"], row, strict=True)), cells)
        for one in (added, made)
        for name, row in one["models"].items()
        if one is added or normal(name) not in taken
    }
    others = {form: name for form, name in made["aliases"].items() if form[1:] not in taken}
    aliases = dict(sorted((others | added["aliases"]).items()))
    return script(made | {"cells": cells, "models": rows, "aliases": aliases})


def read(text: str) -> dict[str, Any]:
    """What the file holds: `script` backwards."""
    made: dict[str, Any] = json.loads(text.removeprefix(_BEFORE).removesuffix(_AFTER))
    return made


def _row(known: Known, cells: Iterable[str]) -> list[Any]:
    return [known.get(cell, MISSING) for cell in cells]


def _numbers(name: str, facts: Facts) -> dict[str, Known]:
    scenario, only = Scenario.of(), (name,)
    as_released = models((*ONCE, *WEIGHING), scenario, facts, Choices(only, ()))
    in_formats = models(WEIGHING, scenario, facts, Choices(only, FORMATS))
    known = as_released.get(name, {}) | in_formats.get(name, {})
    if "attention" in known:  # Its shape is known: what it has none of is none.
        known = dict.fromkeys(COMPONENTS, 0) | known
    return {name: known}
