"""What the architectures are asked for: inputs, tops, pooling, names, and what is refused."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from keras_lab import applications, config, layers, models, ops
from keras_lab.applications import imagenet_utils
from keras_lab.applications.mobilenet import MobileNet

from .oracle import SMALL, drawn

WITH_CHANNELS_FIRST = sorted(set(SMALL) - {"ConvNeXtTiny"})


@pytest.fixture
def channels_first() -> Iterator[None]:
    """Images have their channels first."""
    config.set_image_data_format("channels_first")
    yield
    config.set_image_data_format("channels_last")


def small(**kwargs: Any) -> Any:
    return applications.MobileNet(alpha=0.25, weights=None, **kwargs)


def test_no_engine_is_imported_for_building():
    program = (
        "import sys; import keras_lab; assert 'keras_lab.applications' not in sys.modules;"
        "model = keras_lab.applications.ResNet50(weights=None); assert model.count_params() == 25636712;"
        "assert not {'tensorflow', 'jax'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True, cwd=Path(__file__).parents[2])


def test_functions_are_described():
    for name in dir(applications):
        function = getattr(applications, name)
        if callable(function):
            assert function.__name__ == name
            assert getattr(sys.modules[function.__module__], name) is function
            assert "weights:" in inspect.getdoc(function)


def test_keras_2_paths():
    assert applications.resnet50.ResNet50 is applications.ResNet50
    assert applications.vgg16.preprocess_input is imagenet_utils.preprocess_input
    assert applications.mobilenet.decode_predictions is imagenet_utils.decode_predictions


# ---- inputs -------------------------------------------------------------------------------------------


def test_sizes_may_be_open():
    assert small(include_top=False).output_shape == (None, None, None, 256)
    assert applications.NASNetMobile(weights=None, include_top=False).output_shape == (None, 7, 7, 1056)


def test_classes():
    assert small(classes=np.int64(3)).output_shape == (None, 3)


def test_pooling():
    assert small(include_top=False, pooling="avg").output_shape == (None, 256)
    assert small(include_top=False, pooling="max").layers[-1].name.startswith("global_max_pooling2d")


def test_a_tensor_to_start_from():
    image = layers.Input((64, 64, 4), name="image")
    inside = layers.Conv2D(3, 2, 2, name="before")(image)
    model = small(input_tensor=inside, include_top=False)
    assert model.input is image
    assert [layer.name for layer in model.layers[:3]] == ["image", "before", "conv1"]
    assert model.get_layer("conv1").output.shape == (None, 16, 16, 8)


def test_a_tensor_with_a_part_that_is_computed():
    """As programs for style transfer do: pictures that stay, and one that changes, in one batch."""
    from keras_lab import backend as K

    content, picture = K.variable(np.ones((1, 32, 32, 3))), K.placeholder((1, 32, 32, 3))
    model = small(input_tensor=K.concatenate([content, picture], axis=0), include_top=False)
    features = model.get_layer("conv_pw_1_relu").output
    gradient = K.gradients(K.sum(K.square(features[0] - features[1])), picture)[0]
    loss_and_gradient = K.function([picture], [K.sum(features), gradient])
    _, found = loss_and_gradient([np.random.default_rng(0).random((1, 32, 32, 3))])
    assert found.shape == (1, 32, 32, 3)
    assert np.abs(found).max() > 0


@pytest.mark.parametrize("name", WITH_CHANNELS_FIRST)
def test_channels_first(channels_first: None, name: str):
    model = getattr(applications, name)(weights=None)
    assert model.input_shape[1] in (3, None)
    assert model.output_shape == (None, 1000)


@pytest.mark.parametrize("name", ["EfficientNetB0", "MobileNetV3Small"])
def test_channels_first_computes_the_same(name: str):
    build = getattr(applications, name)
    last = build(weights=None, input_shape=(32, 40, 3), classes=5)
    config.set_image_data_format("channels_first")
    try:
        first = build(weights=None, input_shape=(3, 32, 40), classes=5)
    finally:
        config.set_image_data_format("channels_last")
    random = np.random.default_rng(0)
    first.set_weights([drawn(random, weight.name, weight.shape) for weight in last.weights])
    last.set_weights(first.get_weights())
    images = random.uniform(0, 255, (2, 32, 40, 3)).astype("float32")
    wanted = ops.convert_to_numpy(last(images))
    found = ops.convert_to_numpy(first(images.transpose(0, 3, 1, 2)))
    np.testing.assert_allclose(found, wanted, rtol=1e-4)


def test_convnext_needs_channels_last(channels_first: None):
    with pytest.raises(ValueError, match="ConvNeXt needs channels last"):
        applications.ConvNeXtTiny(weights=None)


def test_other_numbers_of_channels_are_odd():
    with pytest.warns(UserWarning, match="1 or 3 channels, not 4"):
        model = small(input_shape=(32, 32, 4), include_top=False)
    assert model.input_shape == (None, 32, 32, 4)


def test_a_network_learns():
    model = models.Sequential(
        [small(include_top=False, pooling="avg", input_shape=(32, 32, 3)), layers.Dense(2)]
    )
    model.layers[0].trainable = False
    assert len(model.trainable_weights) == 2
    model.compile("sgd", "mse")
    history = model.fit(np.ones((4, 32, 32, 3)), np.ones((4, 2)), epochs=2, verbose=0)
    assert history.history["loss"][1] < history.history["loss"][0]


# ---- what is refused ----------------------------------------------------------------------------------

BAD = [
    ("VGG16", {"weights": "no such file"}, "weights"),
    ("VGG16", {"weights": 3}, "weights"),
    ("ResNet50", {"classes": 10}, "`include_top=True`, `classes` must be 1000"),
    ("ResNet50", {"weights": None, "classes": 0}, "`classes` must be a positive"),
    ("ResNet50", {"weights": None, "classes": "ten"}, "`classes` must be a positive"),
    ("ResNet50", {"input_shape": (100, 100, 3)}, r"`input_shape` must be \(224, 224, 3\)"),
    ("ResNet50", {"classifier_activation": "relu"}, "`classifier_activation` must be None or 'softmax'"),
    ("ResNet50", {"weights": None, "classifier_activation": "reluu"}, "relu"),
    ("ResNet50", {"weights": None, "pooling": "average", "include_top": False}, "Did you mean 'avg'"),
    ("ResNet50", {"weights": None, "input_shape": (31, 32, 3)}, "at least 32x32"),
    ("ResNet50", {"weights": None, "input_shape": (None, 224, 3)}, "`include_top=True`, the size"),
    ("ResNet50", {"weights": None, "input_shape": (224, 224)}, "three entries"),
    ("ResNet50", {"include_top": False, "input_shape": (64, 64, 1)}, "images have 3 channels"),
    ("ResNet50", {"weights": None, "input_tensor": np.ones((1, 64, 64, 3))}, "symbolic tensor"),
    ("InceptionV3", {"weights": None, "input_shape": (74, 75, 3), "include_top": False}, "75x75"),
    ("Xception", {"weights": None, "input_shape": (70, 75, 3), "include_top": False}, "71x71"),
    ("MobileNet", {"alpha": 0.3}, "alpha = 0.25, 0.5, 0.75, 1.0"),
    ("MobileNet", {"depth_multiplier": 2}, "depth_multiplier=1"),
    ("MobileNet", {"weights": None, "alpha": 0}, "`alpha` must be above 0"),
    ("MobileNetV2", {"alpha": 1.2}, "alpha = 0.35, 0.5, 0.75, 1.0, 1.3, 1.4"),
    ("MobileNetV2", {"weights": None, "input_tensor": "image"}, "`input_tensor` must be a symbolic tensor"),
    ("MobileNetV3Small", {"alpha": 0.5}, "alpha = 0.75, 1.0"),
    ("MobileNetV3Large", {"alpha": 0.75, "minimalistic": True}, "alpha = 1.0"),
    ("MobileNetV3Large", {"weights": None, "input_shape": (16, 64, 3)}, "at least 32x32"),
]


@pytest.mark.parametrize(("name", "kwargs", "message"), BAD, ids=str)
def test_bad_arguments(name: str, kwargs: dict[str, Any], message: str):
    with pytest.raises(ValueError, match=message):
        getattr(applications, name)(**kwargs)


def test_sizes_that_differ():
    image = layers.Input((64, 64, 3))
    with pytest.raises(ValueError, match="`input_shape` and the shape of `input_tensor`"):
        applications.MobileNetV2(weights=None, input_tensor=image, input_shape=(96, 96, 3))


def test_unknown_arguments():
    with pytest.raises(TypeError, match="class_count"):
        MobileNet(class_count=3)  # type: ignore[call-arg]
