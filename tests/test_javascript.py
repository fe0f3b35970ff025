"""The script of live pages computes, reads and writes what Python does, to the last bit."""

from __future__ import annotations

import gzip
import json
import random
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from struct import pack, unpack
from typing import Any, Final, get_args

import pytest

from mkdocs_paramsize.algebra.formula import Formula
from mkdocs_paramsize.algebra.javascript import arrow
from mkdocs_paramsize.algebra.quantity import LABELS, Quantity, Range, Unit
from mkdocs_paramsize.assets import models, script, stylesheet
from mkdocs_paramsize.errors import ParamsizeError
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.formulas import all_formulas
from mkdocs_paramsize.kinds.shared import WITHOUT_LIMIT
from mkdocs_paramsize.live import generate
from mkdocs_paramsize.live.expression import place
from mkdocs_paramsize.live.squeeze import squeezed
from mkdocs_paramsize.marker import parse
from mkdocs_paramsize.notation import parse_size, parse_tokens
from mkdocs_paramsize.render.door import Door
from mkdocs_paramsize.render.figures import exact, machine, shown
from mkdocs_paramsize.render.page import Page
from mkdocs_paramsize.scenario import read_input
from mkdocs_paramsize.scenario.dials import CALCULATORS
from mkdocs_paramsize.words import Words
from tests.script import run

FORMULAS: Final = all_formulas()
SCENARIOS: Final = 20_000


def test_the_committed_file_is_what_would_be_generated() -> None:
    assert generate.main(["--check"]) == 0


def test_what_a_page_loads_is_small() -> None:
    assert len(gzip.compress(script().text.encode(), 9)) <= 8192
    assert len(gzip.compress(stylesheet().text.encode(), 9)) <= 2048


# Formulas -----------------------------------------------------------------------------------

COMPUTE = """
const doubles = text => new Float64Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);
const columns = given.columns.map(doubles);
return given.formulas.map(([name, arity]) => {
  const inputs = columns.slice(0, arity);
  const made = inputs[0].map((_, row) => FORMULAS[name](...inputs.map(column => column[row])));
  return Buffer.from(made.buffer).toString('base64');
});
"""


def columns(seed: int) -> list[list[float]]:
    """Numbers as formulas meet them, from bits to FLOP: whole ones, and others."""
    random.seed(seed)
    draw: tuple[Callable[[], float], ...] = (
        lambda: float(random.randint(1, 1024)),
        lambda: float(int(10 ** random.uniform(0, 13))),
        lambda: 10 ** random.uniform(-3, 15),
    )
    return [[random.choice(draw)() for _ in range(SCENARIOS)] for _ in range(12)]


def packed(numbers: Sequence[float]) -> str:
    return b64encode(pack(f"<{len(numbers)}d", *numbers)).decode()


def unpacked(text: str) -> tuple[float, ...]:
    return unpack(f"<{SCENARIOS}d", b64decode(text))


def ulps_apart(a: float, b: float) -> int:
    """How many doubles lie between two numbers."""
    first, second = (unpack("<q", pack("<d", x))[0] for x in (a, b))
    return abs(first - second)


def in_python(formula: Formula, numbers: tuple[float, ...]) -> float | None:
    """The result; None where there is none that is a finite number."""
    try:
        made = formula(*numbers)
        return float(made) if isinstance(made, int | float) and abs(made) < float("inf") else None
    except (OverflowError, ZeroDivisionError, ValueError):
        return None


def test_every_formula_gives_the_same_bits(node: Path) -> None:
    given = columns(seed=20261124)
    asked = [[place(name), len(formula.parameters)] for name, formula in FORMULAS.items()]
    told = run(node, COMPUTE, {"columns": [packed(x) for x in given], "formulas": asked})
    for (name, formula), text in zip(FORMULAS.items(), told, strict=True):
        rows = zip(*given[: len(formula.parameters)], strict=True)
        for numbers, theirs in zip(rows, unpacked(text), strict=True):
            ours = in_python(formula, numbers)
            if ours is None:
                assert theirs != theirs or abs(theirs) == float("inf"), (name, numbers)
            elif "**" in arrow(formula):
                assert ours == pytest.approx(theirs, rel=1e-11, abs=0), (name, numbers)
            else:
                assert ours == theirs, (name, numbers, ours, theirs)


def test_powers_differ_by_one_unit_in_the_last_place_at_most(node: Path) -> None:
    bases, exponents = columns(seed=1)[0], [random.uniform(-3, 3) for _ in range(SCENARIOS)]
    power = COMPUTE.replace("FORMULAS[name]", "((x, y) => x ** y)")
    (text,) = run(
        node, power, {"columns": [packed(bases), packed(exponents)], "formulas": [["power", 2]]}
    )
    for base, exponent, theirs in zip(bases, exponents, unpacked(text), strict=True):
        assert ulps_apart(base**exponent, theirs) <= 1, (base, exponent)


# Text of numbers ----------------------------------------------------------------------------

SHOW = """
return given.rows.map(([value, unit, how]) => [shown(value, unit, how, given.data),
  between(value, String, '{low}/{high}')]);
"""
UNITS: Final = get_args(Unit)


def words_of(locale: str) -> dict[str, Any]:
    words = Words.of(locale)
    made = {
        kind: {unit: words.text(f"{kind}.{unit}") for unit in UNITS} for kind in ("unit", "exact")
    }
    return {
        "locale": locale,
        "words": {
            **made,
            "estimated": words.text("number.estimated"),
            "range": words.text("number.range"),
        },
    }


def doubles() -> Iterator[float]:
    """Ties and carries in every unit, and values from all over."""
    random.seed(7)
    yield from (0.0, 0.5, 1.0, 999.5, 999_950.0, 999_999.5, 1e15, 1e21, 2.0**53, 5e-7, 1e-6)
    for power in range(-8, 19):
        yield from ((random.randint(100, 9999) + 0.5) / 100 * 10**power for _ in range(40))
        yield from (float(random.randint(1, 10**6)) * 2.0**power for _ in range(20))
    yield from (float(random.randint(0, 10 ** random.randint(1, 15))) for _ in range(500))
    yield from (10 ** random.uniform(-9, 27) for _ in range(500))
    yield from (random.random() for _ in range(300))


def quantities(unit: Unit) -> Iterator[Quantity]:
    for x in doubles():
        label = random.choice(LABELS)
        value = Range(x, x * random.choice((1, 1.0001, 2))) if random.random() < 0.2 else x
        yield Quantity("x", value, unit, label)
        yield Quantity("x", -x, unit, label)


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_every_number_reads_the_same(node: Path, locale: str) -> None:
    words = Words.of(locale)
    asked = [
        (quantity, how)
        for unit in UNITS
        for quantity in quantities(unit)
        for how in ("", "b", "x")
        if not (how == "b" and unit != "byte")
    ]
    rows = [[[x.low, x.high, LABELS.index(x.label)], x.unit, how] for x, how in asked]
    told = run(node, SHOW, {"rows": rows, "data": words_of(locale)})
    ours = [
        exact(x, words) if how == "x" else shown(x, words, binary=how == "b") for x, how in asked
    ]
    pairs = zip(asked, ours, told, strict=True)
    assert [(x, how, a, b[0]) for (x, how), a, b in pairs if a != b[0]] == []


def test_every_number_has_the_same_value_for_machines(node: Path) -> None:
    asked = list(quantities("byte"))
    rows = [[[x.low, x.high, 0], "byte", ""] for x in asked]
    told = run(node, SHOW, {"rows": rows, "data": words_of("en")})
    for quantity, (_, text) in zip(asked, told, strict=True):
        theirs = [float(part) for part in text.split("/")]
        assert theirs == [float(part) for part in machine(quantity).split("/")]
        if abs(quantity.high) < 1e15 and float(quantity.high).is_integer():
            assert text == machine(quantity)


# Numbers of texts ---------------------------------------------------------------------------

READ = """
const readers = { size: parseSize, tokens: parseTokens };
return given.map(text => [
  parseTokens(text) ?? null, parseSize(text) ?? null,
  ...['mfu', 'batch', 'price', 'pue'].map(name => read(name, text) ?? null)]);
"""
WRITTEN: Final = """
8k | 8 K | 128k | 200k | 1M | 2.0M | 1.5M | 10M | 0.5k | 200Ki | 200 ki | 1.5 Mi | 131,072 | 1
| 0 | -8k | 0.5 | 1.5 | 1e18 | 1.1e18 | 1e999k | 15T | 300B | 15万亿 | 3000亿 | 8千 | 万亿 | 千亿
| 十万 | 亿亿 | 70B | 350M | 1.3T | 7e9 | 700亿 | 1.76万亿 | 8x7B | 8×7B | 8 * 7b | 8X7B | 70 | 999
| 671B-A37B | 235b a22b | 1T-A 32B | 6710亿-A370亿 | 7B-A7B | 37B-A671B | 671-A37B | 671B-A37
| 10001T | 1x7B | 99999x7B | ７０Ｂ | ７００　亿 | 671B–A37B | 671B — A37B | 3.65×10²⁴ | 10² | ²
| 1.5x10^13 | 2×10⁻³ | 70⁹B | 1_000 | 1__0 | 1,000 | 1,5B | 12,34 | 01,000 | 25%-50% | 25%–50%
| 25-50% | 25–50 % | 0.25 - 0.5 | 25e-2-5e-1 | 40% | 0.4 | 100% | 101% | 0% | 50%-25% | 25%～50%
| １００％ | 40 % | -40% | 2.5 | 1e-4 | 1e9 | .5 | 5. | 8.0 | +8 | -1 | 1e400 | nan | NaN | inf
| 1E3 | Infinity | null | undefined | true | 0x10 | 1e | 1e+3 | --1 | 1-2-3 | %
| <b>7B</b> | ＜script＞ | __proto__ | constructor | toString | 70B/7B | Llama-3-70B | GPT-4 | o1
| B | x7B | 8x | 七百亿 | ٧٠B | 🦙
"""


def texts() -> list[str]:
    """What people write, what they mistype, and strings of the signs that mean something."""
    random.seed(11)
    signs = "0123456789" * 2 + ".,_-+eExX×*aAkKmMbBtTiI%^万亿千 ~７"
    strange = ["".join(random.choices(signs, k=random.randint(1, 9))) for _ in range(20_000)]
    by_comma = [text.strip() for text in WRITTEN.replace("\n", " ").split(" | ")]
    return [*by_comma, *WRITTEN.split(), "", " ", *strange]


def python_size(text: str) -> Any:
    size = parse_size(text)
    if size.total is None:
        return {"experts": size.experts, "each": size.expert_size}
    return {"total": size.total} | ({"active": size.active} if size.active else {})


def or_none(read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except ParamsizeError:
        return None


def python_input(name: str, text: str) -> Any:
    """The value of an input, lower and upper end."""
    value = or_none(lambda text: read_input(name, text), text)
    if value is None:
        return None
    return [value.low, value.high] if isinstance(value, Range) else [value, value]


def test_every_text_is_read_or_refused_alike(node: Path) -> None:
    asked = texts()
    told = run(node, READ, asked)
    wrong = []
    for text, (tokens, size, *inputs) in zip(asked, told, strict=True):
        if tokens != or_none(parse_tokens, text) or size != or_none(python_size, text):
            wrong.append((text, tokens, size))
        for name, theirs in zip(("mfu", "batch", "price", "pue"), inputs, strict=True):
            ours = python_input(name, text)
            # What Python refuses for its size alone is brought back to the bound, and says so.
            clamped = theirs is not None and len(theirs) > 3 and theirs[3] is not None
            if (theirs and theirs[:2]) != ours and not (ours is None and clamped):
                wrong.append((name, text, theirs, ours))
    assert wrong == []


# Whole pages --------------------------------------------------------------------------------

MARKERS: Final = (
    *("model: page", "tier: page", "memory: page, of: weights, as: exact"),
    *("training: page, of: cost, as: sentence", "training: page, of: flops-matmul"),
    *("memory: Llama 3.1 8B, of: weights", "memory: 70B, of: kv-cache", "speed: 13B"),
    *("memory: page, of: training", "memory: page, precision: fp8"),
    *("speed: page, gpu: RTX 4090", "speed: page, precision: fp8", "fit: page, gpu: RTX 4090"),
    *("memory: page, gpus: 2", "training: page, of: cost, gpu: H100 SXM 80GB, price: 3"),
    *("params: shape", "params: shape, of: active", "memory: shape, of: training", "fit: shape"),
    *("speed: shape", "memory: shape, precision: fp8", "tier: shape", "training: shape"),
)
BLOCKS: Final = ("memory", "params", "breakdown", "training", "data", "speed", "fit")
MODELS: Final = ("70B", "Llama 3.1 8B", "Mixtral 8x7B", "8x7B", "Gemma 3 27B")
START: Final = {
    "model": "70B",
    "precision": "bf16",
    "kv_precision": "bf16",
    "gpu": "H100 SXM 80GB",
    "gpus": "1",
    "context": "8k",
    "batch": "1",
    "tokens": "15T",
    "mfu": "25%-50%",
    "price": "2.5",
    "pue": "1.1",
    "carbon": "0.385",
    "sequence": "4k",
    "layers": "32",
    "width": "4096",
    "heads": "32",
    "kv_heads": "8",
    "head_dim": "128",
    "intermediate": "14336",
    "vocab": "128256",
    "tables": "2",
    "experts": "0",
    "top_k": "2",
}
CHANGES: Final = {
    "model": (*MODELS, "1B", "3.21B", "405B", "45M", "20T"),
    "precision": ("bf16", "fp8", "int8", "q4_k_m", "int4"),
    "kv_precision": ("bf16", "fp8", "q8_0", "q4_0"),
    "gpu": ("RTX 4090", "A100 80GB SXM", "H100 SXM 80GB", "H200 SXM 141GB", "Instinct MI300X"),
    "gpus": ("1", "2", "8", "1000"),
    "context": ("1k", "8k", "32k", "200k", "1M", "777"),
    "batch": ("1", "7", "64", "1000"),
    "tokens": ("15T", "300B", "1.234T", "20亿"),
    "mfu": ("25%-50%", "40%", "33.3%", "1%-100%"),
    "price": ("0", "2.5", "0.333", "9999"),
    "pue": ("1", "1.1", "2.75"),
    "carbon": ("0", "0.385", "1.5"),
    "sequence": ("4k", "128", "32k"),
    "layers": ("1", "61"),
    "width": ("512", "8192"),
    "heads": ("8", "64"),
    "kv_heads": ("8", "4"),
    "head_dim": ("64", "200"),
    "intermediate": ("14336", "28672"),
    "vocab": ("32000", "100000"),
    "tables": ("1", "2"),
    "experts": ("0", "8", "256"),
    "top_k": ("1", "2"),
}
RECALCULATE = """
return given.scenarios.map(changes => {
  const [evaluate, put] = spreadsheet(given.data);
  for (const name in changes) put(name, changes[name]);
  return Object.fromEntries(Object.entries(given.data.numbers).map(([key, [made, unit, how]]) =>
    [key, shown(evaluate(made), unit, how, given.data)]));
});
"""


def page_of(locale: str, changes: Mapping[str, str]) -> Page:
    """A page with a dial over each input, all of whose figures were asked for."""
    texts = {name: f"dial: {name}, value: {text}" for name, text in (START | changes).items()}
    texts["model"] += f", choices: {' / '.join(MODELS)}"
    page = Door({}).page({}, None, locale, tuple(map(parse, texts.values())))
    for text in MARKERS:
        page.inline(parse(text))
    for kind in BLOCKS:
        page.block(parse(f"{kind}: page"))
    for kind in ("breakdown", "params", "model"):
        page.block(parse(f"{kind}: shape"))
    page.block(parse("fit: page, over: gpus"))
    page.block(parse("calculator: page, of: models"))
    return page


def sheet_of(html: str) -> dict[str, Any]:
    """The data of a live page."""
    found = re.search(r'class="paramsize-sheet"[^>]*>(.*?)</template>', html, re.DOTALL)
    assert found is not None
    return json.loads(found[1])  # type: ignore[no-any-return]


def texts_of(page: Page, data: Mapping[str, Any]) -> dict[str, str]:
    """What Python shows for the numbers of the page that `data` knows by the same key."""
    assert page.sheet is not None
    return {
        key: exact(quantity, page.words)
        if how == "x"
        else shown(quantity, page.words, binary=how == "b")
        for key, (_, _, how) in data["numbers"].items()
        if (quantity := page.sheet.quantities.get(key)) is not None
        # A size has no context that it was made for; nothing of that is seen.
        if (quantity.cell, quantity.value) != ("page|context", WITHOUT_LIMIT.value)
    }


def scenarios(times: int) -> list[dict[str, str]]:
    """First each change by itself, then many at once."""
    random.seed(3)
    alone = [{name: text} for name, texts in CHANGES.items() for text in texts]
    return [{}, *alone] + [
        {name: random.choice(texts) for name, texts in CHANGES.items()} for _ in range(times)
    ]


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_a_page_that_is_changed_reads_as_if_it_were_built_so(node: Path, locale: str) -> None:
    data, asked = sheet_of(page_of(locale, {}).end(())), scenarios(30)
    told = run(node, RECALCULATE, {"data": data, "scenarios": asked})
    compared = 0
    for changes, theirs in zip(asked, told, strict=True):
        ours = texts_of(page_of(locale, changes), data)
        compared += len(ours)
        assert {key: theirs[key] for key in ours} == ours, changes
    assert compared > 0.9 * len(asked) * len(data["numbers"])


@pytest.mark.parametrize("of", ["fit", "models", "memory", "training", "shape"])
def test_a_calculator_follows_dials_although_its_author_set_where_they_start(
    node: Path, of: str
) -> None:
    def page(changes: Mapping[str, str]) -> Page:
        model = changes.get("model", "Llama 3.1 8B")
        given = {name: (START | changes)[name] for name in CALCULATORS[of] if name != "model"}
        options = "".join(f", {name}: {text}" for name, text in given.items())
        subject = {"shape": "shape", "models": "page"}.get(of, model)
        marker = parse(f"calculator: {subject}, of: {of}{options}")
        made = Door({}).page({}, None, "en", (marker,))
        made.block(marker)
        return made

    changes = {"model": "13B", "gpu": "RTX 4090", "context": "32k", "tokens": "1T", "layers": "7"}
    changes = {name: text for name, text in changes.items() if name in CALCULATORS[of]}
    data = sheet_of(page({}).end(()))
    (theirs,) = run(node, RECALCULATE, {"data": data, "scenarios": [changes]})
    built, wanted = texts_of(page({}), data), texts_of(page(changes), data)
    assert {key: theirs[key] for key in wanted} == wanted
    assert len(wanted) >= 8
    assert any(wanted[key] != built[key] for key in wanted.keys() & built.keys())


def test_a_model_that_is_loaded_on_demand_gives_what_its_own_page_gives(node: Path) -> None:
    offered = json.loads(re.sub(r"^[^{]*|[^}]*$", "", models().text))
    with_shape = [
        x for x in Facts().catalogue.models if x.name in offered["models"] and x.has_shape
    ]
    names = [model.name for model in random.Random(5).sample(with_shape, 25)]
    data, cells = sheet_of(page_of("en", {}).end(())), offered["cells"]
    for name in names:
        row = zip(cells, offered["models"][name], strict=True)
        data["models"].setdefault(name, dict(row))
    told = run(node, RECALCULATE, {"data": data, "scenarios": [{"model": name} for name in names]})
    for name, theirs in zip(names, told, strict=True):
        ours = texts_of(page_of("en", {"model": name}), data)
        assert {key: theirs[key] for key in ours} == ours, name
    assert len(with_shape) > 250


@pytest.mark.parametrize("precision", ["bf16", "fp8", "int8", "int4"])
def test_a_mixture_that_the_page_does_not_offer_is_weighed_alike(
    node: Path, precision: str
) -> None:
    data, changes = sheet_of(page_of("en", {}).end(())), {"model": "8x13B", "precision": precision}
    (theirs,) = run(node, RECALCULATE, {"data": data, "scenarios": [changes]})
    ours = texts_of(page_of("en", changes), data)
    # How llama.cpp mixes types over a mixture's tensors the page does not know, and says so.
    unknown = {key for key in ours if re.search(r"page\|\w+@q", json.dumps(data["numbers"][key]))}
    assert {theirs[key] for key in unknown} == {"–"}
    assert {key: theirs[key] for key in ours.keys() - unknown} == {
        key: ours[key] for key in ours.keys() - unknown
    }
    assert len(unknown) < len(ours) / 3


def test_a_size_has_no_weight_in_a_format_of_which_no_file_was_measured(node: Path) -> None:
    page = Door({}).page({}, None, "en", (parse("dial: precision, choices: bf16 / tq1_0"),))
    page.inline(parse("memory: 70B, of: weights"))
    asked = {"data": sheet_of(page.end(())), "scenarios": [{"precision": "tq1_0"}]}
    (told,) = run(node, RECALCULATE, asked)
    assert set(told.values()) == {"–"}


def test_squeezing_changes_nothing_that_the_script_does(node: Path) -> None:
    """Names within names, in templates, as properties, as defaults; conditionals; regexes."""
    program = r"""
    const name = 'outer', size = 3, list = [1, 2, 3];
    const shown = (value, { name, size: length = size } = {}, ...rest) =>
      `${name ?? 'none'} of ${value ? `${length}` : '/* no */'}: ${rest.map(x => x ** 2)}`;
    const pick = x => x > 1 ? y => y : z => ({ name: z, size });
    let total = 0;
    for (const name of list) { const size = name * 2; total += size; }
    const split = text => text.replace(/[/"']+|\/\/ {2}/g, '-').split(/-/), half = total / 2 / 3;
    if (total) total++;
    const { name: other = name, ...left } = { size: 1, total: 2 };
    try { name.missing.deep; } catch { total += +'1'; }
    globalThis.told = [name, shown(1, { name: 'n' }, 2, 3), shown(0), pick(2)(5), pick(0)(6),
      total, half, split('a//b"c'), other, left, a => a];
    """
    squeezed_program = squeezed(program)
    assert len(squeezed_program) < 0.75 * len(program)
    made = [run(node, f"{text}; return told;", None) for text in (program, squeezed_program)]
    assert made[0] == made[1]
    assert made[0][:3] == ["outer", "n of 3: 4,9", "none of /* no */: "]
