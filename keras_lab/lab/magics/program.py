"""The code of a cell, to be run as often and in whichever thread one likes, with honest line numbers."""

from __future__ import annotations

import ast
import asyncio
import copy
import inspect
import threading
from collections.abc import Mapping
from typing import Any

from IPython.core.error import UsageError
from IPython.core.inputtransformer2 import cell_magic

from keras_lab.lab.imports import means_keras_lab
from keras_lab.lab.magics.names import bind, used_names
from keras_lab.lab.magics.overrides import set_values


class CellProgram:
    """A `%%keras` cell as a program.

    Arguments:
        shell: IPython's shell, in whose namespace it runs.
        line: what follows `%%keras`.
        body: the lines below it.
        real: whether Keras means Keras itself in it.

    Attributes:
        source: the cell as it was typed.

    Raises:
        SyntaxError: of the cell, with its line.
    """

    def __init__(self, shell: Any, line: str, body: str, real: bool = False) -> None:
        self.source = f"%%keras {line}\n{body}"
        self._shell = shell
        lines = "".join(cell_magic(body.splitlines(keepends=True)))
        text = shell.transform_cell(f"# %%keras {line}\n{lines}")
        self._filename = shell.compile.cache(text, shell.execution_count, raw_code=self.source)
        self._tree = shell.compile.ast_parse(text, self._filename)
        self._real = real
        if not real:
            means_keras_lab(shell.user_global_ns, self._filename)

    def check(self, values: Mapping[str, ast.expr]) -> None:
        """Sees to it that the values can be set.

        Raises:
            UsageError: if the cell does not set one of these variables.
        """
        set_values(copy.deepcopy(self._tree), values)

    def run(self, values: Mapping[str, ast.expr]) -> Any:
        """Runs it, and returns the value of the last line if that is an expression.

        Raises:
            UsageError: if it awaits something in the shell's thread.
        """
        __tracebackhide__ = True
        tree = copy.deepcopy(self._tree)
        set_values(tree, values)
        bind(self._shell, used_names(tree), self._real)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        self._execute(compile(tree, self._filename, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT))
        if isinstance(last, ast.Expr):
            expression = ast.Expression(last.value)
            return self._execute(compile(expression, self._filename, "eval", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT))
        return None

    def _execute(self, code: Any) -> Any:
        __tracebackhide__ = True
        waits = bool(code.co_flags & inspect.CO_COROUTINE)
        if waits and threading.current_thread() is threading.main_thread():
            raise UsageError("A sweep in the foreground cannot await: add --background.")
        value = eval(code, self._shell.user_global_ns, self._shell.user_ns)
        return asyncio.run(value) if waits else value
