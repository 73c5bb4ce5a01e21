"""The lab in a real kernel: traffic, steering a busy cell, errors that stop "Run All"."""

import numpy as np
import pytest

from keras_lab.lab.protocol import RUN_MIME
from tests.lab.kernel import Kernel, busiest_second, data_of, size_of

pytestmark = pytest.mark.slow

#: A fake `fit` in the kernel: RUN(steps, chunk, seconds) emits what a training would, and obeys its control.
FAKE_FIT = '''
import time, numpy as np
from keras_lab import control, events

def fake_fit(run, steps, chunk=50, seconds=5.0, metrics=("loss", "accuracy")):
    """As fast a stream as a quick model's; returns how it ended and how many steps it took."""
    wish = control.Control(run)
    control.register(wish)
    events.emit(events.RunStarted(
        run=run, name="fake", model={"name": "fake"}, params={"epochs": 1, "steps": steps}, config={},
    ))
    begin = time.perf_counter()
    done = 0
    while done < steps and wish.stop_reason is None:
        values = np.linspace(1, 0, steps, dtype=np.float32)[done : done + chunk]
        if done == steps // 2:
            values = values.copy()
            values[chunk // 2] = 77.0
        events.emit(events.StepsDone(
            run=run, epoch=0, step=done, count=len(values), position=done + len(values), steps=steps,
            values={name: values for name in metrics}, seconds=0.001,
        ))
        done += len(values)
        if wish.paused:
            events.emit(events.Marked(run=run, epoch=0, step=done, kind="paused", text="Paused."))
            while wish.wait_while_paused():
                pass
            events.emit(events.Marked(run=run, epoch=0, step=done, kind="resumed", text="Resumed."))
        time.sleep(max(0.0, begin + seconds * done / steps - time.perf_counter()))
    status = wish.stop_reason or "done"
    control.unregister(wish)
    took = time.perf_counter() - begin
    events.emit(events.EpochDone(run=run, epoch=0, step=done, logs={"loss": 0.0, "val_loss": 0.1}, seconds=took))
    events.emit(events.RunEnded(run=run, status=status, epoch=1, step=done, seconds=took))
    return status, done
'''


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    import os

    home = tmp_path_factory.mktemp("home")
    env = {
        **os.environ,
        "KERAS_LAB_HOME": str(home),
        "IPYTHONDIR": str(home / "ipython"),
        "KERAS_LAB_ENGINE": "jax",
    }
    kernel = Kernel(env)
    reply, said = kernel.run("%load_ext keras_lab")
    assert reply["status"] == "ok"
    assert [data_of(m) for m in said if m["msg_type"] == "comm_open"] == [{"type": "ready", "version": 1}]
    kernel.run(FAKE_FIT)
    yield kernel
    kernel.close()


def test_loading_the_lab_starts_no_engine_in_the_way(kernel):
    """The engine is imported by another thread; neither plotly nor TensorFlow belongs to it."""
    _, said = kernel.run(
        "import sys; print([m for m in ('plotly', 'tensorflow', 'keras') if m in sys.modules])"
    )
    assert said[0]["content"]["text"].strip() == "[]"


def test_without_our_front_end_a_run_is_redrawn_as_svg_once_a_second(kernel):
    reply, said = kernel.run("%%keras\nfake_fit('plain', steps=100_000, seconds=5);")
    assert reply["status"] == "ok"
    first, *updates = [m for m in said if m["msg_type"] in ("display_data", "update_display_data")]
    assert first["msg_type"] == "display_data"
    assert {m["msg_type"] for m in updates} == {"update_display_data"}
    assert 3 <= len(updates) <= 7
    for message in (first, *updates[:-1]):
        assert size_of(message) <= 20_000
        assert message["content"]["data"][RUN_MIME]["live"] is True
        assert message["content"]["data"]["image/svg+xml"].startswith("<svg")
    last = updates[-1]["content"]["data"]
    assert last[RUN_MIME]["live"] is False
    assert last[RUN_MIME]["run"]["status"] == "done"
    assert size_of(updates[-1]) <= 60_000
    loss = next(s for s in last[RUN_MIME]["series"] if (s["name"], s["kind"]) == ("loss", "step"))
    assert max(loss["y"]) == 77.0  # the spike survives
    assert len(loss["x"]) <= 300


def test_a_fast_run_stays_below_ten_messages_a_second_of_twenty_kilobytes(kernel):
    comm = kernel.comm()
    comm.receive("state")
    before = len(kernel.inbox)
    request = kernel.start("%%keras\nfake_fit('fast', steps=100_000, chunk=20, seconds=5);")
    kernel.until(lambda m: m["msg_type"] == "display_data")
    comm.send(type="watch", run="fast")
    assert kernel.finish(request)["status"] == "ok"
    comm.receive("final", since=before, run="fast")  # it may have come before the cell was done
    said = [
        m
        for m in kernel.inbox[before:]
        if m["msg_type"] in ("comm_msg", "display_data", "update_display_data")
    ]
    finals = [m for m in said if m["msg_type"] == "update_display_data" or data_of(m).get("type") == "final"]
    assert len(finals) == 2  # watched by a front end: no static redrawing in between
    assert busiest_second(said) <= 10
    assert max(size_of(m) for m in said if m not in finals) <= 20_000
    assert max(size_of(m) for m in finals) <= 60_000
    steps = points_of([data_of(m) | {"buffers": m["buffers"]} for m in said if comm.is_mine(m, "points")])
    x, y = steps["step", "loss"]
    assert x[0] == 1
    assert x[-1] == 100_000
    assert (np.diff(x) > 0).all()
    assert y.max() == 77.0
    comm.close()


def test_a_command_reaches_a_busy_cell_through_a_subshell(kernel):
    comm = kernel.comm()
    comm.receive("state")
    request = kernel.start("%%keras\nresult = fake_fit('steered', steps=1_000_000, seconds=60)\nresult")
    comm.receive("run")
    comm.send(type="command", run="steered", action="pause", value=None)
    state = wait_for_status(comm, "paused")
    comm.send(type="command", run="steered", action="resume", value=None)
    wait_for_status(comm, "running")
    comm.send(type="command", run="steered", action="stop", value=None)
    assert kernel.finish(request)["status"] == "ok"
    result = [m for m in kernel.inbox if m["msg_type"] == "execute_result"][-1]
    text = data_of(result)["text/plain"]
    assert text.startswith("('stopped', ")
    assert state["step"] <= int(text.strip("()").split(", ")[1]) < 1_000_000
    comm.close()


def test_a_front_end_that_comes_in_the_middle_gets_the_whole_curve(kernel):
    """A tab is reloaded: a new comm, the same run."""
    request = kernel.start("%%keras\nfake_fit('reloaded', steps=50_000, seconds=4);")
    first = kernel.comm()
    first.receive("state")
    first.send(type="watch", run="reloaded")
    first.receive("points", reset=True)
    first.receive("points", reset=False)
    second = kernel.comm()
    assert "reloaded" in {run["id"] for run in second.receive("state")["runs"]}
    second.send(type="watch", run="reloaded")
    whole = second.receive("points", reset=True)
    x, _ = points_of([whole])["step", "loss"]
    assert x[0] == 1
    assert x.size > 100
    kernel.finish(request)
    bundle = second.receive("final", since=0, run="reloaded")["bundle"]
    assert bundle[RUN_MIME]["live"] is False
    first.close()
    second.close()


def test_a_run_that_ended_while_nobody_watched_can_still_be_had(kernel):
    kernel.run("%%keras\nfake_fit('unseen', steps=1000, seconds=0.1);")
    comm = kernel.comm()
    comm.send(type="watch", run="unseen")
    assert comm.receive("final", run="unseen")["bundle"][RUN_MIME]["run"]["status"] == "done"
    comm.close()


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ({"type": "watch", "run": "nobody"}, "There is no run 'nobody'"),
        ({"type": "command", "run": "nobody", "action": "stop", "value": None}, "'nobody' is not under way"),
        ({"type": "wave"}, "one of the types hello, watch, unwatch, command"),
    ],
)
def test_a_bad_message_is_answered_with_an_error(kernel, message, answer):
    comm = kernel.comm()
    comm.send(**message)
    assert answer in comm.receive("error")["message"]
    comm.close()


def test_an_error_in_a_keras_cell_names_its_line_and_stops_run_all(kernel):
    failing = kernel.start("%%keras --seed 1\nx = 1\ny = 2\nraise ValueError('on line four')\nz = 3")
    waiting = kernel.start("unreached = True")
    reply = kernel.finish(failing)
    assert (reply["status"], reply["ename"]) == ("error", "ValueError")
    traceback = "\n".join(reply["traceback"])
    assert "line 4" in traceback
    assert "keras_lab/lab" not in traceback
    assert kernel.finish(waiting)["status"] in ("aborted", "error")
    reply, said = kernel.run("print(x, y, 'z' in dir(), 'unreached' in dir())")
    assert said[0]["content"]["text"].strip() == "1 2 False False"


def test_an_unknown_option_stops_the_cell_before_it_does_anything(kernel):
    reply, said = kernel.run("%%keras --sed 3\nunwanted = 1")
    assert reply["status"] == "error"
    assert "Did you mean '--seed'?" in "".join(m["content"].get("text", "") for m in said)
    reply, said = kernel.run("print('unwanted' in dir())")
    assert said[0]["content"]["text"].strip() == "False"


def test_await_works_in_a_keras_cell(kernel):
    reply, said = kernel.run("%%keras\nimport asyncio\nwaited = await asyncio.sleep(0.01, 'slept')\nwaited")
    assert reply["status"] == "ok"
    assert data_of(said[-1])["text/plain"] == "'slept'"


def wait_for_status(comm, status):
    while True:
        state = comm.receive("run")["run"]
        if state["status"] == status:
            return state


def points_of(messages):
    """(kind, name) → x, y: all points of these messages together."""
    series = {}
    for message in messages:
        if message["reset"]:
            series.clear()
        for described, buffer in zip(message["series"], message["buffers"], strict=True):
            x, y = np.frombuffer(bytes(buffer), "<f4").reshape(2, described["count"])
            before = series.get((described["kind"], described["name"]), (x[:0], y[:0]))
            series[described["kind"], described["name"]] = tuple(
                map(np.concatenate, zip(before, (x, y), strict=True))
            )
    return series


def test_a_cell_in_the_background_speaks_below_itself_while_others_run(kernel):
    request = kernel.start(
        "%%keras --background job\nprint('begun')\nfake_fit('behind', steps=1000, seconds=3)\nprint('over')\n'result'"
    )
    assert kernel.finish(request)["status"] == "ok"
    before = len(kernel.inbox)
    reply, said = kernel.run("%%keras\nfake_fit('before', steps=100, seconds=0.2);")
    assert reply["status"] == "ok"
    reply, said = kernel.run("print(await job, job.status)")
    assert reply["status"] == "ok"
    texts = [
        (m["parent_header"].get("msg_id"), m["content"]["text"])
        for m in kernel.inbox
        if m["msg_type"] == "stream"
    ]
    assert "".join(text for parent, text in texts if parent == request).split() == ["begun", "over"]
    assert texts[-1][1].strip() == "result done"
    drawn = [m for m in kernel.inbox[before:] if m["msg_type"] == "update_display_data"]
    last = {data_of(m)[RUN_MIME]["run"]["id"]: m for m in drawn if RUN_MIME in data_of(m)}
    assert last["behind"]["parent_header"].get("msg_id") == request
    assert data_of(last["behind"])[RUN_MIME]["live"] is False
    assert data_of(last["before"])[RUN_MIME]["live"] is False
    _, said = kernel.run("job")  # the handle is the view
    assert [data_of(m)[RUN_MIME]["run"]["id"] for m in said if m["msg_type"] == "display_data"] == ["behind"]


def test_an_error_in_the_background_and_in_a_sweep_names_its_line(kernel):
    kernel.run("%%keras --background job\n\n1 / 0")
    kernel.run("import time\nwhile not job.done: time.sleep(0.01)")
    text = "".join(m["content"]["text"] for m in kernel.inbox if m["msg_type"] == "stream")
    assert "line 3" in text
    reply, _ = kernel.run("await job")
    assert (reply["status"], reply["ename"]) == ("error", "ZeroDivisionError")
    reply, _ = kernel.run("%%keras --sweep x=1,0\nx = 2\n1 / x")
    assert (reply["status"], reply["ename"]) == ("error", "ZeroDivisionError")
    assert "line 3" in "\n".join(reply["traceback"])
