"""`keras.ops.nn`: the functions of neural networks."""

# ruff: noqa: F401

from keras_lab.ops.activation import (
    celu,
    elu,
    gelu,
    glu,
    hard_shrink,
    hard_sigmoid,
    hard_silu,
    hard_swish,
    hard_tanh,
    leaky_relu,
    log_sigmoid,
    log_softmax,
    relu,
    relu6,
    selu,
    sigmoid,
    silu,
    soft_shrink,
    softmax,
    softplus,
    softsign,
    sparse_plus,
    sparse_sigmoid,
    sparsemax,
    squareplus,
    swish,
    tanh_shrink,
    threshold,
)
from keras_lab.ops.attention import (
    dot_product_attention,
)
from keras_lab.ops.complex_numbers import polar
from keras_lab.ops.convolution import (
    adaptive_average_pool,
    adaptive_max_pool,
    average_pool,
    conv,
    conv_transpose,
    depthwise_conv,
    max_pool,
    separable_conv,
)
from keras_lab.ops.crossentropy import (
    binary_crossentropy,
    categorical_crossentropy,
    multi_hot,
    one_hot,
    sparse_categorical_crossentropy,
)
from keras_lab.ops.ctc import (
    ctc_decode,
    ctc_loss,
)
from keras_lab.ops.matrices import (
    psnr,
)
from keras_lab.ops.normalization import (
    batch_normalization,
    layer_normalization,
    normalize,
    rms_normalization,
)
from keras_lab.ops.parts import (
    depth_to_space,
    fold,
    space_to_depth,
    unfold,
)
from keras_lab.ops.reductions import (
    moments,
)
