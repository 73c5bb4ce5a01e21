"""The magics themselves; what they do is in `commands` and in `keras_lab.lab.cell`."""

from __future__ import annotations

import textwrap
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
        chosen = options.parse(line)
        if chosen is None:
            return
        try:
            self._lab.open_cell(Cell(self.shell, chosen, self._lab.source))
        except (ValueError, ImportError) as error:
            raise UsageError(f"%%keras: {error}") from None
        self._names.bind()
