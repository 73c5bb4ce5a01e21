"""A `%%keras` cell while it runs: what was asked of it and which models it has shown."""

from __future__ import annotations

import sys
from argparse import Namespace
from contextlib import ExitStack
from typing import Any

from keras_lab import config
from keras_lab.asked import Asked, Resumption, asking
from keras_lab.events import RunStarted
from keras_lab.lab.live import Outputs
from keras_lab.lab.models import models_in
from keras_lab.lab.profile import Profile
from keras_lab.lab.real.cells import attend_cells
from keras_lab.lab.real.package import package
from keras_lab.lab.views import model as views
from keras_lab.runs import store
from keras_lab.seeds import set_random_seed
from keras_lab.shim import as_keras


def asked(options: Namespace, code: str | None, keep: bool) -> Asked:
    """What the options of a cell with this source ask of its runs; `keep`: whether their states are kept."""
    values = dict(word.partition("=")[::2] for word in options.set)
    if options.epochs is not None:
        values["epochs"] = str(options.epochs)
    states = store.states_folder() if keep else None
    resumption = Resumption(options.resume, store.state_of(options.resume)) if options.resume else None
    return Asked(options.name, code, values, options.epochs, states, resumption, options.real_keras)


class Cell:
    """Opened by the first line of the cell, closed when the cell is done.

    A model is shown once: when its `fit` begins, or as the value of the last expression; else, at the end
    of the cell, the model made last in it, unless the cell failed or ends with a semicolon. Models made in
    other cells are only shown as the value of the last expression.

    Arguments:
        shell: IPython's shell.
        options: of the cell: `quiet`, `no_live`, `engine`, `seed`, `profile`.
        asked: what its runs are called, and its source, for the ledger.
        outputs: where its runs are drawn; None: below the cell that the shell runs.
    """

    def __init__(self, shell: Any, options: Namespace, asked: Asked, outputs: Outputs | None = None) -> None:
        self.options = options
        self.outputs = outputs
        self.asked = asked
        self._shell = shell
        self._before = models_in(shell.user_ns)
        self._shown: list[Any] = []
        self._undo = ExitStack()
        self._profile: Profile | None = None

    def open(self) -> None:
        """Puts the options into force.

        Raises:
            ValueError, ImportError: if there is no such engine, or it is not installed.
        """
        with ExitStack() as undo:
            if self.options.engine:
                before = config.engine_name()
                config.set_engine(self.options.engine)
                undo.callback(config.set_engine, before)
            undo.enter_context(asking(self.asked))
            if self.options.real_keras:
                attend_cells()
            else:
                undo.enter_context(as_keras(self._shell.user_global_ns))
            self.open_here()
            self._undo = undo.pop_all()

    def open_here(self) -> None:
        """Puts those options into force that are no business of other threads."""
        if self.options.seed is not None:
            set_random_seed(self.options.seed)
            if self.options.real_keras:
                package().utils.set_random_seed(self.options.seed)
        if self.options.profile:
            self._profile = Profile()

    def close(self, show: bool) -> None:
        """Takes the options back and, with `show`, shows the model made last, if none was shown."""
        self._undo.close()
        if self.outputs is not None:
            self.outputs.settle()
        if self._profile is not None:
            self._profile.close()
            self._shell.display_pub.publish(data=self._profile.bundle(), metadata={})
        made = self._made()
        if show and made and not self._shown:
            self._show(made[-1])

    def run_starts(self, event: RunStarted) -> None:
        """Shows the model that is about to be trained, if it was made in this cell."""
        names = (event.model.get("name"), event.name)
        made = [model for model in self._made() if getattr(model, "name", None) in names]
        if made:
            self._show(made[-1])

    def shown(self, model: Any) -> None:
        """Notes that the model was displayed."""
        self._shown.append(model)

    def _made(self) -> list[Any]:
        """Models bound to a variable in this cell, in order, that did not exist before."""
        before = {id(model) for model in self._before.values()}
        return [model for model in models_in(self._shell.user_ns).values() if id(model) not in before]

    def _show(self, model: Any) -> None:
        if self.options.quiet or any(model is other for other in self._shown):
            return
        self.shown(model)
        try:
            data = views.bundle(model)
        except Exception as error:  # a person's own model may be in any condition; that must not stop its fit
            print(f"The model cannot be shown: {type(error).__name__}: {error}", file=sys.stderr)
            return
        self._shell.display_pub.publish(data=data, metadata={})
