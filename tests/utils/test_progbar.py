"""The progress bar for loops of one's own."""

from __future__ import annotations

import pytest

from keras_lab.utils import Progbar


def shown(capsys, **how):
    bar = Progbar(4, interval=0, **how)
    for step in range(4):
        bar.add(1, [("loss", step), ("rate", step)])
    return capsys.readouterr().out


def test_means_and_last_values(capsys):
    out = shown(capsys, stateful_metrics=["rate"])
    assert out.count("\r") == 4 and out.endswith("\n")
    last = out.split("\r")[-1]
    assert last.startswith("4/4 " + "━" * 20)
    assert "loss: 1.5000 - rate: 3.0000" in last
    assert "loss: 3.0000 - rate: 1.5000" in shown(capsys, stateless_metrics=["rate"]).split("\r")[-1]


def test_one_line_at_the_end(capsys):
    out = shown(capsys, verbose=2, unit_name="sample")
    assert out.startswith("4/4 - 0s") and out.count("\n") == 1 and "/sample" in out
    assert shown(capsys, verbose=0) == ""


def test_an_unknown_number_of_steps(capsys):
    bar = Progbar(None, interval=0)
    bar.update(7)
    bar.update(8, finalize=True)
    assert "8/Unknown" in capsys.readouterr().out


def test_weights_of_steps(capsys):
    bar = Progbar(4, verbose=2)
    bar.update(3, [("loss", 1.0)])
    bar.update(4, [("loss", 5.0)])
    assert "loss: 2.0000" in capsys.readouterr().out


def test_both_kinds_of_names():
    with pytest.raises(ValueError, match="not both"):
        Progbar(1, stateful_metrics=[], stateless_metrics=[])
