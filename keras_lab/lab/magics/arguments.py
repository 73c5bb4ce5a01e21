"""Arguments of magics: split as a person means them, explained by `--help`, mistakes answered with the
nearest word.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import Any, Literal, NoReturn

from IPython.core.error import UsageError

from keras_lab.registry import suggest

#: What an argument names, so that Tab can offer it.
Kind = Literal["model", "layer", "run", "metric", "engine", "file", "look", ""]

_WORD = re.compile(r"""(?:[^\s"']|"[^"]*"|'[^']*')+""")
_QUOTED = re.compile(r"""(--?[\w-]+=)?(["'])(.*)\2""", re.DOTALL)


class Parser(argparse.ArgumentParser):
    """An argument parser that raises `UsageError` instead of ending the process.

    Arguments:
        name: what is typed, `"%keras compare"` for instance.
        description: what it does.
    """

    def __init__(self, name: str, description: str = "") -> None:
        super().__init__(
            name, description=description, add_help=False, allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )  # fmt: skip
        self.kinds: dict[str, Kind] = {}
        self.add("-h", "--help", action="store_true", help="Show this help.")

    def add(self, *names: str, kind: Kind = "", **options: Any) -> None:
        """Like `add_argument`; `kind` says what it names."""
        self.kinds[self.add_argument(*names, **options).dest] = kind

    @property
    def known(self) -> list[str]:
        """All options, long and short."""
        return [name for action in self._actions for name in action.option_strings]

    def read(self, line: str, quiet: bool = False) -> argparse.Namespace | None:
        """The arguments in `line`; None if help was asked for, which is printed then, unless `quiet`.

        Raises:
            UsageError: for what is not understood, with the nearest option.
        """
        words = split(line)
        if {"-h", "--help"} & set(words):
            if not quiet:
                print(self.format_help().strip())
            return None
        self._unknown = [
            word for word in words if word.startswith("--") and word.split("=")[0] not in self.known
        ]
        return self.parse_args(words)

    def error(self, message: str) -> NoReturn:
        """Called by argparse."""
        hints = "".join(suggest(word, self.known) for word in self._unknown)
        raise UsageError(f"{self.prog}: {message}{hints} ({self.prog} --help explains it.)")

    def expected(self, words: Sequence[str]) -> Kind:
        """What the word after `words` names, so far as can be told."""
        actions = {name: action for action in self._actions for name in action.option_strings}
        takes_value = [
            action for name, action in actions.items() if action.nargs != 0 and words[-1:] == [name]
        ]
        if takes_value:
            return self.kinds[takes_value[0].dest]
        given = len([word for word in words if not word.startswith("-")])
        positional = [action for action in self._actions if not action.option_strings]
        if not positional:
            return ""
        action = positional[min(given, len(positional) - 1)]
        return self.kinds[action.dest] if given < len(positional) or action.nargs in ("+", "*") else ""


def split(line: str) -> list[str]:
    """The words of `line`; quotes keep blanks together and fall away where they surround a whole word.

    Raises:
        UsageError: if a quote is not closed.
    """
    words = _WORD.findall(line)
    if "".join(words) != "".join(line.split()) and re.sub(_WORD, "", line).strip():
        raise UsageError(f"A quote is not closed in: {line.strip()}")
    return [_QUOTED.sub(r"\1\3", word) if _QUOTED.fullmatch(word) else word for word in words]
