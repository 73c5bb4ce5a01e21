"""The kernel's end of the comm target `keras_lab`.

JupyterLab gives each comm target a subshell, a thread of its own in the kernel, so the callbacks here run
while a cell is busy. They do next to nothing: a command sets a flag of the run's `Control`, everything else
is left to the publisher's thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import comm as comms

from keras_lab import control
from keras_lab.lab.desk import Desk
from keras_lab.lab.link import Link
from keras_lab.lab.protocol import COMM_TARGET, VERSION, ErrorMessage, ModelState
from keras_lab.lab.publisher import Publisher
from keras_lab.lab.rundata import RunData, replay
from keras_lab.lab.views import bundle
from keras_lab.registry import suggest
from keras_lab.runs import query
from keras_lab.runs.store import LedgerError

MOST_LINKS = 4  # a tab that was reloaded does not say goodbye: the oldest link makes room
_TYPES = ("hello", "watch", "unwatch", "command", "ask")
#: Which arguments the method of `Control` takes that an action is called by.
_ACTIONS: dict[str, Callable[[Any, Any], tuple[Any, ...]]] = {
    "stop": lambda name, value: (),
    "pause": lambda name, value: (),
    "resume": lambda name, value: (),
    "step": lambda name, value: (name,),
    "set": lambda name, value: (name, value),
    "extend": lambda name, value: (value,),
    "evaluate": lambda name, value: (),
    "checkpoint": lambda name, value: (),
    "restore_best": lambda name, value: (),
}


class BadMessageError(ValueError):
    """A message of the front end that cannot be followed; its text goes back there."""


class Switchboard:
    """Opens a `Link` for each front end and answers what it says.

    Arguments:
        publisher: where the links get their events from.
        models: the models of this kernel, as last seen.
        desk: where questions are answered.
    """

    def __init__(self, publisher: Publisher, models: Callable[[], list[ModelState]], desk: Desk) -> None:
        self._publisher = publisher
        self._models = models
        self._desk = desk
        self._links: dict[str, Link] = {}

    def register(self) -> None:
        """Makes the target known, and lets a front end that is already there know of it."""
        comms.get_comm_manager().register_target(COMM_TARGET, self.open)
        comms.create_comm(target_name=COMM_TARGET, data={"type": "ready", "version": VERSION}).close()

    def unregister(self) -> None:
        """Forgets the target and all links."""
        manager = comms.get_comm_manager()
        if COMM_TARGET in manager.targets:
            manager.unregister_target(COMM_TARGET, self.open)
        for name in tuple(self._links):
            self._drop(name)

    @property
    def links(self) -> list[Link]:
        """The links, oldest first."""
        return list(self._links.values())

    def watched(self, run: str) -> bool:
        """Whether a front end draws this run by itself."""
        return any(link.watches(run) for link in self.links)

    def show_state(self) -> None:
        """Sends the models and runs to every front end in this round."""
        for link in self.links:
            link.show_state()

    def open(self, comm: Any, message: dict[str, Any]) -> None:
        """The callback of the comm target: a front end says hello."""
        _reply_on_any_subshell(comm)
        link = Link(
            lambda data, buffers: comm.send(data, buffers=buffers), self._publisher.runs, self._models
        )
        comm.on_msg(lambda received: self._receive(comm, link, received["content"]["data"]))
        comm.on_close(lambda _: self._drop(comm.comm_id))
        for name in list(self._links)[: max(len(self._links) + 1 - MOST_LINKS, 0)]:
            self._drop(name)
        self._links[comm.comm_id] = link
        self._publisher.outlets.append(link)
        self._receive(comm, link, message["content"]["data"])

    def _drop(self, name: str) -> None:
        link = self._links.pop(name, None)
        if link in self._publisher.outlets:
            self._publisher.outlets.remove(link)

    def _receive(self, comm: Any, link: Link, data: Any) -> None:
        """Commands are followed at once, on whatever thread this is; questions go to the desk; the rest waits
        for the publisher's thread."""
        kind = data.get("type") if isinstance(data, dict) else None
        if kind == "command":
            self._answer(comm, link, data)
        elif kind == "ask":
            self._desk.ask(data, comm.send)
        else:
            self._publisher.soon(lambda: self._answer(comm, link, data))

    def _answer(self, comm: Any, link: Link, data: Any) -> None:
        try:
            self._follow(link, data)
        except BadMessageError as error:
            answer: ErrorMessage = {"type": "error", "message": str(error)}
            comm.send(answer)

    def _follow(self, link: Link, data: Any) -> None:
        kind = data.get("type") if isinstance(data, dict) else None
        if kind == "hello":
            link.show_state()
        elif kind == "watch":
            watch(link, self._find(data.get("run")))
        elif kind == "unwatch":
            link.unwatch(str(data.get("run")))
        elif kind == "command":
            command(str(data.get("run")), data.get("action"), data.get("name"), data.get("value"))
        else:
            raise BadMessageError(
                f"A message has one of the types {', '.join(_TYPES)}. Received: {data!r:.200}"
            )

    def _find(self, run: Any) -> RunData:
        """The run of this kernel, else of the ledger."""
        if run in self._publisher.runs:
            return self._publisher.runs[run]
        try:
            return replay(query.load_run(str(run)).events())
        except (LookupError, LedgerError) as error:
            raise BadMessageError(
                f"There is no run {run!r}, neither in this kernel nor in the ledger."
            ) from error


def watch(link: Link, data: RunData) -> None:
    """Lets `link` stream the run, or say at once how it ended."""
    link.watch(data)
    if data.ended:
        link.finish(data.id, bundle.final(data))


def command(run: str, action: Any, name: Any = None, value: Any = None) -> None:
    """Steers a run under way (see `protocol.Command`).

    Raises:
        BadMessageError: if no such run is under way, or there is no such action, or name or value will not do.
    """
    wanted = control.running().get(run)
    if wanted is None:
        raise BadMessageError(f"The run {run!r} is not under way.")
    if action not in _ACTIONS:
        known = ", ".join(_ACTIONS)
        raise BadMessageError(
            f"There is no action {action!r}; there are: {known}.{suggest(str(action), _ACTIONS)}"
        )
    try:
        getattr(wanted, action)(*_ACTIONS[action](name, value))
    except (TypeError, ValueError) as error:
        raise BadMessageError(str(error)) from error


def _reply_on_any_subshell(comm: Any) -> None:
    """ipykernel 7.4 takes what a front end says to the (sub)shell that spoke last, which may be the busy
    one."""
    if hasattr(comm, "_reply_subshell_for"):
        comm._reply_subshell_for = lambda data, default: default
