"""Sequence to sequence learning of addition: "12+7" goes in letter by letter, "19" comes out."""

import numpy as np
from keras import layers
from keras.models import Sequential


class CharacterTable(object):
    def __init__(self, chars):
        self.chars = sorted(set(chars))
        self.char_indices = dict((c, i) for i, c in enumerate(self.chars))
        self.indices_char = dict((i, c) for i, c in enumerate(self.chars))

    def encode(self, C, num_rows):
        x = np.zeros((num_rows, len(self.chars)))
        for i, c in enumerate(C):
            x[i, self.char_indices[c]] = 1
        return x

    def decode(self, x, calc_argmax=True):
        if calc_argmax:
            x = x.argmax(axis=-1)
        return "".join(self.indices_char[x] for x in x)


DIGITS, REVERSE, MAXLEN = 1, True, 3
chars = "0123456789+ "
ctable = CharacterTable(chars)
questions = ["%d+%d" % (a, b) for a in range(10) for b in range(10)]
expected = [str(a + b).ljust(DIGITS + 1) for a in range(10) for b in range(10)]
questions = [q[::-1] if REVERSE else q for q in questions] * 12
expected = expected * 12
x = np.zeros((len(questions), MAXLEN, len(chars)), dtype=bool)
y = np.zeros((len(questions), DIGITS + 1, len(chars)), dtype=bool)
for i, sentence in enumerate(questions):
    x[i] = ctable.encode(sentence, MAXLEN)
for i, sentence in enumerate(expected):
    y[i] = ctable.encode(sentence, DIGITS + 1)
indices = np.arange(len(y))
np.random.shuffle(indices)
x, y = x[indices], y[indices]
split_at = len(x) - len(x) // 10
(x_train, x_val), (y_train, y_val) = (x[:split_at], x[split_at:]), (y[:split_at], y[split_at:])

RNN, HIDDEN_SIZE, BATCH_SIZE, LAYERS = layers.LSTM, 64, 32, 1
model = Sequential()
model.add(RNN(HIDDEN_SIZE, input_shape=(MAXLEN, len(chars))))
model.add(layers.RepeatVector(DIGITS + 1))
for _ in range(LAYERS):
    model.add(RNN(HIDDEN_SIZE, return_sequences=True))
model.add(layers.TimeDistributed(layers.Dense(len(chars), activation="softmax")))
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.optimizer.lr = 0.01

for iteration in range(1, 3):
    model.fit(x_train, y_train, batch_size=BATCH_SIZE, epochs=6, validation_data=(x_val, y_val), verbose=0)
    rowx, rowy = x_val[np.array([3])], y_val[np.array([3])]
    preds = model.predict_classes(rowx, verbose=0)
    q, correct, guess = (
        ctable.decode(rowx[0]),
        ctable.decode(rowy[0]),
        ctable.decode(preds[0], calc_argmax=False),
    )
    print("Q", q[::-1] if REVERSE else q, "T", correct, "\u2611" if correct == guess else "\u2612", guess)
assert model.evaluate(x_val, y_val, verbose=0)[1] > 0.85
