"""`--set`, `--epochs` and `--profile`: a cell with other values, and what it took."""

import ast

import pytest
from IPython.core.error import UsageError

from keras_lab import asked
from keras_lab.lab.magics import overrides
from keras_lab.runs import query

from .test_magics import run  # noqa: F401


def with_values(source, *words):
    tree = ast.parse(source)
    overrides.set_values(tree, overrides.assignments(words))
    return tree


@pytest.mark.parametrize(
    ("source", "words", "expected"),
    [
        ("lr = 0.1\nuse(lr)", ["lr=0.5"], "lr = 0.5\nuse(lr)"),
        ("lr: float = 0.1", ["lr=-1"], "lr: float = -1"),
        ("lr, units = 0.1, 32", ["units=64"], "lr, units = (0.1, 64)"),
        ("lr = 0.1\nlr = lr / 2", ["lr=1"], "lr = 1\nlr = lr / 2"),
        ("name = 'a'\nshape = 3", ["name='b c'", "shape=(2, 3)"], "name = 'b c'\nshape = (2, 3)"),
    ],
)
def test_the_first_assignment_gets_the_value(source, words, expected):
    assert ast.unparse(with_values(source, *words)) == expected


def test_line_numbers_stay():
    tree = with_values("\n\nlr = (0.1 +\n 0.2)\nx = 1", "lr=[1, 2]")
    assert {node.lineno for node in ast.walk(tree.body[0]) if hasattr(node, "lineno")} == {3}
    assert tree.body[1].lineno == 5


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("lrr=1", "Did you mean 'lr'? It sets: lr, units."),
        ("lr", "without blanks around"),
        ("lr=adam", "A text stands in quotes: lr='adam'."),
        ("lr=open('x')", "is no number, text, list"),
    ],
)
def test_what_cannot_be_set_is_refused(word, hint):
    with pytest.raises(UsageError, match=hint.replace("(", r"\(").replace("?", r"\?")):
        with_values("def f():\n    inner = 1\nlr = 0.1\nunits = 3", word)


def test_a_cell_runs_with_its_values_set(shell, run):  # noqa: F811
    cell = "%%keras {}\nlr = 0.1\nfrom keras_lab import asked\nfound = dict(asked.asked().values)\nlr"
    assert run(cell.format("--set lr=0.5")).result.result == 0.5
    assert shell.user_ns["found"] == {"lr": "0.5"}
    assert run(cell.format("")).result.result == 0.1
    assert asked.asked().values == {}


def test_a_value_that_cannot_be_set_stops_the_cell(shell, run):  # noqa: F811
    ran = run("%%keras --set lrr=0.5\nran = True\nlr = 0.1")
    assert isinstance(ran.error, UsageError)
    assert "Did you mean 'lr'?" in ran.text
    assert "Traceback" not in ran.text
    assert "ran" not in shell.user_ns
    assert run("%%keras --set lr=2\nlr = 0.1\nlr").result.result == 2  # IPython kept the transformer


FIT = """
import numpy as np
class Other:
    def fit(self, *args): return args
def train(model):
    return model.fit(np.zeros((8, 2)), np.zeros((8, 1)), 4, 3, verbose=0)
model = Sequential([Input((2,)), Dense(1)])
model.compile("sgd", "mse")
history = train(model)
(len(history.history["loss"]), Other().fit(1, 2))
"""


def test_epochs_go_to_each_fit_that_the_cell_starts(shell, run):  # noqa: F811
    assert run(f"%%keras --epochs 2 -q{FIT}").result.result == (2, (1, 2))
    assert run("len(train(model).history['loss'])").result.result == 3
    assert run("%%keras --epochs 1\nlen(train(model).history['loss'])").result.result == 1
    recorded = query.load_run(shell.user_ns["history"].run)
    assert recorded.values == {"epochs": "2"}
    assert recorded.code.startswith("%%keras --epochs 2")
    assert recorded.architecture["class_name"] == "Sequential"
    assert recorded.config["optimizer_config"]["name"].startswith("sgd")
    assert "at least 1" in str(run("%%keras --epochs 0\n1").error)


def test_the_profile_says_where_the_time_went(run):  # noqa: F811
    ran = run(f"%%keras --profile -q{FIT}")
    (table,) = ran.shown
    for what in ("before fit", "compiling, with the first steps", "together"):
        assert what in table["text/plain"]
        assert what in table["text/html"]


def test_an_error_in_a_cell_with_values_names_its_line(run):  # noqa: F811
    ran = run("%%keras --set lr=0 --epochs 1\nlr = 1\n\n1 / lr")
    assert isinstance(ran.error, ZeroDivisionError)
    assert "line 4" in ran.text
