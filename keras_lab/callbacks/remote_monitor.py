"""The metrics of every epoch sent to a web server."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
import warnings
from http.client import HTTPException
from typing import Any

import numpy as np

from keras_lab.callbacks.callback import Callback

_TIMEOUT = 10.0  # seconds


class RemoteMonitor(Callback):
    """POSTs `{"epoch": …, "loss": …, …}` to `root + path` after each epoch.

    A server that cannot be reached gives a warning; training goes on.

    Args:
        root: the server.
        path: on it.
        field: the form's field that holds the JSON text.
        headers: of the request.
        send_as_json: whether the JSON itself is sent, not a form.
    """

    def __init__(
        self,
        root: str = "http://localhost:9000",
        path: str = "/publish/epoch/end/",
        field: str = "data",
        headers: dict[str, str] | None = None,
        send_as_json: bool = False,
    ) -> None:
        super().__init__()
        if not root.startswith(("http://", "https://")):
            raise ValueError(f"RemoteMonitor: root must begin with http:// or https://. Received: {root!r}")
        self.root = root
        self.path = path
        self.field = field
        self.headers = headers
        self.send_as_json = send_as_json

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        numbers = {name: np.asarray(value).tolist() for name, value in (logs or {}).items()}
        text = json.dumps({"epoch": epoch, **numbers})
        body = text if self.send_as_json else urllib.parse.urlencode({self.field: text})
        kind = "application/json" if self.send_as_json else "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind, **(self.headers or {})}
        request = urllib.request.Request(self.root + self.path, body.encode(), headers)
        try:
            urllib.request.urlopen(request, timeout=_TIMEOUT).close()
        except (OSError, HTTPException) as error:
            warnings.warn(f"RemoteMonitor cannot reach {self.root}: {error}", stacklevel=2)
