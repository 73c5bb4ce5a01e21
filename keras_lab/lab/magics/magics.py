"""The magics themselves; what they do is in `commands` and in `keras_lab.lab.cell`."""

from __future__ import annotations

from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, cell_magic, line_magic, magics_class, no_var_expand

from keras_lab.lab.cell import Cell
from keras_lab.lab.magics import commands, options
from keras_lab.lab.magics.names import NamesAtHand
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
        """Looks at models, runs and engines.

        ::

            %keras summary [model]    table of the layers
            %keras graph [model]      drawing of the layers
            %keras engine [name]      which engine is in use; or: use another one
            %keras devices            what the engine can compute on
            %keras runs [n]           the last runs in the ledger, ten unless said otherwise
            %keras run [id]           the curves of a run (the last one); the beginning of its id is enough
            %keras figure [id]        the same as a figure to zoom and hover
            %keras stop | pause | resume    steers the run that is under way in another thread

        `model` is a variable or expression; it may be left out where there is only one model.
        """
        __tracebackhide__ = True
        word, _, rest = line.strip().partition(" ")
        if word == OPEN:
            return self._open(rest)
        command = commands.COMMANDS.get(word)
        if command is None:
            known = ", ".join(commands.COMMANDS)
            asked = f"There is no %keras {word}." if word else "%keras wants to know what to do."
            raise UsageError(f"{asked}{suggest(word, commands.COMMANDS)} There are: {known}.")
        return command(self._lab, rest.strip())

    @no_var_expand
    @cell_magic("keras")
    @options.cell_options
    def keras_cell(self, line: str, cell: str) -> None:
        """Plain Python with Keras at hand, in keras_lab's hands.

        Keras's names need no imports: `Sequential`, `Model`, `Input`, all layers, `optimizers`, `losses`,
        `callbacks` … (your own variables win). `import keras` and `from keras.x import y` mean keras_lab.
        A model made in the cell is shown; `fit` draws its curves while it runs, with Stop and Pause.
        Everything else is as in any cell: variables stay, the value of the last expression is shown unless a
        semicolon ends it, errors name their line, `await` works.
        """
        __tracebackhide__ = True
        # Reached only where a program calls the magic; a cell that begins with %%keras never
        # comes here (transform).
        self.shell.run_cell(f"%%keras {line}\n{cell}").raise_error()

    def _open(self, line: str) -> None:
        __tracebackhide__ = True
        chosen = options.parse(KerasMagics.keras_cell.parser, line)
        try:
            self._lab.open_cell(Cell(self.shell, chosen))
        except (ValueError, ImportError) as error:
            raise UsageError(f"%%keras: {error}") from None
        self._names.bind()
