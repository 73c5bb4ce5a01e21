"""What a kernel says to a tab, read off the tab's WebSocket."""

from __future__ import annotations

import itertools
import json
import struct
import time
from dataclasses import dataclass
from typing import Any

#: Messages that draw something; all others a kernel sends in any case.
OURS = ("comm_msg", "comm_open", "display_data", "update_display_data")


@dataclass(frozen=True)
class Message:
    """One message: when it came, its type, what our protocol calls it, and its bytes."""

    time: float
    type: str
    kind: str
    size: int


class Traffic:
    """Collects the messages that a page gets from kernels from now on, also over sockets that are open already
    when the page is loaded again. To be made before the page is opened."""

    def __init__(self, page: Any) -> None:
        self.messages: list[Message] = []
        page.on("websocket", lambda socket: socket.on("framereceived", self._take))

    def clear(self) -> None:
        """Forgets what there was."""
        self.messages.clear()

    def ours(self) -> list[Message]:
        """Those that our side of the kernel has sent."""
        return [message for message in self.messages if message.type in OURS]

    def _take(self, payload: Any) -> None:
        if isinstance(payload, str):
            return  # of other services
        parts = parts_of(payload)
        if len(parts) < 5:
            return
        header, content = json.loads(parts[1]), json.loads(parts[4])
        data = content.get("data")
        kind = data.get("type", "") if isinstance(data, dict) else ""
        self.messages.append(Message(time.monotonic(), header["msg_type"], str(kind), len(payload)))


def parts_of(payload: bytes) -> list[bytes]:
    """Channel, header, parent, metadata, content and buffers of a message in Jupyter's protocol `v1`."""
    (count,) = struct.unpack_from("<Q", payload)
    if not 1 < count < 1000:
        return []
    offsets = struct.unpack_from(f"<{count}Q", payload, 8)
    return [payload[start:end] for start, end in itertools.pairwise(offsets)]


def rate(messages: list[Message]) -> float:
    """Messages a second."""
    seconds = messages[-1].time - messages[0].time if len(messages) > 1 else 0.0
    return len(messages) / max(seconds, 1.0)
