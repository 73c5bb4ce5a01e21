"""`ModelBuilder`: a model to build by hand, shown in a cell."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from html import escape
from typing import Any, cast

from keras_lab.lab.builder import document as documents
from keras_lab.lab.builder import drawing
from keras_lab.lab.builder.check import check, faults
from keras_lab.lab.builder.parse import parse
from keras_lab.lab.models import is_model
from keras_lab.lab.protocol import BUILDER_MIME, JSON, VERSION, BuilderBundle, BuilderDocument

MOST = 50  # builders the kernel remembers for front ends

_known: OrderedDict[str, ModelBuilder] = OrderedDict()
_lock = threading.Lock()


class ModelBuilder:
    """A model to build by hand: layers from a palette, forms for their arguments, shapes and errors as one types.

        builder = ModelBuilder()
        builder                     # the last line of a cell shows it
        model = builder.model()     # what is drawn now

    Nothing of it needs an engine until the model is used.

    Args:
        model_or_code: what to begin with: a `Sequential` or functional model, or the code of one, which is read
            and never executed. Default: nothing.

    Raises:
        ValueError: for a model or code with parts that a builder does not have; of code the line is named.
        TypeError: for something else.
    """

    def __init__(self, model_or_code: Any = None) -> None:
        self.id = secrets.token_hex(6)
        self._document = _document_of(model_or_code)
        with _lock:
            _known[self.id] = self
            while len(_known) > MOST:
                _known.popitem(last=False)

    @property
    def document(self) -> BuilderDocument:
        """The model as it is drawn now, as plain data."""
        return self._document

    @property
    def code(self) -> str:
        """The Keras code of what is drawn now."""
        return check(self._document)["code"]

    def model(self) -> Any:
        """A new model as it is drawn now.

        Raises:
            ValueError: if it is not complete; says what is wrong.
        """
        found = check(self._document)
        if not found["complete"]:
            raise ValueError(" ".join(faults(found)) or "The model has no layers yet.")
        namespace: dict[str, Any] = {}
        exec(compile(found["code"], "<model builder>", "exec"), namespace)  # our own code, of checked values
        return namespace["model"]

    def update(self, document: BuilderDocument) -> None:
        """Takes over what a front end has drawn, unless it is older than what is here."""
        if document["revision"] >= self._document["revision"]:
            self._document = document

    def bundle(self) -> JSON:
        """What a notebook keeps: the document for our front end, drawing and code for all others."""
        return bundle(self.id, self._document)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> JSON:
        _load_the_lab()
        return self.bundle()

    def __repr__(self) -> str:
        return f"<ModelBuilder {self._document['name'] or 'model'}: {len(self._document['nodes'])} nodes>"


def known(id: Any) -> ModelBuilder | None:
    """The builder with this id, if it lives in this kernel."""
    return _known.get(str(id))


def bundle(id: str, document: BuilderDocument) -> JSON:
    """The MIME bundle of a document."""
    found = check(document)
    data: BuilderBundle = {"version": VERSION, "id": id, "document": document, "check": found}
    wrong = "".join(f"<li>{escape(sentence)}</li>" for sentence in faults(found))
    picture = drawing.svg(document["name"], found["graph"]) if document["nodes"] else ""
    html = (
        f'<div style="overflow:auto">{picture}</div>{f"<ul>{wrong}</ul>" if wrong else ""}'
        f"<pre>{escape(found['code'])}</pre>"
    )
    return {BUILDER_MIME: data, "text/html": html, "text/plain": found["code"]}


def _document_of(start: Any) -> BuilderDocument:
    if start is None:
        return documents.empty()
    if isinstance(start, str):
        return parse(start)
    if is_model(start):
        from keras_lab.lab.builder.from_model import document_of

        return document_of(start)
    if isinstance(start, dict) and "nodes" in start:
        return documents.read(cast(JSON, start))
    raise TypeError(f"A ModelBuilder begins with a model or with code. Received: {type(start).__name__}")


def _load_the_lab() -> None:
    """Lets the front end find us, where there is one."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if getattr(shell, "kernel", None) is not None:
        from keras_lab.lab import extension

        extension.load(shell)
