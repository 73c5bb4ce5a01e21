"""The table of layer configurations that drives `test_table.py`.

`make` takes the namespace of layers, `keras_lab.layers` or the oracle's `keras.layers`, so that both make the
same layer; a new layer needs a line or two here, and is then tested in every respect.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """A layer and what it is called with.

    Attributes:
        id: of the test.
        make: namespace of layers → layer.
        shapes: of the inputs, the batch axis included; several for layers that take a list.
        words: with a number the inputs are ints below it.
        mask: whether the call is also tried with a mask `(batch, time)`.
        random: whether training draws random numbers (no oracle then).
        single: whether TensorFlow has no float64 form of it.
        ours: whether Keras 3 has no such layer (no oracle then).
    """

    id: str
    make: Callable[[Any], Any]
    shapes: tuple[Shape, ...]
    words: int = 0
    mask: bool = False
    random: bool = False
    single: bool = False
    ours: bool = False

    def inputs(self, seed: int = 0) -> list[np.ndarray]:
        """Repeatable inputs."""
        rng = np.random.default_rng(seed)
        if self.words:
            return [rng.integers(0, self.words, shape).astype("int32") for shape in self.shapes]
        return [rng.normal(size=shape).astype("float32") for shape in self.shapes]

    def time_mask(self) -> np.ndarray:
        """A mask over the first two axes that hides a few steps, among them a first and a last one."""
        batch, time = self.shapes[0][:2]
        mask = np.random.default_rng(7).uniform(size=(batch, time)) > 0.3
        mask[0, 0], mask[-1, -1], mask[:, 1] = False, False, True
        return mask

    def __str__(self) -> str:
        return self.id


def case(id: str, make: Callable[[Any], Any], *shapes: Shape, **more: Any) -> Case:
    return Case(id, make, shapes, **more)


CORE = [
    case("dense", lambda L: L.Dense(5), (3, 4)),
    case("dense-relu", lambda L: L.Dense(5, activation="relu", use_bias=False), (3, 4)),
    case("dense-3d", lambda L: L.Dense(2, "tanh", kernel_initializer="he_normal"), (2, 3, 4), mask=True),
    case("activation", lambda L: L.Activation("softmax"), (3, 4)),
    case("identity", lambda L: L.Identity(), (3, 4)),
    case("masking", lambda L: L.Masking(0.5), (2, 3, 4)),
    case("embedding", lambda L: L.Embedding(7, 3), (2, 5), words=7),
    case("embedding-mask", lambda L: L.Embedding(7, 3, mask_zero=True), (2, 5), words=7),
]
SHAPING = [
    case("flatten", lambda L: L.Flatten(), (2, 3, 4)),
    case("flatten-first", lambda L: L.Flatten(data_format="channels_first"), (2, 3, 4, 5)),
    case("flatten-vector", lambda L: L.Flatten(), (3,)),
    case("reshape", lambda L: L.Reshape((2, 6)), (2, 3, 4)),
    case("reshape-rest", lambda L: L.Reshape((-1, 2, 3)), (2, 3, 4)),
    case("permute", lambda L: L.Permute((2, 1, 3)), (2, 3, 4, 5)),
    case("repeat", lambda L: L.RepeatVector(3), (2, 4)),
]
REGULARIZATION = [
    case("dropout", lambda L: L.Dropout(0.4, seed=1), (5, 6), random=True),
    case("dropout-noise-shape", lambda L: L.Dropout(0.4, noise_shape=(None, 1, 4)), (3, 5, 4), random=True),
    case("spatial-1d", lambda L: L.SpatialDropout1D(0.4), (3, 5, 4), random=True),
    case(
        "spatial-2d",
        lambda L: L.SpatialDropout2D(0.4, data_format="channels_first"),
        (3, 5, 4, 2),
        random=True,
    ),
    case("spatial-3d", lambda L: L.SpatialDropout3D(0.4), (3, 2, 2, 2, 4), random=True),
    case("gaussian-noise", lambda L: L.GaussianNoise(0.4), (5, 6), random=True),
    case("gaussian-dropout", lambda L: L.GaussianDropout(0.4), (5, 6), random=True),
    case("alpha-dropout", lambda L: L.AlphaDropout(0.4), (5, 6), random=True),
    case("activity", lambda L: L.ActivityRegularization(0.1, 0.2), (5, 6)),
]
CONVOLUTION = [
    case("conv1d", lambda L: L.Conv1D(3, 2), (2, 6, 4)),
    case("conv1d-causal", lambda L: L.Conv1D(3, 2, padding="causal", dilation_rate=2), (2, 6, 4)),
    case("conv1d-same", lambda L: L.Conv1D(3, 3, strides=2, padding="same"), (2, 7, 4)),
    case("conv2d", lambda L: L.Conv2D(3, 3, activation="tanh"), (2, 5, 6, 2)),
    case("conv2d-same", lambda L: L.Conv2D(3, (3, 2), (2, 1), "same"), (2, 5, 6, 2)),
    case("conv2d-groups", lambda L: L.Conv2D(4, 2, groups=2, use_bias=False), (2, 4, 4, 4)),
    case("conv2d-dilated", lambda L: L.Conv2D(2, 2, dilation_rate=(2, 1), padding="same"), (1, 5, 5, 2)),
    case("conv2d-first", lambda L: L.Conv2D(3, 3, data_format="channels_first"), (2, 2, 5, 6)),
    case(
        "conv2d-first-softmax",
        lambda L: L.Conv2D(2, 2, activation="softmax", data_format="channels_first"),
        (1, 2, 4, 4),
    ),
    case("conv3d", lambda L: L.Conv3D(2, 2), (1, 3, 3, 4, 2)),
]
POOLING = [
    case("max1d", lambda L: L.MaxPooling1D(), (2, 6, 3)),
    case("max2d", lambda L: L.MaxPooling2D((2, 3), strides=2), (2, 6, 7, 3)),
    case("max2d-same", lambda L: L.MaxPooling2D(2, padding="same"), (2, 5, 5, 3)),
    case("max2d-first", lambda L: L.MaxPooling2D(2, data_format="channels_first"), (2, 3, 4, 6)),
    case("max3d", lambda L: L.MaxPooling3D(2), (1, 4, 4, 4, 2), single=True),
    case("average1d", lambda L: L.AveragePooling1D(3, strides=2, padding="same"), (2, 6, 3)),
    case("average2d", lambda L: L.AveragePooling2D(2), (2, 4, 5, 3)),
    case("average3d", lambda L: L.AveragePooling3D(2), (1, 4, 4, 4, 2), single=True),
    case("global-average1d", lambda L: L.GlobalAveragePooling1D(), (2, 6, 3), mask=True),
    case(
        "global-average1d-keep",
        lambda L: L.GlobalAveragePooling1D("channels_first", keepdims=True),
        (2, 3, 6),
    ),
    case("global-average2d", lambda L: L.GlobalAveragePooling2D(), (2, 4, 5, 3)),
    case("global-average3d", lambda L: L.GlobalAveragePooling3D(keepdims=True), (2, 2, 4, 5, 3)),
    case("global-max1d", lambda L: L.GlobalMaxPooling1D(), (2, 6, 3)),
    case("global-max2d", lambda L: L.GlobalMaxPooling2D("channels_first", True), (2, 4, 5, 3)),
    case("global-max3d", lambda L: L.GlobalMaxPooling3D(), (1, 2, 4, 5, 3)),
]
NORMALIZATION = [
    case("batch-norm", lambda L: L.BatchNormalization(), (6, 4)),
    case("batch-norm-image", lambda L: L.BatchNormalization(momentum=0.7, epsilon=0.01), (3, 4, 4, 2)),
    case("batch-norm-axis1", lambda L: L.BatchNormalization(axis=1, scale=False), (3, 2, 4, 4)),
    case("batch-norm-mask", lambda L: L.BatchNormalization(center=False), (4, 5, 3), mask=True),
    case("layer-norm", lambda L: L.LayerNormalization(), (3, 4)),
    case("layer-norm-axes", lambda L: L.LayerNormalization(axis=[1, 2], scale=False), (3, 4, 5)),
]
RECURRENT = [
    case("simple-rnn", lambda L: L.SimpleRNN(3), (2, 4, 5), mask=True),
    case(
        "simple-rnn-back",
        lambda L: L.SimpleRNN(3, "relu", False, go_backwards=True, return_sequences=True),
        (2, 4, 5),
        mask=True,
    ),
    case("gru", lambda L: L.GRU(3), (2, 4, 5), mask=True),
    case("gru-before", lambda L: L.GRU(3, reset_after=False, return_sequences=True), (2, 4, 5), mask=True),
    case("gru-no-bias", lambda L: L.GRU(3, use_bias=False), (2, 4, 5)),
    case("lstm", lambda L: L.LSTM(3), (2, 4, 5), mask=True),
    case("lstm-all", lambda L: L.LSTM(3, return_sequences=True, return_state=True), (2, 4, 5), mask=True),
    case("lstm-back", lambda L: L.LSTM(3, return_sequences=True, go_backwards=True), (2, 4, 5), mask=True),
    case("lstm-unrolled", lambda L: L.LSTM(3, unroll=True, return_sequences=True), (2, 4, 5), mask=True),
    case("lstm-odd", lambda L: L.LSTM(3, "softsign", "hard_sigmoid", unit_forget_bias=False), (2, 4, 5)),
    case("lstm-dropout", lambda L: L.LSTM(3, dropout=0.3, recurrent_dropout=0.2), (2, 4, 5), random=True),
    case(
        "rnn-stacked",
        lambda L: L.RNN([L.LSTMCell(3), L.GRUCell(2)], return_sequences=True),
        (2, 4, 5),
        mask=True,
    ),
    case(
        "rnn-zero-output",
        lambda L: L.RNN(L.GRUCell(2), return_sequences=True, zero_output_for_mask=True),
        (2, 4, 5),
        mask=True,
    ),
]
CONVOLUTIONAL_RECURRENT = [
    case("conv-lstm1d", lambda L: L.ConvLSTM1D(2, 2), (2, 3, 4, 2), mask=True),
    case(
        "conv-lstm2d",
        lambda L: L.ConvLSTM2D(2, 2, padding="same", return_sequences=True, return_state=True),
        (2, 3, 3, 4, 2),
        mask=True,
    ),
    case("conv-lstm2d-strided", lambda L: L.ConvLSTM2D(1, (3, 2), 2, go_backwards=True), (2, 3, 5, 4, 1)),
    case(
        "conv-lstm2d-first",
        lambda L: L.ConvLSTM2D(2, 2, data_format="channels_first", use_bias=True),
        (2, 3, 1, 3, 4),
        mask=True,
    ),
    case(
        "conv-lstm2d-no-bias", lambda L: L.ConvLSTM2D(1, 2, use_bias=False, dilation_rate=2), (1, 2, 4, 4, 1)
    ),
    case(
        "conv-lstm2d-dropout",
        lambda L: L.ConvLSTM2D(2, 2, dropout=0.3, recurrent_dropout=0.2),
        (2, 3, 3, 3, 2),
        random=True,
    ),
    case(
        "conv-lstm3d", lambda L: L.ConvLSTM3D(1, 2, unit_forget_bias=False), (1, 2, 3, 3, 2, 2), single=True
    ),
    case("cudnn-lstm", lambda L: L.CuDNNLSTM(3, return_sequences=True), (2, 3, 4), ours=True),
    case("cudnn-gru", lambda L: L.CuDNNGRU(3, return_state=True), (2, 3, 4), ours=True),
    case("rnn-images", lambda L: L.ConvRNN2D(L.ConvLSTM2DCell(2, 2)), (2, 2, 3, 3, 1), ours=True),
    case("gru-dropout", lambda L: L.GRU(3, dropout=0.3, recurrent_dropout=0.2), (2, 4, 5), random=True),
    case(
        "rnn-of-three",
        lambda L: L.RNN(
            [L.SimpleRNNCell(2), L.LSTMCell(3), L.GRUCell(2)], return_state=True, go_backwards=True
        ),
        (2, 3, 4),
        mask=True,
    ),
]
MERGING = [
    case("add", lambda L: L.Add(), (2, 3), (2, 3), (2, 3)),
    case("add-ranks", lambda L: L.Add(), (2, 3), (2, 4, 3)),
    case("add-stretched", lambda L: L.Add(), (2, 1, 3), (2, 4, 3)),
    case("subtract", lambda L: L.Subtract(), (2, 3), (2, 3)),
    case("multiply", lambda L: L.Multiply(), (2, 3), (2, 3)),
    case("average", lambda L: L.Average(), (2, 3), (2, 3), (2, 3)),
    case("maximum", lambda L: L.Maximum(), (2, 3), (2, 3)),
    case("minimum", lambda L: L.Minimum(), (2, 3), (2, 3)),
    case("concatenate", lambda L: L.Concatenate(), (2, 3), (2, 4)),
    case("concatenate-axis1", lambda L: L.Concatenate(axis=1), (2, 3, 4), (2, 1, 4)),
    case("dot", lambda L: L.Dot(axes=1), (2, 3), (2, 3)),
    case("dot-axes", lambda L: L.Dot(axes=(2, 1)), (2, 3, 4), (2, 4, 5)),
    case("dot-cosine", lambda L: L.Dot(axes=-1, normalize=True), (2, 3, 4), (2, 5, 4)),
]
ACTIVATIONS = [
    case("relu", lambda L: L.ReLU(), (3, 4)),
    case("relu-bent", lambda L: L.ReLU(1.0, 0.1, 0.2), (3, 4)),
    case("leaky-relu", lambda L: L.LeakyReLU(0.2), (3, 4)),
    case("elu", lambda L: L.ELU(0.7), (3, 4)),
    case("thresholded-relu", lambda L: L.ThresholdedReLU(0.3), (3, 4), ours=True),
    case("prelu", lambda L: L.PReLU(), (3, 4)),
    case("prelu-shared", lambda L: L.PReLU("ones", shared_axes=[1, 2]), (2, 3, 4, 2)),
    case("softmax", lambda L: L.Softmax(), (3, 4)),
    case("softmax-axes", lambda L: L.Softmax(axis=[1, 2]), (2, 3, 4)),
]
BORDERS = [
    case("zeros1d", lambda L: L.ZeroPadding1D((1, 2)), (2, 3, 4)),
    case("zeros2d", lambda L: L.ZeroPadding2D((1, 2)), (2, 3, 4, 2)),
    case("zeros2d-sides", lambda L: L.ZeroPadding2D(((1, 0), (2, 3)), "channels_first"), (2, 3, 4, 2)),
    case("zeros3d", lambda L: L.ZeroPadding3D(1), (1, 2, 3, 2, 2)),
    case("cropping1d", lambda L: L.Cropping1D((0, 1)), (2, 3, 4)),
    case("cropping2d", lambda L: L.Cropping2D(((1, 0), (1, 2))), (2, 3, 4, 2)),
    case("cropping2d-first", lambda L: L.Cropping2D(1, "channels_first"), (2, 2, 3, 4)),
    case("cropping3d", lambda L: L.Cropping3D(((0, 1), (1, 0), (0, 0))), (1, 3, 3, 2, 2)),
    case("up1d", lambda L: L.UpSampling1D(3), (2, 3, 4)),
    case("up2d", lambda L: L.UpSampling2D((2, 3)), (2, 3, 4, 2)),
    case("up2d-first", lambda L: L.UpSampling2D(2, "channels_first"), (2, 2, 3, 4)),
    case("up2d-bilinear", lambda L: L.UpSampling2D(2, interpolation="bilinear"), (2, 3, 4, 2)),
    case("up3d", lambda L: L.UpSampling3D((2, 1, 2)), (1, 2, 3, 2, 2)),
]
WRAPPERS = [
    case("each-step", lambda L: L.TimeDistributed(L.Dense(3, "tanh")), (2, 3, 4), mask=True),
    case("each-step-image", lambda L: L.TimeDistributed(L.Conv2D(2, 2)), (2, 3, 3, 3, 2)),
    case("both-ways", lambda L: L.Bidirectional(L.LSTM(3)), (2, 4, 5), mask=True),
    case(
        "both-ways-all",
        lambda L: L.Bidirectional(L.GRU(3, return_sequences=True, return_state=True), "sum"),
        (2, 4, 5),
        mask=True,
    ),
    case(
        "both-ways-apart",
        lambda L: L.Bidirectional(L.SimpleRNN(3, return_sequences=True), merge_mode=None),
        (2, 4, 5),
    ),
    case(
        "both-ways-images",
        lambda L: L.Bidirectional(L.ConvLSTM1D(1, 2, return_sequences=True), "ave"),
        (2, 3, 3, 1),
        mask=True,
    ),
    case(
        "both-ways-unlike",
        lambda L: L.Bidirectional(L.LSTM(3), "mul", backward_layer=L.GRU(3, go_backwards=True)),
        (2, 4, 5),
    ),
]
MORE_CONVOLUTION = [
    case("back1d", lambda L: L.Conv1DTranspose(3, 3, 2), (2, 4, 2)),
    case("back2d", lambda L: L.Conv2DTranspose(3, 3, 2, "same"), (2, 3, 4, 2)),
    case("back2d-more", lambda L: L.Conv2DTranspose(2, 3, (2, 2), output_padding=1), (1, 3, 3, 2)),
    case("back2d-first", lambda L: L.Conv2DTranspose(3, 2, data_format="channels_first"), (1, 2, 3, 3)),
    case("back3d", lambda L: L.Conv3DTranspose(2, 2, use_bias=False), (1, 2, 2, 3, 2), single=True),
    case("depthwise1d", lambda L: L.DepthwiseConv1D(3, depth_multiplier=2), (2, 5, 2)),
    case("depthwise2d", lambda L: L.DepthwiseConv2D(2, 2, "same", activation="tanh"), (2, 4, 4, 2)),
    case("depthwise2d-first", lambda L: L.DepthwiseConv2D(2, data_format="channels_first"), (1, 2, 4, 4)),
    case("separable1d", lambda L: L.SeparableConv1D(3, 2, padding="same"), (2, 5, 2)),
    case("separable2d", lambda L: L.SeparableConv2D(3, 3, depth_multiplier=2), (2, 4, 5, 2)),
    case("local1d", lambda L: L.LocallyConnected1D(3, 2, 2), (2, 6, 2), ours=True),
    case("local2d", lambda L: L.LocallyConnected2D(3, (2, 1)), (2, 3, 3, 2), ours=True),
    case(
        "local2d-first",
        lambda L: L.LocallyConnected2D(3, 2, data_format="channels_first"),
        (1, 2, 3, 3),
        ours=True,
    ),
]
MORE_NORMALIZATION = [
    case("group-norm", lambda L: L.GroupNormalization(2), (3, 4, 4)),
    case("group-norm-each", lambda L: L.GroupNormalization(-1, axis=1, scale=False), (2, 2, 3, 4)),
    case("rms-norm", lambda L: L.RMSNormalization(), (3, 4)),
    case("unit-norm", lambda L: L.UnitNormalization(), (3, 4)),
    case("unit-norm-axes", lambda L: L.UnitNormalization(axis=[1, 2]), (2, 3, 4)),
    case("spectral-norm", lambda L: L.SpectralNormalization(L.Dense(3), 2), (3, 4)),
    case("spectral-norm-image", lambda L: L.SpectralNormalization(L.Conv2D(3, 2)), (2, 4, 4, 2)),
]
EINSUM = [
    case("einsum", lambda L: L.EinsumDense("abc,cd->abd", (None, 5), "tanh", "d"), (2, 3, 4)),
    case("einsum-heads", lambda L: L.EinsumDense("abc,cde->abde", (None, 2, 3), None, "de"), (2, 3, 4)),
    case("einsum-any", lambda L: L.EinsumDense("...x,xy->...y", (5,), bias_axes="y"), (2, 3, 4)),
    case("einsum-right", lambda L: L.EinsumDense("ab...,bc->ac...", (5,)), (2, 3, 4)),
]
ATTENTION = [
    case("attention", lambda L: L.Attention(), (2, 3, 4), (2, 5, 4)),
    case("attention-scale", lambda L: L.Attention(use_scale=True), (2, 3, 4), (2, 5, 6), (2, 5, 4)),
    case("attention-concat", lambda L: L.Attention(True, "concat"), (2, 3, 4), (2, 5, 4)),
    case("attention-dropout", lambda L: L.Attention(dropout=0.4), (2, 3, 4), (2, 5, 4), random=True),
    case("attention-additive", lambda L: L.AdditiveAttention(), (2, 3, 4), (2, 5, 4)),
]
KERAS_1 = [
    case("highway", lambda L: L.Highway(activation="tanh"), (3, 4), ours=True),
    case("highway-no-bias", lambda L: L.Highway(bias=False), (3, 4), ours=True),
    case("maxout", lambda L: L.MaxoutDense(3, 2), (3, 4), ours=True),
]
SCALING = [
    case("rescaling", lambda L: L.Rescaling(0.5, 1.0), (3, 4)),
    case("resizing", lambda L: L.Resizing(4, 3), (2, 6, 5, 2)),
    case("resizing-crop", lambda L: L.Resizing(4, 2, "nearest", crop_to_aspect_ratio=True), (2, 6, 6, 2)),
    case("center-crop", lambda L: L.CenterCrop(3, 2), (2, 6, 5, 2)),
    case("rescaling-each", lambda L: L.Rescaling([0.5, 2.0], [1.0, 0.0]), (3, 4, 2)),
]

PREPROCESSING = [
    case("normalization", lambda L: L.Normalization(mean=[0.5, 2.0], variance=[4.0, 0.25]), (3, 4, 2)),
    case(
        "normalization-axes",
        lambda L: L.Normalization(
            axis=(1, -1), mean=np.ones((4, 2)), variance=np.full((4, 2), 4.0), invert=True
        ),
        (3, 4, 5, 2),
    ),
    case("category-hot", lambda L: L.CategoryEncoding(7), (3, 4), words=7),
    case("category-one-hot", lambda L: L.CategoryEncoding(7, "one_hot"), (3, 1), words=7),
    case("category-count", lambda L: L.CategoryEncoding(7, "count"), (3, 4), words=7),
    case("discretization", lambda L: L.Discretization([-0.5, 0.5], output_mode="one_hot"), (3, 4)),
    case("hashing", lambda L: L.Hashing(5, output_mode="multi_hot"), (3, 4), words=70),
    case("spectrogram", lambda L: L.STFTSpectrogram(frame_length=16), (2, 50, 2)),
    case(
        "spectrogram-apart",
        lambda L: L.STFTSpectrogram("psd", 16, 4, padding="same", expand_dims=True, window="hamming"),
        (2, 50, 2),
    ),
    case("mel-spectrogram", lambda L: L.MelSpectrogram(64, 32, num_mel_bins=6), (2, 200)),
    case(
        "mel-power",
        lambda L: L.MelSpectrogram(64, 32, num_mel_bins=6, power_to_db=False, mag_exp=1.0),
        (2, 200),
    ),
]
ADAPTIVE = [
    case("adaptive-average1d", lambda L: L.AdaptiveAveragePooling1D(3), (2, 7, 2)),
    case("adaptive-average2d", lambda L: L.AdaptiveAveragePooling2D((2, 3), "channels_first"), (2, 2, 5, 7)),
    case("adaptive-average3d", lambda L: L.AdaptiveAveragePooling3D(2), (1, 3, 4, 5, 2)),
    case("adaptive-max1d", lambda L: L.AdaptiveMaxPooling1D(3), (2, 7, 2)),
    case("adaptive-max2d", lambda L: L.AdaptiveMaxPooling2D((2, 3)), (2, 5, 7, 2)),
    case("adaptive-max3d", lambda L: L.AdaptiveMaxPooling3D(2), (1, 3, 4, 5, 2)),
    case("embedding-reversible", lambda L: L.ReversibleEmbedding(7, 3, tie_weights=False), (2, 5), words=7),
]

IMAGES = [
    case("auto-contrast", lambda L: L.AutoContrast((0, 9)), (2, 4, 5, 3)),
    case("rotation", lambda L: L.RandomRotation((0.1, 0.1)), (2, 5, 4, 2)),
    case("zoom", lambda L: L.RandomZoom((0.2, 0.2), (-0.3, -0.3)), (2, 5, 4, 2)),
    case("translation", lambda L: L.RandomTranslation((0.2, 0.2), (0.1, 0.1), "constant"), (2, 5, 4, 2)),
    case("brightness", lambda L: L.RandomBrightness((0.2, 0.2), (-9, 9)), (2, 4, 5, 3)),
    case("sharpness", lambda L: L.RandomSharpness((0.2, 0.2), (-9, 9)), (2, 4, 5, 3)),
]

CASES = [
    *CORE, *SHAPING, *REGULARIZATION, *CONVOLUTION, *POOLING, *NORMALIZATION, *RECURRENT,
    *CONVOLUTIONAL_RECURRENT, *MERGING,
    *ACTIVATIONS, *BORDERS, *WRAPPERS, *MORE_CONVOLUTION,
    *MORE_NORMALIZATION, *EINSUM, *ATTENTION,
    *KERAS_1, *SCALING, *IMAGES, *PREPROCESSING, *ADAPTIVE,
]  # fmt: skip
