"""Tab and Shift+Tab in a `%%keras` cell: Keras's names are known before the cell has ever run.

While IPython looks, the names that the cell uses are lent to the user's namespace, and taken back at once.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from typing import Any

from IPython.core.completer import CompletionContext, SimpleCompletion, context_matcher
from IPython.core.error import UsageError

from keras_lab.lab.magics.complete import complete
from keras_lab.lab.magics.names import all_names, names_at_hand

_NAME = re.compile(r"[^\W\d]\w*")
_CELL = re.compile(r"\s*%%keras(?!\w)")
_LINE = re.compile(r"\s*%%?keras\s")
_BARE = re.compile(r"(?<![\w.])[^\W\d]\w*$")


class TypingHelp:
    """What IPython's completer and inspector of one shell learn.

    Arguments:
        shell: IPython's shell.
    """

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._completer = shell.Completer
        self._matchers = [self._arguments, self._names]

    def register(self) -> None:
        """Begins to help. The names are looked up at once: JupyterLab waits a second for an answer, no longer."""
        threading.Thread(target=_all, name="keras_lab names", daemon=True).start()
        self._completer.custom_matchers.extend(self._matchers)
        self._completer.completions = partial(self._completions, self._completer.completions)
        self._shell.object_inspect_mime = partial(self._inspect, self._shell.object_inspect_mime)

    def unregister(self) -> None:
        """Undoes `register`."""
        for matcher in self._matchers:
            self._completer.custom_matchers.remove(matcher)
        for owner, name in ((self._completer, "completions"), (self._shell, "object_inspect_mime")):
            vars(owner).pop(name, None)

    @context_matcher()
    def _arguments(self, context: CompletionContext) -> Any:
        """The matcher for what follows `%keras` and `%%keras`: nothing else comes into question there."""
        line = context.line_with_cursor[: context.cursor_position].lstrip()
        begun = line.split(" ")[-1]
        found: list[str] = []
        if _LINE.match(line):
            with suppress(UsageError):
                found = [each for each in complete(self._shell, _Event(line)) if each.startswith(begun)]
        return {
            "completions": [SimpleCompletion(each, type="keyword") for each in found],
            "matched_fragment": begun,
            "suppress": bool(found),
            "ordered": True,
        }

    @context_matcher()
    def _names(self, context: CompletionContext) -> Any:
        """The matcher for names that the cell need not import."""
        begun = _BARE.search(context.line_with_cursor[: context.cursor_position])
        found = []
        if begun is not None and _CELL.match(context.full_text) and context.cursor_line > 0:
            taken = self._shell.user_ns
            found = [
                SimpleCompletion(name, type=kind)
                for name, kind in sorted(_all().items())
                if name.startswith(begun[0]) and name not in taken
            ]
        return {"completions": found, "matched_fragment": begun[0] if begun else "", "suppress": False}

    def _completions(self, original: Callable[..., Iterable[Any]], text: str, offset: int) -> Iterator[Any]:
        names = set(_NAME.findall(text)) if _CELL.match(text) else set()
        with lent(self._shell.user_ns, names):
            found = list(original(text, offset))
        yield from found

    def _inspect(self, original: Callable[..., Any], name: str, *args: Any, **options: Any) -> Any:
        is_magic = (
            name in self._shell.magics_manager.magics["line"]
        )  # of %keras it is the help that is wanted
        root = set() if is_magic else {name.partition(".")[0]} & _all().keys()
        with lent(self._shell.user_ns, root):
            return original(name, *args, **options)


class _Event:
    """What `complete` reads of IPython's event."""

    def __init__(self, line: str) -> None:
        self.line = line


@contextmanager
def lent(namespace: dict[str, Any], names: set[str]) -> Iterator[None]:
    """Inside, those of the `names` that Keras has and nobody else are in `namespace`."""
    found = names_at_hand(names, namespace)
    namespace.update(found)
    try:
        yield
    finally:
        for name, value in found.items():
            if namespace.get(name) is value:
                del namespace[name]


@cache
def _all() -> dict[str, str]:
    return all_names()
