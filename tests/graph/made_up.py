"""Layers and models with nothing inside but names, shapes and weights: what views need, and no more."""

from __future__ import annotations

from keras_lab import tree
from keras_lab.graph.function import GraphFunction
from keras_lab.graph.symbolic import Node, SymbolicTensor
from keras_lab.registry import snake_case


class Weight:
    def __init__(self, name, shape, dtype="float32", trainable=True):
        self.name, self.path, self.shape, self.dtype, self.trainable = name, name, shape, dtype, trainable


class FakeLayer:
    """A layer which gives `gives` (a shape without the batch axis, or a nest of them) for anything."""

    compute_dtype = "float32"

    def __init__(self, name=None, gives=(4,), weights=(), built=True, trainable=True, **config):
        self.name = name or snake_case(type(self).__name__)
        self.gives, self.weights, self.built, self.trainable = gives, list(weights), built, trainable
        self.config = config
        self._nodes = []

    def __call__(self, *inputs):
        if isinstance(self.gives, tuple):
            outputs = self._tensor(self.gives)
        else:
            outputs = tree.map_structure(lambda size: self._tensor((size,)), self.gives)
        self._nodes.append(Node(self, inputs, {}, outputs))
        return outputs

    def _tensor(self, shape):
        return SymbolicTensor((None, *shape), name=f"{self.name}_output")

    @property
    def variables(self):
        return self.weights

    @property
    def trainable_variables(self):
        return [w for w in self.weights if w.trainable] if self.trainable else []

    def count_params(self):
        total = 0
        for weight in self.weights:
            size = 1
            for n in weight.shape:
                size *= n
            total += size
        return total

    def get_config(self):
        return {"name": self.name, **self.config}


class InputLayer(FakeLayer):
    pass


class Dense(FakeLayer):
    pass


class Conv2D(FakeLayer):
    pass


class MaxPooling2D(FakeLayer):
    pass


class BatchNormalization(FakeLayer):
    pass


class Activation(FakeLayer):
    pass


class Add(FakeLayer):
    pass


class Concatenate(FakeLayer):
    pass


class LSTM(FakeLayer):
    pass


class Embedding(FakeLayer):
    pass


class Dropout(FakeLayer):
    pass


class Flatten(FakeLayer):
    pass


class Model(FakeLayer):
    """A model of one's own: nobody knows what it does with its layers."""

    _graph = None

    def __init__(self, layers, name="model", built=True):
        super().__init__(name, built=built)
        self.layers = list(layers)

    @property
    def weights(self):
        return list(dict.fromkeys(weight for layer in self.layers for weight in layer.weights))

    @weights.setter
    def weights(self, value):
        pass

    @property
    def trainable_variables(self):
        return list(dict.fromkeys(weight for layer in self.layers for weight in layer.trainable_variables))

    @property
    def non_trainable_variables(self):
        return [weight for weight in self.weights if weight not in self.trainable_variables]


class Sequential(Model):
    """A stack, which has no graph before it is built."""

    def __init__(self, layers, name="sequential"):
        super().__init__(layers, name, built=False)

    def build(self):
        x = start = source()
        for layer in self.layers:
            x = layer(x)
        self._graph = GraphFunction(start, x)
        self.built = True


def functional(inputs, outputs, name):
    """A model from symbolic tensors."""
    graph = GraphFunction(inputs, outputs)
    model = Model(graph.operations, name)
    model._graph = graph
    return model


def source(name="input_layer", gives=(4,)):
    """A symbolic input."""
    return InputLayer(name, gives)()


def dense(name, units=4, inputs=4):
    return Dense(name, (units,), [Weight("kernel", (inputs, units)), Weight("bias", (units,))], units=units)


def residual(blocks=2):
    """A small ResNet, every second block with a projection beside the main path."""
    x = start = source("image", (32, 32, 3))
    for number in range(1, blocks + 1):
        main = Conv2D(f"conv{number}_a", (32, 32, 16))(x)
        main = BatchNormalization(f"norm{number}", (32, 32, 16))(main)
        main = Activation(f"relu{number}", (32, 32, 16))(main)
        main = Conv2D(f"conv{number}_b", (32, 32, 16))(main)
        side = x if number % 2 else Conv2D(f"projection{number}", (32, 32, 16))(x)
        x = Add(f"add{number}", (32, 32, 16))(main, side)
    return functional(start, dense("classes", 10)(x), "resnet")


def inception():
    """Four branches of different lengths, put together again."""
    start = source("image", (32, 32, 3))
    x = Conv2D("stem", (32, 32, 8))(start)
    a = Conv2D("one", (32, 32, 8))(x)
    b = Conv2D("three", (32, 32, 8))(Conv2D("three_reduce", (32, 32, 4))(x))
    c = Conv2D("five", (32, 32, 8))(Conv2D("five_reduce", (32, 32, 4))(x))
    d = Conv2D("pool_project", (32, 32, 8))(MaxPooling2D("pool", (32, 32, 8))(x))
    joined = Concatenate("joined", (32, 32, 32))(a, b, c, d)
    return functional(start, dense("classes", 10)(Flatten("flat", (320,))(joined)), "inception")


def two_by_two():
    """Two inputs, two outputs."""
    title, pixels = source("title", (20,)), source("pixels", (28, 28, 1))
    words = LSTM("reader", (32,))(Embedding("words", (20, 16))(title))
    seen = Flatten("flat", (196,))(Conv2D("eye", (14, 14, 1))(pixels))
    both = Concatenate("both", (228,))(words, seen)
    return functional([title, pixels], [dense("genre", 5)(both), dense("rating", 1)(both)], "two_by_two")


def siamese():
    """One encoder, called twice."""
    left, right = source("left"), source("right")
    encoder = dense("encoder")
    return functional(
        [left, right], dense("same", 1)(Concatenate("pair", (8,))(encoder(left), encoder(right))), "siamese"
    )


def u_net():
    """Skips nested in one another."""
    x = start = source("image", (64, 64, 1))
    skips = []
    for level in range(3):
        x = Conv2D(f"down{level}", (64, 64, 8))(x)
        skips.append(x)
        x = MaxPooling2D(f"pool{level}", (32, 32, 8))(x)
    x = Conv2D("bottom", (8, 8, 64))(x)
    for level in reversed(range(3)):
        x = Concatenate(f"join{level}", (64, 64, 16))(x, skips[level])
        x = Conv2D(f"up{level}", (64, 64, 8))(x)
    return functional(start, x, "u_net")


def nested():
    """A model inside a model."""
    inner_start = source("inner_input")
    inner = functional(inner_start, dense("inner_dense")(dense("inner_hidden")(inner_start)), "encoder")
    start = source()
    return functional(start, dense("head", 2)(inner(start)), "outer")
