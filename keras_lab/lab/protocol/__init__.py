"""What the kernel and the front end say to each other: one definition for both sides.

The TypedDicts are the JSON parts of the messages on the comm target `keras_lab`, the data of our MIME types and the
answers to questions; one module a subject. `labextension/src/protocol/` is rendered from them:

    python -m keras_lab.lab.protocol labextension/src/protocol
"""

# ruff: noqa: F401 (what others import from here)

from keras_lab.lab.protocol.basics import COMM_TARGET, JSON, VERSION, Number
from keras_lab.lab.protocol.builder import (
    BUILDER_MIME,
    BuilderBundle,
    BuilderCheck,
    BuilderDocument,
    BuilderForm,
    BuilderNode,
    BuilderNodeState,
    BuilderPalette,
    FieldKind,
    FormField,
    PaletteFamily,
    PaletteLayer,
    Takes,
)
from keras_lab.lab.protocol.compare import (
    COMPARE_MIME,
    RUNS_MIME,
    Better,
    ColumnKind,
    CompareBundle,
    CompareColumn,
    ComparedRun,
    Details,
    Difference,
    Item,
    RowStatus,
    RunClock,
    RunEntry,
    RunsBundle,
)  # fmt: skip
from keras_lab.lab.protocol.files import (
    FILES_ADDRESS,
    FileAnswer,
    FileContents,
    FileFormat,
    StoredNumbers,
    StoredWeight,
)
from keras_lab.lab.protocol.layers import (
    Activity,
    Distribution,
    LayerLook,
    Picture,
    Saliency,
    Samples,
    Shade,
    Tiles,
)
from keras_lab.lab.protocol.messages import (
    Action,
    AnswerMessage,
    Ask,
    Command,
    ErrorMessage,
    FinalMessage,
    FrontEndMessage,
    Hello,
    KernelMessage,
    MarkMessage,
    PointsMessage,
    PointsSeries,
    Ready,
    RunMessage,
    StateMessage,
    Unwatch,
    Watch,
)  # fmt: skip
from keras_lab.lab.protocol.models import (
    MODEL_MIME,
    Graph,
    GraphEdge,
    GraphFrame,
    GraphNode,
    LayerDescription,
    LayerTimes,
    ModelBundle,
    ModelCost,
    ModelState,
    ModelView,
    ParameterCounts,
    WeightDescription,
)
from keras_lab.lab.protocol.pads import PAD_MIME, PadAnswer, PadBundle, PadStroke
from keras_lab.lab.protocol.playground import (
    PLANE_SIDE,
    PLAYGROUND_MIME,
    PlaygroundAnswer,
    PlaygroundBundle,
    PlaygroundChoices,
    PlaygroundCurves,
    PlaygroundFrame,
    PlaygroundSettings,
    PlaygroundState,
)
from keras_lab.lab.protocol.runs import (
    RUN_MIME,
    Advice,
    AdviceKind,
    Mark,
    RunBundle,
    RunState,
    Said,
    Series,
    SeriesKind,
    Status,
)  # fmt: skip
