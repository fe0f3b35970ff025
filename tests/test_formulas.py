"""The formulas: each runs, reads like arithmetic, says where it comes from, and is used."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
import sys
from pathlib import Path
from statistics import median
from typing import get_args

import pytest

import mkdocs_paramsize
from mkdocs_paramsize import formulas
from mkdocs_paramsize.algebra.formula import DEFINITION, OWN_COUNT, Formula, formula
from mkdocs_paramsize.algebra.quantity import Quantity, Range, Unit
from mkdocs_paramsize.algebra.symbols import SYMBOLS
from mkdocs_paramsize.catalogue import Catalogue
from mkdocs_paramsize.formulas import all_formulas
from mkdocs_paramsize.scenario.typical import Shape, shape
from mkdocs_paramsize.words import Words, locales

FORMULAS = list(all_formulas().values())
every_formula = pytest.mark.parametrize("each", FORMULAS, ids=lambda each: each.name)


# Every formula


@every_formula
def test_the_example_in_its_docstring_is_true(each: Formula) -> None:
    """pytest collects no examples here: a formula is an object, not a function."""
    name = f"formulas.{each.name}"
    text = inspect.getdoc(each.function) or ""
    example = doctest.DocTestParser().get_doctest(text, vars(formulas), name, None, None)
    told: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(example, out=told.append)
    assert result.failed == 0, "".join(told)


ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.USub)
COMPARED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq)
ALLOWED = (
    *(ast.BinOp, ast.UnaryOp, *ARITHMETIC),
    *(ast.IfExp, ast.Compare, *COMPARED),
    *(ast.Call, ast.Name, ast.Load, ast.Constant),
)
CALLED = {"min", "max", "floor", "ceil"}


@every_formula
def test_its_body_is_one_return_of_plain_arithmetic(each: Formula) -> None:
    tree = ast.parse(inspect.getsource(each.function)).body[0]
    assert isinstance(tree, ast.FunctionDef)
    docstring, last = tree.body
    assert isinstance(docstring, ast.Expr)
    assert isinstance(last, ast.Return)
    for node in ast.walk(each.body):
        assert isinstance(node, ALLOWED), ast.dump(node)
        if isinstance(node, ast.Call):
            assert isinstance(node.func, ast.Name)
            assert node.func.id in CALLED
        if isinstance(node, ast.Constant):
            assert isinstance(node.value, int | float)
        if isinstance(node, ast.Name):
            assert node.id in {*each.parameters, *CALLED}


@every_formula
def test_every_input_is_used(each: Formula) -> None:
    named = {node.id for node in ast.walk(each.body) if isinstance(node, ast.Name)}
    assert set(each.parameters) <= named


@every_formula
def test_it_has_a_unit_a_symbol_and_a_meaning(each: Formula) -> None:
    assert each.unit in get_args(Unit)
    assert each.symbol
    meaning = (inspect.getdoc(each.function) or "").split("\n\n")[0]
    assert meaning.rstrip().endswith(".")


@every_formula
def test_it_cites_what_it_was_read_in_or_says_that_it_is_ours(each: Formula) -> None:
    """A year and a place in a paper, a file with its commit, or named models."""
    place = r"\d{4}.*(section|table|figure|equation|appendix|\(\d+\))|commit|Llama|SmolLM"
    assert each.source in (DEFINITION, OWN_COUNT) or re.search(place, each.source)


@pytest.mark.parametrize("locale", locales())
@every_formula
def test_every_language_has_words_for_it_and_its_inputs(each: Formula, locale: str) -> None:
    words = Words.of(locale)
    tables = ("quantity", "convention", "component")
    nameless = [
        key for key in each.parameters if not any(words.has(f"{table}.{key}") for table in tables)
    ]
    assert nameless == []
    assert words.has(f"meaning.{each.name}")
    assert words.has(f"unit-name.{each.unit}")


@every_formula
def test_no_two_of_its_inputs_share_a_symbol(each: Formula) -> None:
    symbols = [SYMBOLS[key] for key in each.parameters if key in SYMBOLS]
    assert sorted(symbols) == sorted(set(symbols))


def test_a_symbol_that_nobody_uses_is_not_kept() -> None:
    assert set(SYMBOLS) <= {key for each in FORMULAS for key in each.parameters}


NOT_ASKED_FOR = {
    "korthikanti_activations": "the paper's own count, which ours is held against",
}


def test_every_formula_is_behind_some_figure() -> None:
    package = Path(mkdocs_paramsize.__file__).parent
    sources = [path for path in package.rglob("*.py") if path.name != "formulas.py"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    unused = {each.name for each in FORMULAS if f"formulas.{each.name}" not in text}
    assert unused == set(NOT_ASKED_FOR)


# What the decorator does


def leaf(value: float | Range, label: str = "exact") -> Quantity:
    return Quantity("n", value, "count", label, origin="marker")  # type: ignore[arg-type]


def test_a_result_is_as_weak_as_its_weakest_input() -> None:
    made = formulas.share.of(part=leaf(1, "published"), total=leaf(2, "nominal"))
    assert (made.value, made.label) == (0.5, "nominal")


def test_an_estimate_stays_one_however_sure_its_inputs_are() -> None:
    assert formulas.text_words.of(tokens=leaf(4), words_per_token=leaf(0.75)).label == "estimated"


def test_a_band_in_an_input_makes_the_result_a_band_that_runs_forwards() -> None:
    made = formulas.gpu_hours.of(flops=leaf(3600), peak=leaf(1), mfu=leaf(Range(0.25, 0.5)))
    assert made.value == Range(2, 4)


@pytest.mark.parametrize("inputs", [{"part": leaf(1)}, {"part": leaf(1), "whole": leaf(2)}])
def test_a_missing_or_unknown_input_is_refused(inputs: dict[str, Quantity]) -> None:
    with pytest.raises(TypeError, match="share takes"):
        formulas.share.of(None, **inputs)


def test_a_function_outside_of_a_module_is_no_formula() -> None:
    @formula("x", "count", DEFINITION)
    def twice(n: float) -> float:
        """Twice a number."""
        return 2 * n

    assert twice(2) == 4
    with pytest.raises(KeyError):
        _ = twice.body
    assert sys.modules[__name__]


# What is known of some of them


def test_activations_of_a_gpt_layer_are_those_of_the_paper_less_its_dropout() -> None:
    """Without dropout: one mask after the attention, one after the feed-forward network, and
    in the attention itself the mask and the dropped-out copy of the scores."""
    s, b, d, a = 2048, 1, 12288, 96
    paper = formulas.korthikanti_activations(s, b, d, a)
    ours = formulas.training_activations(s, b, 1, d, 4 * d, 4 * d, 4, a)
    masks = 2 * s * b * d + (1 + 2) * a * s * s * b
    assert paper - ours == masks


def test_the_paper_says_that_scores_are_80_and_the_rest_34() -> None:
    s, b, d, a = 2048, 1, 12288, 96
    assert formulas.korthikanti_activations(s, b, d, a) / (s * b * d) == 34 + 80


def test_an_optimal_size_costs_what_the_fit_is_least_at() -> None:
    """Along 6 N D = C neither a larger nor a smaller model has a lower loss."""
    e, a, b, alpha, beta = 1.8172, 482.01, 2085.43, 0.3478, 0.3658
    size = 70e9
    tokens = formulas.fitted_tokens(size, a, b, alpha, beta)

    def loss(n: float) -> float:
        return float(e + a / n**alpha + b / (size * tokens / n) ** beta)

    assert loss(size) < min(loss(size * 1.01), loss(size / 1.01))


# The typical decoder


@pytest.mark.parametrize("name", ["Llama 3.1 8B", "Llama 3.1 70B"])
def test_a_typical_shape_is_that_of_the_models_it_follows(name: str) -> None:
    model = Catalogue().model(name)
    config = model.record.config
    assert config is not None
    assert shape(model.ledger.total) == Shape(
        width=config["hidden_size"],
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        kv_heads=config["num_key_value_heads"],
        head_dim=128,
        intermediate=config["intermediate_size"],
        vocab=config["vocab_size"],
        tables=2,
    )


@pytest.mark.parametrize(
    ("name", "width", "tables"), [("Llama 3.2 1B", 2048, 1), ("Llama 3.2 3B", 3072, 1)]
)
def test_small_ones_have_the_width_and_the_one_table(name: str, width: int, tables: int) -> None:
    model = Catalogue().model(name)
    made = shape(model.ledger.total)
    assert (made.width, made.tables) == (width, tables)
    assert model.record.config is not None
    assert model.record.config["hidden_size"] == width
    assert model.ledger.architecture.tied


def test_below_1b_heads_and_vocabulary_are_those_of_smollm2() -> None:
    for name in ("SmolLM2 135M", "SmolLM2 360M"):
        model = Catalogue().model(name)
        config = model.record.config
        assert config is not None
        made = shape(model.ledger.total)
        assert made.vocab == config["vocab_size"]
        assert made.head_dim == config["hidden_size"] // config["num_attention_heads"]


def dense_widths() -> dict[str, tuple[int, int]]:
    """Real and typical width of every model from 1B on that uses all of itself for a token."""
    found = {}
    for model in Catalogue().models:
        config = model.record.config or {}
        config = config.get("text_config", config)
        width = config.get("hidden_size") or config.get("n_embd")
        if not model.has_shape or not width or model.ledger.total < 10**9:
            continue
        if model.ledger.active == model.ledger.total:
            found[model.name] = (width, shape(model.ledger.total).width)
    return found


def test_a_typical_width_is_near_that_of_released_models() -> None:
    ratios = [max(real / made, made / real) for real, made in dense_widths().values()]
    assert len(ratios) > 100
    assert median(ratios) == 1
    assert sum(ratio <= 1.25 for ratio in ratios) >= 0.85 * len(ratios)
    assert max(ratios) <= 1.5


@pytest.mark.parametrize("size", [1e9, 3e9, 8e9, 13e9, 34e9, 70e9, 180e9, 400e9, 1e12])
def test_a_typical_shape_adds_up_to_its_size(size: float) -> None:
    made = shape(int(size))
    width, kv = made.width, made.kv_heads * made.head_dim
    layer = 2 * width * width + 2 * width * kv + 3 * width * made.intermediate + 2 * width
    total = made.tables * made.vocab * width + made.layers * layer + width
    assert total == pytest.approx(size, rel=0.02)
