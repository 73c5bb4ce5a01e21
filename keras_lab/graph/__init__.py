"""Models as graphs: symbolic tensors, the calls that made them, their order, running and drawing them."""

from keras_lab.lazy import attach

__getattr__, __dir__ = attach(
    __name__,
    {
        "SymbolicTensor": ".symbolic",
        "GraphFunction": ".function",
        "KerasTensor": ".symbolic",
        "Node": ".symbolic",
        "Function": ".function",
        "Operation": ".operation",
    },
)
