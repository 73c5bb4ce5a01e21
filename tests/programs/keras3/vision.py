"""Pictures in the manner of Keras 3's examples: a small convnet, a residual one, separable convolutions, mixup."""

import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np
from keras import layers, ops

num_classes, input_shape = 10, (8, 8, 1)
(x_train, y_train), (x_test, y_test) = keras.datasets.digits.load_data()
x_train = np.expand_dims(x_train.astype("float32") / 16, -1)
x_test = np.expand_dims(x_test.astype("float32") / 16, -1)
y_train = keras.utils.to_categorical(y_train, num_classes)
y_test = keras.utils.to_categorical(y_test, num_classes)

model = keras.Sequential(
    [
        keras.Input(shape=input_shape),
        layers.Conv2D(16, kernel_size=(3, 3), activation="relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Flatten(),
        layers.Dropout(0.3),
        layers.Dense(num_classes, activation="softmax"),
    ]
)
model.summary()
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.optimizer.learning_rate = 0.005
callbacks = [
    keras.callbacks.ModelCheckpoint(filepath="model_at_epoch_{epoch}.keras"),
    keras.callbacks.EarlyStopping(monitor="val_loss", patience=2),
]
model.fit(x_train, y_train, batch_size=32, epochs=6, validation_split=0.1, callbacks=callbacks, verbose=0)
score = model.evaluate(x_test, y_test, verbose=0)
assert score[1] > 0.9, score
saved = keras.saving.load_model("model_at_epoch_1.keras")
assert saved.predict(x_test, verbose=0).shape == (360, 10)


def make_model(input_shape, num_classes):
    inputs = keras.Input(shape=input_shape)
    x = layers.Conv2D(16, 3, strides=1, padding="same")(inputs)
    x = layers.BatchNormalization(momentum=0.8)(x)
    x = layers.Activation("relu")(x)
    previous_block_activation = x
    for size in [24, 32]:
        x = layers.Activation("relu")(x)
        x = layers.SeparableConv2D(size, 3, padding="same")(x)
        x = layers.BatchNormalization(momentum=0.8)(x)
        x = layers.MaxPooling2D(3, strides=2, padding="same")(x)
        residual = layers.Conv2D(size, 1, strides=2, padding="same")(previous_block_activation)
        x = layers.add([x, residual])
        previous_block_activation = x
    x = layers.GlobalAveragePooling2D()(x)
    units = 1 if num_classes == 2 else num_classes
    x = layers.Dropout(0.1)(x)
    return keras.Model(inputs, layers.Dense(units, activation=None)(x))


def sample_beta_distribution(size, concentration_0=0.2, concentration_1=0.2):
    gamma_1 = keras.random.gamma((size,), concentration_1)
    gamma_2 = keras.random.gamma((size,), concentration_0)
    return ops.convert_to_numpy(gamma_1 / (gamma_1 + gamma_2 + 1e-7))


def mix_up(images, labels, alpha=0.2):
    order = np.random.permutation(len(images))
    lam = sample_beta_distribution(len(images), alpha, alpha)
    x_l, y_l = lam.reshape(-1, 1, 1, 1), lam.reshape(-1, 1)
    return images * x_l + images[order] * (1 - x_l), labels * y_l + labels[order] * (1 - y_l)


model = make_model(input_shape, num_classes)
model.compile(
    optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.01, 270)),
    loss=keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.05),
    metrics=[keras.metrics.CategoricalAccuracy(name="acc")],
)
images, labels = mix_up(x_train, y_train)
history = model.fit(images, labels, batch_size=32, epochs=5, validation_data=(x_test, y_test), verbose=0)
assert history.history["val_acc"][-1] > 0.85, history.history
