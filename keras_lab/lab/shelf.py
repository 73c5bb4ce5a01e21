"""Where things that a front end asks about by id are kept: the latest few."""

from __future__ import annotations

import threading
import uuid
from collections import OrderedDict
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Shelf(Generic[Thing]):
    """Id → thing; the one not asked for longest has to go when there are too many.

    Arguments:
        kind: what a person calls such a thing.
        most: how many are kept.
    """

    def __init__(self, kind: str, most: int = 16) -> None:
        self._kind = kind
        self._most = most
        self._things: OrderedDict[str, Thing] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, thing: Thing) -> str:
        """Keeps it; returns its id."""
        name = uuid.uuid4().hex
        with self._lock:
            self._things[name] = thing
            while len(self._things) > self._most:
                self._things.popitem(last=False)
        return name

    def get(self, name: object) -> Thing:
        """The thing with this id.

        Raises:
            LookupError: if it is not there (any more).
        """
        with self._lock:
            if name not in self._things:
                raise LookupError(
                    f"This {self._kind} is not in the kernel any more: run its cell again, please."
                )
            self._things.move_to_end(str(name))
            return self._things[str(name)]
