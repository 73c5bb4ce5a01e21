"""`%%keras` and `%keras`."""

from __future__ import annotations

from typing import Any

from keras_lab.lab.magics.magics import KerasMagics
from keras_lab.lab.magics.names import NamesAtHand
from keras_lab.lab.magics.transform import keras_cell
from keras_lab.lab.magics.typing_help import TypingHelp

_HELP = "_keras_lab_typing_help"  # where a shell keeps its own


def register(shell: Any, lab: Any) -> None:
    """Makes the magics known to `shell`."""
    names = NamesAtHand(shell, lambda: lab.cell is not None)
    shell.register_magics(KerasMagics(shell, lab, names))
    transforms = shell.input_transformer_manager.cleanup_transforms
    cell_magic = [
        place for place, each in enumerate(transforms) if getattr(each, "__name__", "") == "cell_magic"
    ]
    transforms.insert(cell_magic[0] if cell_magic else len(transforms), keras_cell)
    shell.ast_transformers.append(names)
    if getattr(shell, "Completer", None) is not None:
        help_at_typing = TypingHelp(shell)
        help_at_typing.register()
        setattr(shell, _HELP, help_at_typing)


def unregister(shell: Any) -> None:
    """Undoes `register`."""
    help_at_typing = vars(shell).pop(_HELP, None)
    if help_at_typing is not None:
        help_at_typing.unregister()
    shell.input_transformer_manager.cleanup_transforms.remove(keras_cell)
    shell.ast_transformers[:] = [each for each in shell.ast_transformers if not isinstance(each, NamesAtHand)]
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop("keras", None)
