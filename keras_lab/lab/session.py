"""The lab of one IPython shell: what it listens to, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from keras_lab import control, events
from keras_lab.events import Event, RunStarted
from keras_lab.lab.cell import Cell
from keras_lab.lab.comms import Switchboard
from keras_lab.lab.config import KerasLab
from keras_lab.lab.live import LiveViews
from keras_lab.lab.models import CLASS, MODULE, states_in
from keras_lab.lab.protocol import JSON, ModelState
from keras_lab.lab.publisher import Publisher
from keras_lab.lab.views import model as views


class Lab:
    """Everything `%load_ext keras_lab` sets up, and takes down again.

    Arguments:
        shell: IPython's shell.

    Attributes:
        cell: the `%%keras` cell that is running, if one is.
        config: the settings, `%config KerasLab`.
        publisher: the runs of this kernel, in `publisher.runs`.
        source: the cell that is running, as it was typed.
    """

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.config = KerasLab(parent=shell)
        self.cell: Cell | None = None
        self.source: str | None = None
        self.publisher = Publisher()
        self._models: list[ModelState] = []
        self._switchboard = Switchboard(self.publisher, lambda: self._models)
        self._views = LiveViews(shell, self._wanted, self._switchboard.watched, self._run_ended)
        self._in_notebook = getattr(shell, "kernel", None) is not None
        self._unsubscribe = self._dismiss = lambda: None

    def load(self) -> None:
        """Listens to runs and cells, and tells the front end that it may connect."""
        self.shell.configurables.append(self.config)
        self.shell.events.register("pre_run_cell", self._cell_begins)
        self.shell.events.register("post_run_cell", self._cell_done)
        formatter = self.shell.display_formatter.mimebundle_formatter
        formatter.for_type_by_name(MODULE, CLASS, self._bundle_of)
        self.publisher.outlets.append(self._views)
        self._unsubscribe = events.subscribe(self.publisher.listen)
        self._dismiss = events.subscribe(lambda event: self._doctor(event))
        self.publisher.start()
        if self._in_notebook:
            self._switchboard.register()

    def unload(self) -> None:
        """Undoes `load`."""
        self._dismiss()
        self._unsubscribe()
        self.publisher.close()
        if self._in_notebook:
            self._switchboard.unregister()
        self.shell.events.unregister("pre_run_cell", self._cell_begins)
        self.shell.events.unregister("post_run_cell", self._cell_done)
        self.shell.configurables.remove(self.config)
        formatter = self.shell.display_formatter.mimebundle_formatter
        formatter.pop(f"{MODULE}.{CLASS}", None)

    def open_cell(self, cell: Cell) -> None:
        """Takes `cell` for the one that is running."""
        cell.open()
        self.cell = cell

    def _wanted(self, event: RunStarted) -> bool:
        """Called when a run starts: shows its model, and says whether its curves are to be drawn."""
        if self.cell is not None:
            self.cell.run_starts(event)
        if not self._in_notebook or not self._live() or event.params.get("verbose") == 0:
            return False
        steering = control.running().get(event.run)
        if steering is not None:
            steering.shown = True  # the text progress bar stays silent
        return True

    def _live(self) -> bool:
        if self.config.live == "never" or (self.cell is not None and self.cell.options.no_live):
            return False
        return self.config.live == "always" or self.cell is not None

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

    def _cell_done(self, result: Any) -> None:
        cell, self.cell = self.cell, None
        if cell is not None:
            cell.close(succeeded=result is not None and result.success)
        self._views.cell_done()
        self._look_for_models()

    def _look_for_models(self) -> None:
        models = states_in(self.shell.user_ns)
        if models != self._models:
            self._models = models
            self.publisher.soon(self._switchboard.show_state)

    def _bundle_of(self, model: Any) -> JSON:
        """The formatter of models: their rich form in any cell."""
        if self.cell is not None:
            self.cell.shown(model)
        return views.bundle(model)
