"""Tab and Shift+Tab in cells, as IPython's completer and inspector give them to front ends."""

import pytest
from IPython.core.completer import provisionalcompleter


def offered(shell, code):
    with provisionalcompleter():
        return [each.text for each in shell.Completer.completions(code, len(code))]


@pytest.mark.parametrize(
    ("code", "wanted", "unwanted"),
    [("%%keras --", "--seed", "abs"), ("%%keras --engine ", "jax", "and"), ("%keras ", "summary", "or"),
     ("a = 1\n%keras su", "summary", "sum"), ("%%keras\nMaxP", "MaxPooling2D", "max"),
     ("%%keras\nx = 1\nlayers.Conv", "Conv2D", "Dense"), ("%%keras\ncallbacks.Ear", "EarlyStopping", "Callback"),
     ("%%keras\nm = Sequential([Conv2D(3, 3, pad", "padding=", "activation=")],
)  # fmt: skip
def test_tab_offers_what_may_come_and_nothing_else(shell, code, wanted, unwanted):
    found = offered(shell, code)
    assert wanted in found
    assert unwanted not in found


def test_outside_of_the_cells_nothing_is_added(shell):
    assert "MaxPooling2D" not in offered(shell, "MaxP")


def test_names_are_lent_and_a_person_s_own_win(shell):
    shell.user_ns["Dense"] = int
    offered(shell, "%%keras\nDropout(8, Dense.bit")
    assert "Dropout" not in shell.user_ns
    assert shell.user_ns["Dense"] is int
    assert "bit_length" in offered(shell, "%%keras\nDense.bit")


def test_shift_tab_knows_keras_s_names_and_the_magic(shell):
    assert "units" in shell.object_inspect_mime("layers.LSTM")["text/plain"]
    assert "compare" in shell.object_inspect_mime("keras")["text/plain"]
    assert "layers" not in shell.user_ns


def test_unloading_gives_ipython_back_what_it_had(ipython, shell):
    from keras_lab.lab import extension

    extension.unload(ipython)
    assert "--seed" not in offered(ipython, "%%keras --")
    assert "completions" not in vars(ipython.Completer)
    extension.load(ipython)
