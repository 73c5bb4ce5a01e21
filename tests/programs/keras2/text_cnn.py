"""Texts: pretrained word vectors kept fixed, a 1D convolution over them, and CNN + LSTM; masks and two inputs."""

import numpy as np
from keras.initializers import Constant
from keras.layers import (
    LSTM,
    Activation,
    Bidirectional,
    Conv1D,
    Dense,
    Dropout,
    Embedding,
    GlobalMaxPooling1D,
    Input,
    MaxPooling1D,
)
from keras.models import Model, Sequential
from keras.preprocessing import sequence
from keras.preprocessing.text import Tokenizer
from keras.utils import to_categorical

rng = np.random.RandomState(1)
words = ["word%d" % i for i in range(40)]
texts, labels = [], []
for i in range(500):
    label = i % 2
    text = rng.choice(words[4:], size=rng.randint(10, 18)).tolist()
    at = rng.randint(len(text) - 1)
    text[at : at + 2] = ["word0", "word1"] if label else ["word1", "word0"]
    texts.append(" ".join(text))
    labels.append(label)

MAX_SEQUENCE_LENGTH, EMBEDDING_DIM = 20, 16
tokenizer = Tokenizer(num_words=50)
tokenizer.fit_on_texts(texts)
word_index = tokenizer.word_index
data = sequence.pad_sequences(tokenizer.texts_to_sequences(texts), maxlen=MAX_SEQUENCE_LENGTH)
labels = np.array(labels)

embedding_matrix = np.zeros((len(word_index) + 1, EMBEDDING_DIM))
for word, i in word_index.items():
    embedding_matrix[i] = rng.normal(size=EMBEDDING_DIM)
embedding_layer = Embedding(
    len(word_index) + 1,
    EMBEDDING_DIM,
    embeddings_initializer=Constant(embedding_matrix),
    input_length=MAX_SEQUENCE_LENGTH,
    trainable=False,
)
sequence_input = Input(shape=(MAX_SEQUENCE_LENGTH,), dtype="int32")
x = Conv1D(32, 3, activation="relu")(embedding_layer(sequence_input))
x = GlobalMaxPooling1D()(x)
preds = Dense(2, activation="softmax")(Dense(16, activation="relu")(x))
model = Model(sequence_input, preds)
model.compile(loss="categorical_crossentropy", optimizer="rmsprop", metrics=["acc"])
model.optimizer.lr = 0.01
history = model.fit(data, to_categorical(labels), batch_size=32, epochs=10, validation_split=0.2, verbose=0)
assert history.history["val_acc"][-1] > 0.8, history.history
np.testing.assert_allclose(embedding_layer.get_weights()[0], embedding_matrix.astype("float32"))

old_way = Embedding(
    len(word_index) + 1, EMBEDDING_DIM, weights=[embedding_matrix], input_length=20, trainable=False
)
model = Sequential([old_way, Dropout(0.1), Conv1D(16, 5, padding="valid", activation="relu", strides=1)])
model.add(MaxPooling1D(pool_size=4))
model.add(Bidirectional(LSTM(8)))
model.add(Dense(1))
model.add(Activation("sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
model.optimizer.lr = 0.02
model.fit(data[:400], labels[:400], batch_size=32, epochs=6, verbose=0)
score, acc = model.evaluate(data[400:], labels[400:], batch_size=32, verbose=0)
assert acc > 0.8, acc
