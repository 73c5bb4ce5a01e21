"""A real kernel, spoken to the way JupyterLab does it: cells on the shell, comms over a subshell."""

from __future__ import annotations

import json
import time
from typing import Any

from jupyter_client.manager import start_new_kernel

TIMEOUT = 60.0
#: What the kernel says of itself, not of us.
OWN = ("status", "execute_input")


class Kernel:
    """A kernel with one client. `inbox` collects all that was said on iopub."""

    def __init__(self, env: dict[str, str]) -> None:
        self._manager, self._client = start_new_kernel(kernel_name="python3", env=env)
        self._subshell: str | None = None
        self.inbox: list[dict[str, Any]] = []

    def close(self) -> None:
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)

    def start(self, code: str) -> str:
        """Begins to run a cell; returns the id of the request."""
        return str(self._client.execute(code))

    def finish(self, request: str) -> dict[str, Any]:
        """Waits for a cell; returns the content of the reply."""
        self.until(lambda m: _is_idle(m, request))
        while True:
            reply = self._client.get_shell_msg(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") == request:
                return dict(reply["content"])

    def run(self, code: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Runs a cell; returns the content of the reply and what was said meanwhile."""
        before = len(self.inbox)
        reply = self.finish(self.start(code))
        return reply, [message for message in self.inbox[before:] if message["msg_type"] not in OWN]

    def until(self, wanted: Any) -> dict[str, Any]:
        """Reads iopub until a message for which `wanted(message)` is true."""
        end = time.monotonic() + TIMEOUT
        while time.monotonic() < end:
            message = self._client.get_iopub_msg(timeout=TIMEOUT)
            self.inbox.append(message)
            if wanted(message):
                return dict(message)
        raise TimeoutError("The kernel did not say what was waited for.")

    def subshell(self) -> str:
        """The id of a subshell, made over the control channel as JupyterLab does it."""
        if self._subshell is None:
            request = self._client.session.msg("create_subshell_request", {})
            self._client.control_channel.send(request)
            self._subshell = self._client.get_control_msg(timeout=TIMEOUT)["content"]["subshell_id"]
        return str(self._subshell)

    def comm(self) -> Comm:
        """Opens a comm on our target, over the subshell."""
        return Comm(self)

    def say(self, kind: str, content: dict[str, Any]) -> None:
        """Sends a message over the subshell."""
        message = self._client.session.msg(kind, content)
        message["header"]["subshell_id"] = self.subshell()
        self._client.shell_channel.send(message)


class Comm:
    """The front end's end of a comm."""

    _count = 0

    def __init__(self, kernel: Kernel) -> None:
        Comm._count += 1
        self.kernel = kernel
        self.id = f"comm-{Comm._count}"
        hello = {"type": "hello", "version": 1}
        kernel.say("comm_open", {"comm_id": self.id, "target_name": "keras_lab", "data": hello})

    def send(self, **data: Any) -> None:
        self.kernel.say("comm_msg", {"comm_id": self.id, "data": data})

    def close(self) -> None:
        self.kernel.say("comm_close", {"comm_id": self.id, "data": {}})

    def receive(self, kind: str, since: int | None = None, **fields: Any) -> dict[str, Any]:
        """Waits for a message of this type and returns its data (and buffers as `"buffers"`).

        `since`: a place in the inbox from which on it may be there already.
        """

        def wanted(message: dict[str, Any]) -> bool:
            return self.is_mine(message, kind) and fields.items() <= data_of(message).items()

        there = [] if since is None else filter(wanted, self.kernel.inbox[since:])
        message = next(iter(there), None) or self.kernel.until(wanted)
        return {**data_of(message), "buffers": message["buffers"]}

    def is_mine(self, message: dict[str, Any], kind: str | None = None) -> bool:
        if message["msg_type"] != "comm_msg" or message["content"]["comm_id"] != self.id:
            return False
        return kind is None or data_of(message).get("type") == kind


def data_of(message: dict[str, Any]) -> dict[str, Any]:
    return dict(message["content"].get("data") or {})


def size_of(message: dict[str, Any]) -> int:
    """Bytes on the wire, about."""
    parts = (message["content"], message["header"], message["parent_header"])
    return sum(len(json.dumps(part, default=str)) for part in parts) + sum(map(len, message["buffers"]))


def busiest_second(messages: list[dict[str, Any]]) -> int:
    """The most messages that fall into any one second."""
    times = sorted(message["header"]["date"].timestamp() for message in messages)
    return max((sum(start <= t < start + 1 for t in times) for start in times), default=0)


def _is_idle(message: dict[str, Any], request: str) -> bool:
    return (
        message["msg_type"] == "status"
        and message["content"]["execution_state"] == "idle"
        and message["parent_header"].get("msg_id") == request
    )
