"""A generative adversarial network with two losses (ACGAN): the discriminator is frozen in the combined model."""

import numpy as np
from keras.datasets import digits
from keras.layers import Dense, Dropout, Embedding, Flatten, Input, LeakyReLU, Reshape, multiply
from keras.models import Model, Sequential
from keras.optimizers import Adam

np.random.seed(1337)
num_classes, latent_size, batch_size, epochs = 10, 16, 64, 3


def build_generator(latent_size):
    cnn = Sequential()
    cnn.add(Dense(64, input_dim=latent_size, activation="relu"))
    cnn.add(Dense(64, activation="tanh"))
    cnn.add(Reshape((8, 8, 1)))
    latent = Input(shape=(latent_size,))
    image_class = Input(shape=(1,), dtype="int32")
    cls = Embedding(num_classes, latent_size, embeddings_initializer="glorot_normal")(image_class)
    h = multiply([latent, Flatten()(cls)])
    return Model([latent, image_class], cnn(h))


def build_discriminator():
    cnn = Sequential()
    cnn.add(Flatten(input_shape=(8, 8, 1)))
    cnn.add(Dense(64))
    cnn.add(LeakyReLU(0.2))
    cnn.add(Dropout(0.1))
    image = Input(shape=(8, 8, 1))
    features = cnn(image)
    fake = Dense(1, activation="sigmoid", name="generation")(features)
    aux = Dense(num_classes, activation="softmax", name="auxiliary")(features)
    return Model(image, [fake, aux])


losses = ["binary_crossentropy", "sparse_categorical_crossentropy"]
discriminator = build_discriminator()
discriminator.compile(optimizer=Adam(lr=0.002, beta_1=0.5), loss=losses)
generator = build_generator(latent_size)

latent = Input(shape=(latent_size,))
image_class = Input(shape=(1,), dtype="int32")
fake = generator([latent, image_class])
discriminator.trainable = False
fake, aux = discriminator(fake)
combined = Model([latent, image_class], [fake, aux])
combined.compile(optimizer=Adam(lr=0.002, beta_1=0.5), loss=losses)
assert len(combined.trainable_weights) == len(generator.trainable_weights)

(x_train, y_train), (x_test, y_test) = digits.load_data()
x_train = (x_train.astype(np.float32) - 8) / 8
x_train = np.expand_dims(x_train, axis=-1)
x_test = np.expand_dims((x_test.astype(np.float32) - 8) / 8, axis=-1)

history = {"discriminator": [], "generator": []}
for epoch in range(epochs):
    for index in range(len(x_train) // batch_size):
        image_batch = x_train[index * batch_size : (index + 1) * batch_size]
        label_batch = y_train[index * batch_size : (index + 1) * batch_size]
        noise = np.random.uniform(-1, 1, (batch_size, latent_size))
        sampled_labels = np.random.randint(0, num_classes, batch_size)
        generated_images = generator.predict([noise, sampled_labels.reshape((-1, 1))], verbose=0)
        x = np.concatenate((image_batch, generated_images))
        y = np.array([0.95] * batch_size + [0] * batch_size)
        aux_y = np.concatenate((label_batch, sampled_labels), axis=0)
        disc_sample_weight = [
            np.ones(2 * batch_size),
            np.concatenate((np.ones(batch_size) * 2, np.zeros(batch_size))),
        ]
        before = combined.get_weights()
        history["discriminator"].append(
            discriminator.train_on_batch(x, [y, aux_y], sample_weight=disc_sample_weight)
        )
        noise = np.random.uniform(-1, 1, (2 * batch_size, latent_size))
        sampled_labels = np.random.randint(0, num_classes, 2 * batch_size)
        trick = np.ones(2 * batch_size) * 0.95
        frozen = discriminator.get_weights()
        history["generator"].append(
            combined.train_on_batch([noise, sampled_labels.reshape((-1, 1))], [trick, sampled_labels])
        )
        assert all((a == b).all() for a, b in zip(frozen, discriminator.get_weights()))

assert len(history["generator"][0]) == 3  # the whole loss and that of each output
assert discriminator.metrics_names[0] == "loss"
classes = discriminator.predict(x_test, verbose=0)[1].argmax(axis=1)
assert np.mean(classes == y_test) > 0.75, np.mean(classes == y_test)
