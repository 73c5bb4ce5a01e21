"""A siamese network with a shared base and a contrastive loss: which digits are the same?"""

import random

import numpy as np
from keras import backend as K
from keras.datasets import digits
from keras.layers import Dense, Dropout, Flatten, Input, Lambda
from keras.models import Model
from keras.optimizers import RMSprop

num_classes, epochs = 10, 12


def euclidean_distance(vects):
    x, y = vects
    sum_square = K.sum(K.square(x - y), axis=1, keepdims=True)
    return K.sqrt(K.maximum(sum_square, K.epsilon()))


def eucl_dist_output_shape(shapes):
    shape1, _ = shapes
    return (shape1[0], 1)


def contrastive_loss(y_true, y_pred):
    margin = 1
    near = K.square(y_pred)
    far = K.square(K.maximum(margin - y_pred, 0))
    return K.mean(y_true * near + (1 - y_true) * far)


def create_pairs(x, indices):
    pairs, labels = [], []
    n = min(len(indices[d]) for d in range(num_classes)) - 1
    for d in range(num_classes):
        for i in range(n):
            pairs.append([x[indices[d][i]], x[indices[d][i + 1]]])
            other = (d + random.randrange(1, num_classes)) % num_classes
            pairs.append([x[indices[d][i]], x[indices[other][i]]])
            labels += [1, 0]
    return np.array(pairs), np.array(labels)


def create_base_network(input_shape):
    inputs = Input(shape=input_shape)
    x = Flatten()(inputs)
    x = Dense(64, activation="relu")(x)
    x = Dropout(0.1)(x)
    x = Dense(32, activation="relu")(x)
    return Model(inputs, x)


def compute_accuracy(y_true, y_pred):
    return np.mean((y_pred.ravel() < 0.5) == y_true)


def accuracy(y_true, y_pred):
    return K.mean(K.equal(y_true, K.cast(y_pred < 0.5, y_true.dtype)))


random.seed(1)
(x_train, y_train), (x_test, y_test) = digits.load_data()
x_train, x_test = x_train.astype("float32") / 16, x_test.astype("float32") / 16
input_shape = x_train.shape[1:]
tr_pairs, tr_y = create_pairs(x_train, [np.where(y_train == i)[0] for i in range(num_classes)])
te_pairs, te_y = create_pairs(x_test, [np.where(y_test == i)[0] for i in range(num_classes)])

base_network = create_base_network(input_shape)
input_a, input_b = Input(shape=input_shape), Input(shape=input_shape)
processed_a, processed_b = base_network(input_a), base_network(input_b)
distance = Lambda(euclidean_distance, output_shape=eucl_dist_output_shape)([processed_a, processed_b])
model = Model([input_a, input_b], distance)
model.compile(loss=contrastive_loss, optimizer=RMSprop(lr=0.002), metrics=[accuracy])
model.fit(
    [tr_pairs[:, 0], tr_pairs[:, 1]],
    tr_y,
    batch_size=64,
    epochs=epochs,
    verbose=0,
    validation_data=([te_pairs[:, 0], te_pairs[:, 1]], te_y),
)
tr_acc = compute_accuracy(tr_y, model.predict([tr_pairs[:, 0], tr_pairs[:, 1]]))
te_acc = compute_accuracy(te_y, model.predict([te_pairs[:, 0], te_pairs[:, 1]]))
print("* Accuracy on training set: %0.2f%%" % (100 * tr_acc))
print("* Accuracy on test set: %0.2f%%" % (100 * te_acc))
assert te_acc > 0.88, te_acc
