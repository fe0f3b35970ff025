"""The grammar: what a marker says, and what the author is told when it says nothing."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_paramsize.errors import MarkerError
from mkdocs_paramsize.markdown.lint import edits, look
from mkdocs_paramsize.marker import FORMS, KINDS, LONGEST, Marker, close, parse, parse_long

WORDS = st.text(min_size=1, max_size=12).map(lambda text: " ".join(text.split()))
VALUES = WORDS.filter(lambda text: text != "" and text.isprintable())
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True)


@st.composite
def markers(draw: st.DrawFn) -> Marker:
    subjects = tuple(draw(st.lists(VALUES, min_size=1, max_size=3)))
    options = draw(st.dictionaries(NAMES, VALUES.filter(lambda text: " / " not in text)))
    kind = draw(st.sampled_from(KINDS))
    return Marker(kind, " / ".join(subjects), tuple(options.items()), subjects=subjects)


@given(markers())
def test_a_marker_reads_back_what_it_writes(marker: Marker) -> None:
    assert parse(str(marker)) == marker


@given(markers())
def test_what_a_marker_writes_ends_where_it_should(marker: Marker) -> None:
    text = f"<< {marker} >> and more >>"
    colon = text.index(":") + 1
    assert close(text, colon) == text.rindex(" and more >>")


@given(st.text() | st.text("model: 70B,\n\"'/|-[]{}&*!>#"))
def test_any_text_is_a_marker_or_a_marker_error(text: str) -> None:
    for read in (parse, parse_long):
        with suppress(MarkerError):
            assert read(text).kind in KINDS


def test_white_space_does_not_matter() -> None:
    assert parse(" memory :\n Llama  3.1\t70B ,precision:int4") == Marker(
        "memory", "Llama 3.1 70B", (("precision", "int4"),)
    )


def test_a_value_may_hold_colons_slashes_and_apostrophes() -> None:
    marker = parse("model: https://a/b:c, as: it's")
    assert (marker.subject, marker.option("as")) == ("https://a/b:c", "it's")


def test_single_and_double_quotes_hold_commas_and_each_other() -> None:
    assert parse("""model: 'a, "b"', as: "it's, c" """) == Marker(
        "model", 'a, "b"', (("as", "it's, c"),)
    )


def test_a_list_is_split_at_slashes_with_spaces_outside_quotes() -> None:
    marker = parse("compare: org/a / 'b / c' / d")
    assert marker.subjects == ("org/a", "b / c", "d")
    assert marker.subject == "org/a / b / c / d"


def test_an_option_that_is_not_given_is_none() -> None:
    marker = parse("model: 70B")
    assert marker.option("as") is None
    assert marker.values("as") == ()


@pytest.mark.parametrize(
    "kind", [kind for kind, form in FORMS.items() if form.subject == "nothing"]
)
def test_some_kinds_are_of_nothing(kind: str) -> None:
    assert parse(f"{kind}:").subjects == ()
    assert parse(f"{kind}: as: chart").option("as") == "chart"
    assert parse_long(f"{kind}:\nas: chart") == parse(f"{kind}: as: chart")


def test_the_source_does_not_tell_markers_apart() -> None:
    assert parse("model:70B") == parse("model:  '70B'")
    assert hash(parse("model:70B")) == hash(parse("model:  '70B'"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("model", "a colon follows the kind: write 'model: ...'"),
        ("model 70B", "a colon follows the kind: write 'model: 70B'"),
        ("memory：70B，precision：int4", "write 'memory: 70B, precision: int4'"),
        ("memory：70B, precision: int4", "write 'memory: 70B, precision: int4'"),
        ("compare：7B、13B；precision：int4", "write 'compare: 7B / 13B, precision: int4'"),
        ("tiers：", "a colon follows the kind: write 'tiers:'"),
        ("dial the context", "write 'dial: context, value: 8k'"),
        ("Model: 70B", "no kind called 'Model'; did you mean 'model'?"),
        ("xyz: 70B", "no kind called 'xyz'; the kinds are model, params"),
        ("model:", "'model:' is of nothing; name a size or a model: 'model: 70B'"),
        ("model: , as: card", "'model:' is of nothing"),
        ("dial: ", "'dial:' is of nothing; name an input: 'dial: context'"),
        (
            "compare: 7B, 13B",
            "'13B' is no option: put ' / ' between models, as in 'compare: 7B / 13B'",
        ),
        ("compare: 7B, 'a, b', as: table", "as in 'compare: 7B / 'a, b', as: table'"),
        ("compare: 7B / 8B, 13B", "as in 'compare: 7B / 8B / 13B'"),
        ("compare: 7B / 8B, int4", "'int4' is no option: write 'name: value'"),
        ("compare: 70B, precision=int4", "'precision=int4' is no option: write 'name: value'"),
        ("compare: 7B, show memory", "'show memory' is no option: write 'name: value'"),
        ("compare: Llama 3.1 8B, gpu H100", "'gpu H100' is no option: write 'name: value'"),
        ("compare: 7B, as: table, 8B", "'8B' is no option: write 'name: value'"),
        ("compare: 7B /  / 13B", "a list has an empty place"),
        ("memory: 70B, int4", "'int4' is no option: write 'name: value'"),
        ("memory: 70B,", "a comma with nothing after it"),
        ("memory: 70B, as:", "option 'as' has no value"),
        ("memory: 70B, as: a, as: b", "option 'as' is given twice: 'a' and 'b'"),
        ("memory: 70B, kv-precision: fp8", "did you mean 'kv_precision'?"),
        ("memory: 70B, Precision: fp8", "did you mean 'precision'?"),
        ("memory: 70B, 精度: fp8", "'精度' is no option's name"),
        ("memory: 70B，precision：fp8", "not '，': write 'memory: 70B, precision: fp8'"),
        ("compare: 7B、13B；show：speed", "not '；': write 'compare: 7B / 13B, show: speed'"),
        ("memory: 70B | 7B", "a list is written with ' / '"),
        ("memory: '70B", "the quotation '70B is not closed; end it with '"),
        ("memory: '70B' or so", "'or so' follows the quotation '70B'"),
        ("memory: 7\x020B", "leave out code, escapes and control characters"),
        ("memory: " + "7" * LONGEST, f"at most {LONGEST} characters; this one has 2008"),
    ],
)
def test_a_marker_gone_wrong_says_what_to_write(text: str, message: str) -> None:
    with pytest.raises(MarkerError) as caught:
        parse(text)
    assert message in str(caught.value)


def test_the_long_form_says_the_same_as_the_short_one() -> None:
    long = "compare:\n  - 7B\n  - 'Mixtral, 8x7B'\nshow: params / memory\n"
    assert parse_long(long) == parse("compare: 7B / 'Mixtral, 8x7B', show: params / memory")


@pytest.mark.parametrize("value", ["1e9", "1:30", "no", "~", "007", "70_000", "2024-01-01"])
def test_yaml_reads_no_meaning_into_a_value(value: str) -> None:
    assert parse_long(f"model: 70B\ntokens: {value}").option("tokens") == value


def test_a_quoted_scalar_is_one_item() -> None:
    assert parse_long("compare: 'a / b'").subjects == ("a / b",)
    assert parse_long("compare: a / b").subjects == ("a", "b")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the block is empty"),
        ("# a comment", "the block is empty"),
        ("70B", "the block holds lines of 'name: value'"),
        ("- model: 70B", "the block holds lines of 'name: value'"),
        ("modle: 70B", "no kind called 'modle'; did you mean 'model'?"),
        ("model: 70B\nmodel: 7B\nmodel: 8B", "option 'model' is given twice"),
        ("precision: int4\nmemory: 70B", "begins with its kind: put the line of 'memory' first"),
        ("model: 70B\nas:", "option 'as' has no value"),
        ("model: [a, [b]]", "text or a flat list, nothing deeper"),
        ("? [a]\n: b", "text or a flat list, nothing deeper"),
        ("model: &a 70B\nas: *a", "without YAML's anchors and tags"),
        ("model: !!python/object/apply:os.system [x]", "anchors and tags"),
        ("model: !!int 70", "without YAML's anchors and tags"),
        ("model: 70B\n  as: [", "line 2 of the block is not YAML: mapping values"),
        ("model: " + "[" * 1500, "nothing deeper"),
        ("model: " + "7" * LONGEST, f"at most {LONGEST} characters"),
    ],
)
def test_a_block_gone_wrong_says_what_to_write(text: str, message: str) -> None:
    with pytest.raises(MarkerError) as caught:
        parse_long(text)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "<< model: 70B >>",
        "<<model:70B>>",
        "<<\nmodel\n:\n70B\n>>",
        "<< model: 'a >> b' >>",
        "<< model: it's 70B >>",
    ],
)
def test_a_marker_is_seen_whole(text: str) -> None:
    sighting = look(f"{text} >> more", 0)
    assert sighting is not None
    assert (sighting.end, sighting.slip) == (len(text), None)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("<< modle: x >>", "did you mean 'model'?"),
        ("<< memmory: x >>", "did you mean 'memory'?"),
        ("<< traning: x >>", "did you mean 'training'?"),
        ("<< mode: 70B >>", "did you mean 'model'?"),
        ("<< models: 8x7B >>", "did you mean 'model'?"),
        ("<< date: 7B, as: table >>", "did you mean 'data'?"),
        ("<< param: 700亿 >>", "did you mean 'params'?"),
        ("<< calulater: 7B >>", "did you mean 'calculator'?"),
        ("<< modl: page >>", "did you mean 'model'?"),
        ("<< memroy: page >>", "did you mean 'memory'?"),
        ("<< spped: page, of: prefill >>", "did you mean 'speed'?"),
        ("<< dail: context >>", "did you mean 'dial'?"),
        ("<< fti: page >>", "did you mean 'fit'?"),
        ("<< teir: shape >>", "did you mean 'tier'?"),
        ("<< Memory: 70B >>", "small letters: 'memory'"),
        ("<< Dial: context >>", "small letters: 'dial'"),
        ("<< Dial：context >>", "small letters: 'dial'"),
        ("<< Fit: page >>", "small letters: 'fit'"),
        ("<< Tier: page, as: card >>", "small letters: 'tier'"),
        ("<< Fit: DeepSeek V3 >>", "small letters: 'fit'"),
        ("<< Data: page >>", "small letters: 'data'"),
        ("<< dial context >>", "write '<< dial: context >>'"),
        ("<< dial context, value: 8k >>", "write '<< dial: context, value: 8k >>'"),
        ("<< dials: context >>", "did you mean 'dial'?"),
        ("<< fit page >>", "write '<< fit: page >>'"),
        ("<< memory page, as: card >>", "write '<< memory: page, as: card >>'"),
        ("<< params\nshape >>", "write '<< params: shape >>'"),
        ("<< fit page, gpu: H100 >>", "write '<< fit: page, gpu: H100 >>'"),
        ("<< model 70B >>", "write '<< model: 70B >>'"),
        ("<< model llama-3.1-70b >>", "write '<< model: llama-3.1-70b >>'"),
        ("<< memory Llama 3.1 70B, precision: int4 >>", "a colon follows the kind"),
        ("<< model; 70B >>", "write '<< model: 70B >>'"),
        ("<< model：70B >>", "write '<< model: 70B >>'"),
        ("<< fit：70B，gpu：T4 >>", "write '<< fit: 70B, gpu: T4 >>'"),
        ("<<model>>", "write '<< model: 70B >>'"),
        ("<< tiers >>", "write '<< tiers: >>'"),
        ("<< model: 70B", "end it with '>>'"),
        ("<< model: 70B and << memory: 7B >>", "end it with '>>'"),
        ("<< model: mistral", "end it with '>>'"),
        ("<< fit: page", "end it with '>>'"),
        ("<< model: 7B;", "end it with '>>'"),
    ],
)
def test_a_slip_is_recognized(text: str, meant: str) -> None:
    sighting = look(text, 0)
    assert sighting is not None
    assert meant in str(sighting.slip)


@pytest.mark.parametrize(
    "text",
    [
        "<< mode: dark >>",
        "<< modal: login >>",
        "<< models: all >>",
        "<< params >>",
        "<< time: 30m >>",
        "<< name: Llama >>",
        "<< table: 70B >>",
        "<< Data: the new gold >>",
        "<< Data: Table 3 >>",
        "<< Dial: the number >>",
        "<< Fit: good >>",
        "<< data >>",
        "<< model >>",
        "<<Tier>>",
        "<< file: x >>",
        "<< file: page >>",
        "<< title: page >>",
        "<< mode: page >>",
        "<< modal: page >>",
        "<< date: page >>",
        "<< fig: page >>",
        "<< it: page >>",
        "<< deal: price >>",
        "<< dial tone >>",
        "<< fit; page >>",
        "<< Fit page >>",
        "<< memory | page >>",
        "<< memory pages >>",
        "<< memory page >>",
        "<< data page >>",
        "<< memory page, line 4 >>",
        "<< training shape, form >>",
        "<< the page >>",
        "<< dials: all >>",
        "<< dials context >>",
        "<< dial mine >>",
        "<< params mine >>",
        "<< timer: 30 >>",
        "<< raining: outside >>",
        "<< fit << endl",
        "<< fit; page >> x;",
        "<< data | page >> 3",
        "<< data: y",
        "<< fit: return 2;",
        "<< data : other;",
        "<< data from 2024 >>",
        "<< training a model from 7B up >>",
        "<< model << 70B",
        "<< model",
        "<<- model: 70B >>",
        "<< modelling: 70B >>",
        "<< 70B >>",
        "<<>>",
        "<<",
    ],
)
def test_what_other_tools_write_is_not_ours(text: str) -> None:
    assert look(text, 0) is None


def knows(name: str) -> bool:
    """A site with such models."""
    return name in ("mine", "my-own", "Claude", "Command R", "solar", "needs")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("<< params mine >>", "write '<< params: mine >>'"),
        ("<< params mine, as: exact >>", "write '<< params: mine, as: exact >>'"),
        ("<< compare mine / 7B >>", "write '<< compare: mine / 7B >>'"),
        ("<< compare mine、7B >>", "write '<< compare: mine / 7B >>'"),
        ("<< params Claude >>", "write '<< params: Claude >>'"),
        ("<< fit my-own >>", "write '<< fit: my-own >>'"),
        ("<< fit Claude, gpu: H100 >>", "write '<< fit: Claude, gpu: H100 >>'"),
        ("<< memory my-own at night >>", "write '<< memory: my-own >>'"),
        ("<< memory Command R at night >>", "write '<< memory: Command R >>'"),
        ("<< modl: mine >>", "did you mean 'model'?"),
    ],
)
def test_a_model_that_the_site_knows_is_no_prose(text: str, meant: str) -> None:
    sighting = look(text, 0, knows)
    assert sighting is not None
    assert meant in str(sighting.slip)


@pytest.mark.parametrize(
    "text",
    [
        "<< see the params below >>",
        "<< memory is cheap >>",
        "<< fit and finish >>",
        "<< memory needs care >>",
        "<< model Claude needs it >>",
        "<< fit mine >>",
        "<< fit my-own clothes >>",
        "<< memory of mine >>",
        "<< model solar >>",
        "<< Model mine >>",
        "<< mode: mine >>",
        "<< name: mine >>",
        "<< data; mine >>",
    ],
)
def test_prose_is_left_alone_whatever_models_are_called(text: str) -> None:
    assert look(text, 0, knows) is None


def test_names_are_asked_for_only_after_the_word_of_a_kind() -> None:
    def never(name: str) -> bool:
        raise AssertionError(name)

    for text in ("see the params below", "word mine", "Mine", "a: mine", "70B", "<", "fit mine"):
        look(f"<< {text} >>", 0, never)


@given(st.text(st.sampled_from("abc"), max_size=6), st.text(st.sampled_from("abc"), max_size=6))
def test_edits_are_a_distance(a: str, b: str) -> None:
    assert edits(a, b) == edits(b, a) <= max(len(a), len(b))
    assert (edits(a, b) == 0) == (a == b)


@pytest.mark.parametrize(
    "unit",
    ["<< model: ", "<<model", "<< model: ' ", "<<  ", '<< model: "" ', "a: ' ", ", ", " / ", "'"],
)
def test_no_text_takes_more_than_time_in_proportion(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    start = time.perf_counter()
    for index in range(0, len(text), 1000):
        look(text, index)
    close(text, 0)
    with pytest.raises(MarkerError):
        parse(text)
    # A step too many for each character would take minutes.
    assert time.perf_counter() - start < 10
