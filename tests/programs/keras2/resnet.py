"""A residual network with learning rate schedules, weight decay and augmentation, on small pictures."""

import numpy as np
from keras.callbacks import LearningRateScheduler, ReduceLROnPlateau
from keras.datasets import digits
from keras.layers import Activation, AveragePooling2D, BatchNormalization, Conv2D, Dense, Flatten, Input, add
from keras.models import Model
from keras.optimizers import Adam
from keras.preprocessing.image import ImageDataGenerator
from keras.regularizers import l2
from keras.utils import to_categorical


def lr_schedule(epoch):
    lr = 3e-3
    if epoch > 2:
        lr *= 0.3
    return lr


def resnet_layer(inputs, num_filters=8, kernel_size=3, strides=1, activation="relu", conv_first=True):
    conv = Conv2D(
        num_filters,
        kernel_size=kernel_size,
        strides=strides,
        padding="same",
        kernel_initializer="he_normal",
        kernel_regularizer=l2(1e-4),
    )
    x = inputs
    if conv_first:
        x = conv(x)
    x = BatchNormalization()(x)
    if activation is not None:
        x = Activation(activation)(x)
    return x if conv_first else conv(x)


def resnet_v1(input_shape, depth, num_classes=10):
    if (depth - 2) % 4 != 0:
        raise ValueError("depth should be 4n+2")
    num_filters = 8
    inputs = Input(shape=input_shape)
    x = resnet_layer(inputs=inputs)
    for stack in range(2):
        for res_block in range((depth - 2) // 4):
            strides = 2 if stack > 0 and res_block == 0 else 1
            y = resnet_layer(inputs=x, num_filters=num_filters, strides=strides)
            y = resnet_layer(inputs=y, num_filters=num_filters, activation=None)
            if stack > 0 and res_block == 0:
                x = resnet_layer(x, num_filters, kernel_size=1, strides=strides, activation=None)
            x = add([x, y])
            x = Activation("relu")(x)
        num_filters *= 2
    x = AveragePooling2D(pool_size=2)(x)
    outputs = Dense(num_classes, activation="softmax", kernel_initializer="he_normal")(Flatten()(x))
    return Model(inputs=inputs, outputs=outputs)


(x_train, y_train), (x_test, y_test) = digits.load_data()
x_train, x_test = x_train[..., np.newaxis] / 16.0, x_test[..., np.newaxis] / 16.0
x_train_mean = np.mean(x_train, axis=0)
x_train, x_test = x_train - x_train_mean, x_test - x_train_mean
y_train, y_test = to_categorical(y_train, 10), to_categorical(y_test, 10)

model = resnet_v1(input_shape=x_train.shape[1:], depth=6)
model.compile(loss="categorical_crossentropy", optimizer=Adam(lr=lr_schedule(0)), metrics=["accuracy"])
lr_reducer = ReduceLROnPlateau(factor=np.sqrt(0.1), cooldown=0, patience=5, min_lr=0.5e-6)
datagen = ImageDataGenerator(width_shift_range=0.1, height_shift_range=0.1, fill_mode="constant")
model.fit_generator(
    datagen.flow(x_train, y_train, batch_size=32),
    validation_data=(x_test, y_test),
    epochs=4,
    verbose=0,
    callbacks=[lr_reducer, LearningRateScheduler(lr_schedule)],
)
scores = model.evaluate(x_test, y_test, verbose=0)
assert scores[1] > 0.8, scores
