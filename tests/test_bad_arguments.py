"""Bad input for losses, metrics, optimizers, schedules, initializers, regularizers, constraints and policies.

Each row: what a person might write, the error, and words that its message has to have.
"""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import (
    constraints,
    dtype_policies,
    initializers,
    losses,
    metrics,
    optimizers,
    regularizers,
)
from keras_lab.optimizers import schedules
from keras_lab.variables import Variable

ROOMS = (constraints, dtype_policies, initializers, losses, metrics, optimizers, regularizers, schedules)
HERE = {
    **{room.__name__.rpartition(".")[2]: room for room in ROOMS},
    "NAN": float("nan"),
    "Variable": Variable,
    "one": np.ones(1, "float32"),
    "x": np.zeros((4, 3), "float32"),
}
ROWS = """
losses.Huber(delta='a')                           | ValueError | delta must be positive, 'a'
metrics.AUC(num_thresholds='a')                   | ValueError | num_thresholds, 'a'
metrics.BinaryAccuracy(threshold='a')             | ValueError | threshold must be between 0 and 1, 'a'
metrics.Accuracy()(x, x[:2])                      | ValueError | accuracy, (4, 3), (2, 3)
metrics.SparseCategoricalAccuracy()(x, x)         | ValueError | sparse_categorical_accuracy, integer labels, (4, 3)
losses.SparseCategoricalCrossentropy()(x, x)      | ValueError | integer labels, (4, 3), categorical_crossentropy
losses.Hinge()(x, x[:, :2])                       | ValueError | hinge, (4, 3), (4, 2)
losses.KLDivergence()(x[:2], x)                   | ValueError | kl_divergence, (2, 3), (4, 3)
optimizers.AdamW(weight_decay='a')                | ValueError | weight_decay must not be negative, 'a'
optimizers.RMSprop(rho='a')                       | ValueError | rho must be from 0 to 1, 'a'
optimizers.SGD(learning_rate='a')                 | TypeError | a learning rate is a number or a schedule, 'a'
optimizers.SGD(clipnorm=1, clipvalue=1)           | ValueError | only one of clipnorm, clipvalue
optimizers.get(3)                                 | ValueError | An optimizer is given by its name, 3
losses.get('binary_focal_crossentropi')           | ValueError | Did you mean 'binary_focal_crossentropy'
losses.get('Dyce')                                | ValueError | Unknown loss: 'Dyce', Did you mean 'dice'
losses.get({'name': 'mse'})                       | ValueError | needs a 'class_name'
losses.get({'class_name': 'Huber', 'config': 3})  | ValueError | must be a dict, 3
losses.get(['mse'])                               | ValueError | loss, ['mse']
losses.Dice(reduction='avg')                      | ValueError | Unknown reduction: 'avg'
losses.Dice(axes=1)                               | TypeError | no argument 'axes', 'axis'
losses.Tversky(alpha=-1)                          | ValueError | Tversky, must not be negative, alpha=-1
losses.BinaryFocalCrossentropy(alpha=2)           | ValueError | alpha must be from 0 to 1, 2
losses.BinaryFocalCrossentropy(gamma=-1)          | ValueError | gamma must not be negative
losses.CategoricalFocalCrossentropy(gamma=-1)     | ValueError | gamma must not be negative
losses.CategoricalFocalCrossentropy(label_smoothing=2) | ValueError | label_smoothing must be from 0 to 1
losses.CategoricalGeneralizedCrossEntropy(q=0)    | ValueError | q must be above 0
losses.CategoricalGeneralizedCrossEntropy()([0, 1], x) | ValueError | labels of shape (2,), (4, 3)
losses.BinaryFocalCrossentropy()(x[:, :2], x)     | ValueError | binary_focal_crossentropy, (4, 2), (4, 3)
losses.CategoricalFocalCrossentropy()([0, 1, 2, 0], x) | ValueError | categorical_focal_crossentropy, (4,)
losses.BinaryCrossentropy()([[0], [1], [2], [1]], x) | ValueError | (4, 1), must have the same shape, sparse_categorical
losses.BinaryFocalCrossentropy()([0, 1, 2, 1], x[:, :1] + x) | ValueError | binary_focal_crossentropy, (4,)
losses.Dice()(x, x[:, :2])                        | ValueError | dice, (4, 3), (4, 2)
losses.Dice()(x, x, [1, 1, 1, 1])                 | ValueError | sample_weight, (4,)
losses.Circle()([0, 1], x)                        | ValueError | circle, y_true of shape (2,), one label for each row
losses.Circle()([0, 1, 0, 1], x[0])               | ValueError | circle, (4,), (3,)
losses.CTC()([[1, 2]], x)                         | ValueError | ctc, (batch, time, classes), (4, 3)
losses.CTC()([1, 2, 1, 0], x)                     | ValueError | ctc, (batch, length)
losses.MeanSquaredError(dtype='float31')          | ValueError | float31, Did you mean
losses.Loss()(x, x)                               | NotImplementedError | Loss defines no method call
metrics.get('auk')                                | ValueError | Unknown metric: 'auk', Did you mean
metrics.IoU(3, [3])                               | ValueError | target_class_ids must be from 0 to 2, [3]
metrics.IoU(3, [])                                | ValueError | target_class_ids
metrics.IoU(3, [0])(x[:, 0], x)                   | ValueError | (4,), (12,)
metrics.MeanIoU(3)([0, 1], [0, 1], [1, 2, 3])     | ValueError | sample_weight, (3,), (2,)
metrics.BinaryIoU(target_class_ids=[2])           | ValueError | from 0 to 1, [2]
metrics.F1Score(average='mean')                   | ValueError | f1_score: average, 'macro', 'mean'
metrics.F1Score(threshold=1.5)                    | ValueError | threshold must be a float above 0 and up to 1, 1.5
metrics.FBetaScore(beta=0.0)                      | ValueError | beta must be a float above 0
metrics.FBetaScore(beta=2)                        | ValueError | beta must be a float, 2
metrics.F1Score()([1, 0], [0.5, 0.1])             | ValueError | (batch, classes), (2,)
metrics.F1Score()(x, x[:, :2])                    | ValueError | f1_score, (4, 3), (4, 2)
metrics.R2Score(class_aggregation='mean')         | ValueError | uniform_average, 'mean'
metrics.R2Score(num_regressors=-1)                | ValueError | num_regressors must not be negative, -1
metrics.R2Score()([1.0, 2.0], [1.0, 2.0])         | ValueError | (batch, outputs), (2,)
metrics.PrecisionAtRecall(1.5)                    | ValueError | precision_at_recall, from 0 to 1, 1.5
metrics.RecallAtPrecision(0.5, num_thresholds=0)  | ValueError | num_thresholds must be an int of at least 1, 0
metrics.SensitivityAtSpecificity(-0.1)            | ValueError | from 0 to 1, -0.1
metrics.SensitivityAtSpecificity()                | TypeError | specificity
metrics.SpecificityAtSensitivity(0.5)(x, x[:, 0]) | ValueError | specificity_at_sensitivity, (4, 3), (4,)
metrics.AUC(num_thresholds=1)                     | ValueError | num_thresholds must be at least 2, 1
metrics.AUC(curve='roc curve')                    | ValueError | curve must be one of ROC, PR
metrics.AUC(thresholds=[0.5, 2])                  | ValueError | thresholds must be from 0 to 1, [0.5, 2]
metrics.AUC()(x, x[:2])                           | ValueError | auc, (4, 3), (2, 3)
metrics.Precision(thresholds=[0.5, None])         | ValueError | thresholds must be from 0 to 1, None
metrics.Mean().set_total(3)                       | AttributeError | set_total
metrics.Metric().update_state(x)                  | NotImplementedError | update_state
metrics.Mean().stateless_result([1.0])            | ValueError | 1 values, 2 variables
optimizers.get('lionn')                           | ValueError | Unknown optimizer: 'lionn', 'lion'
optimizers.get({'class_name': 'Lyon', 'config': {}}) | ValueError | Unknown optimizer: 'Lyon'
optimizers.Lion(beta_1=0)                         | ValueError | beta_1 must be above 0, 0
optimizers.Lion(beta_2=1.5)                       | ValueError | beta_2 must be from 0 to 1, 1.5
optimizers.Ftrl(learning_rate_power=1)            | ValueError | learning_rate_power must not be positive, 1
optimizers.Ftrl(l1_regularization_strength=-1)    | ValueError | l1_regularization_strength must not be negative
optimizers.Ftrl(initial_accumulator_value=-1)     | ValueError | initial_accumulator_value must not be negative
optimizers.Muon(ns_steps=0)                       | ValueError | ns_steps must be an int ≥ 1, 0
optimizers.Muon(momentum=2)                       | ValueError | momentum must be from 0 to 1, 2
optimizers.ScheduleFreeAdamW(beta_1=0)            | ValueError | beta_1 must be above 0
optimizers.ScheduleFreeAdamW(warmup_steps=-1)     | ValueError | warmup_steps must be an int ≥ 0, -1
optimizers.Adam(beta1=0.5)                        | TypeError | no argument 'beta1', 'beta_1'
optimizers.Adam(learning_rate=None)               | TypeError | a learning rate is a number or a schedule, None
optimizers.Adam(learning_rate=NAN)                | ValueError | learning_rate must not be negative, nan
optimizers.SGD(ema_momentum=2, use_ema=True)      | ValueError | ema_momentum must be from 0 to 1
optimizers.SGD(ema_overwrite_frequency=0)         | ValueError | ema_overwrite_frequency must be an int ≥ 1
optimizers.SGD(global_clipnorm=-1)                | ValueError | global_clipnorm must not be negative
optimizers.SGD().stateless_apply([], [], [])      | ValueError | build(variables)
optimizers.LossScaleOptimizer('adam')             | TypeError | inner_optimizer, 'adam'
optimizers.LossScaleOptimizer(optimizers.LossScaleOptimizer(optimizers.SGD())) | TypeError | another kind
optimizers.LossScaleOptimizer(optimizers.SGD(), initial_scale=0) | ValueError | initial_scale must be positive
optimizers.LossScaleOptimizer(optimizers.SGD(), dynamic_growth_steps=0) | ValueError | dynamic_growth_steps
optimizers.LossScaleOptimizer(optimizers.SGD(), clipnorm=1) | TypeError | no argument 'clipnorm'
optimizers.MultiOptimizer(3)                      | TypeError | OptimizerMap or a function, 3
optimizers.OptimizerMap('sgd')                    | TypeError | default optimizer, 'sgd'
optimizers.OptimizerMap(optimizers.SGD(), [1])    | TypeError | optimizer_map must be a dict, [1]
optimizers.OptimizerMap(optimizers.SGD(), {'a': 'adam'}) | ValueError | Expected an optimizer, 'adam'
optimizers.MultiOptimizer(lambda v: None).build([Variable(one)]) | ValueError | Expected an optimizer, None
optimizers.TFOptimizer(optimizers.Adam())         | NotImplementedError | optimizers.get('adam')
schedules.ExponentialDecay(0.1, 0, 0.5)           | ValueError | decay_steps
schedules.PiecewiseConstantDecay([1, 2], [0.1])   | ValueError | values
schedules.CosineDecay(0.1, -5)                    | ValueError | decay_steps, -5
schedules.deserialize({'class_name': 'CosinDecay', 'config': {}}) | ValueError | Did you mean 'CosineDecay'
schedules.LearningRateSchedule()(0)               | NotImplementedError | __call__
initializers.STFT(side='left')                    | ValueError | side must be one of, 'left'
initializers.STFT(window='kaizer')                | ValueError | window, 'kaizer'
initializers.STFT(scaling='power')                | ValueError | scaling must be one of, 'power'
initializers.STFT().host((3, 3))                  | ValueError | (frame, channels, frequencies), (3, 3)
initializers.STFT(window=[1.0, 2.0]).host((3, 1, 3)) | ValueError | shape (3,), (2,)
initializers.get('he_norml')                      | ValueError | Did you mean 'he_normal'
initializers.RandomNormal(mu=0)                   | TypeError | no argument 'mu'
regularizers.get('l3')                            | ValueError | Unknown regularizer: 'l3'
regularizers.L2(l2=-1)                            | ValueError | l2, -1
regularizers.L1(l1='a')                           | ValueError | l1, 'a'
regularizers.OrthogonalRegularizer()(one)         | ValueError | takes a matrix, (1,)
regularizers.OrthogonalRegularizer(mode='both')   | ValueError | 'rows' or 'columns', 'both'
constraints.get('max_nrm')                        | ValueError | Did you mean
constraints.MaxNorm(max_value=-1)                 | ValueError | max_value, -1
constraints.MinMaxNorm(min_value=2, max_value=1)  | ValueError | min_value
constraints.MinMaxNorm(rate=-1)                   | ValueError | rate, -1
dtype_policies.get('mixed_flot16')                | ValueError | Did you mean 'mixed_float16'
dtype_policies.get('int8_from_float16')           | ValueError | int8, float16
dtype_policies.Int4DTypePolicy('int4/0')          | ValueError | block_size, 'int4/0'
dtype_policies.get(3.5)                           | ValueError | given by its name, 3.5
dtype_policies.DTypePolicy(3)                     | TypeError | a policy has a name, 3
dtype_policies.set_dtype_policy(16)               | ValueError | by its name, 16
dtype_policies.get({'class_name': 'Policy1'})     | ValueError | Unknown dtype policy: 'Policy1'
dtype_policies.DTypePolicyMap(policy_map=[1])     | TypeError | policy_map must be a dict, [1]
dtype_policies.DTypePolicyMap('float32', {'a': 'float1'}) | ValueError | Cannot convert the name 'float1'
"""
TABLE = [[part.strip() for part in row.split(" | ")] for row in ROWS.strip().splitlines()]


@pytest.mark.parametrize(("code", "error", "words"), TABLE, ids=[row[0] for row in TABLE])
def test_says_what_is_wrong(code, error, words):
    kind = {"AttributeError": AttributeError, "TypeError": TypeError, "ValueError": ValueError}
    with pytest.raises(kind.get(error, NotImplementedError)) as caught:
        eval(code, HERE)
    message = str(caught.value)
    missing = [part.strip() for part in split_outside_brackets(words) if part.strip() not in message]
    assert not missing, message


def split_outside_brackets(words: str) -> list[str]:
    """Parts between commas that are in no brackets."""
    parts, depth = [""], 0
    for letter in words:
        depth += (letter in "([{") - (letter in ")]}")
        parts = [*parts, ""] if letter == "," and not depth else [*parts[:-1], parts[-1] + letter]
    return parts


def test_nothing_has_changed_after_a_bad_update():
    optimizer, variable = optimizers.LossScaleOptimizer(optimizers.SGD(1.0)), Variable(np.ones(2, "float32"))
    optimizer.build([variable])
    before = [v.numpy() for v in (variable, *optimizer.variables)]
    for grads in ([], [None], [np.ones(2), np.ones(2)]):
        with pytest.raises(ValueError, match="gradient"):
            optimizer.apply(grads)
    for one, other in zip(before, (variable, *optimizer.variables), strict=True):
        np.testing.assert_array_equal(one, other.numpy())
