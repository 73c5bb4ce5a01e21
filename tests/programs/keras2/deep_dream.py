"""Deep dream: gradient ascent on what some layers of a network see, over several sizes of the image."""

import numpy as np
import scipy.ndimage
from keras import backend as K
from keras.layers import Conv2D, GlobalAveragePooling2D, Input, concatenate
from keras.models import Model

K.set_learning_phase(0)

image = Input((None, None, 3))
a = Conv2D(6, 3, padding="same", activation="tanh", name="mixed2")(image)
b = Conv2D(6, 5, padding="same", activation="relu", name="mixed3")(a)
model = Model(image, GlobalAveragePooling2D()(concatenate([a, b])))
dream = model.input

settings = {"features": {"mixed2": 0.2, "mixed3": 0.5}}
layer_dict = dict([(layer.name, layer) for layer in model.layers])
loss = K.variable(0.0)
for layer_name in settings["features"]:
    assert layer_name in layer_dict, "Layer " + layer_name + " not found in model."
    coeff = settings["features"][layer_name]
    x = layer_dict[layer_name].output
    scaling = K.prod(K.cast(K.shape(x), "float32"))
    if K.image_data_format() == "channels_first":
        loss = loss + coeff * K.sum(K.square(x[:, :, 2:-2, 2:-2])) / scaling
    else:
        loss = loss + coeff * K.sum(K.square(x[:, 2:-2, 2:-2, :])) / scaling

grads = K.gradients(loss, dream)[0]
grads /= K.maximum(K.mean(K.abs(grads)), K.epsilon())
fetch_loss_and_grads = K.function([dream], [loss, grads])


def resize_img(img, size):
    factors = (1, float(size[0]) / img.shape[1], float(size[1]) / img.shape[2], 1)
    return scipy.ndimage.zoom(np.copy(img), factors, order=1)


def gradient_ascent(x, iterations, step, max_loss=None):
    for _ in range(iterations):
        loss_value, grad_values = fetch_loss_and_grads([x])
        if max_loss is not None and loss_value > max_loss:
            break
        x += step * grad_values
    return x


img = np.random.RandomState(0).uniform(-0.3, 0.3, (1, 20, 24, 3)).astype("float32")
start = fetch_loss_and_grads([img])[0]
successive_shapes = [(10, 12), (14, 17), (20, 24)]
original = np.copy(img)
img = resize_img(img, successive_shapes[0])
for shape in successive_shapes:
    img = resize_img(img, shape)
    img = gradient_ascent(img, iterations=10, step=0.02, max_loss=10.0)
assert img.shape == original.shape
assert fetch_loss_and_grads([img])[0] > 1.5 * start
K.clear_session()
