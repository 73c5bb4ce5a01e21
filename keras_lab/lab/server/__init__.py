"""The part of the lab inside Jupyter's server: it looks into model files for a viewer, and has the tutorials.

A configuration file of the package (`jupyter_server_config.d/keras-lab.json`) turns it on. Imports nothing of the
library: files are read by a process of their own (see `reading`).
"""

from __future__ import annotations

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "keras_lab.lab.server"}]


def _load_jupyter_server_extension(app: Any) -> None:
    """Called by Jupyter's server when it starts."""
    from jupyter_server.utils import url_path_join

    from keras_lab.lab.protocol.files import FILES_ADDRESS
    from keras_lab.lab.protocol.tutorials import TUTORIALS_ADDRESS
    from keras_lab.lab.server.handler import FileHandler
    from keras_lab.lab.server.tutorials import StartHandler, TutorialsHandler
    from keras_lab.tutorials import START_ADDRESS

    base = app.web_app.settings["base_url"]
    handlers = [
        (url_path_join(base, FILES_ADDRESS), FileHandler),
        (url_path_join(base, TUTORIALS_ADDRESS), TutorialsHandler),
        (url_path_join(base, START_ADDRESS, "([a-z]{2})"), StartHandler),
    ]
    app.web_app.add_handlers(".*$", handlers)
