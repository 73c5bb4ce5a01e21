"""Models built by hand: document → code → document, models → document, and code that is run for a check."""

import subprocess
import sys

import pytest

import keras_lab as keras
from keras_lab import layers
from keras_lab.lab import ModelBuilder
from keras_lab.lab.builder.check import check
from keras_lab.lab.builder.code import code_of
from keras_lab.lab.builder.from_model import document_of
from keras_lab.lab.builder.parse import parse
from keras_lab.naming import counted_apart

CNN = """
keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(32, 3, activation="relu", padding="same"),
    layers.MaxPooling2D(),
    layers.BatchNormalization(momentum=0.9),
    layers.Flatten(),
    layers.Dropout(0.25),
    layers.Dense(10, activation="softmax", kernel_regularizer=keras.regularizers.L1L2(l1=0.1, l2=0.01), name="head"),
], name="cnn")
"""
TEXT = """
keras.Sequential([
    layers.Embedding(1000, 16, mask_zero=True),
    layers.Bidirectional(layers.LSTM(8, return_sequences=True, dropout=0.1), merge_mode="sum"),
    layers.TimeDistributed(layers.Dense(3, kernel_initializer=keras.initializers.RandomNormal(stddev=0.1))),
    layers.GlobalMaxPooling1D(),
])
"""


def two_inputs():
    image, extra = keras.Input((8, 8, 3), name="image"), keras.Input((4,), name="extra", dtype="int32")
    x = layers.Conv2D(4, (3, 3), strides=2)(image)
    x = layers.Flatten()(x)
    joined = layers.Concatenate()([x, extra])
    label = layers.Dense(3, activation="softmax", name="label")(joined)
    return keras.Model([extra, image], [label, layers.Dense(1)(joined)], name="both")


def shared():
    a, b = keras.Input((4,)), keras.Input((4,))
    tower = layers.Dense(8, activation="relu")
    u, v = tower(a), tower(b)
    return keras.Model([a, b], layers.Dot(axes=1, normalize=True)([u, v]))


def residual():
    x = start = keras.Input((16, 8))
    for _ in range(2):
        attended = layers.MultiHeadAttention(2, 4)(x, x)
        x = layers.LayerNormalization()(layers.Add()([x, attended]))
    return keras.Model(start, [layers.GlobalAveragePooling1D()(x), x])


MODELS = {
    "cnn": lambda: eval(CNN),
    "text": lambda: eval(TEXT),
    "two_inputs": two_inputs,
    "shared": shared,
    "residual": residual,
}


def run(code):
    names = {}
    with counted_apart():
        exec(code, names)
    return names["model"]


def comparable(model):
    """The configuration of a model without the names that it gave itself."""
    with counted_apart():
        again = keras.models.clone_model(model)
    return str(again.get_config()).replace(f"'{again.name}'", "'name of the model'")


@pytest.mark.parametrize("name", MODELS)
def test_model_document_code_and_back(name):
    with counted_apart():
        model = MODELS[name]()
    document = document_of(model)
    found = check(document)
    if name == "text":  # its input is not known yet
        assert next(each["error"] for each in found["nodes"]).startswith("input needs the shape")
        document["nodes"][0]["args"]["shape"] = "(12,)"
        model.build((None, 12))
        found = check(document)
    assert found["complete"]
    assert found["parameters"] == model.count_params()
    again = run(found["code"])
    assert again.count_params() == model.count_params()
    assert [t.shape for t in again.outputs] == [t.shape for t in model.outputs]
    assert [type(each) for each in again.layers] == [type(each) for each in model.layers]
    parsed = parse(found["code"])
    assert run(code_of(parsed)).get_config() == again.get_config()
    assert code_of(parse(code_of(parsed))) == code_of(parsed)


@pytest.mark.parametrize("name", MODELS)
def test_code_is_clean(name, tmp_path):
    document = document_of(MODELS[name]())
    document["nodes"][0]["args"].setdefault("shape", "(12,)")
    path = tmp_path / "code.py"
    path.write_text(code_of(document))
    for command in (["check", "--isolated", "--select", "E,F,W,I"], ["format", "--check", "--isolated"]):
        subprocess.run([sys.executable, "-m", "ruff", *command, str(path)], check=True)


def test_code_leaves_defaults_out_and_is_sequential_where_it_can():
    assert code_of(parse(CNN.replace("\nkeras.S", "model = keras.S"))) == (
        "import keras_lab as keras\n"
        "from keras_lab import layers\n"
        "\n"
        "model = keras.Sequential(\n"
        "    [\n"
        "        keras.Input(shape=(28, 28, 1)),\n"
        '        layers.Conv2D(32, 3, padding="same", activation="relu"),\n'
        "        layers.MaxPooling2D(),\n"
        "        layers.BatchNormalization(momentum=0.9),\n"
        "        layers.Flatten(),\n"
        "        layers.Dropout(0.25),\n"
        "        layers.Dense(\n"
        "            10,\n"
        '            activation="softmax",\n'
        "            kernel_regularizer=keras.regularizers.L1L2(l1=0.1, l2=0.01),\n"
        '            name="head",\n'
        "        ),\n"
        "    ],\n"
        '    name="cnn",\n'
        ")\n"
    )


def test_defaults_that_follow_from_other_arguments():
    """A pooling's strides are by default its window's size, so the usual strides of 2 are told of a window of 3."""
    model = keras.Sequential(
        [keras.Input((9, 9, 1)), layers.MaxPooling2D(3, strides=2), layers.MaxPooling2D(3)]
    )
    pools = [node["args"] for node in document_of(model)["nodes"][1:]]
    assert pools == [{"pool_size": "(3, 3)", "strides": "(2, 2)"}, {"pool_size": "(3, 3)"}]


def test_builder_gives_what_is_drawn():
    builder = ModelBuilder(CNN)
    assert builder.model().count_params() == eval(CNN).count_params()
    bundle = builder.bundle()
    assert set(bundle) == {"application/vnd.keras-lab.builder+json", "text/html", "text/plain"}
    assert "<svg" in bundle["text/html"] and bundle["text/plain"] == builder.code
    del builder.document["nodes"][1]["args"]["filters"]
    with pytest.raises(ValueError, match=r"conv2d \(Conv2D\) needs a value for filters"):
        builder.model()
    assert "needs a value for filters" in builder.bundle()["text/html"]


def test_builder_keeps_the_newest():
    builder = ModelBuilder()
    builder.update({"revision": 3, "name": "new", "nodes": [], "outputs": []})
    builder.update({"revision": 2, "name": "old", "nodes": [], "outputs": []})
    assert builder.document["name"] == "new"
    with pytest.raises(ValueError, match="no layers yet"):
        builder.model()
    with pytest.raises(TypeError, match="Received: int"):
        ModelBuilder(3)


def test_no_model_of_its_own_program_and_none_inside():
    class Mine(keras.Model):
        def call(self, x):
            return x

    with pytest.raises(ValueError, match="stands in its own program"):
        ModelBuilder(Mine(name="mine"))
    inner = keras.Sequential([keras.Input((3,)), layers.Dense(2)], name="inner")
    with pytest.raises(ValueError, match="no models inside of models; this one has 'inner'"):
        ModelBuilder(keras.Sequential([keras.Input((3,)), inner]))
    x = keras.Input((3,))
    with pytest.raises(ValueError, match="calls the function 'add"):
        ModelBuilder(keras.Model(x, x + 1.0))


NO_ENGINE = """
import sys
from keras_lab.lab.answers import builder as answers
document = answers.parse(None, {"code": "model = Sequential([Input((8, 8, 1)), layers.Conv2D(2, 3), layers.LSTM(3)])"})
found = answers.check(None, document)
assert "expected 3 axes" in found["nodes"][2]["error"], found
for family in answers.palette(None, {})["families"]:
    for layer in family["layers"]:
        answers.form(None, {"layer": layer["name"]})
answers.bundle(None, {"id": "1", **document})
loaded = {"tensorflow", "jax", "torch", "IPython", "plotly"} & set(sys.modules)
assert not loaded, loaded
"""


def test_needs_no_engine():
    subprocess.run([sys.executable, "-c", NO_ENGINE], check=True, timeout=60)
