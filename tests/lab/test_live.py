"""Outputs under a cell: replaced in place, bounded in number, complete when the cell is done."""

import pytest

from keras_lab.lab import live
from keras_lab.lab.live import LiveViews, Outputs, Slot
from keras_lab.lab.protocol import RUN_MIME
from keras_lab.lab.publisher import Publisher
from tests.lab import fake


class Shell:
    """Remembers what is published."""

    def __init__(self):
        self.display_pub = self
        self.said = []

    def publish(self, data, metadata, *, transient, update):
        self.said.append((transient["display_id"], update, data))


@pytest.fixture
def clock(monkeypatch):
    """A clock that only a test moves."""

    class Clock:
        now = 100.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(live, "time", clock)
    return clock


@pytest.fixture
def scene(clock):
    """A shell, a publisher and its views; `watched` is what a front end draws by itself."""

    class Scene:
        shell = Shell()
        watched: set = set()
        ended: list = []
        publisher = Publisher()

    scene = Scene()
    scene.shell, scene.watched, scene.ended, scene.clock = Shell(), set(), [], clock
    scene.outputs = Outputs(lambda: Slot(scene.shell, lambda: 1.0))
    scene.views = LiveViews(
        lambda: scene.outputs,
        lambda event: True,
        scene.watched.__contains__,
        lambda *end: scene.ended.append(end),
    )
    scene.publisher.outlets.append(scene.views)
    return scene


def test_a_run_is_one_output_that_is_replaced_and_ends_static(scene):
    events = list(fake.run_events(epochs=2, steps=40))
    for event in events[:-1]:
        scene.publisher.listen(event)
        scene.clock.now += 0.3
        scene.publisher.round()
    scene.publisher.listen(events[-1])
    identities = {display_id for display_id, _, _ in scene.shell.said}
    assert len(identities) == 1
    assert [update for _, update, _ in scene.shell.said] == [False, *[True] * (len(scene.shell.said) - 1)]
    assert [data[RUN_MIME]["live"] for _, _, data in scene.shell.said][-2:] == [True, False]
    assert scene.ended[0][0] == events[0].run


def test_it_is_redrawn_once_a_second_at_most(scene):
    events = list(fake.run_events(epochs=1, steps=1000, end=None))
    scene.publisher.listen(events[0])
    for event in events[1:]:
        scene.publisher.listen(event)
        scene.clock.now += 0.1
        scene.publisher.round()
    seconds = 0.1 * (len(events) - 1)
    assert 0.6 * seconds <= len(scene.shell.said) - 1 <= seconds


def test_it_is_not_redrawn_while_a_front_end_draws(scene):
    events = list(fake.run_events(epochs=1, steps=200))
    scene.publisher.listen(events[0])
    scene.watched.add(events[0].run)
    for event in events[1:-1]:
        scene.publisher.listen(event)
        scene.clock.now += 1.0
        scene.publisher.round()
    assert len(scene.shell.said) == 1
    assert not scene.views.pending
    scene.watched.clear()  # the tab was closed
    assert scene.views.pending
    scene.publisher.round()
    scene.publisher.listen(events[-1])
    assert [data[RUN_MIME]["live"] for _, _, data in scene.shell.said] == [True, True, False]


def test_many_runs_of_a_cell_share_the_last_output(scene):
    for number in range(30):
        for event in fake.run_events(epochs=1, steps=20, run=f"run {number}"):
            scene.publisher.listen(event)
        scene.clock.now += 0.01
    scene.outputs.settle()
    identities = [display_id for display_id, _, _ in scene.shell.said]
    assert len(set(identities)) == live.MOST_OUTPUTS
    assert len(scene.shell.said) <= 2 * live.MOST_OUTPUTS + 2
    assert scene.shell.said[-1][2][RUN_MIME]["run"]["id"] == "run 29"


def test_the_next_cell_has_outputs_of_its_own(scene):
    for run in ("first", "second"):
        for event in fake.run_events(epochs=1, steps=20, run=run):
            scene.publisher.listen(event)
        scene.outputs.settle()
        scene.outputs = Outputs(lambda: Slot(scene.shell, lambda: 1.0))
    assert len({display_id for display_id, _, _ in scene.shell.said}) == 2
