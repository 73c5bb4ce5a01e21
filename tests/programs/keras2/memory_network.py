"""An end-to-end memory network answers questions about small stories: where is somebody now?"""

import re

import numpy as np
from keras.layers import LSTM, Activation, Dense, Dropout, Embedding, Input, Permute, add, concatenate, dot
from keras.models import Model, Sequential
from keras.preprocessing.sequence import pad_sequences

rng = np.random.RandomState(0)
names, places = ["Mary", "John"], ["garden", "office", "kitchen"]


def make_story():
    where, story = {}, []
    for name in rng.permutation(names):
        where[name] = rng.choice(places)
        story += tokenize("%s moved to the %s." % (name, where[name]))
    who = rng.choice(names)
    return story, tokenize("Where is %s?" % who), where[who]


def tokenize(sent):
    return [x.strip() for x in re.split(r"(\W+)", sent) if x.strip()]


def vectorize_stories(data):
    inputs, queries, answers = [], [], []
    for story, query, answer in data:
        inputs.append([word_idx[w] for w in story])
        queries.append([word_idx[w] for w in query])
        answers.append(word_idx[answer])
    return (
        pad_sequences(inputs, maxlen=story_maxlen),
        pad_sequences(queries, maxlen=query_maxlen),
        np.array(answers),
    )


train_stories = [make_story() for _ in range(1000)]
test_stories = [make_story() for _ in range(200)]
vocab = set()
for story, q, answer in train_stories + test_stories:
    vocab |= set(story + q + [answer])
vocab = sorted(vocab)
vocab_size = len(vocab) + 1
word_idx = {c: i + 1 for i, c in enumerate(vocab)}
story_maxlen = max(map(len, (x for x, _, _ in train_stories)))
query_maxlen = max(map(len, (x for _, x, _ in train_stories)))
inputs_train, queries_train, answers_train = vectorize_stories(train_stories)
inputs_test, queries_test, answers_test = vectorize_stories(test_stories)

input_sequence = Input((story_maxlen,))
question = Input((query_maxlen,))

input_encoder_m = Sequential()
input_encoder_m.add(Embedding(input_dim=vocab_size, output_dim=32))
input_encoder_m.add(Dropout(0.1))
input_encoder_c = Sequential()
input_encoder_c.add(Embedding(input_dim=vocab_size, output_dim=query_maxlen))
input_encoder_c.add(Dropout(0.1))
question_encoder = Sequential()
question_encoder.add(Embedding(input_dim=vocab_size, output_dim=32, input_length=query_maxlen))
question_encoder.add(Dropout(0.1))

input_encoded_m = input_encoder_m(input_sequence)
input_encoded_c = input_encoder_c(input_sequence)
question_encoded = question_encoder(question)
match = dot([input_encoded_m, question_encoded], axes=(2, 2))
match = Activation("softmax")(match)
response = add([match, input_encoded_c])
response = Permute((2, 1))(response)
answer = concatenate([response, question_encoded])
answer = LSTM(32)(answer)
answer = Dropout(0.1)(answer)
answer = Dense(vocab_size)(answer)
answer = Activation("softmax")(answer)

model = Model([input_sequence, question], answer)
model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.optimizer.lr = 0.01
model.fit(
    [inputs_train, queries_train],
    answers_train,
    batch_size=32,
    epochs=14,
    verbose=0,
    validation_data=([inputs_test, queries_test], answers_test),
)
accuracy = model.evaluate([inputs_test, queries_test], answers_test, verbose=0)[1]
assert accuracy > 0.6, accuracy  # guessing among the places: 0.33
