"""A stacked what-where autoencoder: where the maximum was is the gradient of pooling, K.gradients inside a layer."""

import numpy as np
from keras import backend as K
from keras import layers
from keras.datasets import digits
from keras.layers import Activation, BatchNormalization, Conv2D, Input, MaxPooling2D, UpSampling2D
from keras.models import Model

(x_train, _), (x_test, _) = digits.load_data()
x_train = np.expand_dims(x_train, -1).astype("float32") / 16
x_test = np.expand_dims(x_test, -1).astype("float32") / 16


def convresblock(x, nfeats=8, ksize=3):
    y = Conv2D(nfeats, ksize, padding="same")(x)
    y = BatchNormalization(axis=-1)(y)
    y = Activation("elu")(y)
    y = Conv2D(nfeats, ksize, padding="same")(y)
    return layers.add([x, y])


def getwhere(x):
    """Where the maxima were, from [before pooling, after pooling]."""
    y_prepool, y_postpool = x
    return K.gradients(K.sum(y_postpool), y_prepool)[0]


nfeats = 8
img_input = Input(shape=(8, 8, 1))
y = Conv2D(nfeats, 3, padding="same")(img_input)
y = convresblock(y, nfeats)
y_prepool = y
y = MaxPooling2D(pool_size=(2, 2))(y_prepool)
where = getwhere([y_prepool, y])
y = Conv2D(2 * nfeats, 3, padding="same")(y)
y = Conv2D(nfeats, 3, padding="same")(y)
y = UpSampling2D(size=(2, 2))(y)
y = layers.multiply([y, where])
y = convresblock(y, nfeats)
y = Conv2D(1, 1, padding="same", activation="sigmoid")(y)
model = Model(img_input, y)

# In each window there is one maximum (where all are equal the gradient may be shared).
mask = K.function([img_input], [where])([x_test[:4]])[0]
assert mask.shape == (4, 8, 8, 8)
np.testing.assert_allclose(mask.reshape(4, 4, 2, 4, 2, 8).sum(axis=(2, 4)), 1, atol=1e-5)

model.compile("adam", "mse")
model.optimizer.lr = 0.005
losses = model.fit(
    x_train, x_train, validation_data=(x_test, x_test), batch_size=32, epochs=4, verbose=0
).history
assert losses["val_loss"][-1] < 0.03, losses
