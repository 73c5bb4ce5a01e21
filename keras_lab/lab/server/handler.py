"""Answers the viewer of model files: finds the file, and has it read by a process of its own."""

from __future__ import annotations

import json
import os
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from jupyter_server.services.contents.fileio import FileManagerMixin
from tornado.web import authenticated

from keras_lab.lab.server.process import QUESTIONS, ReadingError, read


class FileHandler(APIHandler):
    """`GET keras-lab/file?path=…&what=contents|numbers` → `protocol.FileAnswer`.

    For those who may read files on this server, and for files below its root folder only.
    """

    auth_resource = "contents"

    @authenticated
    @authorized
    async def get(self) -> None:
        """Answers with status 200, also where there is nothing but a reason to tell."""
        answer: dict[str, Any] = {"error": None, "contents": None, "numbers": None}
        what = self.get_query_argument("what", "contents")
        try:
            if what not in QUESTIONS:
                raise ReadingError(f"Nobody answers {what!r}; there are: {', '.join(QUESTIONS)}.")
            file = await resolved(self.contents_manager, self.get_query_argument("path"))
            answer[what] = await read(what, file)
        except ReadingError as error:
            answer["error"] = str(error)
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(answer))


async def resolved(manager: Any, path: str) -> str:
    """The file of a path as Jupyter writes it.

    Raises:
        ReadingError: if there is none below the server's root folder, or it is hidden.
    """
    if not isinstance(manager, FileManagerMixin) or not getattr(manager, "root_dir", ""):
        raise ReadingError(
            "The files of this server are not in a folder, so model files cannot be looked into."
        )
    root = os.path.realpath(manager.root_dir)
    missing = ReadingError(f"There is no file {path!r} on this server.")
    if "\0" in path:
        raise missing
    file = os.path.realpath(os.path.join(root, *path.strip("/").split("/")))
    if not file.startswith(os.path.join(root, "")) or not os.path.isfile(file):
        raise missing
    inside = os.path.relpath(file, root).replace(os.sep, "/")
    if not manager.allow_hidden and await ensure_async(manager.is_hidden(inside)):
        raise missing
    return file
