"""The magics themselves; what they do is in `commands` and in `keras_lab.lab.cell`."""

from __future__ import annotations

import textwrap
from argparse import Namespace
from collections.abc import Callable
from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, cell_magic, line_magic, magics_class, no_var_expand

from keras_lab.asked import Asked
from keras_lab.lab.background import Run
from keras_lab.lab.cell import Cell, asked
from keras_lab.lab.live import MOST_OUTPUTS
from keras_lab.lab.magics import commands, options, overrides
from keras_lab.lab.magics.arguments import split
from keras_lab.lab.magics.names import NamesAtHand
from keras_lab.lab.magics.program import CellProgram
from keras_lab.lab.magics.resumption import resumable
from keras_lab.lab.magics.sweep import combinations, run_sweep
from keras_lab.lab.magics.transform import OPEN
from keras_lab.registry import suggest


@magics_class
class KerasMagics(Magics):
    """`%%keras` and `%keras` for one shell.

    Arguments:
        shell: IPython's shell.
        lab: the lab of this shell.
        names: Keras's names for `%%keras` cells.
    """

    def __init__(self, shell: Any, lab: Any, names: NamesAtHand) -> None:
        super().__init__(shell)
        self._lab = lab
        self._names = names

    @no_var_expand
    @line_magic
    def keras(self, line: str) -> Any:
        """Looks at models, runs and engines; `%keras compare --help` explains a command."""
        __tracebackhide__ = True
        word, _, rest = line.strip().partition(" ")
        if word == OPEN:
            return self._open(rest)
        command = commands.COMMANDS.get(word)
        if command is None:
            if word in ("", "-h", "--help", "help"):
                print(commands.overview())
                return None
            known = ", ".join(commands.COMMANDS)
            raise UsageError(
                f"There is no %keras {word}.{suggest(word, commands.COMMANDS)} There are: {known}."
            )
        return command(self._lab, rest.strip())

    keras.__doc__ = f"""{keras.__doc__}

        ::

{textwrap.indent(commands.overview(), " " * 12)}
        """

    @no_var_expand
    @cell_magic("keras")
    @options.cell_options
    def keras_cell(self, line: str, cell: str) -> Any:
        """Plain Python with Keras at hand, in keras_lab's hands.

        Keras's names need no imports: `Sequential`, `Model`, `Input`, all layers, `optimizers`, `losses`,
        `callbacks` … (your own variables win). `import keras` and `from keras.x import y` mean keras_lab.
        A model made in the cell is shown; `fit` draws its curves while it runs, with Stop and Pause.
        Everything else is as in any cell: variables stay, the value of the last expression is shown unless a
        semicolon ends it, errors name their line, `await` works.
        """
        __tracebackhide__ = True
        if options.is_apart(line):
            chosen = options.parse(line)
            return None if chosen is None else self._apart(chosen, line, cell)
        # Reached only where a program calls the magic; a cell that begins with %%keras never
        # comes here (transform).
        return self.shell.run_cell(f"%%keras {line}\n{cell}").raise_error()

    def _apart(self, chosen: Namespace, line: str, body: str) -> Any:
        """Runs a cell in the background, or as a sweep, or both."""
        __tracebackhide__ = True
        program = CellProgram(self.shell, line, body, chosen.real_keras)
        values = overrides.assignments(chosen.set)
        swept = overrides.alternatives(split(" ".join(chosen.sweep)))
        for name in (*values, *swept):
            program.check({name: values[name] if name in values else swept[name][0]})
        # Before ipykernel 7 what a thread shows goes to whichever cell is running, but for updates.
        placed = chosen.background is None or hasattr(self.shell.display_pub, "set_thread_parent")
        chosen.quiet = chosen.quiet or bool(swept) or not placed
        outputs = self._lab.new_outputs(1 if swept or not placed else MOST_OUTPUTS)
        cell = Cell(self.shell, chosen, self._asked(chosen, program.source), outputs)

        def job(stopping: Callable[[], bool]) -> Any:
            __tracebackhide__ = True
            if swept:
                slot = self._lab.new_slot() if self._lab.in_notebook else None
                return run_sweep(program, combinations(swept, values), chosen, stopping, slot)
            return program.run(values)

        if chosen.background is None:
            self._open_cell(cell)
            return job(lambda: False)
        run = Run(self._lab, cell, lambda run: job(lambda: run.stopping))
        if chosen.background:
            self.shell.user_ns[chosen.background] = run
        run.start()
        return run

    def _open(self, line: str) -> None:
        __tracebackhide__ = True
        chosen = options.parse(line) or options.parse_nothing()  # after help, the cell runs as any other
        self._names.check()
        self._open_cell(Cell(self.shell, chosen, self._asked(chosen, self._lab.source)))
        self._names.bind(chosen.real_keras)

    def _asked(self, chosen: Namespace, source: str | None) -> Asked:
        __tracebackhide__ = True
        if chosen.resume:
            chosen.resume = resumable(chosen.resume).id
        return asked(chosen, source, self._lab.config.states)

    def _open_cell(self, cell: Cell) -> None:
        __tracebackhide__ = True
        try:
            self._lab.open_cell(cell)
        except (ValueError, ImportError) as error:
            raise UsageError(f"%%keras: {error}") from None
