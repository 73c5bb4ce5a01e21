"""What an engine is: the names every `engine/<name>.py` defines, with shapes, dtypes and errors.

An engine is a module. It defines the functions below under the same names with the same parameters;
`tests/engine/test_conformance.py` checks signatures, values (NumPy is the oracle) and dtypes of each.
The functions here have no bodies: this file is the written agreement, nothing calls it.

General rules
    * *Tensors* are whatever the engine computes with. Inside `compile` all shapes are static: a program
      is traced once for every combination of input shapes and dtypes.
    * dtypes are named by strings: `"bool"`, `"int8"` … `"uint64"`, `"bfloat16"`, `"float16"`, `"float32"`,
      `"float64"`, `"complex64"`, `"complex128"`. An engine without a dtype uses the widest it has (JAX without
      x64: float64 → float32).
    * Arguments called `x`, `y` are tensors; operands of a binary primitive have the same dtype (`ops`
      has promoted them) and broadcast as in NumPy. `shape`, `axis`, sizes are Python ints or tuples.
    * `axis` in reductions: None (all), an int or a tuple of ints; negative counts from the end.
    * Images and sequences are channels-last: `(batch, *spatial, channels)`. Kernels are
      `(*spatial, in_channels // groups, out_channels)`.
    * Whatever is not here is composed from these in `ops/`. An engine *may* define a fused version of a
      composed op under the op's own name and signature (`relu`, `softmax`, `one_hot`, …); `ops` finds it.

How the services map to engines to come
    PyTorch: `compile` → the function itself, or `torch.compile`; `value_and_grad` →
    `torch.func.grad_and_value` with aux; `loop`, `scan` → Python loops over eager kernels (or
    `torch._higher_order_ops`); `cond` → `torch.cond` or a Python `if` on a concrete predicate; `shape_of` →
    meta tensors; keys → a pair of ints that seeds a `torch.Generator` per draw (`fold_in` hashes on the host,
    a traced step number becomes an int first).
    PyTensor: tensors are symbolic from the start: `compile(fn)` makes inputs of the argument specs at the
    first call, runs `fn` once on them, and hands the graph to `pytensor.function`; `value_and_grad` →
    `pytensor.grad` of the symbolic loss; `loop` and `scan` → `pytensor.scan` with `n_steps`; `cond` →
    `ifelse`; `shape_of` reads `x.type.shape`; keys → `RandomStream`-free `random` ops with an explicit RNG
    variable seeded by the key.
    Nothing in the contract asks for a concrete value while a program is traced: that keeps both open.
"""

# mypy: disable-error-code="empty-body"

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

Tensor = Any
Key = Any
Axis = int | tuple[int, ...] | None
DType = str

name: str  #: the engine's name, as in `config.set_engine(name)`


# ---- tensors in and out -----------------------------------------------------------------------------


def convert(x: Any, dtype: DType | None = None) -> Tensor:
    """A tensor from a tensor, NumPy array, number or nested list.

    Without `dtype`, that of arrays is kept; Python's floats become `config.floatx()`, its ints int32.
    """


def strings(x: Any) -> Tensor:
    """A tensor of strings (dtype `"string"`) from a NumPy array of str or bytes.

    An engine that has no strings gives the array back: layers can work on it, programs cannot take it.
    """


def to_numpy(x: Tensor) -> Any:
    """A NumPy array of its own (never a view of the engine's memory); waits until `x` is computed."""


def is_tensor(x: Any) -> bool:
    """Whether `x` is a tensor of this engine (traced ones included)."""


def shape(x: Tensor) -> tuple[int, ...]:
    """The shape. In a program of somebody else's, where a dimension is not known yet, an object that can be computed
    with and stand in shapes."""


def dtype(x: Tensor) -> DType:
    """The dtype's name."""


def cast(x: Tensor, dtype: DType) -> Tensor:
    """Elements converted as NumPy's `astype` does (to bool: `x != 0`)."""


def full(shape: Sequence[int], value: float | int | bool, dtype: DType) -> Tensor:
    """A tensor with every element `value`."""


def arange(start: int | float, stop: int | float, step: int | float, dtype: DType) -> Tensor:
    """`numpy.arange` for Python numbers."""


# ---- element by element -----------------------------------------------------------------------------


def negative(x: Tensor) -> Tensor: ...
def absolute(x: Tensor) -> Tensor: ...
def sign(x: Tensor) -> Tensor: ...
def exp(x: Tensor) -> Tensor: ...
def expm1(x: Tensor) -> Tensor: ...
def log(x: Tensor) -> Tensor: ...
def log1p(x: Tensor) -> Tensor: ...
def sqrt(x: Tensor) -> Tensor: ...
def sin(x: Tensor) -> Tensor: ...
def cos(x: Tensor) -> Tensor: ...
def tan(x: Tensor) -> Tensor: ...
def arcsin(x: Tensor) -> Tensor: ...
def arccos(x: Tensor) -> Tensor: ...
def arctan(x: Tensor) -> Tensor: ...
def sinh(x: Tensor) -> Tensor: ...
def cosh(x: Tensor) -> Tensor: ...
def tanh(x: Tensor) -> Tensor: ...
def arcsinh(x: Tensor) -> Tensor: ...
def arccosh(x: Tensor) -> Tensor: ...
def arctanh(x: Tensor) -> Tensor: ...
def erf(x: Tensor) -> Tensor: ...
def floor(x: Tensor) -> Tensor: ...
def ceil(x: Tensor) -> Tensor: ...
def round(x: Tensor) -> Tensor: ...
def isfinite(x: Tensor) -> Tensor: ...
def isnan(x: Tensor) -> Tensor: ...
def logical_not(x: Tensor) -> Tensor: ...


def add(x: Tensor, y: Tensor) -> Tensor: ...
def subtract(x: Tensor, y: Tensor) -> Tensor: ...
def multiply(x: Tensor, y: Tensor) -> Tensor: ...
def divide(x: Tensor, y: Tensor) -> Tensor: ...
def floor_divide(x: Tensor, y: Tensor) -> Tensor: ...
def mod(x: Tensor, y: Tensor) -> Tensor: ...
def power(x: Tensor, y: Tensor) -> Tensor: ...
def arctan2(x: Tensor, y: Tensor) -> Tensor: ...
def maximum(x: Tensor, y: Tensor) -> Tensor: ...
def minimum(x: Tensor, y: Tensor) -> Tensor: ...
def equal(x: Tensor, y: Tensor) -> Tensor: ...
def less(x: Tensor, y: Tensor) -> Tensor: ...
def less_equal(x: Tensor, y: Tensor) -> Tensor: ...
def logical_and(x: Tensor, y: Tensor) -> Tensor: ...
def logical_or(x: Tensor, y: Tensor) -> Tensor: ...


def bitwise_and(x: Tensor, y: Tensor) -> Tensor: ...
def bitwise_or(x: Tensor, y: Tensor) -> Tensor: ...
def bitwise_xor(x: Tensor, y: Tensor) -> Tensor: ...
def left_shift(x: Tensor, y: Tensor) -> Tensor: ...
def right_shift(x: Tensor, y: Tensor) -> Tensor: ...


def complex_of(real: Tensor, imaginary: Tensor) -> Tensor:
    """Complex numbers (complex64, complex128) of float32, float64 parts."""


def real_part(x: Tensor) -> Tensor:
    """Of complex numbers."""


def imaginary_part(x: Tensor) -> Tensor:
    """Of complex numbers."""


def nextafter(x: Tensor, y: Tensor) -> Tensor:
    """The next float32 (float64) after `x` on the way to `y`."""


def bitcast(x: Tensor, dtype: DType) -> Tensor:
    """The same bits read as another dtype of the same width."""


def where(condition: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """Elements of `x` where the bool `condition` holds, else of `y`; all three broadcast."""


# ---- reductions -------------------------------------------------------------------------------------


def sum(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor: ...
def mean(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor: ...
def prod(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor: ...
def max(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor: ...
def min(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor: ...
def any(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor: ...
def all(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor: ...


def argmax(x: Tensor, axis: int) -> Tensor:
    """int32 positions of the first largest elements along `axis`."""


def cumsum(x: Tensor, axis: int) -> Tensor: ...
def cumprod(x: Tensor, axis: int) -> Tensor: ...


def argsort(x: Tensor, axis: int) -> Tensor:
    """int32 indices of a stable ascending sort along `axis`."""


def top_k(x: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """The `k` largest of the last axis, descending, and their int32 positions (ties: lowest first)."""


# ---- shapes and places ------------------------------------------------------------------------------


def reshape(x: Tensor, shape: Sequence[int]) -> Tensor:
    """Same elements, row-major; one entry of `shape` may be -1."""


def transpose(x: Tensor, axes: Sequence[int]) -> Tensor: ...
def broadcast_to(x: Tensor, shape: Sequence[int]) -> Tensor: ...
def concatenate(xs: Sequence[Tensor], axis: int) -> Tensor: ...


def split(x: Tensor, sizes: Sequence[int], axis: int) -> list[Tensor]:
    """Parts of these sizes, which add up to that of `axis`. Cheaper than slices where gradients flow."""


def pad(x: Tensor, widths: Sequence[tuple[int, int]], mode: str, value: float | int) -> Tensor:
    """Grows each axis by `(before, after)`.

    `mode` is `"constant"` (with `value`), `"reflect"` or `"symmetric"`.
    """


def getitem(x: Tensor, key: Any) -> Tensor:
    """NumPy's basic indexing: ints, slices (steps too), None, Ellipsis and tuples of these."""


def flip(x: Tensor, axis: Axis) -> Tensor: ...


def take(x: Tensor, indices: Tensor, axis: int) -> Tensor:
    """Picks along `axis`: the axis is replaced by the shape of the int `indices` (in range, ≥ 0)."""


def take_along_axis(x: Tensor, indices: Tensor, axis: int) -> Tensor: ...


def put(x: Tensor, index: Tensor, value: Tensor) -> Tensor:
    """`x` with `x[index] = value` along the first axis; `index` is an int scalar, possibly traced."""


def scatter_add(x: Tensor, indices: Tensor, updates: Tensor) -> Tensor:
    """`x` with `updates[i]` added at row `indices[i]` of the first axis (repeats add up)."""


def segment_reduce(x: Tensor, segments: Tensor, count: int, how: str) -> Tensor:
    """Rows of the first axis reduced by `how` (`"sum"`, `"prod"`, `"max"`, `"min"`) within each segment.

    `segments` has the segment's number for each row, in [0, count); what an empty one gets is left open for
    `"max"` and `"min"`.
    """


# ---- linear algebra, convolution, pooling -----------------------------------------------------------


def matmul(x: Tensor, y: Tensor) -> Tensor:
    """NumPy's `matmul` for ranks ≥ 2: leading axes broadcast."""


def einsum(equation: str, *operands: Tensor) -> Tensor:
    """NumPy's explicit einsum (`->` given, no ellipsis)."""


def cholesky(x: Tensor) -> Tensor:
    """The lower triangular `L` with `L @ L.T == x`, for the matrices in the last two axes."""


def eigh(x: Tensor) -> tuple[Tensor, Tensor]:
    """Eigenvalues (ascending) and eigenvectors (columns) of symmetric matrices."""


def lu(x: Tensor) -> tuple[Tensor, Tensor]:
    """Both triangular factors in one matrix (the lower one without its diagonal of ones), and the int32
    order of rows with `x[order] == L @ U`."""


def qr(x: Tensor, complete: bool) -> tuple[Tensor, Tensor]:
    """Orthonormal columns and an upper triangular matrix; `complete`: as many columns as rows."""


def svd(x: Tensor, complete: bool) -> tuple[Tensor, Tensor, Tensor]:
    """`u`, the singular values (descending) and `v` transposed, as `numpy.linalg.svd`."""


def slogdet(x: Tensor) -> tuple[Tensor, Tensor]:
    """Sign and logarithm of the magnitude of determinants."""


def solve(x: Tensor, y: Tensor) -> Tensor:
    """`z` with `x @ z == y`, for matrices in the last two axes of both."""


def solve_triangular(x: Tensor, y: Tensor, lower: bool) -> Tensor:
    """`z` with `x @ z == y`, of `x` only the lower (upper) triangle being read."""


def fft(real: Tensor, imaginary: Tensor) -> tuple[Tensor, Tensor]:
    """The discrete Fourier transform along the last axis; complex numbers are pairs of tensors."""


def conv(
    x: Tensor,
    kernel: Tensor,
    strides: tuple[int, ...],
    padding: str,
    dilation: tuple[int, ...],
    groups: int,
) -> Tensor:
    """Cross-correlation over 1 to 3 spatial axes, channels last; `padding` is `"valid"` or `"same"`.

    `"same"` pads so that the output has `ceil(size / stride)` positions, the odd element at the end.
    """


def conv_transpose(
    x: Tensor,
    kernel: Tensor,
    strides: tuple[int, ...],
    padding: Sequence[tuple[int, int]],
    dilation: tuple[int, ...],
) -> Tensor:
    """The gradient of `conv` with respect to its input. Kernel: `(*spatial, out_channels, in_channels)`.

    `x` is spread by `strides`, each spatial axis padded by `padding` (negative crops), and correlated with
    the flipped kernel at stride 1: output size `(n - 1) * stride + 1 + before + after - (k - 1) * dilation`.
    """


def max_pool(x: Tensor, size: tuple[int, ...], strides: tuple[int, ...], padding: str) -> Tensor:
    """Largest element of each window, 1 to 3 spatial axes, channels last; padding never wins."""


def avg_pool(x: Tensor, size: tuple[int, ...], strides: tuple[int, ...], padding: str) -> Tensor:
    """Mean of each window; elements that `"same"` padding adds do not count."""


# ---- random numbers from explicit keys --------------------------------------------------------------


def key(seed: int) -> Key:
    """A key from a seed of up to 64 bits. A key is a tensor: `compile` and `loop` can carry it."""


def fold_in(key: Key, data: int | Tensor) -> Key:
    """A new key from a key and an int (possibly traced); different ints give unrelated keys."""


def random_uniform(key: Key, shape: Sequence[int], dtype: DType) -> Tensor:
    """Uniform on [0, 1). The same key and shape give the same bits."""


def random_normal(key: Key, shape: Sequence[int], dtype: DType) -> Tensor:
    """Standard normal."""


def random_integers(key: Key, shape: Sequence[int], low: int, high: int, dtype: DType) -> Tensor:
    """Uniform integers in [low, high)."""


# ---- services ---------------------------------------------------------------------------------------


def stop_gradient(x: Tensor) -> Tensor:
    """`x`, through which no gradient flows."""


def value_and_grad(fn: Callable[..., Any]) -> Callable[..., Any]:
    """From `fn(params, *args) -> (loss, aux)` makes `g(params, *args) -> ((loss, aux), grads)`.

    `params` is a list of float tensors, `grads` a list of the same length and shapes; a parameter that the
    loss does not depend on has a gradient of zeros. `aux` is any nest of tensors.
    """


def custom_gradient(fn: Callable[..., Any]) -> Callable[..., Any]:
    """From `fn(*xs) -> (result, gradient_function)` makes a function that gives the result.

    Going back, `gradient_function(upstream)` gives the gradients of `xs`.
    """


def recomputed(fn: Callable[..., Any]) -> Callable[..., Any]:
    """`fn(*tensors)`, of which nothing is kept for gradients but the tensors: going back it is computed again.

    What `fn` gives is a nest of tensors. All that it depends on, and gradients are wanted of, is an argument.
    """


def cond(predicate: Tensor, true_fn: Callable[..., Any], false_fn: Callable[..., Any], *operands: Any) -> Any:
    """`true_fn(*operands)` or `false_fn(*operands)` by a bool scalar, possibly traced.

    Both give the same structure.
    """


def loop(count: int | Tensor, body: Callable[[Tensor, Any], Any], carry: Any) -> Any:
    """`carry = body(i, carry)` for i = 0 … count-1; `i` is an int32 scalar.

    `count` may be traced: one compilation serves every count.
    Not differentiated through (the train step takes gradients inside `body`).
    """


def while_loop(test: Callable[[Any], Tensor], body: Callable[[Any], Any], carry: Any) -> Any:
    """`carry = body(carry)` while the bool scalar `test(carry)` holds. Not differentiated through."""


def scan(body: Callable[[Any, Any], tuple[Any, Any]], carry: Any, xs: Any, reverse: bool = False) -> Any:
    """Runs `carry, y = body(carry, x)` along the first axis of every tensor in the nest `xs`.

    Returns `(carry, ys)` with the `y` stacked along a new first axis (in the order of `xs` in both
    directions). Differentiable. The static length is read from `xs`.
    """


def compile(fn: Callable[..., Any], *, hints: frozenset[str] = frozenset()) -> Callable[..., Any]:
    """`fn` as a program: traced once for each combination of argument shapes and dtypes, then only run.

    Arguments and results are nests (lists, tuples, dicts) of tensors and None; NumPy arrays and numbers are
    converted. `hints` names what the program contains: `"products"` (and arithmetic, nothing else), `"light"` (also
    statistics, random numbers and look-ups, each of little work) or `"other"`; `"convolutions"`; `"long"`, if a step
    takes milliseconds; `"forward"`, if there are no gradients; `"jit"`, if a person asks for that. The engine decides
    from them, e.g. whether to use XLA.
    """


def loops(hints: frozenset[str]) -> bool:
    """Whether many steps belong in one program; else each has a call of its own (see `compile`)."""


def warms_up(hints: frozenset[str]) -> bool:
    """Whether a program of many steps is worth hastening, which takes too long for the first steps to wait."""


def hastened(program: Callable[..., Any]) -> Callable[..., Any]:
    """A program of `compile`'s, compiled further where that is possible; it may round differently and draw other
    random numbers. Its first call takes a second and may be made in a thread."""


def fuse(fn: Callable[..., Any], *tensors: Tensor, **constants: Any) -> Any:
    """`fn(*tensors, **constants)`: arithmetic element by element, in one pass over memory where that pays.

    `fn` is a function of a module (not a closure) and gives a list of tensors; the constants can be hashed.
    """


def recurrence(kind: str, dtype: str) -> Callable[..., Any] | None:
    """What goes through whole sequences in one kernel of the device's own; None where there is none for it.

    `kind` is `"lstm"`, or `"gru"` (with the reset gate after the product). The function is `(sequences, states,
    weights) → (outputs, new states)`: `(batch, time, features)`, a list of `(batch, units)`, and all weights in one
    vector in cuDNN's order: the matrices of input and state, a gate after the other, each `(units, features)`, then
    the biases for input and state. The gates are i, f, candidate and o; r, z and candidate.
    """


def shape_of(fn: Callable[..., Any], *specs: Any) -> Any:
    """The `Spec`s of `fn(*args)` for arguments of the nests `specs`, without computing (abstract evaluation).

    Dimensions that are None in `specs` may stand for any number; the result has None where it depends on
    them.
    """


def on_host(fn: Callable[..., Any], specs: Any, *tensors: Tensor) -> Any:
    """`fn` in Python on NumPy arrays of `tensors`, also while a program runs; no gradient flows through it.

    `specs` is the nest of `Spec`s of what `fn` gives (arrays; their dtypes are made to fit); a dimension of None
    is known only when it has run. Strings come as objects, bytes or str. Raises TypeError for strings in the
    program of an engine that has none.
    """


def eagerly() -> AbstractContextManager[Any]:
    """Inside, primitives compute at once, even while a program is being traced (for drawing weights)."""


# ---- variables of the engine's own -------------------------------------------------------------------

in_place: bool  #: whether programs may change variables (cells) in place, as TensorFlow's do


def watched() -> bool:
    """Whether somebody else's tape records, or somebody else's program is being traced: what is read of variables
    is seen there only if they are cells."""


def cell(x: Tensor, trainable: bool) -> Any:
    """A variable of the engine's own with the value `x`, made at once even while a program is being traced."""


def read(cell: Any) -> Tensor:
    """The value of a cell."""


def write(cell: Any, x: Tensor) -> None:
    """Gives a cell a new value of the same shape and dtype."""


def fresh_key(seed: int) -> Key:
    """A key for one draw; in somebody else's program another one each time it runs, where the engine can do that."""


# ---- devices ----------------------------------------------------------------------------------------


def put_on_device(x: Any) -> Tensor:
    """A tensor from a NumPy array, in the memory of the default device, ready for `take` in a program."""


def devices() -> list[str]:
    """Names of the devices, the default first: `"cpu:0"`, `"gpu:0"`, …"""


def device_memory() -> int | None:
    """Bytes in use on the default device, as far as it tells; None on a CPU. Costs nothing."""


def on_device(name: str) -> AbstractContextManager[Any]:
    """Inside, tensors are made on the device of that name, one of `devices()` (`"cpu"` is the first CPU).

    Raises ValueError where there is no such device.
    """


def mesh(devices: Any, names: Sequence[str]) -> Any:
    """The engine's own form of a grid of devices: an array of names as in `devices()`, and names of its axes.

    Raises:
        ValueError: where there is no such device.
        NotImplementedError: for several devices, if the engine computes on one at a time.
    """


def layout(mesh: Any, axes: Sequence[str | None]) -> Any:
    """The engine's own form of how a tensor lies on a `mesh`: each of its axes is divided along the axis of the mesh
    of that name, or (None) whole everywhere."""


def lay_out(x: Tensor, layout: Any) -> Tensor:
    """`x` on the devices as `layout` says: at once, or when the program that is being traced comes to it."""


def join(address: str | None, count: int | None, number: int | None) -> None:
    """Makes this process the one with that `number` among `count` that compute together, met at `address`.

    What is None is found by the library underneath. Raises NotImplementedError if the engine runs in one process.
    """


def processes() -> tuple[int, int]:
    """How many processes compute together, and the number of this one, from 0."""


def agreed(number: int) -> int:
    """The `number` (of up to 64 bits) of the first process, in all that compute together."""


def version() -> str:
    """The version of the library underneath."""
