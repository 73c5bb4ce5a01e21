"""Where the front ends' questions are answered: a thread of its own, one question after the other.

An answer may take a while (a look at a model, a layout of a graph), so it holds up neither the comm's subshell
nor the publisher. What only the training's thread may do comes back as a future, and the desk goes on.
"""

from __future__ import annotations

import json
import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import Any

from keras_lab.lab import answers
from keras_lab.lab.protocol import JSON, AnswerMessage

PART = 16_000  # characters of an answer in one message
PAUSE = 0.1  # seconds between two parts of an answer

_log = logging.getLogger(__name__)

Send = Callable[[AnswerMessage], None]


class Desk:
    """Answers questions about what is in the lab.

    Arguments:
        lab: handed to those who answer.
    """

    def __init__(self, lab: Any) -> None:
        self._lab = lab
        self._questions: queue.SimpleQueue[tuple[JSON, Send] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def ask(self, message: JSON, send: Send) -> None:
        """Lets the question in `message` (see `protocol.Ask`) be answered by `send`, soon."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="keras_lab desk", daemon=True)
            self._thread.start()
        self._questions.put((message, send))

    def close(self) -> None:
        """Ends the thread after the question under way."""
        if self._thread is not None:
            self._questions.put(None)

    def _work(self) -> None:
        while (asked := self._questions.get()) is not None:
            message, send = asked
            found = self._find(message)
            found.add_done_callback(partial(reply, send, message.get("id")))

    def _find(self, message: JSON) -> Future[JSON]:
        """The answer, or what it failed with."""
        future: Future[JSON] = Future()
        try:
            params = message.get("params")
            answer = answers.find(str(message.get("question")))
            found = answer(self._lab, params if isinstance(params, dict) else {})
        except Exception as error:
            future.set_exception(error)
            return future
        if isinstance(found, Future):
            return found
        future.set_result(found)
        return future


def reply(send: Send, number: Any, done: Future[JSON]) -> None:
    """Sends an answer, in parts if it is long; or why there is none."""
    try:
        text, error = json.dumps(done.result(), separators=(",", ":"), allow_nan=False), None
    except CancelledError:
        text, error = "", "The run ended before it could answer."
    except (ValueError, LookupError, TypeError) as refusal:
        text, error = "", str(refusal.args[0]) if refusal.args else type(refusal).__name__
    except Exception as failure:
        _log.exception("A question of a front end failed")
        text, error = "", f"{type(failure).__name__}: {failure}"
    parts = max(-(-len(text) // PART), 1)
    for part in range(parts):
        if part:
            time.sleep(PAUSE)
        send(
            {
                "type": "answer", "id": number, "part": part, "parts": parts,
                "text": text[part * PART : (part + 1) * PART], "error": error,
            }
        )  # fmt: skip
