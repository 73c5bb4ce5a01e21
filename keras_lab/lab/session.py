"""The lab of one IPython shell: what it listens to, and who is told."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from keras_lab import control, events
from keras_lab.events import Event, RunStarted
from keras_lab.lab import imports
from keras_lab.lab.cell import Cell
from keras_lab.lab.comms import Switchboard
from keras_lab.lab.config import KerasLab
from keras_lab.lab.desk import Desk
from keras_lab.lab.live import MOST_OUTPUTS, LiveViews, Outputs, Slot
from keras_lab.lab.looks.watcher import Watcher
from keras_lab.lab.models import CLASS, MODULE, states_in
from keras_lab.lab.protocol import JSON, ModelState
from keras_lab.lab.publisher import Publisher
from keras_lab.lab.real import package
from keras_lab.lab.real.cells import forget_cells
from keras_lab.lab.samples import TrainingSamples
from keras_lab.lab.views import model as views

#: Cells in which a person imports what the engine may be importing just now; in those that are keras_lab's, `keras`
#: is not that.
_IMPORTS = re.compile(r"^\s*(import|from)\s+(keras|tensorflow|jax)\b", re.MULTILINE)
_IMPORTS_IN_OURS = re.compile(r"--real-keras|^\s*(import|from)\s+(tensorflow|jax)\b", re.MULTILINE)
_MODELS = ((MODULE, CLASS), (package.MODULE, package.CLASS))


class _Cells(threading.local):
    here: Cell | None = None


class Lab:
    """Everything `%load_ext keras_lab` sets up, and takes down again.

    Arguments:
        shell: IPython's shell.

    Attributes:
        config: the settings, `%config KerasLab`.
        in_notebook: whether there is a front end that can show more than text.
        publisher: the runs of this kernel, in `publisher.runs`; `views`: those that are drawn; `watcher`: those
            whose models can be looked at.
        source: the cell that is running, as it was typed.
        preloading: the thread that imports the engine when the lab is loaded.
        samples: some data of each model's last training.
    """

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.config = KerasLab(parent=shell)
        self._cells = _Cells()
        self._foreground: Cell | None = None
        self.source: str | None = None
        self.preloading: threading.Thread | None = None
        self.publisher = Publisher()
        self.samples = TrainingSamples()
        self.watcher = Watcher(self.publisher.runs)
        self._models: list[ModelState] = []
        self._desk = Desk(self)
        self._switchboard = Switchboard(self.publisher, lambda: self._models, self._desk)
        self.views = LiveViews(self._outputs, self._wanted, self._switchboard.watched, self._run_ended)
        self._plain_outputs = self.new_outputs()
        self.in_notebook = getattr(shell, "kernel", None) is not None
        self._unsubscribe = self._dismiss = self._keep_no_samples = lambda: None

    def load(self) -> None:
        """Listens to runs and cells, and tells the front end that it may connect."""
        self.shell.configurables.append(self.config)
        self.shell.events.register("pre_run_cell", self._cell_begins)
        self.shell.events.register("post_run_cell", self._cell_done)
        formatter = self.shell.display_formatter.mimebundle_formatter
        for module, name in _MODELS:
            formatter.for_type_by_name(module, name, self._bundle_of)
        self.publisher.outlets += [self.watcher, self.views]
        self._unsubscribe = events.subscribe(self.publisher.listen)
        self._dismiss = events.subscribe(lambda event: self._doctor(event))
        self._keep_no_samples = events.subscribe(self.samples.listen)
        self.publisher.start()
        if self.in_notebook:
            self._switchboard.register()

    def unload(self) -> None:
        """Undoes `load`."""
        imports.forget(self.shell.user_global_ns)
        self._dismiss()
        self._keep_no_samples()
        self._unsubscribe()
        self.publisher.close()
        self._desk.close()
        if self.in_notebook:
            self._switchboard.unregister()
        self.shell.events.unregister("pre_run_cell", self._cell_begins)
        self.shell.events.unregister("post_run_cell", self._cell_done)
        self.shell.configurables.remove(self.config)
        formatter = self.shell.display_formatter.mimebundle_formatter
        for module, name in _MODELS:
            formatter.pop(f"{module}.{name}", None)
        forget_cells()

    @property
    def cell(self) -> Cell | None:
        """The `%%keras` cell that is running in this thread, else in the shell's, if one is."""
        return self._cells.here or self._foreground

    def open_cell(self, cell: Cell) -> None:
        """Takes `cell` for the one that is running."""
        cell.open()
        self._foreground = cell

    @contextmanager
    def cell_here(self, cell: Cell) -> Iterator[None]:
        """Inside, `cell` is the one that is running in this thread."""
        before, self._cells.here = self._cells.here, cell
        try:
            yield
        finally:
            self._cells.here = before

    def new_outputs(self, most: int = MOST_OUTPUTS) -> Outputs:
        """Outputs for the runs of a cell."""
        return Outputs(self.new_slot, most)

    def new_slot(self) -> Slot:
        """An output of the cell that runs in this thread."""
        return Slot(self.shell, lambda: self.config.refresh)

    def _outputs(self) -> Outputs:
        return self._plain_outputs if self.cell is None or self.cell.outputs is None else self.cell.outputs

    def _wanted(self, event: RunStarted) -> bool:
        """Called when a run starts: shows its model, and says whether its curves are to be drawn."""
        if self.cell is not None:
            self.cell.run_starts(event)
        if not self.in_notebook or not self._live(event) or event.params.get("verbose") == 0:
            return False
        steering = control.running().get(event.run)
        if steering is not None:
            steering.shown = True  # the text progress bar stays silent
        return True

    def _live(self, event: RunStarted) -> bool:
        if self.config.live == "never" or (self.cell is not None and self.cell.options.no_live):
            return False
        return self.config.live == "always" or self.cell is not None or bool(event.params.get("shown"))

    @cached_property
    def _doctor(self) -> Callable[[Event], None]:
        """Attends the runs that are shown. What it needs is loaded by the time of the first one."""
        from keras_lab.doctor import Doctor

        return Doctor(self._attended)

    def _attended(self, event: RunStarted) -> bool:
        steering = control.running().get(event.run)
        return bool(self.config.doctor and steering is not None and steering.shown)

    def _run_ended(self, run: str, bundle: JSON) -> None:
        for link in self._switchboard.links:
            link.finish(run, bundle)

    def _cell_begins(self, info: Any) -> None:
        self.source = info.raw_cell
        if self.preloading is not None and _imports_an_engine(info.raw_cell or ""):
            self.preloading.join()  # two threads that import TensorFlow at once both fail
            self.preloading = None

    def _cell_done(self, result: Any) -> None:
        cell, self._foreground = self._foreground, None
        if cell is not None:
            succeeded = result is not None and result.success
            cell.close(show=succeeded and not self.shell.displayhook.quiet())
        self._plain_outputs.settle()
        self._plain_outputs = self.new_outputs()
        self.look_for_models()

    def look_for_models(self) -> None:
        """Tells the front ends of the models there are now."""
        models = states_in(self.shell.user_ns)
        if models != self._models:
            self._models = models
            self.publisher.soon(self._switchboard.show_state)

    def _bundle_of(self, model: Any) -> JSON:
        """The formatter of models: their rich form in any cell."""
        if self.cell is not None:
            self.cell.shown(model)
        try:
            return views.bundle(model)
        except Exception as error:
            if package.is_model(model):  # may be in any condition; it has a text of its own
                raise NotImplementedError from error
            raise


def _imports_an_engine(cell: str) -> bool:
    ours = cell.lstrip().startswith("%%keras")
    return bool((_IMPORTS_IN_OURS if ours else _IMPORTS).search(cell))
