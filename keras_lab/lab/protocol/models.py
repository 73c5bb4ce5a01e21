"""Models: summary and graph."""

from __future__ import annotations

from typing import Literal, TypedDict

from keras_lab.lab.protocol.basics import JSON

MODEL_MIME = "application/vnd.keras-lab.model+json"

CONSTANTS = {"MODEL_MIME": MODEL_MIME}

GraphNodeKind = Literal["call", "model", "repeat", "block"]
ModelView = Literal["all", "summary", "graph"]
ALIASES = {"GraphNodeKind": GraphNodeKind, "ModelView": ModelView}


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
    """A layer's row in the summary; `inputs` are names of layers, `depth` is the level of nesting. `flops` (a
    multiplication with its addition counts as two) and `activation_bytes` (of the outputs) are for one sample,
    all calls of the layer together; null where they are not known. `config` and `weights` are null in the
    bundle of a large model: ask `model.layer`."""

    name: str
    type: str
    output: str
    dtype: str | None
    params: int
    flops: int | None
    activation_bytes: int | None
    weight_bytes: int
    trainable: bool
    inputs: list[str]
    config: JSON | None
    weights: list[WeightDescription] | None
    depth: int


class GraphNode(TypedDict):
    """A box of the drawing: px from the top left; `layer` indexes `ModelBundle.layers` (null: no row of its
    own); `family` is "input", "core", "convolution", … "op" (no layer), "other"; `kind` is "call", or what can be
    opened: "model", "repeat" (of blocks that are alike) or "block" (one of them). If it is `open`, the box is the
    bar at the top of the frame of the same id."""

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
    kind: GraphNodeKind
    open: bool


# "from" is a keyword, hence the functional form.
GraphEdge = TypedDict("GraphEdge", {"from": str, "to": str, "points": list[list[float]]})
GraphEdge.__doc__ = "A line of the drawing, from node id to node id, through `points` ([x, y] in px)."


class GraphFrame(TypedDict):
    """What is drawn around the parts of an open box: px from the top left; frames inside it come later."""

    id: str
    x: float
    y: float
    width: float
    height: float


class Graph(TypedDict):
    """The drawing of a model, laid out by the kernel."""

    width: float
    height: float
    nodes: list[GraphNode]
    edges: list[GraphEdge]
    frames: list[GraphFrame]


class ParameterCounts(TypedDict):
    """How many numbers the weights hold."""

    total: int
    trainable: int
    non_trainable: int


class ModelCost(TypedDict):
    """What a model costs for one sample, without the layers (`uncounted` of them) of which it is not known."""

    flops: int
    uncounted: int
    activation_bytes: int
    weight_bytes: int


class LayerTimes(TypedDict):
    """How long each layer takes forward: medians in seconds for a batch, in the order of `ModelBundle.layers`,
    null where it cannot be measured."""

    batch: int
    engine: str
    seconds: list[float | None]


class ModelBundle(TypedDict):
    """The data of `MODEL_MIME`. In `graph` repeated blocks of a large model are one box; `full` is the whole graph
    then, unless it is very large (else null). `view` says what is shown at first. `times` were measured if
    somebody asked for it. `key` is what the kernel that shows the model knows it by while it lives (see
    `keras_lab.lab.shown`); null where there is no kernel to ask."""

    version: int
    name: str
    kind: str
    built: bool
    parameters: ParameterCounts
    cost: ModelCost
    layers: list[LayerDescription]
    graph: Graph
    full: Graph | None
    times: LayerTimes | None
    view: ModelView
    key: str | None
