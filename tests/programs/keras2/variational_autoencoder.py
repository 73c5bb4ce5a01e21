"""A variational autoencoder: sampling in a Lambda layer, loss added with add_loss, three models in one."""

from keras import backend as K
from keras.datasets import digits
from keras.layers import Dense, Input, Lambda
from keras.losses import binary_crossentropy, mse
from keras.models import Model


def sampling(args):
    z_mean, z_log_var = args
    batch = K.shape(z_mean)[0]
    dim = K.int_shape(z_mean)[1]
    epsilon = K.random_normal(shape=(batch, dim))
    return z_mean + K.exp(0.5 * z_log_var) * epsilon


(x_train, _), (x_test, _) = digits.load_data()
original_dim = x_train.shape[1] * x_train.shape[2]
x_train = x_train.reshape([-1, original_dim]).astype("float32") / 16
x_test = x_test.reshape([-1, original_dim]).astype("float32") / 16

input_shape, intermediate_dim, latent_dim = (original_dim,), 64, 2

inputs = Input(shape=input_shape, name="encoder_input")
x = Dense(intermediate_dim, activation="relu")(inputs)
z_mean = Dense(latent_dim, name="z_mean")(x)
z_log_var = Dense(latent_dim, name="z_log_var")(x)
z = Lambda(sampling, output_shape=(latent_dim,), name="z")([z_mean, z_log_var])
encoder = Model(inputs, [z_mean, z_log_var, z], name="encoder")
encoder.summary()

latent_inputs = Input(shape=(latent_dim,), name="z_sampling")
x = Dense(intermediate_dim, activation="relu")(latent_inputs)
decoder = Model(latent_inputs, Dense(original_dim, activation="sigmoid")(x), name="decoder")

outputs = decoder(encoder(inputs)[2])
vae = Model(inputs, outputs, name="vae_mlp")

use_mse = False
reconstruction_loss = mse(inputs, outputs) if use_mse else binary_crossentropy(inputs, outputs)
reconstruction_loss *= original_dim
kl_loss = 1 + z_log_var - K.square(z_mean) - K.exp(z_log_var)
kl_loss = K.sum(kl_loss, axis=-1)
kl_loss *= -0.5
vae_loss = K.mean(reconstruction_loss + kl_loss)
vae.add_loss(vae_loss)
vae.compile(optimizer="adam")
history = vae.fit(x_train, epochs=20, batch_size=32, verbose=0, validation_data=(x_test, None))
vae.save_weights("vae_mlp.h5")

loss = history.history["val_loss"]
assert loss[-1] < 29.5 < loss[0], loss
mean, log_var, sample = encoder.predict(x_test, batch_size=32)
assert mean.shape == (len(x_test), 2) and not (sample == mean).all()
