"""Writes `assets/formulas.js`, what the script of live pages shares with the build, and
`assets/models.js`, the numbers of the catalogue's models.

Everything in it comes from the Python that the build runs: the formulas from their syntax
trees, the typical decoder from the expressions that its dimensions remember, the limits of the
rounding from where they are declared.

    python -m mkdocs_paramsize.live.generate           writes the files
    python -m mkdocs_paramsize.live.generate --check   fails when one is not up to date
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from operator import mul
from pathlib import Path
from string import ascii_lowercase
from typing import Any, Final

from mkdocs_paramsize import notation
from mkdocs_paramsize.algebra.javascript import arrow, short_arrow
from mkdocs_paramsize.architecture.dimension import Dim, in_javascript
from mkdocs_paramsize.architecture.tensor import COMPONENTS, Component, Tensor
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.formulas import all_formulas
from mkdocs_paramsize.ledger import Ledger
from mkdocs_paramsize.live import offer
from mkdocs_paramsize.live.expression import TYPICAL, in_order, place
from mkdocs_paramsize.live.tables import CONSTANT
from mkdocs_paramsize.notation import parse_size
from mkdocs_paramsize.render.bar import GAP, LEAST
from mkdocs_paramsize.scenario import typical
from mkdocs_paramsize.scenario.shape import DIMENSIONS, MOST

TARGET: Final = Path(__file__).parents[1] / "assets"

HEAD: Final = """\
// Generated from the Python sources by `python -m mkdocs_paramsize.live.generate`.
// Do not edit: change those, and generate it again.
"""

VARIANTS: Final = {
    (tied, mixture): size
    for size, tied, mixture in (
        ("70B", False, False),
        ("1B", True, False),
        ("8x7B", False, True),
        ("8x1B", True, True),
    )
}
"""A size for each form of the typical decoder; their expressions are those of every size."""


def script() -> str:
    """The whole file, its round numbers in short."""
    text = "\n".join((HEAD + _formulas(), _tables(), _decoder(), _typical(), _drawn(), ""))
    text = re.sub(r"FORMULAS\.(\w+)", lambda name: f"FORMULAS[{_number_of(name[1])}]", text)
    return re.sub(r"(?<=[1-9])(0{3,})(?:\.0)?\b", lambda zeros: f"e{len(zeros[1])}", text)


def _formulas() -> str:
    """Every formula at its place, and from which place on their results are estimates."""
    known = in_order()
    lines = "\n".join(
        f"{short_arrow(alike[0])}, // {', '.join(made.name for made in alike)}" for alike in known
    )
    certain = sum(not alike[0].estimate for alike in known)
    return (
        "const {min,max,floor,ceil,abs}=Math;\n"
        f"const FORMULAS=[\n{lines}\n];\nconst CERTAIN={certain},"
        "nominalWeights=FORMULAS.nominal_weights;"
    )


def _number_of(formula: str) -> str:
    """Its place as a number."""
    return place(formula).rstrip(ascii_lowercase)


# Tables -------------------------------------------------------------------------------------


def _tables() -> str:
    """The limits of the one rounding algorithm; what else is a table comes with each page."""
    sizes = (typical.SMALLEST, typical.LARGEST)
    return "\n".join(
        (
            "const TABLES={};",
            f"const TWO_PLACES_BELOW={notation.TWO_PLACES_BELOW},"
            f"PERCENT_FROM={notation.PERCENT_SHOWN_FROM},"
            f"TOKENS_FROM={notation.TOKENS_ABBREVIATED_FROM},"
            f"SCIENTIFIC_BELOW={notation.SCIENTIFIC_BELOW},"
            f"LEAST={LEAST},GAP={GAP},"
            f"TYPICAL={_json(sizes)},TOP_K={typical.TOP_K},"
            f"RULE={_number(Facts().scaling.rules[0].tokens_per_param)};",
        )
    )


# The typical decoder ------------------------------------------------------------------------


def _decoder() -> str:
    """The numbers of a decoder of given dimensions, by the names of their cells."""
    ledgers = {variant: typical.ledger(parse_size(size)) for variant, size in VARIANTS.items()}
    present = [name for name in COMPONENTS if any(made.of(name) for made in ledgers.values())]
    lines = [f"{_local(name)}={_by_variant(ledgers, name, _count)}" for name in present]
    lines.append(f"chosen={_by_variant(ledgers, 'experts', _active)}")
    lines.append(f"sides={_projected(ledgers)}")
    lines.append("units=(experts?top_k:1)*intermediate")
    lines += _sums(present)
    cells = _cells(ledgers) | {name: _local(name) for name in present}
    if strange := {*COMPONENTS} - {*present, *CONSTANT}:
        raise TypeError(f"a typical decoder has no {strange}, of which pages know nothing")
    told = ",".join(name if name == made else f"{name}:{made}" for name, made in cells.items())
    given = ",".join(DIMENSIONS)
    return (
        f"const decoder=({{{given}}})=>{{\nconst tied=tables<2,\n"
        + ",\n".join(lines)
        + f";\nreturn {{...TABLES.typical,{told}}};\n}};"
    )


def _sums(present: Iterable[Component]) -> Iterator[str]:
    """Sums over components: of all numbers, and of those that work on a token."""
    inner = [_local(name) for name in present if name not in ("embedding", "lm_head")]
    yield f"non_embedding={'+'.join(inner)}"
    yield "total=embedding+non_embedding+lm_head"
    yield f"active=total-{_local('experts')}+chosen"
    yield "past_lookup=active-(tied?0:embedding)"


def _cells(ledgers: dict[tuple[bool, bool], Ledger]) -> dict[str, str]:
    """Cells that are no component, as expressions over the dimensions and the components."""
    mixing = ledgers[False, False].architecture.mixing[0]
    per_token, scores = _text(mixing.per_token), _text(mixing.scores)
    adapted = f"sides+{len(ledgers[False, False].of('attention'))}*width"
    return {
        "total": "total",
        "active": "active",
        "counted_total": "total",
        "active_without_embedding": "past_lookup",
        "non_embedding": "non_embedding",
        "with_buffers": "total",
        "tokens": "FORMULAS.rule_tokens(active,RULE)",
        "full": f"layers*{per_token}",
        "matmul": "past_lookup-norm",
        "scores": f"layers*{scores}",
        "prompt_scores": f"layers*{scores}",
        "experts_total": "experts||1",
        "top_k": "experts&&top_k",
        "width": "width",
        "intermediate": "units",
        "vocab": "vocab",
        "layers": "layers",
        "projected": "layers*sides",
        "feed_forward": "layers*units",
        "score_heads": "layers*heads",
        "layer_projected": "sides",
        "layer_feed_forward": "units",
        "streamed": "total-routed-(tied?0:embedding)",
        "ends_attention": f"layers*({adapted})",
        "ends_all": f"layers*({adapted}+({_by_variant(ledgers, 'mlp', _ends)}))",
    }


def _projected(ledgers: dict[tuple[bool, bool], Ledger]) -> str:
    """What the projections of attention put out, and what their output takes in."""
    matrices = ledgers[False, False].of("attention")
    sides = [side for tensor in matrices for side in tensor.shape if _text(side) != "width"]
    return _sum(_text(side) for side in sides)


def _by_variant(
    ledgers: dict[tuple[bool, bool], Ledger],
    component: Component,
    count: Callable[[Tensor], str],
) -> str:
    """The expression of a component, with a condition for each way in which it differs."""
    found = {
        variant: _sum(count(tensor) for tensor in ledger.of(component))
        for variant, ledger in ledgers.items()
    }
    by_shape = [_either("tied", found[True, mix], found[False, mix]) for mix in (True, False)]
    return _either("experts", *by_shape)


def _either(condition: str, yes: str, no: str) -> str:
    return yes if yes == no else f"{condition}?{yes}:{no}"


def _count(tensor: Tensor) -> str:
    return _text(tensor.formula)


def _ends(tensor: Tensor) -> str:
    """Inputs and outputs of a matrix in one layer, which is what an adapter has of each rank."""
    return f"({'+'.join(sorted(map(_text, tensor.shape)))})"


def _active(tensor: Tensor) -> str:
    """The numbers of a routed tensor that serve a token."""
    if tensor.routed is None:
        raise TypeError(f"{tensor.name} is not routed")
    factors = (tensor.repeat, tensor.routed.top_k, *tensor.shape)
    return _text(reduce(mul, factors, Dim(1)))


def _text(number: int) -> str:
    """A product of dimensions, its factors in one order."""
    if not isinstance(number, Dim):
        raise TypeError(f"{number} does not remember how it came about")
    factors = in_javascript(number.expression).split("*")
    known = [factor.removeprefix("expert_") for factor in factors]
    if strange := [x for x in known if not x.isdigit() and x not in DIMENSIONS]:
        raise TypeError(f"a typical decoder has no {strange[0]}")
    return "*".join(sorted(known))


def _sum(terms: Iterable[str]) -> str:
    counted = Counter(terms)
    return "+".join(f"{n}*{term}" if n > 1 else term for term, n in counted.items()) or "0"


def _local(name: str) -> str:
    """The variable of a component; `experts` is the name of a dimension."""
    return "routed" if name == "experts" else name


def _typical() -> str:
    """The dimensions of the typical decoder, by the formulas that `typical.shape` applies."""
    made = {
        name.removeprefix(TYPICAL): arrow(formula).partition("=>")[2].replace("Math.", "")
        for name, formula in all_formulas().items()
        if name.startswith(TYPICAL)
    }
    kv_width = {"kv_heads": ",\nkv_width=kv_heads*head_dim"}
    lines = ",\n".join(f"{name}={body}{kv_width.get(name, '')}" for name, body in made.items())
    return (
        f"const typical=(parameters,experts=0)=>{{\nconst {lines};\n"
        "return decoder({layers,width,heads:width/head_dim,kv_heads,head_dim,intermediate,vocab,"
        "tables,experts,top_k:min(TOP_K,experts)});\n};"
    )


def _drawn() -> str:
    """The decoder of dimensions that a reader gave; nothing of one that cannot be.

    What cannot be is what `scenario.shape.drawn` refuses.
    """
    return f"""\
const drawn=given=>{{
const {{heads,kv_heads,experts,top_k}}=given,made=decoder(given);
return heads%kv_heads||experts&&top_k>experts||made.total>{_number(MOST)}?{{}}:made;
}};"""


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(value)


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` say which are not what would be written."""
    facts = Facts()
    made = {
        "formulas.js": script(),
        "models.js": offer.script(offer.offer(facts.catalogue.models, facts)),
    }
    if arguments != ["--check"]:
        for name, text in made.items():
            (TARGET / name).write_text(text, encoding="utf-8", newline="\n")
        return 0
    old = [name for name, text in made.items() if (TARGET / name).read_text("utf-8") != text]
    for name in old:
        sys.stderr.write(f"{name} is out of date: python -m mkdocs_paramsize.live.generate\n")
    return len(old)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
