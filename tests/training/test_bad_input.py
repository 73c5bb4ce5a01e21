"""What people get wrong in `compile`, `fit` and their kin: each a clear error, before anything is changed."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import Input, Model, Sequential, layers
from tests.test_bad_arguments import split_outside_brackets

x, y = np.ones((8, 4), "float32"), np.zeros((8, 1), "float32")

#: What a person might write (`one` has one input and output, `two` has inputs a, b and outputs p, q) | words.
ROWS = """
one.fit(x, y, epochs=-1)                       | epochs must be an int of at least 0, -1
one.fit(x, y, epochs=2.5)                      | epochs must be an int, 2.5
one.fit(x, y, batch_size=0)                    | batch_size must be an int of at least 1, 0
one.fit(x, y, batch_size='a')                  | batch_size must be an int, 'a'
one.fit(x, y, validation_split=1.5)            | validation_split must lie between 0 and 1, 1.5
one.fit(x, y, validation_data=x)               | validation_data must be (x, y), ndarray
one.fit(x, y, validation_data=(x,))            | validation_data must be (x, y), tuple of length 1
one.fit(x, y, validation_data=(x, y[:3]))      | same number of samples, y: 3
one.fit(x, y, initial_epoch=-1)                | initial_epoch must be an int of at least 0, -1
one.fit(x, y, steps_per_epoch=0)               | steps_per_epoch must be an int of at least 1, 0
one.fit(x, y, validation_steps=-1)             | validation_steps must be an int of at least 1, -1
one.fit(x, y, validation_freq=0)               | validation_freq must be an int of at least 1, 0
one.fit(x, y, verbose='a')                     | verbose must be 0, 'a'
one.fit(x, y, shuffle='x')                     | shuffle must be True, 'batch', 'x'
one.fit(x, y, class_weight=3)                  | class_weight must be a dict, 3
one.fit(x, y, class_weight={0: 'a'})           | class_weight must be a dict, {0: 'a'}
one.fit(x, y, sample_weight=np.ones(3))        | same number of samples, sample_weight: 3
one.fit(x, y, sample_weight='a')               | sample_weight must hold numbers, <U1
one.fit(x[:3], y)                              | same number of samples, x: 3
one.fit(x)                                     | y is missing
one.fit(None, y)                               | x is missing
one.fit(x[:, :3], y)                           | input, 'one', 'hidden', size 4, (None, 3)
one.fit([x, x], y)                             | 'one' has 1 input(s), 2
one.fit({'z': x}, y)                           | 'one' needs an input, named: z
one.fit(x.astype(object), y)                   | x must hold numbers, object
one.fit(x[:0], y[:0])                          | There is no data, 0 samples
one.fit(np.float32(3), y)                      | x must have a first axis, 3.0
one.fit(x, y * np.nan)                         | y has 8 entries that are NaN
one.fit(iter([(x, y)]), y)                     | y must not be given when x yields batches
one.fit(i for i in [])                         | There is no data
two.fit([x], [y, y])                           | 'two' has 2 input(s) (a, b), 1
two.fit([x, x[:, :2]], y)                      | 2 outputs (p, q)
two.fit([x, x[:, :2]], {"p": y})               | nothing for the output 'q'
two.fit({'a': x}, [y, y])                      | 'two' needs an input 'b'
two.fit([x, x[:, :2]], {'p': y, 'r': y})       | 'r', p, q
two.fit([x, x], [y, y])                        | The input 'b', (None, 2), (None, 4)
two.fit([x, x[:5, :2]], [y, y])                | same number of samples, x[1]: 5
two.fit([x, x[:, :2]], [y, y], class_weight={0: 1.0}) | class_weight is only for models with a single output
one.evaluate(x[:, :2], y)                      | input, 'one', 'hidden', size 4, (None, 2)
one.evaluate(x)                                | y is missing
one.evaluate(x, y, batch_size=-1)              | batch_size must be an int of at least 1, -1
one.evaluate(x, y, steps=0)                    | steps must be an int of at least 1, 0
one.predict(None)                              | x is missing
one.predict(x[:, :3])                          | input, 'one', 'hidden', size 4, (None, 3)
one.predict(x, steps=0)                        | steps must be an int of at least 1, 0
one.predict([x, x])                            | 'one' has 1 input(s), 2
one.train_on_batch(x, y[:2])                   | same number of samples, y: 2
one.train_on_batch(x)                          | y is missing
one.train_on_batch(x, y, class_weight=2)       | class_weight must be a dict, 2
one.predict_on_batch(x[:, :1])                 | input, 'hidden', size 4
one.compile('sdg', 'mse')                      | Unknown optimizer: 'sdg', Did you mean 'sgd'
one.compile('sgd', 'mee')                      | Unknown loss: 'mee', Did you mean 'mse'
one.compile('sgd', 3)                          | A loss is given by its name, 3
one.compile('sgd', 'mse', metrics=['acuracy']) | Unknown metric: 'acuracy', Did you mean 'accuracy'
one.get_layer('hiden')                         | 'one' has no layer 'hiden', Did you mean 'hidden'
one.get_layer(index=9)                         | 'one' has 2 layers, 9
one.set_weights([x])                           | 'one' has 4 weights, 1 arrays
Model(x, y)                                    | must be symbolic tensors
Model(Input((3,)), Input((3,)))                | disconnected
"""
TABLE = [[part.strip() for part in row.split(" | ")] for row in ROWS.strip().splitlines()]


@pytest.fixture(scope="module")
def models():
    one = Sequential([Input((4,)), layers.Dense(3, name="hidden"), layers.Dense(1)], name="one")
    a, b = Input((4,), name="a"), Input((2,), name="b")
    joined = layers.Concatenate()([a, b])
    two = Model([a, b], [layers.Dense(1, name="p")(joined), layers.Dense(1, name="q")(joined)], name="two")
    one.compile("sgd", "mse")
    two.compile("sgd", "mse")
    return {"one": one, "two": two, "x": x, "y": y, "np": np, "Model": Model, "Input": Input}


@pytest.mark.parametrize(("code", "words"), TABLE, ids=[row[0] for row in TABLE])
def test_says_what_is_wrong(models, code, words):
    before = [weight for name in ("one", "two") for weight in models[name].get_weights()]
    with pytest.raises(ValueError, match=r".") as caught:
        eval(code, dict(models))
    missing = [part for part in split_outside_brackets(words) if part.strip() not in str(caught.value)]
    assert not missing, str(caught.value)
    after = [weight for name in ("one", "two") for weight in models[name].get_weights()]
    assert all((u == v).all() for u, v in zip(before, after, strict=True))
