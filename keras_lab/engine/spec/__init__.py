"""The shape-only engine: every primitive on `Spec(shape, dtype)` in plain Python.

Running a layer on Specs gives its output shapes and checks its input, without loading a tensor library.
"""

# ruff: noqa: F401

from keras_lab.engine.spec.elementwise import (
    absolute,
    add,
    arccos,
    arccosh,
    arcsin,
    arcsinh,
    arctan,
    arctan2,
    arctanh,
    ceil,
    cos,
    cosh,
    divide,
    equal,
    erf,
    exp,
    expm1,
    floor,
    floor_divide,
    isfinite,
    isnan,
    less,
    less_equal,
    log,
    log1p,
    logical_and,
    logical_not,
    logical_or,
    maximum,
    minimum,
    mod,
    multiply,
    negative,
    power,
    round,
    sign,
    sin,
    sinh,
    sqrt,
    stop_gradient,
    subtract,
    tan,
    tanh,
    where,
)
from keras_lab.engine.spec.linear import (
    avg_pool,
    conv,
    conv_transpose,
    einsum,
    matmul,
    max_pool,
)
from keras_lab.engine.spec.places import (
    broadcast_to,
    concatenate,
    flip,
    getitem,
    pad,
    put,
    reshape,
    scatter_add,
    split,
    take,
    take_along_axis,
    transpose,
)
from keras_lab.engine.spec.random import (
    fold_in,
    key,
    random_integers,
    random_normal,
    random_uniform,
)
from keras_lab.engine.spec.reductions import (
    all,
    any,
    argmax,
    argsort,
    cumprod,
    cumsum,
    max,
    mean,
    min,
    prod,
    sum,
    top_k,
)
from keras_lab.engine.spec.services import (
    compile,
    cond,
    devices,
    eagerly,
    loop,
    scan,
    shape_of,
    value_and_grad,
    version,
    while_loop,
)
from keras_lab.engine.spec.shapes import ShapeError
from keras_lab.engine.spec.tensor import (
    Spec,
    arange,
    cast,
    convert,
    dtype,
    full,
    is_tensor,
    put_on_device,
    shape,
    to_numpy,
)

name = "spec"
