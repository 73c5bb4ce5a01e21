"""ConvNeXt (Liu et al., 2022, arXiv:2201.03545): a convolutional network built as transformers are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from keras_lab import config, initializers, layers
from keras_lab.applications.assembly import assembled, described
from keras_lab.applications.blocks import activated
from keras_lab.applications.blocks import pooled as pooled_as
from keras_lab.applications.imagenet_utils import decode_predictions, preprocessing
from keras_lab.applications.options import Options
from keras_lab.applications.weights import BASE_URL, Published, WeightsFile
from keras_lab.models import Model, Sequential

__all__ = [
    "ConvNeXtBase", "ConvNeXtLarge", "ConvNeXtSmall", "ConvNeXtTiny", "ConvNeXtXLarge", "LayerScale",
    "decode_predictions", "preprocess_input",
]  # fmt: skip

EPSILON = 1e-6
SCALE = 1e-6
_MEAN = (0.485, 0.456, 0.406)
_DEVIATION = (0.229, 0.224, 0.225)


class LayerScale(layers.Layer):
    """Each channel times a weight of its own (Touvron et al., 2021, arXiv:2103.17239).

    Args:
        init_values: what the weights start as.
        projection_dim: how many channels there are.
    """

    def __init__(self, init_values: float, projection_dim: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.init_values = init_values
        self.projection_dim = projection_dim

    def build(self, input_shape: Any) -> None:
        start = initializers.Constant(self.init_values)
        self.gamma = self.add_weight((self.projection_dim,), start, name="gamma")

    def call(self, inputs: Any) -> Any:
        return inputs * self.gamma

    def _public_name(self) -> tuple[str, str]:
        return "keras.src.applications.convnext", "LayerScale"


@dataclass(frozen=True)
class Plan:
    """What tells the members of the family apart.

    Attributes:
        name: of the published files.
        depths: how many blocks the four stages have.
        channels: of the stages.
        digests: of the trained weights, with and without top.
    """

    name: str
    depths: Sequence[int]
    channels: Sequence[int]
    digests: tuple[str, str]

    @property
    def files(self) -> Published:
        """The trained weights."""
        start = f"{BASE_URL}convnext/{self.name}"
        top, no_top = self.digests
        return Published(WeightsFile(f"{start}.h5", top), WeightsFile(f"{start}_notop.h5", no_top))


def convnext(options: Options, plan: Plan, normalized: bool) -> Model:
    """A ConvNeXt; `normalized`: whether it brings pixels into the range it needs itself."""
    if config.image_data_format() == "channels_first":
        raise ValueError(
            "ConvNeXt needs channels last: it normalizes and mixes them on the last axis. "
            "Call keras_lab.config.set_image_data_format('channels_last') before building it."
        )
    options = options.named(plan.name)
    name = options.name

    def body(x: Any) -> Any:
        if normalized and x.shape[-1] == 3:
            x = _normalized(x, f"{name}_prestem_normalization")
        for stage, (depth, channels) in enumerate(zip(plan.depths, plan.channels, strict=True)):
            x = _shrinking(str(name), stage, channels)(x)
            for number in range(depth):
                x = _block(x, channels, f"{name}_stage_{stage}_block_{number}")
        return x

    def top(x: Any, classes: int, activation: Any) -> Any:
        x = layers.GlobalAveragePooling2D(name=f"{name}_head_gap")(x)
        x = _layer_norm(f"{name}_head_layernorm")(x)
        return layers.Dense(classes, activation=activation, name=f"{name}_head_dense")(x)

    def pool(x: Any, pooling: str | None) -> Any:
        return _layer_norm(None)(pooled_as(x, pooling))

    shape = options.image_shape(224, 32)
    return assembled(options, shape, body, plan.files, top=top, pool=pool)


def _layer_norm(name: str | None) -> Any:
    return layers.LayerNormalization(epsilon=EPSILON, name=name)


def _normalized(x: Any, name: str) -> Any:
    mean = [255 * value for value in _MEAN]
    variance = [(255 * value) ** 2 for value in _DEVIATION]
    return layers.Normalization(mean=mean, variance=variance, name=name)(x)


def _shrinking(name: str, stage: int, channels: int) -> Sequential:
    """What a stage begins with: patches of 4 × 4 for the first, of 2 × 2 for the others."""
    if stage == 0:
        convolution = layers.Conv2D(channels, 4, 4, name=f"{name}_stem_conv")
        return Sequential([convolution, _layer_norm(f"{name}_stem_layernorm")], name=f"{name}_stem")
    place = stage - 1
    convolution = layers.Conv2D(channels, 2, 2, name=f"{name}_downsampling_conv_{place}")
    norm = _layer_norm(f"{name}_downsampling_layernorm_{place}")
    return Sequential([norm, convolution], name=f"{name}_downsampling_block_{place}")


def _block(inputs: Any, channels: int, name: str) -> Any:
    """Each channel convolved for itself, then all mixed at each place, beside a shortcut."""
    x = layers.Conv2D(channels, 7, padding="same", groups=channels, name=f"{name}_depthwise_conv")(inputs)
    x = _layer_norm(f"{name}_layernorm")(x)
    x = layers.Dense(4 * channels, name=f"{name}_pointwise_conv_1")(x)
    x = activated(x, "gelu", f"{name}_gelu")
    x = layers.Dense(channels, name=f"{name}_pointwise_conv_2")(x)
    x = LayerScale(SCALE, channels, name=f"{name}_layer_scale")(x)
    return inputs + activated(x, "linear", f"{name}_identity")


preprocess_input = preprocessing(None)


def _member(size: str, last_depth: int, channels: int, top: str, no_top: str) -> Any:
    widths = tuple(channels * 2**stage for stage in range(4))
    plan = Plan(f"convnext_{size.lower()}", (3, 3, last_depth, 3), widths, (top, no_top))

    def make(
        include_top: bool = True,
        include_preprocessing: bool = True,
        weights: Any = "imagenet",
        input_tensor: Any = None,
        input_shape: Any = None,
        pooling: str | None = None,
        classes: int = 1000,
        classifier_activation: Any = "softmax",
        name: str | None = plan.name,
    ) -> Model:
        options = Options(
            include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
        )
        return convnext(options, plan, include_preprocessing)

    make.__name__ = make.__qualname__ = title = f"ConvNeXt{size}"
    make.__doc__ = f"""{title}: a convolutional network built as transformers are. Only for channels last.

    Liu et al., 2022 (arXiv:2201.03545). Images: 224 × 224, pixels from 0 to 255.

    Args:
        include_preprocessing: whether the network itself brings pixels into the range it needs.
    """
    return described(make)


ConvNeXtTiny = _member(
    "Tiny",
    9,
    96,
    "8ae6e78ce2933352b1ef4008e6dd2f17bc40771563877d156bc6426c7cf503ff",
    "d547c096cabd03329d7be5562c5e14798aa39ed24b474157cef5e85ab9e49ef1",
)
ConvNeXtSmall = _member(
    "Small",
    27,
    96,
    "ce1277d8f1ee5a0ef0e171469089c18f5233860ceaf9b168049cb9263fd7483c",
    "6fc8009faa2f00c1c1dfce59feea9b0745eb260a7dd11bee65c8e20843da6eab",
)
ConvNeXtBase = _member(
    "Base",
    27,
    128,
    "52cbb006d3dadd03f6e095a8ca1aca47aecdd75acb4bc74bce1f5c695d0086e6",
    "40a20c5548a5e9202f69735ecc06c990e6b7c9d2de39f0361e27baeb24cb7c45",
)
ConvNeXtLarge = _member(
    "Large",
    27,
    192,
    "070c5ed9ed289581e477741d3b34beffa920db8cf590899d6d2c67fba2a198a6",
    "96f02b6f0753d4f543261bc9d09bed650f24dd6bc02ddde3066135b63d23a1cd",
)
ConvNeXtXLarge = _member(
    "XLarge",
    27,
    256,
    "c1f5ccab661354fc3a79a10fa99af82f0fbf10ec65cb894a3ae0815f17a889ee",
    "de3f8a54174130e0cecdc71583354753d557fcf1f4487331558e2a16ba0cfe05",
)
