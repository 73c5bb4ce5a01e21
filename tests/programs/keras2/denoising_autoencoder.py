"""A convolutional autoencoder takes the noise out of digits; then a plain sequential one with regularizers."""

import numpy as np
from keras import backend as K
from keras import regularizers
from keras.datasets import digits
from keras.layers import Activation, Conv2D, Conv2DTranspose, Dense, Flatten, Input, Reshape, UpSampling2D
from keras.models import Model, Sequential

np.random.seed(1337)
(x_train, _), (x_test, _) = digits.load_data()
image_size = x_train.shape[1]
x_train = np.reshape(x_train, [-1, image_size, image_size, 1]).astype("float32") / 16
x_test = np.reshape(x_test, [-1, image_size, image_size, 1]).astype("float32") / 16
noise = np.random.normal(loc=0.5, scale=0.5, size=x_train.shape)
x_train_noisy = np.clip(x_train + noise, 0.0, 1.0)
noise = np.random.normal(loc=0.5, scale=0.5, size=x_test.shape)
x_test_noisy = np.clip(x_test + noise, 0.0, 1.0)

input_shape, kernel_size, latent_dim, layer_filters = (image_size, image_size, 1), 3, 16, [8, 16]
inputs = Input(shape=input_shape, name="encoder_input")
x = inputs
for filters in layer_filters:
    x = Conv2D(filters=filters, kernel_size=kernel_size, strides=2, activation="relu", padding="same")(x)
shape = K.int_shape(x)
x = Flatten()(x)
latent = Dense(latent_dim, name="latent_vector")(x)
encoder = Model(inputs, latent, name="encoder")

latent_inputs = Input(shape=(latent_dim,), name="decoder_input")
x = Dense(shape[1] * shape[2] * shape[3])(latent_inputs)
x = Reshape((shape[1], shape[2], shape[3]))(x)
for filters in layer_filters[::-1]:
    x = Conv2DTranspose(filters, kernel_size, strides=2, activation="relu", padding="same")(x)
x = Conv2DTranspose(filters=1, kernel_size=kernel_size, padding="same")(x)
outputs = Activation("sigmoid", name="decoder_output")(x)
decoder = Model(latent_inputs, outputs, name="decoder")

autoencoder = Model(inputs, decoder(encoder(inputs)), name="autoencoder")
autoencoder.compile(loss="mse", optimizer="adam")
autoencoder.fit(
    x_train_noisy, x_train, validation_data=(x_test_noisy, x_test), epochs=15, batch_size=32, verbose=0
)
denoised = autoencoder.predict(x_test_noisy)
before, after = np.mean((x_test_noisy - x_test) ** 2), np.mean((denoised - x_test) ** 2)
assert after < 0.06 < before, (before, after)

flat = Sequential()
flat.add(Flatten(input_shape=input_shape))
flat.add(Dense(24, activation="relu", activity_regularizer=regularizers.l1(1e-6)))
flat.add(Dense(64, activation="sigmoid", kernel_regularizer=regularizers.l2(1e-6)))
flat.add(Reshape((8, 8, 1)))
flat.add(UpSampling2D(1))
flat.compile(optimizer="adam", loss="binary_crossentropy")
losses = flat.fit(x_train, x_train, epochs=10, verbose=0).history["loss"]
assert losses[-1] < 0.75 * losses[0], losses
