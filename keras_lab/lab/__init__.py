"""The lab: everything of keras_lab that lives in a notebook. Nothing outside this package imports it.

`Run` is the handle of a cell that runs in the background, `Comparison` what compares runs, `ModelBuilder` a model to
build by hand; `Playground` and `DigitPad` are networks to play with; `Pictures` shows images side by side;
`watch` lets the lab attend a model of Keras itself, until `unwatch`; `watch_inputs` names the samples whose
predictions are shown.
"""

from __future__ import annotations

from keras_lab.lazy import attach

__getattr__, __dir__ = attach(
    __name__,
    {
        "Comparison": ".comparison",
        "DigitPad": ".pad",
        "ModelBuilder": ".builder.builder",
        "Pictures": ".pictures",
        "Playground": ".playground",
        "Run": ".background",
        "unwatch": ".real.fit",
        "watch": ".real.fit",
        "watch_inputs": ".looks.watched",
    },
)
