"""What is wrong with a document, and where; nothing of it leaves a trace."""

import inspect

import keras_lab as keras
from keras_lab.lab.builder import forms, palette
from keras_lab.lab.builder.check import check
from keras_lab.lab.builder.parse import parse
from keras_lab.seeds import next_seed, set_seed

CHAIN = parse(
    "Sequential([Input((28, 28, 1)), layers.Conv2D(8, 3), layers.MaxPooling2D(), layers.Flatten(), layers.Dense(10)])"
)

#: Classes that a builder does not offer, though it may read some of them.
NOT_OFFERED = {
    "AugMix", "ContrastLimitedAdaptiveHistogramEqualization", "CutMix", "HashedCrossing", "IntegerLookup", "Lambda",
    "MaxNumBoundingBoxes", "MixUp", "Pipeline", "RandAugment", "RandomColorDegeneration", "RandomInvert",
    "RandomPosterization", "ReversibleEmbedding", "StringLookup", "TextVectorization", "ThresholdedReLU",
    "FlaxLayer", "JaxLayer", "TFSMLayer", "TorchModuleWrapper",
    "Layer", "InputLayer", "InputSpec", "Wrapper", "RNN", "StackedRNNCells", "ConvRNN2D", "DropoutRNNCell",
    "LSTMCell", "GRUCell", "SimpleRNNCell", "ConvLSTM1DCell", "ConvLSTM2DCell", "ConvLSTM3DCell",
    "AtrousConvolution1D", "AtrousConvolution2D", "Convolution2D", "Convolution3D", "Deconvolution2D",
    "SeparableConvolution2D", "ConvRecurrent2D", "Recurrent", "CuDNNGRU", "CuDNNLSTM", "Highway", "MaxoutDense",
    "TimeDistributedDense",
}  # fmt: skip


def changed(place, layer=None, **args):
    nodes = [{**node, "args": dict(node["args"])} for node in CHAIN["nodes"]]
    nodes[place]["args"].update(args)
    nodes[place]["layer"] = layer or nodes[place]["layer"]
    return {**CHAIN, "nodes": nodes}


def states(document):
    return {state["id"]: state for state in check(document)["nodes"]}


def test_shapes_and_parameters():
    found = check(CHAIN)
    assert [state["output"] for state in found["nodes"]] == [
        "(None, 28, 28, 1)", "(None, 26, 26, 8)", "(None, 13, 13, 8)", "(None, 1352)", "(None, 10)",
    ]  # fmt: skip
    assert [state["params"] for state in found["nodes"]] == [0, 80, 0, 0, 13530]
    assert (found["parameters"], found["complete"], found["kind"]) == (13610, True, "Sequential")


def test_an_error_is_at_its_argument_and_the_others_wait():
    found = states(changed(1, padding='"sam"'))
    assert found["conv2d"]["field"] == "padding" and "Did you mean 'same'?" in found["conv2d"]["error"]
    assert [found[id]["waits"] for id in ("max_pooling2d", "flatten", "dense")] == [
        "conv2d", "max_pooling2d", "flatten",
    ]  # fmt: skip
    assert not any(found[id]["error"] for id in ("max_pooling2d", "flatten", "dense"))


def test_errors_of_shapes_name_the_layer():
    error = states(changed(1, kernel_size="99"))["conv2d"]["error"]
    assert "'conv2d'" in error and "99" in error
    assert states(changed(2, layer="LSTM", units="3"))["max_pooling2d"]["error"].startswith(
        "The input of the layer"
    )


def test_what_cannot_be_read_is_an_error_of_its_field_and_stands_in_the_code():
    found = check(changed(4, units="3 x"))
    assert found["nodes"][4]["field"] == "units" and "not a value: 3 x" in found["nodes"][4]["error"]
    assert "layers.Dense(3 x)" in found["code"] and not found["complete"]
    assert states(changed(4, units=""))["dense"]["error"] == "dense (Dense) needs a value for units."
    assert (
        "'__import__' is not known" in states(changed(4, units="__import__('os').getcwd()"))["dense"]["error"]
    )
    assert "Did you mean 'units'" in states(changed(4, unit="3"))["dense"]["error"]
    assert "Did you mean 'Dense'" in states(changed(4, layer="Dens"))["dense"]["error"]


def test_circles_and_loose_ends():
    nodes = [{**node} for node in CHAIN["nodes"]]
    nodes[1]["inputs"] = ["dense"]
    found = states({**CHAIN, "nodes": nodes})
    assert "reads its own output" in found["conv2d"]["error"]
    assert "No layer reads input" in found["input"]["error"]
    nodes[1]["inputs"] = []
    assert "has no input" in states({**CHAIN, "nodes": nodes})["conv2d"]["error"]
    nodes[1]["inputs"] = ["gone"]
    assert "'gone', which is not there" in states({**CHAIN, "nodes": nodes})["conv2d"]["error"]


def test_several_outputs_of_a_layer_are_refused():
    document = parse("Sequential([Input((8, 2)), layers.LSTM(3, return_state=True)])")
    assert states(document)["lstm"]["field"] == "return_state"


def test_a_check_leaves_no_trace():
    set_seed(1)
    check(parse("Sequential([Input((4,)), layers.Dense(3), layers.Dropout(0.5)])"))
    drawn = next_seed()
    set_seed(1)
    assert drawn == next_seed()
    before = keras.layers.Dense(1).name
    check(CHAIN)
    assert (
        int(keras.layers.Dense(1).name.rpartition("_")[2])
        == int(f"0{before.rpartition('_')[2]}".strip("dens")) + 1
    )


def test_all_layers_are_offered_or_left_out_on_purpose():
    offered = {layer["name"] for family in palette.palette()["families"] for layer in family["layers"]}
    module = keras.layers
    every = {getattr(module, name) for name in dir(module)}
    classes = {each.__name__ for each in every if inspect.isclass(each)} | {"Input"}
    assert offered | NOT_OFFERED == classes and not offered & NOT_OFFERED


def test_new_layers_can_be_made_as_they_come():
    """With the arguments the palette gives them only their shapes may not fit."""
    for family in palette.palette()["families"]:
        for layer in family["layers"]:
            node = {"id": "new", "layer": layer["name"], "args": layer["start"], "inputs": [], "shares": None}
            state = check({"revision": 0, "name": "", "nodes": [node], "outputs": []})["nodes"][0]
            assert state["field"] in ("inputs", None) and (state["field"] == "inputs") == (
                layer["name"] != "Input"
            )
            assert layer["summary"]


def test_forms():
    fields = {field["name"]: field for field in forms.form("Conv2D")["fields"]}
    assert list(fields)[:5] == ["filters", "kernel_size", "activation", "strides", "padding"]
    assert fields["filters"]["default"] is None and fields["filters"]["kind"] == "number"
    assert fields["strides"]["default"] == "(1, 1)" and fields["strides"]["kind"] == "expression"
    assert fields["padding"]["choices"] == ['"valid"', '"same"']
    assert fields["activation"]["choices"][:3] == ["None", '"relu"', '"softmax"']
    assert fields["use_bias"]["kind"] == "flag" and fields["kernel_initializer"]["more"]
    assert fields["kernel_initializer"]["help"] == "how the weights are drawn."
    assert not {"input_shape", "weights", "nb_filter"} & set(fields)
    helps = {field["name"]: field["help"] for field in forms.form("LSTM")["fields"]}
    assert helps["return_sequences"] and helps["recurrent_activation"]
