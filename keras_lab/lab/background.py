"""`%%keras --background`: a cell that runs in a thread of its own, and the handle one gets of it."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import ExitStack, contextmanager
from typing import Any

from keras_lab.asked import asking_here
from keras_lab.control import Control
from keras_lab.lab.cell import Cell
from keras_lab.lab.imports import own_part
from keras_lab.lab.live import Slot, speaking_for
from keras_lab.lab.lookview import LookView, look_at
from keras_lab.lab.started import StartedHere

Job = Callable[["Run"], Any]


class Run:
    """A cell that runs in the background.

        %%keras --background run
        …
        history = await run        # or run.wait()

    Shown as the value of a cell, it is the live view of its training.

    Arguments:
        lab: the lab of the shell.
        cell: the cell, not opened yet.
        job: what it does; called in its thread with this handle.
    """

    def __init__(self, lab: Any, cell: Cell, job: Job) -> None:
        self._lab = lab
        self._cell = cell
        self._job = job
        self._future: Future[Any] = Future()
        self._started: StartedHere | None = None
        self._stopping = False
        self._born = lab.shell.execution_count
        self._slot: Slot | None = None
        self._parent = getattr(lab.shell.display_pub, "parent_header", None)

    def start(self) -> None:
        """Begins; returns at once."""
        if self._lab.in_notebook and self._cell.outputs is not None:
            self._slot = self._cell.outputs.reserve()
            self._slot.show({"text/plain": repr(self)})
        self._future.set_running_or_notify_cancel()
        threading.Thread(target=self._work, name="keras_lab cell", daemon=True).start()

    # ---- how it stands ----------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether it is over, in whichever way."""
        return self._future.done()

    @property
    def status(self) -> str:
        """`"running"`, `"paused"`, `"done"`, `"stopped"` or `"failed"`."""
        if not self.done:
            current = self._started.current if self._started is not None else None
            return "paused" if current is not None and current.paused else "running"
        if self._future.exception() is not None:
            return "failed"
        return (
            "stopped" if self._stopping or (self._started is not None and self._started.stopped) else "done"
        )

    @property
    def runs(self) -> list[str]:
        """The ids of the trainings it started, in order."""
        return [] if self._started is None else list(self._started.runs)

    @property
    def history(self) -> dict[str, list[float]]:
        """The values of each epoch so far of its latest training: name → list."""
        data = self._data()
        if data is None:
            return {}
        return {name: s.points()[1].tolist() for (kind, name), s in data.series.items() if kind == "epoch"}

    @property
    def result(self) -> Any:
        """The value of the cell's last line; None before the end, and where it is no expression."""
        return self._future.result() if self.done and self._future.exception() is None else None

    @property
    def exception(self) -> BaseException | None:
        """What it failed with."""
        return self._future.exception() if self.done else None

    # ---- its model ----------------------------------------------------------------------------------------

    def confusion(self) -> LookView:
        """Which class its model takes for which, now (see `look`)."""
        return self.look("confusion")

    def residuals(self) -> LookView:
        """The predictions of its model against the targets, now (see `look`)."""
        return self.look("residuals")

    def samples(self) -> LookView:
        """What its model says of single samples, now (see `look` and `keras_lab.lab.watch_inputs`)."""
        return self.look("samples")

    def statistics(self) -> LookView:
        """Weights, activations and gradients of its model, layer by layer, now (see `look`)."""
        return self.look("statistics")

    def look(self, what: str = "") -> LookView:
        """A look at the model of its latest training, under way or over.

        Arguments:
            what: "confusion", "residuals", "samples" or "layers"; "": the first of these that makes sense.

        Raises:
            LookupError: if no training has begun, or the model is gone.
            ValueError: if there is no such look at this model.
        """
        if not self.runs:
            raise LookupError(f"No training has begun in this cell ({self.status}).")
        return look_at(self._lab.watcher, self.runs[-1], what)

    # ---- waiting and steering ---------------------------------------------------------------------------

    def wait(self, timeout: float | None = None) -> Any:
        """Waits for the end; returns `result`. Interrupting the wait leaves the run alone.

        Arguments:
            timeout: seconds; None: as long as it takes.

        Raises:
            TimeoutError: if it is not over by then.
            BaseException: what the cell failed with.
        """
        try:
            return self._future.result(timeout)
        except FutureTimeoutError as error:
            if self.done:
                raise
            raise TimeoutError(f"The cell still runs after {timeout:g} seconds.") from error

    def __await__(self) -> Generator[Any, None, Any]:
        return asyncio.shield(asyncio.wrap_future(self._future)).__await__()

    def pause(self) -> None:
        """Lets its training wait after the steps under way.

        Raises:
            RuntimeError: if none is under way.
        """
        self.control.pause()

    def resume(self) -> None:
        """Lets its paused training go on.

        Raises:
            RuntimeError: if none is under way.
        """
        self.control.resume()

    def stop(self) -> None:
        """Ends its training after the steps under way, or as soon as one begins; what follows in the cell is
        run. A sweep is ended."""
        self._stopping = True
        current = self._started.current if self._started is not None else None
        if current is not None:
            current.stop()

    @property
    def stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._stopping

    @property
    def control(self) -> Control:
        """All ways to steer the training under way: `run.control.set("learning_rate", 0.01)`.

        Raises:
            RuntimeError: if none is under way.
        """
        current = self._started.current if self._started is not None else None
        if current is None:
            raise RuntimeError(f"No training is under way in this cell ({self.status}).")
        return current

    # ---- its thread ---------------------------------------------------------------------------------------

    def _work(self) -> None:
        try:
            with ExitStack() as stack:
                stack.enter_context(_speaking_everywhere(self._lab.shell, self._parent))
                stack.enter_context(self._lab.cell_here(self._cell))
                self._started = StartedHere(self._begun)
                stack.callback(self._started.close)
                self._run()
        except BaseException as error:  # of our own; whoever waits must not wait for ever
            if not self._future.done():
                self._future.set_exception(error)
            raise

    def _run(self) -> None:
        value, failure = None, None
        try:
            with asking_here(self._cell.asked):
                self._cell.open_here()
                value = self._job(self)
        except BaseException as error:  # it is the person's, and goes to whoever waits
            failure = error.with_traceback(own_part(error))
        self._cell.close(show=failure is None)
        if failure is not None:
            shown = self._lab.shell.InteractiveTB.structured_traceback(
                type(failure), failure, failure.__traceback__
            )
            print("\n".join(shown), file=sys.stderr, flush=True)
            self._future.set_exception(failure)
        else:
            self._future.set_result(value)
        if self._slot is not None and not self.runs:
            self._slot.show({"text/plain": repr(self)})
        self._lab.look_for_models()

    def _begun(self, control: Control) -> None:
        if self._stopping:
            control.stop()

    # ---- how it is shown ------------------------------------------------------------------------------------

    def _data(self) -> Any:
        known = self._lab.publisher.runs
        return next((known[run] for run in reversed(self.runs) if run in known), None)

    def _ipython_display_(self) -> None:
        if not self._lab.in_notebook:
            print(repr(self))
            return
        if self._lab.shell.execution_count == self._born:
            return  # it is in view below its own cell
        data, slot = self._data(), self._lab.new_slot()
        if data is None:
            slot.show({"text/plain": repr(self)})
        else:
            self._lab.views.add(data, slot)

    def __repr__(self) -> str:
        data = self._data()
        about = "" if data is None else f" {data.started.name} · step {data.step:,}"
        failure = (
            f" · {type(self.exception).__name__}: {self.exception}" if self.exception is not None else ""
        )
        return f"<Run {self.status}{about}{failure}>"


@contextmanager
def _speaking_everywhere(shell: Any, parent: Any) -> Iterator[None]:
    """Lets all that this thread prints and shows stand under the cell whose message was `parent`."""
    with ExitStack() as stack:
        for publisher in (shell.display_pub, shell.displayhook, sys.stdout, sys.stderr):
            stack.enter_context(speaking_for(publisher, parent))
        yield
