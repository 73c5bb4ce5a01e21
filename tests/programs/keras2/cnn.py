"""A small convolutional network with data augmentation and callbacks, as people trained on CIFAR-10."""

import os

import keras
import numpy as np
from keras import backend as K
from keras.callbacks import EarlyStopping, ModelCheckpoint, ReduceLROnPlateau
from keras.datasets import digits
from keras.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from keras.models import Sequential, load_model
from keras.preprocessing.image import ImageDataGenerator

batch_size, num_classes, epochs = 32, 10, 4
img_rows, img_cols = 8, 8

(x_train, y_train), (x_test, y_test) = digits.load_data()
if K.image_data_format() == "channels_first":
    x_train = x_train.reshape(x_train.shape[0], 1, img_rows, img_cols)
    x_test = x_test.reshape(x_test.shape[0], 1, img_rows, img_cols)
    input_shape = (1, img_rows, img_cols)
else:
    x_train = x_train.reshape(x_train.shape[0], img_rows, img_cols, 1)
    x_test = x_test.reshape(x_test.shape[0], img_rows, img_cols, 1)
    input_shape = (img_rows, img_cols, 1)
x_train, x_test = x_train.astype("float32") / 16, x_test.astype("float32") / 16
y_train = keras.utils.to_categorical(y_train, num_classes)
y_test = keras.utils.to_categorical(y_test, num_classes)

model = Sequential()
model.add(Conv2D(16, kernel_size=(3, 3), padding="same", input_shape=input_shape))
model.add(BatchNormalization())
model.add(Activation("relu"))
model.add(Conv2D(32, (3, 3)))
model.add(Activation("relu"))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Dropout(0.25))
model.add(Flatten())
model.add(Dense(64, activation="relu"))
model.add(Dropout(0.5))
model.add(Dense(num_classes, activation="softmax"))
model.compile(
    loss=keras.losses.categorical_crossentropy,
    optimizer=keras.optimizers.Adadelta(lr=1.0),
    metrics=["accuracy"],
)

datagen = ImageDataGenerator(
    featurewise_center=False, width_shift_range=0.05, height_shift_range=0.05, horizontal_flip=False
)
datagen.fit(x_train)
checkpoint = ModelCheckpoint("best.h5", monitor="val_loss", save_best_only=True, verbose=0)
callbacks = [checkpoint, ReduceLROnPlateau(factor=0.5, patience=2, min_lr=1e-3), EarlyStopping(patience=10)]
model.fit_generator(
    datagen.flow(x_train, y_train, batch_size=batch_size),
    steps_per_epoch=int(np.ceil(len(x_train) / float(batch_size))),
    epochs=epochs,
    validation_data=(x_test, y_test),
    callbacks=callbacks,
    workers=2,
    verbose=0,
)
score = model.evaluate(x_test, y_test, verbose=0)
assert score[1] > 0.85, score
assert os.path.exists("best.h5")
best = load_model("best.h5")
classes = best.predict_classes(x_test)
assert np.mean(classes == np.argmax(y_test, axis=1)) > 0.85
