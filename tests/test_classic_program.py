"""Programs as people wrote them for Keras 1, 2 and tf.keras run unchanged."""

from __future__ import annotations

import pytest

from keras_lab.program import run_program

KERAS_1 = """
from keras.datasets import digits
from keras.models import Sequential
from keras.layers.core import Dense, Dropout, Activation
from keras.optimizers import SGD
from keras.utils import np_utils

(X_train, y_train), (X_test, y_test) = digits.load_data()
X_train = X_train.reshape(1437, 64).astype('float32') / 16
X_test = X_test.reshape(360, 64).astype('float32') / 16
Y_train = np_utils.to_categorical(y_train, nb_classes=10)
Y_test = np_utils.to_categorical(y_test, nb_classes=10)

model = Sequential()
model.add(Dense(output_dim=64, input_dim=64, init='glorot_uniform'))
model.add(Activation('relu'))
model.add(Dropout(p=0.1))
model.add(Dense(output_dim=10))
model.add(Activation('softmax'))
model.compile(loss='categorical_crossentropy', optimizer=SGD(lr=0.1, momentum=0.9), metrics=['accuracy'])
model.fit(X_train, Y_train, nb_epoch=5, batch_size=32, verbose=0)
score = model.evaluate(X_test, Y_test, verbose=0)
"""

KERAS_2 = """
import keras
from keras.engine.topology import Input
from keras.layers.convolutional import Conv2D
from keras.layers import Dense, Flatten, MaxPooling2D
from keras.models import Model

(x, y), (x_test, y_test) = keras.datasets.digits.load_data()
x, x_test = x[..., None] / 16., x_test[..., None] / 16.
image = Input(shape=(8, 8, 1))
h = MaxPooling2D((2, 2))(Conv2D(16, (3, 3), padding='same', activation='relu')(image))
model = Model(inputs=image, outputs=Dense(10, activation='softmax')(Flatten()(h)))
model.compile(keras.optimizers.Adam(lr=0.01), 'categorical_crossentropy', metrics=['accuracy'])
model.fit(x, keras.utils.to_categorical(y), epochs=5, verbose=0)
score = model.evaluate(x_test, keras.utils.to_categorical(y_test), verbose=0)
"""

TF_KERAS = """
from tensorflow import keras
from tensorflow.keras import layers

(x, y), (x_test, y_test) = keras.datasets.digits.load_data()
model = keras.Sequential([
    keras.Input(shape=(8, 8)), layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(10),
])
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.01),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
model.fit(x / 16, y, epochs=5, verbose=0)
score = model.evaluate(x_test / 16, y_test, verbose=0)
"""


@pytest.mark.filterwarnings("ignore:.*is now called:DeprecationWarning")
@pytest.mark.parametrize("program", [KERAS_1, KERAS_2, TF_KERAS], ids=["keras 1", "keras 2", "tf.keras"])
def test_it_learns_the_digits(tmp_path, monkeypatch, program):
    monkeypatch.setenv("KERAS_LAB_HOME", str(tmp_path))
    (tmp_path / "program.py").write_text(program)
    names = run_program(tmp_path / "program.py")
    assert type(names["model"]).__module__.startswith("keras_lab.")
    assert names["score"][1] > 0.9
