"""Bags of words and pairs of words (fastText): which pairs occur decides the class."""

import numpy as np
from keras.layers import Dense, Embedding, GlobalAveragePooling1D
from keras.models import Sequential
from keras.preprocessing import sequence


def create_ngram_set(input_list, ngram_value=2):
    return set(zip(*[input_list[i:] for i in range(ngram_value)]))


def add_ngram(sequences, token_indice, ngram_range=2):
    new_sequences = []
    for input_list in sequences:
        new_list = input_list[:]
        for ngram_value in range(2, ngram_range + 1):
            for i in range(len(new_list) - ngram_value + 1):
                ngram = tuple(new_list[i : i + ngram_value])
                if ngram in token_indice:
                    new_list.append(token_indice[ngram])
        new_sequences.append(new_list)
    return new_sequences


rng = np.random.RandomState(0)
max_features, maxlen, ngram_range = 12, 40, 2
sentences, labels = [], []
for _ in range(800):
    words = rng.randint(2, max_features, size=rng.randint(8, 14)).tolist()
    label = rng.randint(2)
    at = rng.randint(1, len(words) - 1)
    words[at : at + 2] = [3, 4] if label else [4, 3]  # the same words in both classes, in another order
    sentences.append(words)
    labels.append(label)
x_train, y_train = sentences[:600], labels[:600]
x_test, y_test = sentences[600:], labels[600:]

ngram_set = set()
for input_list in x_train:
    ngram_set.update(create_ngram_set(input_list, 2))
start_index = max_features + 1
token_indice = {v: k + start_index for k, v in enumerate(sorted(ngram_set))}
max_features = np.max(list(token_indice.values())) + 1
x_train = sequence.pad_sequences(add_ngram(x_train, token_indice, ngram_range), maxlen=maxlen)
x_test = sequence.pad_sequences(add_ngram(x_test, token_indice, ngram_range), maxlen=maxlen)

model = Sequential()
model.add(Embedding(max_features, 20, input_length=maxlen))
model.add(GlobalAveragePooling1D())
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
model.optimizer.lr = 0.02
model.fit(x_train, y_train, batch_size=32, epochs=25, validation_data=(x_test, y_test), verbose=0)
loss, acc = model.evaluate(x_test, y_test, verbose=0)
assert acc > 0.8, acc
