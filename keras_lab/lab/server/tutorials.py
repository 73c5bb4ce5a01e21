"""The tutorials for JupyterLab's start page, and an address that leads to that page."""

from __future__ import annotations

import json
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import authenticated

from keras_lab.tutorials import LANGUAGES, catalogue, tutorial


class TutorialsHandler(APIHandler):
    """`GET keras-lab/tutorials?language=en|ko[&file=…]` → `protocol.TutorialsAnswer`."""

    auth_resource = "contents"

    @authenticated
    @authorized
    async def get(self) -> None:
        """Answers with status 200, also where there is nothing but a reason to tell."""
        language = self.get_query_argument("language", "en")
        language = language if language in LANGUAGES else "en"
        file = self.get_query_argument("file", "")
        answer: dict[str, Any] = {
            "error": None,
            "folder": LANGUAGES[language],
            "topics": [],
            "notebook": None,
        }
        try:
            if file:
                answer["notebook"] = tutorial(file, language)
            else:
                answer["topics"] = catalogue(language)
        except LookupError as error:
            answer["error"] = str(error.args[0])
        except OSError as error:
            answer["error"] = f"The tutorials of this keras_lab cannot be read: {error}"
        self.finish(json.dumps(answer))


class StartHandler(JupyterHandler):
    """`GET keras-lab/start/en` → JupyterLab, where our extension shows the start page in that language."""

    @authenticated
    async def get(self, language: str) -> None:
        """Leads there; whoever came with a token is known from now on."""
        language = language if language in LANGUAGES else "en"
        self.redirect(f"{url_path_join(self.base_url, 'lab')}?keras-lab={language}")
