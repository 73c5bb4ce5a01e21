"""Building a model by hand: the document, what the kernel finds in it, the palette and the forms."""

from __future__ import annotations

from typing import Literal, TypedDict

from keras_lab.lab.protocol.models import Graph

BUILDER_MIME = "application/vnd.keras-lab.builder+json"

FieldKind = Literal["number", "flag", "choice", "suggest", "text", "expression"]
#: Inputs: none, one, a list of several, or a query and a value (and a key).
Takes = Literal["none", "one", "several", "query"]

CONSTANTS = {"BUILDER_MIME": BUILDER_MIME}
ALIASES = {"FieldKind": FieldKind, "Takes": Takes}


class BuilderNode(TypedDict):
    """A layer and where its inputs come from: `layer` is its class ("Input" for an input of the model),
    `args` the arguments that differ from the defaults, each as Python source text, as it was typed; `inputs`
    are ids of nodes. `shares` is the id of the node of which it calls the layer again; `args` is empty then."""

    id: str
    layer: str
    args: dict[str, str]
    inputs: list[str]
    shares: str | None


class BuilderDocument(TypedDict):
    """A model as it is drawn: `revision` grows with each change; `outputs` are ids of nodes, none: all that
    no other node reads."""

    revision: int
    name: str
    nodes: list[BuilderNode]
    outputs: list[str]


class BuilderNodeState(TypedDict):
    """What the kernel found out about a node: the shape of its output (null: unknown), its parameters, what
    is wrong with it and in which argument, or the node that it waits for."""

    id: str
    output: str | None
    params: int | None
    error: str | None
    field: str | None
    waits: str | None


class BuilderCheck(TypedDict):
    """What the kernel makes of a document. `error` is one of the model as a whole; `complete` tells whether
    the code runs as it stands. `layer` of the graph's nodes is null."""

    revision: int
    nodes: list[BuilderNodeState]
    graph: Graph
    code: str
    kind: str
    parameters: int
    error: str | None
    complete: bool


class PaletteLayer(TypedDict):
    """A layer that may be added; `start` are the arguments that a new one begins with."""

    name: str
    summary: str
    takes: Takes
    start: dict[str, str]


class PaletteFamily(TypedDict):
    """Layers of one kind, the ones used most first."""

    family: str
    layers: list[PaletteLayer]


class BuilderPalette(TypedDict):
    """The answer to `builder.palette`."""

    families: list[PaletteFamily]


class FormField(TypedDict):
    """An argument of a layer's constructor. `default` and `choices` are Python source texts; a default that is
    null means that there must be a value. `more`: rarely used."""

    name: str
    kind: FieldKind
    default: str | None
    choices: list[str]
    help: str
    more: bool


class BuilderForm(TypedDict):
    """The answer to `builder.form`."""

    layer: str
    summary: str
    takes: Takes
    fields: list[FormField]


class BuilderBundle(TypedDict):
    """The data of `BUILDER_MIME`: `id` is the builder's in its kernel."""

    version: int
    id: str
    document: BuilderDocument
    check: BuilderCheck
