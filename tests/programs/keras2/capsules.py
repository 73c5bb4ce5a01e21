"""Capsules: a layer of one's own with routing, a squashing activation and a margin loss."""

from keras import activations, utils
from keras import backend as K
from keras.datasets import digits
from keras.layers import Conv2D, Input, Lambda, Layer, Reshape
from keras.models import Model


def squash(x, axis=-1):
    s_squared_norm = K.sum(K.square(x), axis, keepdims=True) + K.epsilon()
    scale = K.sqrt(s_squared_norm) / (0.5 + s_squared_norm)
    return scale * x


def softmax(x, axis=-1):
    ex = K.exp(x - K.max(x, axis=axis, keepdims=True))
    return ex / K.sum(ex, axis=axis, keepdims=True)


def margin_loss(y_true, y_pred):
    lamb, margin = 0.5, 0.1
    return K.sum(
        y_true * K.square(K.relu(1 - margin - y_pred))
        + lamb * (1 - y_true) * K.square(K.relu(y_pred - margin)),
        axis=-1,
    )


class Capsule(Layer):
    def __init__(
        self, num_capsule, dim_capsule, routings=3, share_weights=True, activation="squash", **kwargs
    ):
        super(Capsule, self).__init__(**kwargs)
        self.num_capsule = num_capsule
        self.dim_capsule = dim_capsule
        self.routings = routings
        self.share_weights = share_weights
        self.activation = squash if activation == "squash" else activations.get(activation)

    def build(self, input_shape):
        input_dim_capsule = input_shape[-1]
        if self.share_weights:
            self.kernel = self.add_weight(
                name="capsule_kernel",
                shape=(1, input_dim_capsule, self.num_capsule * self.dim_capsule),
                initializer="glorot_uniform",
                trainable=True,
            )
        else:
            input_num_capsule = input_shape[-2]
            self.kernel = self.add_weight(
                name="capsule_kernel",
                shape=(input_num_capsule, input_dim_capsule, self.num_capsule * self.dim_capsule),
                initializer="glorot_uniform",
                trainable=True,
            )
        super(Capsule, self).build(input_shape)

    def call(self, inputs):
        if self.share_weights:
            hat_inputs = K.conv1d(inputs, self.kernel)
        else:
            hat_inputs = K.local_conv1d(inputs, self.kernel, [1], [1])
        batch_size = K.shape(inputs)[0]
        input_num_capsule = K.shape(inputs)[1]
        hat_inputs = K.reshape(
            hat_inputs, (batch_size, input_num_capsule, self.num_capsule, self.dim_capsule)
        )
        hat_inputs = K.permute_dimensions(hat_inputs, (0, 2, 1, 3))
        b = K.zeros_like(hat_inputs[:, :, :, 0])
        for i in range(self.routings):
            c = softmax(b, 1)
            o = self.activation(K.batch_dot(c, hat_inputs, [2, 2]))
            if i < self.routings - 1:
                b = K.batch_dot(o, hat_inputs, [2, 3])
        return o

    def compute_output_shape(self, input_shape):
        return (None, self.num_capsule, self.dim_capsule)


(x_train, y_train), (x_test, y_test) = digits.load_data()
x_train = x_train[..., None].astype("float32") / 16
x_test = x_test[..., None].astype("float32") / 16
y_train, y_test = utils.to_categorical(y_train, 10), utils.to_categorical(y_test, 10)

for share_weights in (True, False):
    input_image = Input(shape=(8, 8, 1))
    x = Conv2D(32, (3, 3), activation="relu")(input_image)
    x = Conv2D(32, (3, 3), strides=2, activation="relu")(x)
    x = Reshape((-1, 32))(x)
    capsule = Capsule(10, 8, 3, share_weights)(x)
    output = Lambda(lambda z: K.sqrt(K.sum(K.square(z), 2)))(capsule)
    model = Model(inputs=input_image, outputs=output)
    assert K.int_shape(capsule) == (None, 10, 8) and model.output_shape == (None, 10)
    model.compile(loss=margin_loss, optimizer="adam", metrics=["accuracy"])
    model.optimizer.lr = 0.005
    model.fit(x_train, y_train, batch_size=32, epochs=4, verbose=0)
    assert model.evaluate(x_test, y_test, verbose=0)[1] > 0.85
