"""Every optimizer against Keras: twenty steps on the same gradients, with each option."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import engine as engines
from keras_lab import optimizers
from keras_lab.constraints import MaxNorm, NonNeg
from keras_lab.optimizers import schedules
from keras_lab.variables import Scope, Variable

rng = np.random.default_rng(3)
STEPS = 20
START = [rng.normal(size=(3, 2)).astype("float32"), rng.normal(size=(2,)).astype("float32")]
GRADIENTS = [
    [rng.normal(scale=3.0, size=x.shape).astype("float32") * (step % 4 != 1) for x in START]
    for step in range(STEPS)
]
CASES = [
    ("SGD", {}),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9}),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True}),
    ("Adam", {}),
    ("Adam", {"learning_rate": 0.1, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-3}),
    ("Adam", {"learning_rate": 0.1, "amsgrad": True}),
    ("AdamW", {"learning_rate": 0.1}),
    ("AdamW", {"learning_rate": 0.1, "weight_decay": 0.2}),
    ("Adamax", {"learning_rate": 0.1}),
    ("Nadam", {"learning_rate": 0.1}),
    ("RMSprop", {"learning_rate": 0.1}),
    ("RMSprop", {"learning_rate": 0.1, "momentum": 0.8}),
    ("RMSprop", {"learning_rate": 0.1, "rho": 0.8, "centered": True, "momentum": 0.5}),
    ("Adagrad", {"learning_rate": 0.1}),
    ("Adagrad", {"learning_rate": 0.1, "initial_accumulator_value": 0.0, "epsilon": 0.01}),
    ("Adadelta", {"learning_rate": 1.0}),
    ("Lamb", {"learning_rate": 0.05}),
    ("Ftrl", {"learning_rate": 0.1}),
    ("Ftrl", {"learning_rate": 0.1, "l1_regularization_strength": 0.5, "beta": 0.2, "weight_decay": 0.1}),
    ("Ftrl", {"l2_regularization_strength": 0.1, "l2_shrinkage_regularization_strength": 0.05}),
    ("Ftrl", {"learning_rate": 0.1, "learning_rate_power": -0.8, "initial_accumulator_value": 0.4}),
    ("Lion", {"learning_rate": 0.1}),
    ("Lion", {"learning_rate": 0.05, "beta_1": 0.5, "beta_2": 0.7, "weight_decay": 0.2}),
    ("Adafactor", {"learning_rate": 0.2}),
    (
        "Adafactor",
        {"learning_rate": 0.5, "beta_2_decay": -0.5, "clip_threshold": 0.5, "relative_step": False},
    ),
    ("Muon", {"learning_rate": 0.1}),
    (
        "Muon",
        {"learning_rate": 0.1, "nesterov": False, "adam_lr_ratio": 0.5, "rms_rate": None, "ns_steps": 3},
    ),
    (
        "Muon",
        {"learning_rate": 0.1, "weight_decay": 0.2, "adam_weight_decay": 0.1, "exclude_layers": ["ker"]},
    ),
]
OPTIONS = [
    {"weight_decay": 0.1},
    {"clipnorm": 1.5},
    {"clipvalue": 0.4},
    {"global_clipnorm": 2.0},
    {"use_ema": True, "ema_momentum": 0.8},
    {"use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 3},
    {"loss_scale_factor": 8.0},
    {"gradient_accumulation_steps": 3},
    {"gradient_accumulation_steps": 4, "clipnorm": 1.0, "weight_decay": 0.1},
]
EVERY = [
    *CASES,
    *((name, {"learning_rate": 0.05, **more}) for name in ("SGD", "Adam", "Nadam") for more in OPTIONS),
]


@pytest.fixture(scope="module")
def keras():
    return pytest.importorskip("keras")


def _variables():
    return [Variable(value.copy(), name=name) for value, name in zip(START, ["kernel", "bias"], strict=True)]


def _of_keras(keras):
    return [
        keras.Variable(value.copy(), name=name) for value, name in zip(START, ["kernel", "bias"], strict=True)
    ]


def _close(ours, theirs):
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(np.asarray(a), np.asarray(b), rtol=2e-4, atol=2e-5)


@pytest.mark.parametrize(("name", "arguments"), EVERY)
def test_like_keras(engine, keras, name, arguments):
    ours, theirs = getattr(optimizers, name)(**arguments), getattr(keras.optimizers, name)(**arguments)
    variables, others = _variables(), _of_keras(keras)
    for gradients in GRADIENTS:
        ours.apply(gradients, variables)
        theirs.apply([keras.ops.convert_to_tensor(g) for g in gradients], others)
        _close(variables, others)
    assert int(ours.iterations) == int(theirs.iterations)
    assert len(ours.variables) == len(theirs.variables)
    ends = [v.path.split("/")[-1] for v in theirs.variables]
    if name != "Nadam":
        assert [v.path.split("/")[-1] for v in ours.variables] == ends
    for mine, other in zip(ours.variables, theirs.variables, strict=True):
        np.testing.assert_allclose(mine.numpy(), np.asarray(other), rtol=2e-4, atol=2e-5, err_msg=mine.path)
    ours.finalize_variable_values(variables)
    theirs.finalize_variable_values(others)
    _close(variables, others)


@pytest.mark.parametrize(("name", "arguments"), EVERY[::3])
def test_configuration(keras, name, arguments):
    ours, theirs = getattr(optimizers, name)(**arguments), getattr(keras.optimizers, name)(**arguments)
    config = ours.get_config()
    assert set(config) == set(theirs.get_config())
    again = optimizers.deserialize(optimizers.serialize(ours))
    assert again.get_config() == config
    for key, value in arguments.items():
        assert config[key] == pytest.approx(value)


@pytest.mark.parametrize(("name", "arguments"), EVERY)
def test_inside_a_compiled_program(engine, name, arguments):
    eager, traced = getattr(optimizers, name)(**arguments), getattr(optimizers, name)(**arguments)
    variables, weights = _variables(), _variables()
    traced.build(weights)
    state = [v.value for v in [*weights, *traced.variables]]

    def step(values, gradients):
        with Scope(dict(zip([*weights, *traced.variables], values, strict=True))) as scope:
            traced.apply(gradients, weights)
            return scope.read([*weights, *traced.variables])

    program = engines.P.compile(step)
    for gradients in GRADIENTS[:7]:
        eager.apply(gradients, variables)
        state = program(state, gradients)
    for value, variable in zip(state, [*variables, *eager.variables], strict=True):
        np.testing.assert_allclose(np.asarray(value), variable.numpy(), rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(weights[0].numpy(), START[0])


@pytest.mark.parametrize("alias", [False, True])
def test_schedule_free(engine, keras, alias):
    """By hand, for Keras on TensorFlow takes `z` after the step for the one before it (`alias`)."""
    rate, b1, b2, warmup = 0.1, 0.8, 0.99, 5
    options = {"learning_rate": rate, "beta_1": b1, "beta_2": b2, "warmup_steps": warmup}
    variable, other = _variables()[0], _of_keras(keras)[0]
    ours, theirs = optimizers.ScheduleFreeAdamW(**options), keras.optimizers.ScheduleFreeAdamW(**options)
    y, z, v = START[0].astype("float64"), START[0].astype("float64"), 0.0
    for t, gradient in enumerate((gradients[0] for gradients in GRADIENTS), start=1):
        ours.apply([gradient], [variable])
        theirs.apply([keras.ops.convert_to_tensor(gradient)], [other])
        v = b2 * v + (1 - b2) * gradient**2
        before = z
        z = z - rate * min(t / warmup, 1) * gradient / (np.sqrt(v / (1 - b2**t)) + 1e-8)
        x = (y - (1 - b1) * (z if alias else before)) / b1
        y = b1 * ((1 - 1 / t) * x + z / t) + (1 - b1) * z
        np.testing.assert_allclose(np.asarray(other if alias else variable), y, rtol=1e-4, atol=1e-5)
    assert [v.shape for v in ours.variables] == [v.shape for v in theirs.variables]


def _scaled(keras, initial, growth):
    of_ours, of_theirs = optimizers.SGD(0.5, momentum=0.9), keras.optimizers.SGD(0.5, momentum=0.9)
    return (
        optimizers.LossScaleOptimizer(of_ours, initial, growth),
        keras.optimizers.LossScaleOptimizer(of_theirs, initial, growth),
    )


def test_loss_scaling(engine, keras):
    ours, theirs = _scaled(keras, 64.0, 3)
    variables, others = _variables(), _of_keras(keras)
    for step, gradients in enumerate(GRADIENTS):
        gradients = [g.copy() * 64 for g in gradients]
        if step in (2, 3, 11):
            gradients[0][0, 0] = np.inf if step == 2 else np.nan
        ours.apply(gradients, variables)
        theirs.apply([keras.ops.convert_to_tensor(g) for g in gradients], others)
        _close(variables, others)
        assert float(ours.dynamic_scale) == float(theirs.dynamic_scale)
        assert float(ours.scale_loss(2.0)) == float(theirs.scale_loss(2.0))
    assert int(ours.iterations) == int(theirs.iterations) == STEPS - 3
    assert int(ours.counter) == STEPS
    names = [[v.path.split("/")[-1] for v in each.variables] for each in (ours, theirs)]
    assert names[0] == names[1]
    assert ours.get_config().keys() == theirs.get_config().keys()
    again = optimizers.deserialize(optimizers.serialize(ours))
    assert again.inner_optimizer.get_config() == ours.inner_optimizer.get_config()
    assert (again.initial_scale, again.dynamic_growth_steps) == (64.0, 3)


def test_the_loss_scale_does_not_fall_below_one(engine):
    optimizer, variable = (
        optimizers.LossScaleOptimizer(optimizers.SGD(1.0), 2.0),
        Variable(np.ones(1, "float32")),
    )
    for _ in range(4):
        optimizer.apply([np.array([np.nan], "float32")], [variable])
    assert float(optimizer.dynamic_scale) == 1
    optimizer.apply([np.array([2.0], "float32")], [variable])
    assert variable.numpy() == -1
    optimizer.learning_rate = 0.25
    assert float(optimizer.learning_rate) == float(optimizer.inner_optimizer.lr) == 0.25


def _map(module):
    inner = {"bias": module.Adam(0.1), "ker.*": module.SGD(0.2, momentum=0.5)}
    return module.OptimizerMap(module.RMSprop(0.3), inner)


def test_an_optimizer_for_each(engine, keras):
    ours = optimizers.MultiOptimizer(_map(optimizers), loss_scale_factor=4.0)
    theirs = keras.optimizers.MultiOptimizer(_map(keras.optimizers), loss_scale_factor=4.0)
    variables = [*_variables(), Variable(START[0], name="rest")]
    others = [*_of_keras(keras), keras.Variable(START[0], name="rest")]
    for gradients in GRADIENTS[:5]:
        gradients = [*gradients, gradients[0] + 1]
        ours.apply(gradients, variables)
        # it would divide by the scale a second time
        theirs.apply([keras.ops.convert_to_tensor(g) for g in gradients], others)
        _close(variables, others)
    _close(ours.variables, theirs.variables)
    assert len(ours.optimizers) == 3
    assert int(ours.iterations) == 5
    again = optimizers.deserialize(optimizers.serialize(ours))
    assert again.optimizer_map["kernel"].momentum == 0.5
    assert again.get_config() == ours.get_config()
    assert float(ours.learning_rate) == pytest.approx(0.3)
    with pytest.raises(AttributeError, match="optimizers"):
        ours.learning_rate = 0.1


def test_the_parts_of_an_optimizer_map():
    held = _map(optimizers)
    assert (len(held), list(held)) == (2, ["bias", "ker.*"])
    assert held["other"] is held.default_optimizer
    held["kernel/.*"] = optimizers.SGD()
    with pytest.raises(ValueError, match="several"):
        held["kernel/0"]
    del held["ker.*"]
    assert held["kernel/0"] is held["kernel/.*"]


@pytest.mark.parametrize(
    "make", [lambda o: o.LossScaleOptimizer(o.Adam(0.1), 8.0, 2), lambda o: o.MultiOptimizer(_map(o))]
)
def test_composed_ones_inside_a_compiled_program(engine, make):
    eager, traced = make(optimizers), make(optimizers)
    variables, weights = _variables(), _variables()
    traced.build(weights)
    program = engines.P.compile(traced.stateless_apply)
    values, state = [v.value for v in weights], [v.value for v in traced.variables]
    for step, gradients in enumerate(GRADIENTS[:6]):
        gradients = [np.where(step == 3, np.nan, g).astype("float32") for g in gradients]
        if step != 3 or isinstance(eager, optimizers.LossScaleOptimizer):
            eager.apply(gradients, variables)
            values, state = program(state, gradients, values)
    _close(values, variables)
    _close(state, [v.numpy() for v in eager.variables])


def test_names_of_other_versions():
    assert optimizers.legacy.Adam is optimizers.adam is optimizers.Adam
    with pytest.raises(NotImplementedError, match=r"optimizers.get\('int'\)"):
        optimizers.TFOptimizer(3)
    assert optimizers.SGD().weights[0].name == "iteration"


def test_clip_norm_of_keras_2(engine):
    assert float(optimizers.clip_norm(6.0, 2.0, 4.0)) == 3
    assert float(optimizers.clip_norm(6.0, 2.0, 1.0)) == 6
    assert optimizers.clip_norm(6.0, 0, 1.0) == 6


def test_updates_of_keras_2(engine):
    from keras_lab import backend as K

    x, weight = K.placeholder((None, 2)), K.variable(np.array([[1.0], [2.0]]))
    optimizer = optimizers.SGD(0.1, momentum=0.5, clipvalue=3.0)
    updates = optimizer.get_updates(loss=K.mean(K.square(K.dot(x, weight))), params=[weight])
    step = K.function([x], [], updates=updates)
    same, expected = optimizers.SGD(0.1, momentum=0.5, clipvalue=3.0), Variable(weight.numpy())
    for _ in range(3):
        batch = np.array([[1.0, -0.5], [0.3, 2.0]], "float32")
        gradient = 2 * batch.T @ (batch @ expected.numpy()) / 2
        step([batch])
        same.apply([gradient], [expected])
        np.testing.assert_allclose(weight.numpy(), expected.numpy(), rtol=1e-5)
    assert int(optimizer.iterations) == 3


def test_stateless_apply(engine):
    optimizer, variables = optimizers.Adam(0.1), _variables()
    optimizer.build(variables)
    new, state = optimizer.stateless_apply([v.value for v in optimizer.variables], GRADIENTS[0], START)
    np.testing.assert_array_equal(variables[0].numpy(), START[0])
    optimizer.apply(GRADIENTS[0])
    _close(new, variables)
    _close(state, optimizer.variables)


def test_the_learning_rate_can_be_set_while_training(engine):
    optimizer, variable = optimizers.SGD(0.5), Variable(np.zeros(1, "float32"))
    for rate in (1.0, 0.25):
        optimizer.learning_rate = rate
        optimizer.apply([np.ones(1, "float32")], [variable])
    optimizer.learning_rate.assign(0.5)
    optimizer.apply_gradients([(np.ones(1, "float32"), variable)])
    assert variable.numpy() == -1.75
    assert float(optimizer.lr) == 0.5
    assert optimizer.get_config()["learning_rate"] == 0.5


def test_schedule(engine):
    schedule = schedules.PiecewiseConstantDecay([0, 1], [1.0, 10.0, 100.0])
    optimizer, variable = optimizers.SGD(schedule), Variable(np.zeros(1, "float32"))
    for wanted in (-1, -11, -111, -211):
        optimizer.apply([np.ones(1, "float32")], [variable])
        assert variable.numpy() == wanted
    assert float(optimizer.learning_rate) == 100
    again = optimizers.deserialize(optimizers.serialize(optimizer))
    assert again.get_config() == optimizer.get_config()
    assert len(optimizer.variables) == 1
    with pytest.raises(TypeError, match="schedule"):
        optimizer.learning_rate = 0.1


def test_decay_of_keras_2(engine):
    with pytest.warns(DeprecationWarning, match="learning_rate"):
        optimizer = optimizers.SGD(lr=1.0, decay=0.5, momentum=0.0, nesterov=True)
    variable = Variable(np.zeros(1, "float32"))
    for _ in range(3):
        optimizer.apply([np.ones(1, "float32")], [variable])
    np.testing.assert_allclose(variable.numpy(), -(1 + 1 / 1.5 + 1 / 2), rtol=1e-6)
    assert optimizers.deserialize(optimizers.serialize(optimizer)).decay == 0.5


def test_constraints_come_after_the_update(engine):
    weights = Variable(np.ones((2, 2), "float32"), constraint=NonNeg())
    norms = Variable(np.ones((2, 2), "float32"), constraint=MaxNorm(1.0))
    optimizers.SGD(2.0).apply([np.eye(2, dtype="float32"), np.zeros((2, 2), "float32")], [weights, norms])
    np.testing.assert_array_equal(weights.numpy(), 1 - np.eye(2))
    np.testing.assert_allclose(np.linalg.norm(norms.numpy(), axis=0), 1, rtol=1e-5)


def test_variables_without_a_gradient_stay(engine):
    first, second = _variables()
    optimizers.Adam().apply([None, GRADIENTS[0][1]], [first, second])
    np.testing.assert_array_equal(first.numpy(), START[0])
    assert not np.array_equal(second.numpy(), START[1])


@pytest.mark.parametrize("wrapped", [False, True])
def test_variables_whose_gradient_is_their_next_value(engine, wrapped):
    weight, scale = Variable(np.ones(2, "float32")), Variable(np.ones((), "float32"))
    scale.overwrite_with_gradient = True
    optimizer = optimizers.SGD(0.5, momentum=0.9, global_clipnorm=1e6)
    optimizer = optimizers.LossScaleOptimizer(optimizer, initial_scale=1.0) if wrapped else optimizer
    optimizer.build([weight, scale])
    optimizer.apply([np.ones(2, "float32"), np.float32(7)], [weight, scale])
    assert (float(scale), weight.numpy().tolist()) == (7.0, [0.5, 0.5])
    assert sum("momentum" in v.path for v in optimizer.variables) == 1


def test_sparing_from_weight_decay(engine):
    kernel, bias = _variables()
    optimizer = optimizers.SGD(0.1, weight_decay=0.5)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    optimizer.build([kernel, bias])
    optimizer.apply([0 * START[0], 0 * START[1]])
    np.testing.assert_allclose(kernel.numpy(), 0.95 * START[0], rtol=1e-6)
    np.testing.assert_array_equal(bias.numpy(), START[1])


def test_saving_the_state(engine):
    first, second = optimizers.Adam(0.3), optimizers.Adam(0.1)
    first.apply(GRADIENTS[0], _variables())
    second.build(_variables())
    store = {}
    first.save_own_variables(store)
    assert list(store) == [str(i) for i in range(6)]
    second.load_own_variables(store)
    _close(first.variables, second.variables)
    with pytest.raises(ValueError, match="shapes"):
        second.set_weights(first.get_weights()[:-1])


def test_half_precision_weights(engine):
    variable = Variable(np.ones(2, "float16"), dtype="float16")
    optimizers.Adam(0.25).apply([np.ones(2, "float32")], [variable])
    assert variable.dtype == "float16"
    np.testing.assert_allclose(variable.numpy(), 0.75, rtol=1e-2)


def test_one_of_ones_own(engine):
    class Signs(optimizers.Optimizer):
        def __init__(self, learning_rate=0.5, scale=2.0, **kwargs):
            super().__init__(learning_rate=learning_rate, **kwargs)
            self.scale = scale

        def build(self, variables):
            super().build(variables)
            self.counts = [self.add_variable_from_reference(v, name="count") for v in variables]

        def update_step(self, gradient, variable, learning_rate):
            count = self.slot(self.counts, variable)
            self.assign_add(self.counts[self._get_variable_index(variable)], 1.0)
            self.assign_sub(count, 0.5)
            variable.assign_sub(self.scale * learning_rate * np.sign(1.0) * gradient)

    variable = Variable(np.zeros(2, "float32"))
    optimizer = Signs(scale=4.0)
    optimizer.apply([np.ones(2, "float32")], [variable])
    np.testing.assert_array_equal(variable.numpy(), [-2, -2])
    np.testing.assert_array_equal(optimizer.counts[0].numpy(), [0.5, 0.5])
    assert optimizer.get_config()["scale"] == 4.0


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: optimizers.get("adamm"), ValueError, "adam"),
        (lambda: optimizers.SGD(-0.1), ValueError, "learning_rate"),
        (lambda: optimizers.SGD("fast"), TypeError, "learning rate"),
        (lambda: optimizers.SGD(momentum=1.5), ValueError, "momentum"),
        (lambda: optimizers.SGD(momentun=0.5), TypeError, "momentum"),
        (lambda: optimizers.SGD(lr=0.1, learning_rate=0.2), TypeError, "lr"),
        (lambda: optimizers.Adam(beta_1=-0.1), ValueError, "beta_1"),
        (lambda: optimizers.Adam(clipnorm=1.0, clipvalue=1.0), ValueError, "only one"),
        (lambda: optimizers.Adam(clipnorm=-1.0), ValueError, "clipnorm"),
        (lambda: optimizers.Adam(gradient_accumulation_steps=1), ValueError, "gradient_accumulation_steps"),
        (lambda: optimizers.AdamW(weight_decay=None), ValueError, "weight_decay"),
        (lambda: optimizers.Optimizer(0.1).apply([1.0], [Variable(1.0)]), NotImplementedError, "update_step"),
    ],
)
def test_bad_arguments(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_bad_gradients(engine):
    optimizer, variables = optimizers.SGD(), _variables()
    with pytest.raises(ValueError, match="1 gradients"):
        optimizer.apply(GRADIENTS[0][:1], variables)
    with pytest.raises(ValueError, match="none of the variables"):
        optimizer.apply([None, None], variables)
    with pytest.raises(ValueError, match="not built with"):
        optimizer.apply(GRADIENTS[0], _variables())
    np.testing.assert_array_equal(variables[0].numpy(), START[0])
    assert int(optimizer.iterations) == 0


def test_a_loss_scale_of_an_older_file():
    config = optimizers.LossScaleOptimizer(optimizers.SGD(0.5), 2.0, 3).get_config()
    made = optimizers.LossScaleOptimizer.from_config({**config, "weight_decay": None, "use_ema": False})
    assert (made.initial_scale, made.dynamic_growth_steps) == (2.0, 3)
