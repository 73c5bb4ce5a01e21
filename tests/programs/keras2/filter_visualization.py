"""What does a filter of a trained network like to see? Gradient ascent on the image, with K.gradients."""

import numpy as np
from keras import backend as K
from keras import layers
from keras.datasets import digits
from keras.models import Model, Sequential

(x_train, y_train), _ = digits.load_data()
x_train = x_train[..., None].astype("float32") / 16
model = Sequential(
    [
        layers.Conv2D(8, 3, activation="relu", input_shape=(8, 8, 1), name="block1_conv1"),
        layers.Conv2D(8, 3, activation="relu", name="block2_conv1"),
        layers.Flatten(),
        layers.Dense(10, activation="softmax", name="predictions"),
    ]
)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["acc"])
model.fit(x_train, y_train, epochs=2, verbose=0)

input_img = model.input
layer_dict = {layer.name: layer for layer in model.layers}


def normalize(x):
    return x / (K.sqrt(K.mean(K.square(x))) + K.epsilon())


gained = 0
for filter_index in range(4):
    layer_output = layer_dict["block2_conv1"].output
    if K.image_data_format() == "channels_first":
        loss = K.mean(layer_output[:, filter_index, :, :])
    else:
        loss = K.mean(layer_output[:, :, :, filter_index])
    grads = normalize(K.gradients(loss, input_img)[0])
    iterate = K.function([input_img], [loss, grads])
    input_img_data = np.random.RandomState(filter_index).random_sample((1, 8, 8, 1)) * 0.2 + 0.4
    first = iterate([input_img_data])[0]
    for _ in range(20):
        loss_value, grads_value = iterate([input_img_data])
        input_img_data += grads_value * 0.2
    gained += loss_value > 2 * first
assert gained >= 3, gained

# The activations of every layer at once, with dropout's phase as an input.
outputs = [layer.output for layer in model.layers]
functor = K.function([model.input, K.learning_phase()], outputs)
activations = functor([x_train[:5], 0.0])
assert [a.shape for a in activations] == [(5, 6, 6, 8), (5, 4, 4, 8), (5, 128), (5, 10)]
np.testing.assert_allclose(activations[-1], model.predict(x_train[:5]), rtol=1e-4, atol=1e-6)

# A saliency map of the class, in the middle of the graph, and through a second model.
saliency = K.gradients(model.output[:, 3], layer_dict["block1_conv1"].output)[0]
assert K.function([model.input], [saliency])([x_train[:2]])[0].shape == (2, 6, 6, 8)
middle = Model(inputs=model.input, outputs=model.get_layer("block1_conv1").output)
np.testing.assert_allclose(middle.predict(x_train[:5]), activations[0], rtol=1e-4, atol=1e-6)
