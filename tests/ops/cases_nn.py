"""Rows for activations, normalization, convolution, pooling and crossentropies."""

from __future__ import annotations

import numpy as np

from tests.ops.case import POSITIVE, B, N, X, Y, Z, case, floats, np_erf


def np_sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def np_softplus(x: np.ndarray) -> np.ndarray:
    return np.log1p(np.exp(-np.abs(x))) + np.maximum(x, 0)


def np_softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    weights = np.exp(x - x.max(axis, keepdims=True))
    return weights / weights.sum(axis, keepdims=True)


def np_elu(x: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


def np_hard_sigmoid(x: np.ndarray) -> np.ndarray:
    return np.clip(x + 3, 0, 6) / 6


ACTIVATIONS = [
    case("relu", X, oracle=lambda x: np.maximum(x, 0)),
    case("relu", N, oracle=lambda x: np.maximum(x, 0)),
    case("relu6", X * 4, oracle=lambda x: np.clip(x, 0, 6)),
    case("leaky_relu", X, oracle=lambda x: np.where(x > 0, x, 0.2 * x)),
    case("leaky_relu", X, negative_slope=0.1, oracle=lambda x, negative_slope: np.where(x > 0, x, 0.1 * x)),
    case("elu", X, oracle=np_elu),
    case("elu", X, alpha=0.5, oracle=np_elu),
    case("selu", X, oracle=lambda x: 1.0507009873554805 * np_elu(x, 1.6732632423543772)),
    case(
        "celu",
        X,
        alpha=2.0,
        oracle=lambda x, alpha: np.maximum(x, 0) + np.minimum(0, alpha * np.expm1(x / alpha)),
    ),
    case("gelu", X, approximate=False, oracle=lambda x, approximate: x * 0.5 * (1 + np_erf(x / np.sqrt(2)))),
    case("gelu", X, oracle=lambda x: 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))),
    case("sigmoid", X, oracle=np_sigmoid),
    case("sigmoid", np.array([-200.0, 200.0], "float32"), oracle=lambda x: np.array([0.0, 1.0])),
    case("silu", X, oracle=lambda x: x * np_sigmoid(x)),
    case("swish", X, oracle=lambda x: x * np_sigmoid(x)),
    case("softplus", X, oracle=np_softplus),
    case("softplus", np.array([-100.0, 100.0], "float32"), oracle=np_softplus),
    case("log_sigmoid", X, oracle=lambda x: -np_softplus(-x)),
    case("softsign", X, oracle=lambda x: x / (1 + np.abs(x))),
    case("hard_sigmoid", X * 3, oracle=np_hard_sigmoid),
    case("hard_silu", X * 3, oracle=lambda x: x * np_hard_sigmoid(x)),
    case("hard_swish", X * 3, oracle=lambda x: x * np_hard_sigmoid(x)),
    case("hard_tanh", X, oracle=lambda x: np.clip(x, -1, 1)),
    case("tanh_shrink", X, oracle=lambda x: x - np.tanh(x)),
    case("soft_shrink", X, oracle=lambda x: np.sign(x) * np.maximum(np.abs(x) - 0.5, 0)),
    case("hard_shrink", X, oracle=lambda x: np.where(np.abs(x) > 0.5, x, 0)),
    case("threshold", X, 0.5, -3.0, oracle=lambda x, t, v: np.where(x > t, x, v)),
    case("squareplus", X, oracle=lambda x: (x + np.sqrt(x**2 + 4)) / 2),
    case("glu", X, oracle=lambda x: x[:, :2] * np_sigmoid(x[:, 2:])),
    case("sparse_plus", X, oracle=lambda x: np.where(x <= -1, 0, np.where(x < 1, (x + 1) ** 2 / 4, x))),
    case("sparse_sigmoid", X, oracle=lambda x: np.clip((x + 1) / 2, 0, 1)),
    case(
        "sparsemax",
        np.array([[0.1, 0.3, 2.0], [0.2, 0.1, 0.3]], "float32"),
        oracle=lambda x: np.array([[0, 0, 1], [1 / 3, 0.7 / 3, 1.3 / 3]]),
    ),
    case("softmax", X, oracle=np_softmax),
    case("softmax", X + 1000, axis=0, oracle=np_softmax, tolerance=1e-4),
    case("softmax", Z, axis=(1, 2), oracle=lambda x, axis: np_softmax(x, axis)),
    case("log_softmax", X, oracle=lambda x: np.log(np_softmax(x))),
    case("one_hot", np.array([0, 2, 7]), 4, oracle=lambda x, n: np.eye(8)[x][:, :n]),
    case(
        "one_hot",
        np.array([[0, 2], [1, 1]]),
        3,
        axis=1,
        dtype="bool",
        oracle=lambda x, n, axis, dtype: np.eye(3)[x].transpose(0, 2, 1),
    ),
    case("multi_hot", np.array([[0, 2], [1, 1]]), 3, oracle=lambda x, n: np.array([[1, 0, 1], [0, 1, 0]])),
    case("multi_hot", np.array([0, 2]), 3, oracle=lambda x, n: np.array([1, 0, 1])),
    case("normalize", X, oracle=lambda x: x / np.linalg.norm(x, axis=-1, keepdims=True)),
    case("normalize", X, axis=0, order=1, oracle=lambda x, axis, order: x / np.abs(x).sum(0)),
    case(
        "batch_normalization",
        X,
        X[0],
        POSITIVE[0],
        -1,
        offset=Y[0],
        scale=Y[1],
        oracle=lambda x, m, v, a, offset, scale: (x - m) / np.sqrt(v + 1e-3) * scale + offset,
    ),
    case(
        "layer_normalization",
        X,
        Y[0],
        Y[1],
        epsilon=0.1,
        oracle=lambda x, g, b, epsilon: (
            (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + 0.1) * g + b
        ),
    ),
    case(
        "rms_normalization",
        X,
        Y[0],
        oracle=lambda x, s: x / np.sqrt((x**2).mean(1, keepdims=True) + 1e-7) * s,
    ),
]


def np_conv(
    x: np.ndarray, kernel: np.ndarray, strides: int = 1, padding: str = "valid", dilation_rate: int = 1
) -> np.ndarray:
    """One spatial axis, written out."""
    width, channels, filters = kernel.shape
    groups = x.shape[2] // channels
    reach = (width - 1) * dilation_rate + 1
    size = x.shape[1]
    count = -(-size // strides) if padding == "same" else (size - reach) // strides + 1
    total = max((count - 1) * strides + reach - size, 0) if padding == "same" else 0
    x = np.pad(x, ((0, 0), (total // 2, total - total // 2), (0, 0)))
    out = np.zeros((x.shape[0], count, filters))
    for position in range(count):
        window = x[:, position * strides : position * strides + reach : dilation_rate]
        for f in range(filters):
            group = f // (filters // groups)
            part = window[:, :, group * channels : (group + 1) * channels]
            out[:, position, f] = (part * kernel[:, :, f]).sum((1, 2))
    return out


SEQUENCE = floats(2, 9, 4)
IMAGE = floats(2, 7, 6, 3)


def np_conv_transpose(
    x: np.ndarray, kernel: np.ndarray, strides: int = 1, padding: str = "valid"
) -> np.ndarray:
    """Every entry paints the kernel; `same` keeps the middle."""
    width, filters, _ = kernel.shape
    full = np.zeros((x.shape[0], (x.shape[1] - 1) * strides + max(width, strides), filters))
    for i in range(x.shape[1]):
        full[:, i * strides : i * strides + width] += np.einsum("bi,kfi->bkf", x[:, i], kernel)
    if padding == "valid":
        return full
    wanted = x.shape[1] * strides
    cut = max(width - strides, 0) // 2
    return full[:, cut : cut + wanted]


def np_depthwise(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    width, channels, multiplier = kernel.shape
    return np_conv(x, kernel.reshape(width, 1, channels * multiplier))


POINTWISE = floats(1, 8, 2)

WINDOWS = [
    case("conv", SEQUENCE, floats(3, 4, 5), oracle=np_conv),
    case("conv", SEQUENCE, floats(3, 4, 5), strides=2, padding="same", oracle=np_conv),
    case("conv", SEQUENCE, floats(3, 4, 5), dilation_rate=2, oracle=np_conv),
    case("conv", SEQUENCE, floats(3, 2, 6), oracle=np_conv),
    case(
        "conv",
        SEQUENCE.transpose(0, 2, 1),
        floats(3, 4, 5),
        data_format="channels_first",
        oracle=lambda x, k, data_format: np_conv(x.transpose(0, 2, 1), k).transpose(0, 2, 1),
    ),
    case("depthwise_conv", SEQUENCE, floats(3, 4, 2), oracle=np_depthwise),
    case(
        "separable_conv",
        SEQUENCE,
        floats(3, 4, 2),
        POINTWISE,
        oracle=lambda x, d, p: np_conv(np_depthwise(x, d), p),
    ),
    *(
        case(
            "conv_transpose",
            SEQUENCE,
            floats(width, 5, 4),
            strides=strides,
            padding=padding,
            oracle=np_conv_transpose,
        )
        for padding in ("valid", "same")
        for width, strides in ((3, 1), (3, 2), (4, 2), (2, 3))
    ),
    case("max_pool", SEQUENCE, 3, oracle=lambda x, n: x.reshape(2, 3, 3, 4).max(2)),
    case("average_pool", SEQUENCE, 3, oracle=lambda x, n: x.reshape(2, 3, 3, 4).mean(2)),
    case("max_pool", SEQUENCE, 2, strides=1, oracle=lambda x, n, strides: np.maximum(x[:, :-1], x[:, 1:])),
    case("max_pool", IMAGE, (1, 2), oracle=lambda x, n: x.reshape(2, 7, 3, 2, 3).max(3)),
    case(
        "average_pool",
        SEQUENCE[:, :3],
        2,
        padding="same",
        oracle=lambda x, n, padding: np.stack([(x[:, 0] + x[:, 1]) / 2, x[:, 2]], 1),
    ),
]

PROBABILITIES = np_softmax(X).astype("float32")
ONE_HOT = np.eye(4, dtype="float32")[[1, 0, 3]]


def np_nll(p: np.ndarray, classes: np.ndarray) -> np.ndarray:
    return -np.log(p[range(len(classes)), classes])


LABELS = np.array([1, 0, 3])

LOSSES = [
    case(
        "binary_crossentropy", B * 1.0, np_sigmoid(X), oracle=lambda t, p: -np.log(np.where(t > 0, p, 1 - p))
    ),
    case(
        "binary_crossentropy",
        *(B, X),
        from_logits=True,
        oracle=lambda t, x, from_logits: np_softplus(np.where(t, -x, x)),
    ),
    case("categorical_crossentropy", ONE_HOT, PROBABILITIES, oracle=lambda t, p: np_nll(p, LABELS)),
    case(
        "categorical_crossentropy",
        *(ONE_HOT, X),
        from_logits=True,
        oracle=lambda t, x, from_logits: np_nll(np_softmax(x), LABELS),
    ),
    case(
        "categorical_crossentropy",
        *(ONE_HOT.T, PROBABILITIES.T),
        axis=0,
        oracle=lambda t, p, axis: np_nll(p.T, LABELS),
    ),
    case("sparse_categorical_crossentropy", LABELS, PROBABILITIES, oracle=lambda t, p: np_nll(p, t)),
    case(
        "sparse_categorical_crossentropy",
        *(LABELS[:, None], X),
        from_logits=True,
        oracle=lambda t, x, from_logits: np_nll(np_softmax(x), LABELS),
    ),
    case(
        "sparse_categorical_crossentropy",
        *(LABELS, PROBABILITIES.T),
        axis=0,
        oracle=lambda t, p, axis: np_nll(p.T, t),
    ),
]

NN = [*ACTIVATIONS, *WINDOWS, *LOSSES]
