"""The summary as text: complete, aligned, within the width asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keras_lab.graph.summary import summary_text
from keras_lab.graph.table import text_width, wrap
from keras_lab.graph.totals import size_text

from . import made_up
from .made_up import Dense, Model, Sequential, Weight, dense


def table_lines(text):
    return [line for line in text.splitlines() if line[:1] in "┏┃┡│└"]


def words_of(text):
    """The cells without frames and line breaks."""
    return "".join(character for character in text if character not in " \n│┃━─┏┳┓┡╇┩└┴┘")


def test_a_stack_looks_like_this():
    model = Sequential([dense("hidden", 8), dense("classes", 3, 8)], "mlp")
    model.build()
    assert summary_text(model) == (
        'Model: "mlp"\n'
        "┏━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━┳━━━━━━━━━┓\n"
        "┃ Layer (type)    ┃ Output Shape ┃ Param # ┃\n"
        "┡━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━━┩\n"
        "│ hidden (Dense)  │ (None, 8)    │      40 │\n"
        "│ classes (Dense) │ (None, 3)    │      27 │\n"
        "└─────────────────┴──────────────┴─────────┘\n"
        " Total params: 67 (268 B)\n"
        " Trainable params: 67 (268 B)\n"
        " Non-trainable params: 0 (0 B)"
    )


def test_before_building():
    text = summary_text(Sequential([Dense("hidden", built=False)]))
    assert "│ hidden (Dense) │ ?            │ 0 (unbuilt) │" in text
    assert " Total params: 0 (0 B)" in text


def test_an_empty_model_has_an_empty_table():
    assert len(table_lines(summary_text(Sequential([])))) == 4


def test_a_graph_shows_connections_and_a_stack_does_not():
    assert "Connected to" in summary_text(made_up.residual())
    assert "both[0][0]" not in summary_text(made_up.two_by_two())
    assert "Connected to" not in summary_text(made_up.nested())


def test_trainable_column_and_totals():
    frozen = dense("frozen")
    frozen.trainable = False
    shared = Weight("kernel", (1000, 1000), "float16")
    model = Model([frozen, Dense("one", weights=[shared]), Dense("two", weights=[shared])])
    text = summary_text(model, show_trainable=True)
    assert "│ frozen (Dense) │ ?            │        20 │ N         │" in text
    assert " Total params: 1,000,020 (1.91 MB)\n Trainable params: 1,000,000 (1.91 MB)" in text
    assert " Non-trainable params: 20 (80 B)" in text


def test_the_optimizers_variables_are_counted_apart():
    model = Model([dense("one")])
    model.optimizer = Model(
        [Dense("slots", weights=[Weight("m", (4, 4)), Weight("iterations", (), "int64")])]
    )
    model.optimizer = type("Optimizer", (), {"variables": model.optimizer.weights, "built": False})()
    assert "Optimizer" not in summary_text(model)
    model.optimizer.built = True
    text = summary_text(model)
    assert " Total params: 20 (80 B)" in text
    assert text.endswith(" Optimizer params: 17 (72 B)")


def test_nested_layers_are_indented():
    text = summary_text(made_up.nested(), expand_nested=True)
    assert "│ └ inner_hidden (Dense)" in text


@pytest.mark.parametrize("line_length", [52, 70, 98, 150])
def test_a_given_width_is_kept_and_nothing_is_lost(line_length):
    model = made_up.inception()
    lines = table_lines(summary_text(model, line_length=line_length))
    assert {len(line) for line in lines} == {line_length}
    for name in ("three_reduce", "five_reduce", "pool_project"):
        assert name in words_of("".join(line.split("│")[1] for line in lines if line.startswith("│")))


def test_positions_are_fractions_or_characters():
    model = made_up.inception()
    relative = summary_text(model, line_length=100, positions=[0.4, 0.6, 0.7, 1.0])
    absolute = summary_text(model, positions=[40, 60, 70, 100])
    assert table_lines(relative) == table_lines(absolute)


@pytest.mark.parametrize("positions", [[0.5], [0.5, 0.4, 0.7, 1.0], [0, 0.2, 0.3, 0.4]])
def test_positions_that_fit_no_columns_are_refused(positions):
    with pytest.raises(ValueError, match=r"`positions` must be 4 growing numbers.*Connected to"):
        summary_text(made_up.inception(), positions=positions)


def test_a_range_of_layers():
    text = summary_text(made_up.residual(), layer_range=["norm1", "add1"])
    names = [line.split()[1] for line in table_lines(text) if line.startswith("│")]
    assert names == ["norm1", "relu1", "conv1_b", "add1"]


def test_a_range_by_expressions_is_as_wide_as_they_allow():
    text = summary_text(made_up.residual(), layer_range=["conv1", r"conv2_[ab]"])
    names = [line.split()[1] for line in table_lines(text) if line.startswith("│")]
    assert names[0] == "conv1_a"
    assert names[-1] == "conv2_b"


def test_an_unknown_layer_in_a_range_is_refused():
    with pytest.raises(ValueError, match=r"no layer is called so. Did you mean 'norm1'"):
        summary_text(made_up.residual(), layer_range=["nrom1", "add1"])
    with pytest.raises(ValueError, match="first and the last layer"):
        summary_text(made_up.residual(), layer_range=["norm1"])


def test_wide_characters_keep_the_frame_straight():
    lines = table_lines(summary_text(Sequential([dense("隐藏层"), dense("ünïcode")])))
    assert len({text_width(line) for line in lines}) == 1


@given(st.text(alphabet="ab_ 隐", max_size=60), st.integers(2, 20))
def test_wrapping_loses_nothing_and_fits(text, width):
    lines = wrap(text, width)
    assert all(text_width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 B"), (1023, "1023 B"), (318040, "310.59 KB"), (3 << 30, "3.00 GB")]
)
def test_sizes(count, text):
    assert size_text(count) == text
