"""Answers about models built by hand."""

from __future__ import annotations

from typing import Any, cast

from keras_lab.lab.builder import document as documents
from keras_lab.lab.builder.builder import bundle as bundle_of
from keras_lab.lab.builder.builder import known
from keras_lab.lab.builder.check import check as check_document
from keras_lab.lab.builder.forms import form as form_of
from keras_lab.lab.builder.palette import palette as all_layers
from keras_lab.lab.builder.parse import parse as parse_code
from keras_lab.lab.protocol import JSON


def check(lab: Any, params: JSON) -> JSON:
    """What `document` comes to (`protocol.BuilderCheck`); the builder `id`, if it lives, takes it over."""
    document = documents.read(params.get("document"))
    builder = known(params.get("id"))
    if builder is not None:
        builder.update(document)
    return cast(JSON, check_document(document))


def latest(lab: Any, params: JSON) -> JSON:
    """`document` of the builder `id`, as it was drawn last; null if it does not live in this kernel."""
    builder = known(params.get("id"))
    return {"document": None if builder is None else builder.document}


def palette(lab: Any, params: JSON) -> JSON:
    """The layers that may be added (`protocol.BuilderPalette`)."""
    return cast(JSON, all_layers())


def form(lab: Any, params: JSON) -> JSON:
    """The form of `layer` (`protocol.BuilderForm`)."""
    return cast(JSON, form_of(str(params.get("layer"))))


def parse(lab: Any, params: JSON) -> JSON:
    """`document` of the model that `code` makes; the code is read, never executed."""
    return {"document": parse_code(str(params.get("code")))}


def bundle(lab: Any, params: JSON) -> JSON:
    """`data`, the MIME bundle of `document`, for the notebook to keep."""
    return {"data": bundle_of(str(params.get("id")), documents.read(params.get("document")))}


ANSWERS = {
    "check": check,
    "latest": latest,
    "palette": palette,
    "form": form,
    "parse": parse,
    "bundle": bundle,
}
