"""A vision transformer: patches by a layer of one's own, an embedding of positions, multi-head attention."""

import keras
import numpy as np
from keras import layers, ops

(x_train, y_train), (x_test, y_test) = keras.datasets.digits.load_data()
x_train, x_test = x_train[..., None] / 16.0, x_test[..., None] / 16.0
num_classes, image_size, patch_size, projection_dim, num_heads = 10, 8, 2, 24, 2
num_patches = (image_size // patch_size) ** 2


def mlp(x, hidden_units, dropout_rate):
    for units in hidden_units:
        x = layers.Dense(units, activation=keras.activations.gelu)(x)
        x = layers.Dropout(dropout_rate)(x)
    return x


class Patches(layers.Layer):
    def __init__(self, patch_size):
        super().__init__()
        self.patch_size = patch_size

    def call(self, images):
        input_shape = ops.shape(images)
        batch_size, height, width, channels = input_shape
        patches = keras.ops.image.extract_patches(images, size=self.patch_size)
        return ops.reshape(
            patches,
            (
                batch_size,
                (height // self.patch_size) * (width // self.patch_size),
                self.patch_size * self.patch_size * channels,
            ),
        )

    def get_config(self):
        config = super().get_config()
        config.update({"patch_size": self.patch_size})
        return config


class PatchEncoder(layers.Layer):
    def __init__(self, num_patches, projection_dim):
        super().__init__()
        self.num_patches = num_patches
        self.projection = layers.Dense(units=projection_dim)
        self.position_embedding = layers.Embedding(input_dim=num_patches, output_dim=projection_dim)

    def call(self, patch):
        positions = ops.expand_dims(ops.arange(start=0, stop=self.num_patches, step=1), axis=0)
        return self.projection(patch) + self.position_embedding(positions)


inputs = keras.Input(shape=(image_size, image_size, 1))
encoded_patches = PatchEncoder(num_patches, projection_dim)(Patches(patch_size)(inputs))
for _ in range(2):
    x1 = layers.LayerNormalization(epsilon=1e-6)(encoded_patches)
    attention_output = layers.MultiHeadAttention(num_heads=num_heads, key_dim=projection_dim, dropout=0.1)(
        x1, x1
    )
    x2 = layers.Add()([attention_output, encoded_patches])
    x3 = mlp(layers.LayerNormalization(epsilon=1e-6)(x2), [projection_dim * 2, projection_dim], 0.1)
    encoded_patches = layers.Add()([x3, x2])
representation = layers.Flatten()(layers.LayerNormalization(epsilon=1e-6)(encoded_patches))
logits = layers.Dense(num_classes)(mlp(layers.Dropout(0.1)(representation), [48], 0.1))
model = keras.Model(inputs=inputs, outputs=logits)
model.compile(
    optimizer=keras.optimizers.AdamW(learning_rate=0.003, weight_decay=0.0001),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=[
        keras.metrics.SparseCategoricalAccuracy(name="accuracy"),
        keras.metrics.SparseTopKCategoricalAccuracy(5, name="top-5-accuracy"),
    ],
)
checkpoint = keras.callbacks.ModelCheckpoint(
    "checkpoint.weights.h5", monitor="val_accuracy", save_best_only=True, save_weights_only=True
)
model.fit(x_train, y_train, batch_size=32, epochs=3, validation_split=0.1, callbacks=[checkpoint], verbose=0)
model.load_weights("checkpoint.weights.h5")
_, accuracy, top_5_accuracy = model.evaluate(x_test, y_test, verbose=0)
assert accuracy > 0.7 and top_5_accuracy > 0.95, (accuracy, top_5_accuracy)
patches = Patches(patch_size)(ops.convert_to_tensor(x_test[:1]))
np.testing.assert_allclose(patches[0, 0], x_test[0, :2, :2, 0].ravel(), rtol=1e-6)
