"""Reading words in pictures: convolutions, recurrent layers in both directions, and the CTC loss in a Lambda."""

import itertools

import numpy as np
from keras import backend as K
from keras.callbacks import Callback
from keras.datasets import digits
from keras.layers import GRU, Activation, Conv2D, Dense, Input, Lambda, Reshape, add
from keras.models import Model
from keras.optimizers import SGD

(x_digits, y_digits), _ = digits.load_data()
length, blank = 2, 10
x_digits, y_digits = x_digits[y_digits < 4], y_digits[y_digits < 4]


class WordGenerator(Callback):
    """Pictures of two digits, 16 columns wide, and their labels."""

    def __init__(self, minibatch_size):
        self.minibatch_size = minibatch_size
        self.rng = np.random.RandomState(0)

    def get_batch(self, size):
        chosen = self.rng.randint(len(x_digits), size=(size, length))
        X_data = np.concatenate([x_digits[chosen[:, 0]], x_digits[chosen[:, 1]]], axis=2)[..., None] / 16.0
        inputs = {
            "the_input": X_data,
            "the_labels": y_digits[chosen].astype("float32"),
            "input_length": np.full((size, 1), 8),
            "label_length": np.full((size, 1), length),
        }
        return inputs, {"ctc": np.zeros([size])}  # dummy data for the dummy loss function

    def next_train(self):
        while 1:
            yield self.get_batch(self.minibatch_size)


def ctc_lambda_func(args):
    y_pred, labels, input_length, label_length = args
    return K.ctc_batch_cost(labels, y_pred, input_length, label_length)


def decode_batch(test_func, word_batch):
    out = test_func([word_batch])[0]
    ret = []
    for j in range(out.shape[0]):
        out_best = list(np.argmax(out[j], 1))
        ret.append([k for k, g in itertools.groupby(out_best) if k != blank])
    return ret


input_data = Input(name="the_input", shape=(8, 16, 1), dtype="float32")
inner = Conv2D(8, (3, 3), padding="same", activation="relu", name="conv1", strides=(2, 2))(input_data)
inner = Reshape(target_shape=(8, 32), name="reshape")(
    Lambda(lambda x: K.permute_dimensions(x, (0, 2, 1, 3)))(inner)
)
inner = Dense(24, activation="relu", name="dense1")(inner)
gru_1 = GRU(24, return_sequences=True, kernel_initializer="he_normal", name="gru1")(inner)
gru_1b = GRU(24, return_sequences=True, go_backwards=True, kernel_initializer="he_normal", name="gru1_b")(
    inner
)
gru_1b = Lambda(lambda x: K.reverse(x, 1))(gru_1b)
inner = Dense(blank + 1, kernel_initializer="he_normal", name="dense2")(add([gru_1, gru_1b]))
y_pred = Activation("softmax", name="softmax")(inner)

labels = Input(name="the_labels", shape=[length], dtype="float32")
input_length = Input(name="input_length", shape=[1], dtype="int64")
label_length = Input(name="label_length", shape=[1], dtype="int64")
loss_out = Lambda(ctc_lambda_func, output_shape=(1,), name="ctc")(
    [y_pred, labels, input_length, label_length]
)
model = Model(inputs=[input_data, labels, input_length, label_length], outputs=loss_out)
sgd = SGD(lr=0.05, decay=1e-6, momentum=0.9, nesterov=True, clipnorm=5)
model.compile(loss={"ctc": lambda y_true, y_pred: y_pred}, optimizer=sgd)
test_func = K.function([input_data], [y_pred])

words = WordGenerator(32)
history = model.fit_generator(
    generator=words.next_train(), steps_per_epoch=40, epochs=6, verbose=0, callbacks=[words], initial_epoch=0
)
assert history.history["loss"][-1] < 0.3 * history.history["loss"][0], history.history
batch = words.get_batch(100)[0]
read = decode_batch(test_func, batch["the_input"])
right = np.mean([a == list(b) for a, b in zip(read, batch["the_labels"].astype(int).tolist())])
assert right > 0.5, right
decoded, log_probability = K.ctc_decode(test_func([batch["the_input"]])[0], np.full(100, 8), greedy=True)
rows = [[c for c in row if c >= 0] for row in K.get_value(decoded[0]).tolist()]
assert rows == read
