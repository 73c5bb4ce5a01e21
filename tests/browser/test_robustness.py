"""The lab where things go wrong, or get large: narrow cells, dead kernels, several tabs, long runs, full ledgers."""

import os
import re
import signal

import pytest

from keras_lab.runs.query import list_runs
from keras_lab.runs.recorder import Recorder
from tests.lab.fake import run_events

from .notebook import SECOND, NotebookPage
from .test_live import AFTER, DATA, FIT, LOAD, LONG, NEXT, SHORT, start
from .traffic import Traffic, rate

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: What sticks out of an output on its right, and cannot be reached by scrolling.
OVERFLOWING = """output => {
  const right = output.getBoundingClientRect().right + 1;
  const scrolls = node => ['auto', 'scroll', 'hidden'].includes(getComputedStyle(node).overflowX);
  const held = node => {
    for (let each = node.parentElement; each && each !== output; each = each.parentElement) {
      if (scrolls(each) && each.getBoundingClientRect().right <= right) { return true; }
    }
    return false;
  };
  return [...output.querySelectorAll('.kl-Run *, .kl-Model *, [class*=kl-Compar] *')]
    .filter(node => node.checkVisibility() && node.getBoundingClientRect().width > 1)
    .filter(node => node.getBoundingClientRect().right > right && !held(node))
    .map(node => `${node.tagName}.${node.getAttribute('class')}: ${node.getBoundingClientRect().right - right}`);
}"""
NARROW = ".jp-NotebookPanel .jp-OutputArea-output { max-width: 320px; min-width: 0; }"
ONE, TWO = (
    SHORT.replace("%%keras", f"%%keras --name {name}").replace("epochs=12", "epochs=2")
    for name in ("one", "two")
)


def test_a_cell_of_320_px_holds_everything(lab):
    lab.open([LOAD, DATA, ONE, TWO, "%keras compare one two"])
    lab.page.add_style_tag(content=NARROW)
    lab.run_all_to_the_end()
    lab.page.wait_for_timeout(2000)
    for number in (2, 3, 4):
        output = lab.output(number)
        output.scroll_into_view_if_needed()
        lab.page.wait_for_timeout(500)
        for summary in output.locator("details > summary").all():
            if summary.is_visible():
                summary.click(timeout=20 * SECOND)
        lab.page.wait_for_timeout(300)
        lab.screenshot(f"narrow-{number}")
        for shown in output.locator(".jp-OutputArea-output").all():
            assert shown.evaluate(OVERFLOWING) == []


def test_a_run_that_ended_while_its_tab_was_away_is_complete_when_it_is_back(lab, server_home):
    view = start(lab, [LOAD, DATA, LONG.replace("epochs=2000", "epochs=40"), NEXT])
    view.wait_for_progress(1)
    lab.page.get_by_role("tab", name="Keras Lab").first.click()
    lab.save()
    lab.page.goto("about:blank")
    for _ in range(240):
        if list_runs(1, server_home / "keras_lab" / "runs.db")[0].status == "done":
            break
        lab.page.wait_for_timeout(500)
    lab.visit()
    view = lab.run_view(FIT).wait()
    view.wait_for_status("done", 60)
    assert not view.is_steerable()
    lab.page.get_by_role("tab", name="Keras Lab").first.click()
    panel = lab.page.locator(".kl-Panel")
    panel.get_by_text("done", exact=False).first.wait_for(timeout=20 * SECOND)
    lab.screenshot("back")
    assert '"live": true' not in str(lab.save())


def second_tab(lab):
    """Another tab on the same notebook and kernel."""
    lab.save()
    other = NotebookPage(lab.page.context.new_page(), lab.server, lab.folder, f"{lab.name}_2")
    other.path = lab.path
    return other


def test_two_tabs_on_one_kernel_agree_and_both_steer_with_bounded_traffic(lab):
    view = start(lab, [LOAD, DATA, LONG, NEXT])
    view.wait_for_progress(0.1)
    other = second_tab(lab)
    traffic = Traffic(other.page)
    other.visit()
    twin = other.run_view(FIT).wait()
    twin.wait_for_status("running")
    traffic.clear()
    other.page.wait_for_timeout(8000)
    heard = traffic.ours()
    print(f"two tabs: {rate(heard):.1f} messages/s, largest {max(m.size for m in heard):,} B")
    assert rate(heard) <= 10
    assert max(message.size for message in heard) <= 20_000
    twin.press("Pause")
    view.wait_for_status("paused")
    twin.wait_for_status("paused")
    other.page.wait_for_timeout(1000)
    assert view.progress() == twin.progress()
    view.press("Resume")
    twin.wait_for_status("running")
    other.screenshot("second")
    twin.press("Stop")
    view.wait_for_status("stopped")
    twin.wait_for_status("stopped")
    lab.wait_for_output(AFTER, "next cell stopped")
    other.page.close()


def test_the_traffic_of_a_fast_run_is_bounded(lab):
    traffic = Traffic(lab.page)
    view = start(lab, [LOAD, DATA, LONG, NEXT])
    view.wait_for_progress(0.1)
    traffic.clear()
    lab.page.wait_for_timeout(8000)
    heard = traffic.ours()
    print(f"{rate(heard):.1f} messages/s, largest {max(m.size for m in heard):,} B, {len(heard)} in all")
    assert len(heard) > 8
    assert rate(heard) <= 10
    assert max(message.size for message in heard) <= 20_000
    view.press("Stop")
    view.wait_for_status("stopped")


# ---- a kernel that dies -------------------------------------------------------------------------------------

DATA_TWICE = f"""{DATA}
import os, pathlib
again = pathlib.Path("again").exists()
pause = 0 if again else 0.5
print("kernel", os.getpid())"""
RESUMED = """\
if again:
    get_ipython().run_line_magic("keras", "resume killed")
    resumed, since = model.get_weights(), history.epoch[0]"""
WHOLE = """\
%%keras --seed 3 --name killed
import time
model = Sequential([Input((20,)), Dense(32, activation="relu"), Dropout(0.3), Dense(2, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
slow = callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: time.sleep(pause))
history = model.fit(x, y, epochs=60, batch_size=128, callbacks=[slow])"""
SAME = """\
same = all(np.array_equal(a, b) for a, b in zip(resumed, model.get_weights(), strict=True))
print("same bits", same, "· from epoch", since > 0, "· of", len(history.epoch))"""


def test_a_run_whose_kernel_was_killed_goes_on_to_the_same_bits(lab):
    lab.open([LOAD, DATA_TWICE, RESUMED, WHOLE, SAME])
    lab.run_all()
    lab.wait_for_output(1, "kernel")
    process = int(re.search(r"kernel (\d+)", lab.output(1).inner_text())[1])
    view = lab.run_view(3).wait()
    view.wait_for_status("running", 30)
    lab.page.wait_for_timeout(14_000)  # a state is kept every ten seconds
    assert view.status() == "running"
    os.kill(process, signal.SIGKILL)
    accept = lab.page.locator(".jp-Dialog button.jp-mod-accept").first
    accept.wait_for(timeout=60 * SECOND)
    lab.screenshot("killed")
    accept.click()
    lab.wait_until_idle(60)
    (lab.folder / "again").touch()
    try:
        lab.run_all()
        lab.wait_for_output(4, "same bits True · from epoch True · of 60", 240)
    finally:
        (lab.folder / "again").unlink()
    lab.screenshot("resumed")


# ---- much of everything -----------------------------------------------------------------------------------------

MILLION = """\
%%keras
import os, time, numpy as np, resource
from keras_lab import control, events
def memory():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() / 1e6
def a_million_steps(run="million", chunk=1000, seconds=15):
    keras_lab.engine.load()  # it would come meanwhile, and count
    steering = control.Control(run)
    control.register(steering)
    events.emit(events.RunStarted(run=run, name="million", model={"name": "m", "kind": "Sequential", "parameters": 1},
        params={"epochs": 10, "initial_epoch": 0, "steps": 100_000, "verbose": 1}, config={"engine": "none"}))
    rng, before, start = np.random.default_rng(0), memory(), time.perf_counter()
    for step in range(0, 1_000_000, chunk):
        before = memory() if step == 100_000 else before
        noise = rng.normal(size=chunk).astype("float32")
        events.emit(events.StepsDone(run=run, epoch=step // 100_000, step=step, count=chunk,
            position=step % 100_000 + chunk, steps=100_000, values={"loss": noise, "accuracy": noise}, seconds=0.01))
        if (step + chunk) % 100_000 == 0:
            done = {"epoch": step // 100_000, "step": step + chunk, "logs": {"val_loss": 1.0}, "seconds": 1.0}
            events.emit(events.EpochDone(run=run, **done))
        time.sleep(max(0, start + seconds * step / 1_000_000 - time.perf_counter()))
    grown = memory() - before
    control.unregister(steering)
    events.emit(events.RunEnded(run=run, status="done", epoch=10, step=1_000_000, seconds=time.perf_counter() - start))
    print(f"kernel grew by {grown:.0f} MB")
a_million_steps()"""
FRAMES = """() => {
  window.frames_ = [];
  let last = performance.now();
  const tick = now => { window.frames_.push(now - last); last = now; window.running_ = requestAnimationFrame(tick); };
  window.running_ = requestAnimationFrame(tick);
}"""
HEAP = "() => performance.memory ? performance.memory.usedJSHeapSize / 1e6 : 0"


def test_a_million_steps_stay_bounded_and_the_page_responsive(lab):
    lab.open([LOAD, MILLION])
    lab.run_all()
    view = lab.run_view(1).wait()
    lab.page.evaluate(FRAMES)
    before = lab.page.evaluate(HEAP)
    view.wait_for_progress(90, 120)
    frames = sorted(
        lab.page.evaluate("() => { cancelAnimationFrame(window.running_); return window.frames_; }")
    )
    grown = lab.page.evaluate(HEAP) - before
    view.wait_for_status("done", 60)
    lab.wait_for_output(1, "kernel grew by")
    lab.screenshot("million")
    print(
        f"frames: median {frames[len(frames) // 2]:.0f} ms, 95 % {frames[int(len(frames) * 0.95)]:.0f} ms, "
        f"longest {frames[-1]:.0f} ms; page grew by {grown:.0f} MB; {lab.output(1).inner_text()[-40:]!r}"
    )
    assert frames[int(len(frames) * 0.95)] < 500
    assert grown < 100
    assert int(re.search(r"grew by (-?\d+) MB", lab.output(1).inner_text())[1]) < 100
    saved = lab.save()["cells"][1]["outputs"]
    assert all(len(str(output)) <= 65_000 for output in saved)


LOOK = """\
import time
start = time.perf_counter()
display(get_ipython().run_line_magic("keras", "{magic}"))
print(f"took {{time.perf_counter() - start:.2f}} s")"""


def test_two_hundred_runs_in_the_ledger_are_quickly_looked_at(lab, server_home):
    path = server_home / "keras_lab" / "runs.db"
    for number in range(200):
        recorder = Recorder(path)
        for event in run_events(epochs=5, run=f"20250101-{number:06}-abcdef01"):
            recorder(event)
    names = " ".join(f"20250101-{number:06}" for number in range(0, 40, 2))
    lab.open([LOAD, LOOK.format(magic="runs 200"), LOOK.format(magic=f"compare {names}")])
    lab.run_all_to_the_end()
    listed = re.compile(r"200 of \d+ runs")  # other tests leave runs here, too
    lab.output(1).get_by_text(listed).first.wait_for(timeout=30 * SECOND)
    for number in (1, 2):
        lab.wait_for_output(number, "took")
        took = re.search(r"took ([\d.]+) s", lab.output(number).inner_text())[1]
        print(f"cell {number}: {took} s")
        assert float(took) < 10
    lab.page.wait_for_timeout(2000)
    lab.output(2).scroll_into_view_if_needed()
    lab.screenshot("compared")
    lab.page.get_by_role("tab", name="Keras Lab").first.click()
    lab.page.locator(".kl-Panel").first.wait_for(timeout=20 * SECOND)
    lab.screenshot("panel")
    assert all(len(str(output)) <= 300_000 for cell in lab.save()["cells"] for output in cell["outputs"])


def test_an_error_in_a_keras_cell_names_its_line_and_ends_run_all(lab):
    lab.open(
        [
            LOAD,
            "%%keras --seed 1\nmodel = Sequential()\n\nmodel.add(Dense(-3))",
            "print('never')",
            "%keras summry",
        ]
    )
    lab.run_all()
    lab.wait_for_output(1, "line 4")
    lab.wait_for_output(1, "Dense(-3)")
    lab.page.wait_for_timeout(1500)
    assert lab.output(2).inner_text().strip() == ""
    lab.screenshot("error")
