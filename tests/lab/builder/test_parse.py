"""Reading code: what is followed, and the sentence with the line for what is not."""

import pytest

from keras_lab.lab.builder.code import code_of
from keras_lab.lab.builder.expressions import UnreadableError
from keras_lab.lab.builder.parse import parse


def layers_of(code):
    return [(node["layer"], node["args"]) for node in parse(code)["nodes"]]


@pytest.mark.parametrize(
    ("imports", "dense", "sequential"),
    [
        ("import keras", "keras.layers.Dense", "keras.Sequential"),
        ("import tensorflow as tf", "tf.keras.layers.Dense", "tf.keras.models.Sequential"),
        (
            "from tensorflow import keras\nfrom tensorflow.keras import layers as L",
            "L.Dense",
            "keras.Sequential",
        ),
        ("from keras.models import Sequential as S\nfrom keras.layers import Dense as D", "D", "S"),
        ("import keras.layers\nfrom keras_lab import Sequential", "keras.layers.Dense", "Sequential"),
    ],
)
def test_imports(imports, dense, sequential):
    code = f"{imports}\nmodel = {sequential}()\nmodel.add({dense}(3, input_shape=(4,)))"
    assert layers_of(code) == [("Input", {"shape": "(4,)"}), ("Dense", {"units": "3"})]


def test_what_is_not_about_the_model_is_passed_over():
    code = """
%%keras --name first
import numpy as np
(x_train, y_train), _ = keras.datasets.mnist.load_data()
x_train = x_train[..., None] / 255
units, rate = 2 * 32, 0.5
size = (3, 3)
model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(units, size)])
model.add(layers.MaxPool2D(pool_size=2))
model.add(layer=layers.Dropout(rate=rate))
model.compile(optimizer="adam", loss="mse")
history = model.fit(x_train, y_train, epochs=3)
for epoch in history.epoch:
    print(epoch)
if True:
    import matplotlib
!ls
"""
    assert layers_of(code)[1:] == [
        ("Conv2D", {"filters": "64", "kernel_size": "(3, 3)"}),
        ("MaxPooling2D", {"pool_size": "2"}),
        ("Dropout", {"rate": "0.5"}),
    ]


def test_old_words_are_translated():
    code = 'Sequential([layers.Convolution2D(8, 3, 3, border_mode="same", input_shape=(9, 9, 1))])'
    assert layers_of(code)[1] == ("Conv2D", {"filters": "8", "kernel_size": "(3, 3)", "padding": '"same"'})
    code = "Sequential([layers.Dense(output_dim=8, input_dim=4, init='he_normal')])"
    assert layers_of(code) == [
        ("Input", {"shape": "(4,)"}), ("Dense", {"units": "8", "kernel_initializer": '"he_normal"'}),
    ]  # fmt: skip


def test_functional_calls_in_all_forms():
    code = """
a = Input(shape=(4,), name="left")
b = Input((4,))
u = layers.Dense(4, activation=keras.activations.relu)(inputs=a)
v = layers.add([u, b])
w = v + u
m = layers.MultiHeadAttention(2, 2)(query=w, value=w)
model = Model(inputs=[b, a], outputs=m, name="m")
"""
    document = parse(code)
    assert [(node["id"], node["inputs"]) for node in document["nodes"]] == [
        ("b", []), ("left", []), ("u", ["left"]), ("v", ["u", "b"]), ("w", ["v", "u"]), ("m", ["w", "w"]),
    ]  # fmt: skip
    assert document["nodes"][2]["args"] == {"units": "4", "activation": '"relu"'}
    assert "layers.MultiHeadAttention(2, 2)(x, x)" in code_of(document)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("x = (", "Line 1: this is not Python"),
        ("print(3)", "There is no model in this code"),
        ("model = Sequential()\nmodel.add(layers.Dense(n))", "Line 2: 'n' is not known here"),
        ("n = len(words)\nmodel = Sequential([layers.Dense(n)])", "Line 2: The value of 'n' is not written down"),
        ("model = Sequential()\nfor n in (3, 4):\n    model.add(layers.Dense(n))", "Line 2: .* cannot follow a `for`"),
        ("model = Sequential([layers.Dens(3)])", "Line 1: There is no layer 'Dens'. Did you mean 'Dense'"),
        ("Sequential([layers.Dense(3, unit=4)])", "Line 1: Dense takes no argument 'unit'. Did you mean 'units'"),
        ("a = Sequential([layers.Dense(3)])\nmodel = Sequential([a])", "Line 2: .* no models inside of models"),
        ("x = Input((3,))\ny = keras.ops.relu(x)", "Line 2: .* layers only, not functions such as `keras.ops.relu`"),
        ("x = Input((3,))\ny = x * 2", "Line 2: .*layers only"),
        ("x = Input((3,))\ny, h, c = layers.LSTM(3, return_state=True)(x)", "Line 2: .* one tensor each"),
        ("model = Sequential([layers.Lambda(lambda x: x)])", "Line 1: .* cannot follow `lambda x: x`"),
        ("x = Input((3,))\ny = layers.LSTM(3)(x, initial_state=x)", "Line 2: .* initial_state=… is beyond it"),
        ("model = Sequential([layers.Dense(9 ** 9 ** 9)])", "Line 1: .* too large"),
        ("class A(Model):\n    pass\nmodel = Sequential([A()])", "Line 3: .*'A'"),
    ],
)  # fmt: skip
def test_sentences(code, sentence):
    with pytest.raises(UnreadableError, match=sentence):
        parse(code)


def test_nothing_is_executed():
    with pytest.raises(UnreadableError, match="Line 1"):
        parse("model = Sequential([layers.Dense(__import__('os').abort())])")
