"""A word that `%keras` understands: what it does, its arguments and its help."""

from __future__ import annotations

import argparse
import inspect
from collections.abc import Callable
from typing import Any

from keras_lab.lab.magics.arguments import Parser

Function = Callable[[Any, argparse.Namespace], Any]
Argument = tuple[tuple[str, ...], dict[str, Any]]


class Command:
    """`%keras <name> …`.

    Arguments:
        name: the word.
        function: takes the lab and the arguments; its docstring is the help, the first line of it the summary.
        arguments: see `argument`.
    """

    def __init__(self, name: str, function: Function, arguments: tuple[Argument, ...]) -> None:
        help_text = inspect.cleandoc(function.__doc__ or "")
        self.name = name
        self.summary = help_text.splitlines()[0]
        self.parser = Parser(f"%keras {name}", help_text)
        for names, options in arguments:
            self.parser.add(*names, **options)
        self._function = function

    @property
    def usage(self) -> str:
        """One line: how it is typed."""
        words = self.parser.format_usage().split()
        return " ".join(word for word in words[1:] if word != "[-h]")

    def __call__(self, lab: Any, line: str) -> Any:
        """Does it, with the arguments in `line`."""
        __tracebackhide__ = True
        arguments = self.parser.read(line)
        if arguments is None:
            return None
        self._expand_files(lab.shell, arguments)
        return self._function(lab, arguments)

    def _expand_files(self, shell: Any, arguments: argparse.Namespace) -> None:
        """Variables in the names of files, `$folder/x.csv` or `{folder}/x.csv`, as in IPython's own magics."""
        for name, kind in self.parser.kinds.items():
            if kind == "file" and getattr(arguments, name):
                setattr(arguments, name, shell.var_expand(getattr(arguments, name)))


def argument(*names: str, **options: Any) -> Argument:
    """An argument of a command, as for `Parser.add`."""
    return names, options


def command(name: str, *arguments: Argument) -> Callable[[Function], Command]:
    """Decorator: makes a command of a function."""
    return lambda function: Command(name, function, arguments)
