"""Models: summary and graph."""

from __future__ import annotations

from typing import TypedDict

from keras_lab.lab.protocol.basics import JSON

MODEL_MIME = "application/vnd.keras-lab.model+json"

CONSTANTS = {"MODEL_MIME": MODEL_MIME}


class ModelState(TypedDict):
    """A model of this kernel: `variable` is its name in the user's namespace, `layers` a count."""

    name: str
    variable: str
    kind: str
    parameters: int | None
    layers: int
    built: bool


class WeightDescription(TypedDict):
    """One weight of a layer."""

    name: str
    shape: list[int]
    dtype: str


class LayerDescription(TypedDict):
    """A layer's row in the summary; `inputs` are names of layers, `depth` is the level of nesting."""

    name: str
    type: str
    output: str
    dtype: str | None
    params: int
    trainable: bool
    inputs: list[str]
    config: JSON
    weights: list[WeightDescription]
    depth: int


class GraphNode(TypedDict):
    """A box of the drawing: px from the top left; `layer` indexes `ModelBundle.layers` (null: no row of its
    own); `family` is "input", "core", "convolution", … "op" (no layer), "other"."""

    id: str
    layer: int | None
    x: float
    y: float
    width: float
    height: float
    label: str
    type: str
    note: str
    family: str


# "from" is a keyword, hence the functional form.
GraphEdge = TypedDict("GraphEdge", {"from": str, "to": str, "points": list[list[float]]})
GraphEdge.__doc__ = "A line of the drawing, from node id to node id, through `points` ([x, y] in px)."


class Graph(TypedDict):
    """The drawing of a model, laid out by the kernel."""

    width: float
    height: float
    nodes: list[GraphNode]
    edges: list[GraphEdge]


class ParameterCounts(TypedDict):
    """How many numbers the weights hold."""

    total: int
    trainable: int
    non_trainable: int


class ModelBundle(TypedDict):
    """The data of `MODEL_MIME`. `key` is what the kernel that shows the model knows it by while it lives (see
    `keras_lab.lab.shown`); null where there is no kernel to ask."""

    version: int
    name: str
    kind: str
    built: bool
    parameters: ParameterCounts
    layers: list[LayerDescription]
    graph: Graph
    key: str | None
