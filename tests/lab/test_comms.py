"""Links to front ends, with made-up comms: who is told what, and how much at a time."""

import numpy as np
import pytest

from keras_lab import control, events
from keras_lab.lab.comms import MOST_LINKS, BadMessageError, Switchboard, command
from keras_lab.lab.desk import Desk
from keras_lab.lab.link import POINT_BYTES
from keras_lab.lab.protocol import RUN_MIME
from keras_lab.lab.publisher import Publisher
from tests.lab import fake

RUN = "20260101-000000-abcdef01"


class Comm:
    """The kernel's end of a comm whose front end is a test."""

    def __init__(self, number=0):
        self.comm_id = f"comm {number}"
        self.said = []

    def on_msg(self, callback):
        self._on_msg = callback

    def on_close(self, callback):
        self._on_close = callback

    def send(self, data, buffers=()):
        self.said.append((data, list(buffers)))

    def hear(self, **data):
        self._on_msg({"content": {"data": data}})

    def close(self):
        self._on_close({})

    def types(self):
        return [data["type"] for data, _ in self.said]


class Scene:
    """A publisher whose rounds a test calls, and a switchboard."""

    def __init__(self):
        self.publisher = Publisher()
        self.board = Switchboard(self.publisher, list, Desk(None))

    def connect(self, number=0):
        comm = Comm(number)
        self.board.open(comm, {"content": {"data": {"type": "hello", "version": 1}}})
        return comm

    def tell(self, stream):
        for event in stream:
            self.publisher.listen(event)


@pytest.fixture
def scene():
    return Scene()


def points(comm):
    """(kind, name) → all points sent, after the last reset."""
    series = {}
    for data, buffers in comm.said:
        if data["type"] != "points":
            continue
        if data["reset"]:
            series.clear()
        for described, buffer in zip(data["series"], buffers, strict=True):
            xy = np.frombuffer(buffer, "<f4").reshape(2, described["count"])
            key = described["kind"], described["name"]
            series[key] = np.concatenate([series[key], xy], axis=1) if key in series else xy
    return series


def test_hello_is_answered_with_the_state(scene):
    comm = scene.connect()
    scene.publisher.round()
    assert comm.said == [({"type": "state", "models": [], "runs": []}, [])]


def test_a_watcher_gets_everything_once_whatever_the_moment(scene):
    comm = scene.connect()
    stream = list(fake.run_events(epochs=2, steps=500, chunk=10))
    for place, event in enumerate(stream):
        scene.publisher.listen(event)
        if place == 30:
            comm.hear(type="watch", run=RUN)
        if place % 7 == 0:
            scene.publisher.round()
    scene.publisher.round()
    got = points(comm)
    sent = np.concatenate([e.values["loss"] for e in stream if isinstance(e, events.StepsDone)])
    np.testing.assert_array_equal(got["step", "loss"][0], np.arange(1, 1001))
    np.testing.assert_array_equal(got["step", "loss"][1], sent)
    assert got["epoch", "val_loss"].shape == (2, 2)


def test_no_message_is_large_however_many_metrics_there_are(scene):
    comm = scene.connect()
    metrics = ("loss", *(f"metric_{number}" for number in range(40)))
    stream = list(fake.run_events(epochs=1, steps=20_000, chunk=1000, metrics=metrics, end=None))
    scene.tell(stream[:10])
    comm.hear(type="watch", run=RUN)
    scene.publisher.round()
    scene.tell(stream[10:])
    scene.publisher.round()
    assert comm.types().count("points") > 2
    for data, buffers in comm.said:
        assert sum(map(len, buffers)) + len(str(data)) <= POINT_BYTES + 4000


def test_a_run_that_is_over_is_answered_with_its_final_output(scene):
    scene.tell(fake.run_events(epochs=1, steps=50))
    comm = scene.connect()
    comm.hear(type="watch", run=RUN)
    scene.publisher.round()
    final = [data for data, _ in comm.said if data["type"] == "final"]
    assert [message["bundle"][RUN_MIME]["live"] for message in final] == [False]
    assert points(comm)["step", "loss"].shape == (2, 50)


def test_marks_reach_a_watcher_also_those_before_it_came(scene):
    early = events.Marked(run=RUN, epoch=0, step=10, kind="notice", text="early")
    scene.tell(fake.run_events(epochs=1, steps=20, end=None, marks=(early,)))
    comm = scene.connect()
    comm.hear(type="watch", run=RUN)
    scene.publisher.round()
    scene.tell([events.Marked(run=RUN, epoch=0, step=20, kind="notice", text="late")])
    scene.publisher.round()
    assert [data["mark"]["text"] for data, _ in comm.said if data["type"] == "mark"] == ["early", "late"]


def test_after_unwatch_only_the_state_of_the_run_is_told(scene):
    comm = scene.connect()
    stream = list(fake.run_events(epochs=1, steps=100, end=None))
    scene.tell(stream[:2])
    comm.hear(type="watch", run=RUN)
    scene.publisher.round()
    assert scene.board.watched(RUN)
    comm.hear(type="unwatch", run=RUN)
    scene.publisher.round()
    comm.said.clear()
    scene.tell(stream[2:])
    scene.publisher.round()
    assert comm.types() == ["run"]
    assert not scene.board.watched(RUN)


def test_a_reloaded_tab_does_not_leave_links_behind_for_ever(scene):
    comms = [scene.connect(number) for number in range(MOST_LINKS + 3)]
    assert len(scene.board.links) == MOST_LINKS
    scene.publisher.round()
    assert [bool(comm.said) for comm in comms] == [False] * 3 + [True] * MOST_LINKS
    comms[-1].close()
    assert len(scene.board.links) == MOST_LINKS - 1


def test_the_list_of_runs_stays_small(scene):
    for number in range(40):
        scene.tell(fake.run_events(epochs=1, steps=100, run=f"run {number:02d}"))
    comm = scene.connect()
    scene.publisher.round()
    ((state, _),) = comm.said
    assert len(str(state)) <= 20_000
    assert state["runs"][0]["id"] == "run 39"
    assert len(state["runs"]) > 5


def test_commands_set_the_wishes_of_a_run_at_once():
    wish = control.Control("a run", {"momentum": 0.9})
    control.register(wish)
    try:
        command("a run", "pause")
        assert wish.paused
        command("a run", "step", "batch")
        assert not wish.paused and wish.stride == "batch"
        command("a run", "resume")
        assert not wish.paused and wish.stride is None
        command("a run", "set", "momentum", 0.5)
        command("a run", "extend", None, 3)
        command("a run", "evaluate")
        assert wish.take_wishes() == [
            control.Wish("hyperparameter", "momentum", 0.5),
            control.Wish("extend", value=3),
            control.Wish("evaluate"),
        ]
        command("a run", "stop")
        assert wish.stop_reason == "stopped"
    finally:
        control.unregister(wish)


@pytest.mark.parametrize(
    ("action", "name", "value", "message"),
    [
        ("stopp", None, None, "Did you mean 'stop'?"),
        ("set", "momentum", -1, "at least 0"),
        ("set", "momentum", None, "float"),
        ("set", "momentum", "quick", "could not convert"),
        ("set", "momentun", 0.5, "Did you mean 'momentum'?"),
        ("step", "week", None, "'batch' or 'epoch'"),
        ("extend", None, 0.5, "number of epochs"),
        ("take_wishes", None, None, "There is no action"),
    ],
)
def test_a_bad_command_changes_nothing(action, name, value, message):
    wish = control.Control("a run", {"momentum": 0.9})
    control.register(wish)
    try:
        with pytest.raises(BadMessageError, match=message.replace("?", r"\?")):
            command("a run", action, name, value)
        assert (wish.stop_reason, wish.paused, wish.take_wishes()) == (None, False, [])
    finally:
        control.unregister(wish)
