"""An LSTM learns a text letter by letter, and writes some of it after each epoch (LambdaCallback)."""

import random
import sys

import numpy as np
from keras.callbacks import LambdaCallback
from keras.layers import LSTM, Activation, Dense
from keras.models import Sequential
from keras.optimizers import RMSprop

text = "the quick brown fox jumps over the lazy dog. " * 12
chars = sorted(set(text))
char_indices = {c: i for i, c in enumerate(chars)}
indices_char = dict(enumerate(chars))

maxlen, step = 8, 1
sentences, next_chars = [], []
for i in range(0, len(text) - maxlen, step):
    sentences.append(text[i : i + maxlen])
    next_chars.append(text[i + maxlen])
x = np.zeros((len(sentences), maxlen, len(chars)), dtype=bool)
y = np.zeros((len(sentences), len(chars)), dtype=bool)
for i, sentence in enumerate(sentences):
    for t, char in enumerate(sentence):
        x[i, t, char_indices[char]] = 1
    y[i, char_indices[next_chars[i]]] = 1

model = Sequential()
model.add(LSTM(48, input_shape=(maxlen, len(chars))))
model.add(Dense(len(chars)))
model.add(Activation("softmax"))
model.compile(loss="categorical_crossentropy", optimizer=RMSprop(lr=0.02))


def sample(preds, temperature=1.0):
    preds = np.asarray(preds).astype("float64")
    preds = np.exp(np.log(preds + 1e-12) / temperature)
    return np.argmax(np.random.multinomial(1, preds / np.sum(preds), 1))


written = []


def on_epoch_end(epoch, logs):
    if epoch % 5 != 4:
        return
    start_index = random.randint(0, len(text) - maxlen - 1)
    sentence = generated = text[start_index : start_index + maxlen]
    for _ in range(20):
        x_pred = np.zeros((1, maxlen, len(chars)))
        for t, char in enumerate(sentence):
            x_pred[0, t, char_indices[char]] = 1.0
        next_char = indices_char[sample(model.predict(x_pred, verbose=0)[0], 0.2)]
        sentence = sentence[1:] + next_char
        generated += next_char
    written.append(generated)
    sys.stdout.write(generated + "\n")


print_callback = LambdaCallback(on_epoch_end=on_epoch_end)
model.fit(x, y, batch_size=32, epochs=15, callbacks=[print_callback], verbose=0)
assert len(written) == 3
assert written[-1] in text, written
