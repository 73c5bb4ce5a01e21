"""Series: classified by convolutions and by a transformer, forecast from windows, searched for anomalies."""

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(0)
t = np.linspace(0, 1, 48)


def series(n):
    label = rng.integers(2, size=n)
    wave = np.sin(2 * np.pi * (t * (3 + 2 * label[:, None]) + rng.uniform(size=(n, 1))))
    return (wave + 0.3 * rng.normal(size=wave.shape))[..., None].astype("float32"), label


(x_train, y_train), (x_test, y_test) = series(600), series(200)


def make_model(input_shape, num_classes):
    input_layer = keras.layers.Input(input_shape)
    conv = input_layer
    for _ in range(2):
        conv = keras.layers.Conv1D(filters=16, kernel_size=3, padding="same")(conv)
        conv = keras.layers.BatchNormalization(momentum=0.8)(conv)
        conv = keras.layers.ReLU()(conv)
    gap = keras.layers.GlobalAveragePooling1D()(conv)
    return keras.models.Model(
        inputs=input_layer, outputs=keras.layers.Dense(num_classes, activation="softmax")(gap)
    )


model = make_model(x_train.shape[1:], 2)
callbacks = [
    keras.callbacks.ModelCheckpoint("best_model.keras", save_best_only=True, monitor="val_loss"),
    keras.callbacks.ReduceLROnPlateau(monitor="val_loss", factor=0.5, patience=20, min_lr=0.0001),
    keras.callbacks.EarlyStopping(monitor="val_loss", patience=50, verbose=0),
]
model.compile("adam", "sparse_categorical_crossentropy", metrics=["sparse_categorical_accuracy"])
model.optimizer.learning_rate = 0.01
model.fit(x_train, y_train, batch_size=32, epochs=8, callbacks=callbacks, validation_split=0.2, verbose=0)
best = keras.models.load_model("best_model.keras")
assert best.evaluate(x_test, y_test, verbose=0)[1] > 0.75


def transformer_encoder(inputs, head_size, num_heads, ff_dim, dropout=0):
    x = layers.MultiHeadAttention(key_dim=head_size, num_heads=num_heads, dropout=dropout)(inputs, inputs)
    x = layers.Dropout(dropout)(x)
    x = layers.LayerNormalization(epsilon=1e-6)(x)
    res = x + inputs
    x = layers.Conv1D(filters=ff_dim, kernel_size=1, activation="relu")(res)
    x = layers.Dropout(dropout)(x)
    x = layers.Conv1D(filters=inputs.shape[-1], kernel_size=1)(x)
    x = layers.LayerNormalization(epsilon=1e-6)(x)
    return x + res


inputs = keras.Input(shape=x_train.shape[1:])
x = transformer_encoder(layers.Conv1D(8, 5, strides=2)(inputs), 8, 2, 8, 0.1)
x = layers.GlobalAveragePooling1D(data_format="channels_last")(x)
outputs = layers.Dense(2, activation="softmax")(layers.Dense(32, activation="relu")(x))
model = keras.Model(inputs, outputs)
model.compile(
    loss="sparse_categorical_crossentropy", optimizer=keras.optimizers.Adam(0.01), metrics=["accuracy"]
)
losses = model.fit(x_train, y_train, epochs=4, verbose=0).history["loss"]
assert losses[-1] < losses[0]

# ---- forecasting from windows ----
values = np.sin(np.arange(600) / 5).astype("float32")
dataset = keras.utils.timeseries_dataset_from_array(
    values[:-20, None], values[20:], sequence_length=16, sampling_rate=1, batch_size=64
)
inputs = keras.layers.Input(shape=(16, 1))
model = keras.Model(inputs, keras.layers.Dense(1)(keras.layers.LSTM(16)(inputs)))
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.02), loss="mse")
losses = model.fit(dataset, epochs=10, verbose=0).history["loss"]
assert losses[-1] < 0.05, losses

# ---- anomalies ----
model = keras.Sequential(
    [
        layers.Input(shape=(48, 1)),
        layers.Conv1D(filters=16, kernel_size=7, padding="same", strides=2, activation="relu"),
        layers.Dropout(rate=0.1),
        layers.Conv1D(filters=8, kernel_size=7, padding="same", strides=2, activation="relu"),
        layers.Conv1DTranspose(filters=8, kernel_size=7, padding="same", strides=2, activation="relu"),
        layers.Conv1DTranspose(filters=16, kernel_size=7, padding="same", strides=2, activation="relu"),
        layers.Conv1DTranspose(filters=1, kernel_size=7, padding="same"),
    ]
)
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.005), loss="mse")
model.fit(x_train, x_train, epochs=6, batch_size=64, validation_split=0.1, verbose=0)
error = np.mean(np.abs(model.predict(x_test, verbose=0) - x_test), axis=(1, 2))
strange = x_test + 3 * (np.arange(48) == 20)[None, :, None]
strange_error = np.mean(np.abs(model.predict(strange, verbose=0) - strange), axis=(1, 2))
assert strange_error.mean() > error.mean()
