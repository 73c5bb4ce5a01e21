"""Layers, losses, metrics, initializers, constraints and callbacks of one's own, in the manner of Keras 2."""

import numpy as np
from keras import backend as K
from keras import initializers, layers, regularizers
from keras.callbacks import Callback
from keras.constraints import Constraint
from keras.datasets import digits
from keras.engine import InputSpec, Layer
from keras.models import Sequential, load_model
from keras.optimizers import RMSprop
from keras.utils.generic_utils import CustomObjectScope, get_custom_objects


class Antirectifier(layers.Layer):
    def compute_output_shape(self, input_shape):
        shape = list(input_shape)
        assert len(shape) == 2
        shape[-1] *= 2
        return tuple(shape)

    def call(self, inputs):
        inputs -= K.mean(inputs, axis=1, keepdims=True)
        inputs = K.l2_normalize(inputs, axis=1)
        return K.concatenate([K.relu(inputs), K.relu(-inputs)], axis=1)


class MyDense(Layer):
    def __init__(self, output_dim, kernel_regularizer=None, **kwargs):
        self.output_dim = output_dim
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.input_spec = [InputSpec(min_ndim=2)]
        super(MyDense, self).__init__(**kwargs)

    def build(self, input_shape):
        assert len(input_shape) >= 2
        self.kernel = self.add_weight(
            name="kernel",
            shape=(input_shape[1], self.output_dim),
            initializer=my_init,
            regularizer=self.kernel_regularizer,
            constraint=Small(),
        )
        self.bias = self.add_weight("bias", (self.output_dim,), initializer=initializers.Zeros())
        self.scale = K.variable(1.0, name="scale")
        self.trainable_weights.append(self.scale)
        self.input_spec = [InputSpec(ndim=2, axes={-1: input_shape[1]})]
        self.built = True

    def call(self, x, mask=None):
        return K.dot(x, self.kernel) * self.scale + self.bias

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.output_dim)

    def get_config(self):
        config = {
            "output_dim": self.output_dim,
            "kernel_regularizer": regularizers.serialize(self.kernel_regularizer),
        }
        base_config = super(MyDense, self).get_config()
        return dict(list(base_config.items()) + list(config.items()))


class Small(Constraint):
    def __call__(self, w):
        return K.clip(w, -1.0, 1.0)


def my_init(shape, dtype=None):
    return K.random_normal(shape, stddev=0.2, dtype=dtype)


def my_loss(y_true, y_pred):
    return -K.sum(y_true * K.log(K.clip(y_pred, K.epsilon(), 1.0)), axis=-1)


def right(y_true, y_pred):
    return K.mean(K.cast(K.equal(K.argmax(y_true, -1), K.argmax(y_pred, -1)), K.floatx()))


class LossHistory(Callback):
    def on_train_begin(self, logs={}):
        self.losses, self.rates = [], []

    def on_batch_end(self, batch, logs={}):
        self.losses.append(logs.get("loss"))

    def on_epoch_end(self, epoch, logs={}):
        self.rates.append(K.get_value(self.model.optimizer.lr))
        K.set_value(self.model.optimizer.lr, self.rates[-1] * 0.9)


(x_train, y_train), (x_test, y_test) = digits.load_data()
x_train, x_test = x_train.reshape(-1, 64) / 16.0, x_test.reshape(-1, 64) / 16.0
y_train, y_test = np.eye(10)[y_train], np.eye(10)[y_test]

model = Sequential()
model.add(MyDense(48, input_shape=(64,), kernel_regularizer=regularizers.l2(1e-5)))
model.add(Antirectifier())
model.add(layers.Dropout(0.1))
model.add(MyDense(10))
model.add(layers.Activation(lambda x: K.softmax(x)))
model.compile(loss=my_loss, optimizer=RMSprop(lr=0.003), metrics=[right])
assert len(model.trainable_weights) == 6
seen = LossHistory()
model.fit(
    x_train, y_train, batch_size=32, epochs=10, verbose=0, callbacks=[seen], validation_data=(x_test, y_test)
)
assert len(seen.losses) == 450 and seen.losses[-1] < seen.losses[0]
np.testing.assert_allclose(seen.rates[3], 0.003 * 0.9**3, rtol=1e-5)
score = model.evaluate(x_test, y_test, verbose=0)
assert score[1] > 0.9, score
assert np.abs(model.get_weights()[0]).max() <= 1.0

model.pop()
model.add(layers.Activation("softmax"))
model.compile(loss=my_loss, optimizer="rmsprop", metrics=[right])
model.train_on_batch(x_train[:32], y_train[:32])
model.save("custom.h5")
known = {"MyDense": MyDense, "Antirectifier": Antirectifier, "my_loss": my_loss, "right": right}
again = load_model("custom.h5", custom_objects=known)
np.testing.assert_allclose(again.predict(x_test), model.predict(x_test), rtol=1e-4, atol=1e-6)
with CustomObjectScope(known):
    load_model("custom.h5")
get_custom_objects().update(known)
load_model("custom.h5")
