"""Style transfer with L-BFGS: content, style and total variation losses of an image that is optimised."""

import numpy as np
from keras import backend as K
from keras.layers import AveragePooling2D, Conv2D, Input
from keras.models import Model
from scipy.optimize import fmin_l_bfgs_b

img_nrows = img_ncols = 16
total_variation_weight, style_weight, content_weight = 1e-3, 1.0, 0.025
rng = np.random.RandomState(0)
content = rng.uniform(-1, 1, (1, img_nrows, img_ncols, 3)).cumsum(axis=1) / 4
style = np.sin(np.arange(img_nrows)[None, :, None, None] + np.zeros((1, 1, img_ncols, 3)))

base_image = K.variable(content)
style_reference_image = K.variable(style)
if K.image_data_format() == "channels_first":
    combination_image = K.placeholder((1, 3, img_nrows, img_ncols))
else:
    combination_image = K.placeholder((1, img_nrows, img_ncols, 3))
input_tensor = K.concatenate([base_image, style_reference_image, combination_image], axis=0)

x = inputs = Input(tensor=input_tensor)
for block, filters in enumerate((4, 8), 1):
    x = Conv2D(filters, 3, padding="same", activation="relu", name="block%d_conv1" % block)(x)
    x = AveragePooling2D(name="block%d_pool" % block)(x)
model = Model(inputs, x)
outputs_dict = dict([(layer.name, layer.output) for layer in model.layers])


def gram_matrix(x):
    assert K.ndim(x) == 3
    if K.image_data_format() == "channels_first":
        features = K.batch_flatten(x)
    else:
        features = K.batch_flatten(K.permute_dimensions(x, (2, 0, 1)))
    return K.dot(features, K.transpose(features))


def style_loss(style, combination):
    size = img_nrows * img_ncols
    return K.sum(K.square(gram_matrix(style) - gram_matrix(combination))) / (4.0 * (3**2) * (size**2))


def content_loss(base, combination):
    return K.sum(K.square(combination - base))


def total_variation_loss(x):
    assert K.ndim(x) == 4
    a = K.square(x[:, : img_nrows - 1, : img_ncols - 1, :] - x[:, 1:, : img_ncols - 1, :])
    b = K.square(x[:, : img_nrows - 1, : img_ncols - 1, :] - x[:, : img_nrows - 1, 1:, :])
    return K.sum(K.pow(a + b, 1.25))


loss = K.variable(0.0)
layer_features = outputs_dict["block2_conv1"]
loss = loss + content_weight * content_loss(layer_features[0, :, :, :], layer_features[2, :, :, :])
for layer_name in ["block1_conv1", "block2_conv1"]:
    layer_features = outputs_dict[layer_name]
    sl = style_loss(layer_features[1, :, :, :], layer_features[2, :, :, :])
    loss = loss + (style_weight / 2) * sl
loss = loss + total_variation_weight * total_variation_loss(combination_image)

grads = K.gradients(loss, combination_image)
outputs = [loss]
if isinstance(grads, (list, tuple)):
    outputs += grads
else:
    outputs.append(grads)
f_outputs = K.function([combination_image], outputs)


def eval_loss_and_grads(x):
    outs = f_outputs([x.reshape((1, img_nrows, img_ncols, 3))])
    return outs[0], outs[1].flatten().astype("float64")


class Evaluator(object):
    def __init__(self):
        self.loss_value = self.grads_values = None

    def loss(self, x):
        assert self.loss_value is None
        self.loss_value, self.grad_values = eval_loss_and_grads(x)
        return self.loss_value

    def grads(self, x):
        assert self.loss_value is not None
        grad_values = np.copy(self.grad_values)
        self.loss_value = self.grad_values = None
        return grad_values


evaluator = Evaluator()
x = rng.uniform(-1, 1, content.shape).flatten()
before = eval_loss_and_grads(x)[0]
for _ in range(3):
    x, min_val, info = fmin_l_bfgs_b(evaluator.loss, x, fprime=evaluator.grads, maxfun=20)
assert min_val < 0.1 * before, (before, min_val)
