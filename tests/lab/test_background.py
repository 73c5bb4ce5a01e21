"""`--background` and `--sweep`: cells in threads of their own, and one cell many times."""

import asyncio
import sys
from types import ModuleType

import pytest
from IPython.core.error import UsageError

from keras_lab import asked, control, events
from keras_lab.lab import Run
from keras_lab.lab.protocol import COMPARE_MIME
from keras_lab.runs import query

from .test_magics import run  # noqa: F401

#: A `fit` that trains nothing: it emits events, and obeys its control.
FIT = """
import time
from keras_lab import asked, control, events, runs
def fake_fit(epochs=2, steps=5, seconds=0.0):
    runs.start_recording()
    wish = control.Control(events.new_run_id())
    control.register(wish)
    events.emit(events.RunStarted(
        run=wish.run, name=asked.asked().name or "fake", model={"name": "fake"}, config={"engine": "none"},
        params={"epochs": epochs, "steps": steps},
    ))
    step = 0
    for epoch in range(epochs):
        while wish.wait_while_paused(): pass
        if wish.stop_reason: break
        time.sleep(seconds)
        step += steps
        events.emit(events.EpochDone(run=wish.run, epoch=epoch, step=step, logs={"loss": 1.0 / step}, seconds=0.0))
    control.unregister(wish)
    events.emit(events.RunEnded(run=wish.run, status=wish.stop_reason or "done", epoch=epoch, step=step, seconds=0.0))
    return step
"""


@pytest.fixture
def lab(shell, run):  # noqa: F811
    assert run(f"%%keras -q{FIT}").error is None
    return shell


def test_a_cell_in_the_background_is_a_handle(lab, run):  # noqa: F811
    ran = run("%%keras --background job --name night\nsteps = fake_fit(epochs=3)\nsteps + 1")
    handle = ran.result.result
    assert isinstance(handle, Run)
    assert lab.user_ns["job"] is handle
    assert handle.wait(20) == handle.result == 16
    assert lab.user_ns["steps"] == 15
    assert (handle.status, handle.exception, handle.done) == ("done", None, True)
    assert handle.history == {"loss": pytest.approx([1 / 5, 1 / 10, 1 / 15])}
    recorded = query.load_run(handle.runs[0])
    assert recorded.name == "night"
    assert recorded.code.startswith("%%keras --background job --name night\nsteps")


def test_it_is_awaited_in_the_background_and_in_the_shell(lab, run):  # noqa: F811
    handle = run("%%keras --background\nimport asyncio\nawait asyncio.sleep(0.01, 'slept')").result.result

    async def waiting():
        return await handle

    assert asyncio.run(waiting()) == "slept"


def test_it_is_paused_resumed_and_stopped(lab, run):  # noqa: F811
    handle = run("%%keras --background\nsteps = fake_fit(epochs=10000, seconds=0.001)\n'after'").result.result
    while not handle.runs:
        pass
    handle.pause()
    assert handle.status == "paused"
    handle.resume()
    assert handle.status == "running"
    with pytest.raises(TimeoutError, match="still runs after"):
        handle.wait(0.01)
    handle.stop()
    assert handle.wait(20) == "after"
    assert handle.status == "stopped"
    with pytest.raises(RuntimeError, match="No training is under way"):
        handle.pause()


def test_its_error_names_the_line_and_goes_to_whoever_waits(lab, run, capfd):  # noqa: F811
    handle = run("%%keras --background\n\nx = 0\n1 / x").result.result
    with pytest.raises(ZeroDivisionError) as caught:
        handle.wait(20)
    assert caught.traceback[-1].lineno + 1 == 4
    assert handle.status == "failed"
    assert isinstance(handle.exception, ZeroDivisionError)
    assert "ZeroDivisionError" in repr(handle)


def test_cells_in_the_shell_go_on_undisturbed(lab, run, monkeypatch):  # noqa: F811
    cell = "%%keras --background --name behind\nfake_fit(epochs=10000, seconds=0.001)\nimport keras\nkeras.__name__"
    handle = run(cell).result.result
    while not handle.runs:
        pass
    run("%%keras --name before\nfake_fit()")
    monkeypatch.setitem(sys.modules, "keras", ModuleType("the real one"))
    assert run("import keras\nkeras.__name__").result.result == "the real one"
    handle.stop()
    assert handle.wait(20) == "keras"
    names = {found.name for found in query.list_runs()}
    assert names == {"behind", "before"}
    assert asked.asked().name is None


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("--background --set lrr=1", "Did you mean 'lr'?"),
        ("--background --engine jax", "cannot go with --background"),
        ("--background not-a-name", "cannot be a variable"),
        ("--sweep lrr=1,2", "Did you mean 'lr'?"),
        ("--sweep lr=", "without blanks around"),
    ],
)
def test_what_cannot_be_is_refused_at_once(lab, run, line, hint):  # noqa: F811
    ran = run(f"%%keras {line}\nlr = 0.1\nran = True")
    assert isinstance(ran.error, UsageError)
    assert hint in str(ran.error)
    assert "ran" not in lab.user_ns


def test_a_syntax_error_names_its_line(run):  # noqa: F811
    ran = run("%%keras --background\nx = 1\ny = = 2")
    assert isinstance(ran.error, SyntaxError)
    assert ran.error.lineno == 3


SWEEP = "%%keras --sweep 'lr=0.1,0.01 units=3,4' --set epochs=2 --name try\nlr = 1\nunits = 5\nepochs = 1\n"


def test_a_sweep_runs_every_combination_and_compares(lab, run):  # noqa: F811
    ran = run(f"{SWEEP}fake_fit(epochs)\n(lr, units)")
    sweep = ran.result.result
    assert sweep.results == [(0.1, 3), (0.1, 4), (0.01, 3), (0.01, 4)]
    assert sweep.names[1] == "try epochs=2 lr=0.1 units=4"
    assert [query.load_run(runs[0]).values["units"] for runs in sweep.runs] == ["3", "4", "3", "4"]
    (table,) = ran.shown
    assert COMPARE_MIME in table
    assert table["text/plain"].splitlines()[0].split()[:4] == ["run", "status", "lr", "units"]
    assert lab.user_ns["lr"] == 0.01
    lab.user_ns["sweep"] = sweep
    assert len(run("sweep").shown) == 1  # it is its comparison


def test_an_error_ends_a_sweep_unless_it_is_to_go_on(lab, run):  # noqa: F811
    cell = "%%keras --sweep x=0,1,2 {}\nx = 5\n\n1 / x"
    ran = run(cell.format(""))
    assert isinstance(ran.error, ZeroDivisionError)
    assert "line 4" in ran.text
    assert "The sweep failed at x=0: ZeroDivisionError" in ran.text
    assert "magics" not in ran.text
    sweep = run(cell.format("--keep-going")).result.result
    assert sweep.results == [None, 1.0, 0.5]
    assert list(sweep.errors) == ["x=0"]


def test_stop_ends_a_sweep(lab, run):  # noqa: F811
    def stop_at_2(event):
        if lab.user_ns["x"] == 2 and control.latest() is not None:
            control.latest().stop()

    forget = events.subscribe(stop_at_2)
    ran = run("%%keras --sweep x=1,2,3\nx = 0\nfake_fit()")
    forget()
    sweep = ran.result.result
    assert (sweep.names, sweep.stopped, sweep.left) == (["x=1", "x=2"], True, 1)
    assert "1 more combinations were not run" in ran.text


def test_a_sweep_in_the_background_is_stopped_by_its_handle(lab, run):  # noqa: F811
    cell = "%%keras --background --sweep x=1,2,3\nx = 0\nfake_fit(epochs=10000, seconds=0.001)"
    handle = run(cell).result.result
    while not handle.runs:
        pass
    handle.stop()
    assert handle.wait(20).names == ["x=1"]
    assert handle.status == "stopped"
