"""Letter by letter from one sequence to another: the encoder's states start the decoder, which then runs alone."""

import numpy as np
from keras.layers import LSTM, Dense, Input
from keras.models import Model

np.random.seed(7)
words = ["".join(np.random.choice(list("abc"), np.random.randint(2, 4))) for _ in range(200)]
input_texts, target_texts = words, ["\t" + word[::-1] + "\n" for word in words]
input_characters, target_characters = sorted(set("".join(input_texts))), sorted(set("".join(target_texts)))
num_encoder_tokens, num_decoder_tokens = len(input_characters), len(target_characters)
max_encoder, max_decoder = max(map(len, input_texts)), max(map(len, target_texts))
input_index = {c: i for i, c in enumerate(input_characters)}
target_index = {c: i for i, c in enumerate(target_characters)}

encoder_data = np.zeros((len(words), max_encoder, num_encoder_tokens), dtype="float32")
decoder_data = np.zeros((len(words), max_decoder, num_decoder_tokens), dtype="float32")
decoder_target = np.zeros_like(decoder_data)
for i, (text, target) in enumerate(zip(input_texts, target_texts)):
    for t, char in enumerate(text):
        encoder_data[i, t, input_index[char]] = 1.0
    for t, char in enumerate(target):
        decoder_data[i, t, target_index[char]] = 1.0
        if t > 0:
            decoder_target[i, t - 1, target_index[char]] = 1.0

latent_dim = 32
encoder_inputs = Input(shape=(None, num_encoder_tokens))
encoder = LSTM(latent_dim, return_state=True)
_, state_h, state_c = encoder(encoder_inputs)
encoder_states = [state_h, state_c]
decoder_inputs = Input(shape=(None, num_decoder_tokens))
decoder_lstm = LSTM(latent_dim, return_sequences=True, return_state=True)
decoder_outputs, _, _ = decoder_lstm(decoder_inputs, initial_state=encoder_states)
decoder_dense = Dense(num_decoder_tokens, activation="softmax")
decoder_outputs = decoder_dense(decoder_outputs)
model = Model([encoder_inputs, decoder_inputs], decoder_outputs)
model.compile(optimizer="rmsprop", loss="categorical_crossentropy")
model.optimizer.learning_rate = 0.01
history = model.fit([encoder_data, decoder_data], decoder_target, batch_size=20, epochs=40, verbose=0)
assert history.history["loss"][-1] < 0.5 * history.history["loss"][0]

encoder_model = Model(encoder_inputs, encoder_states)
decoder_state_inputs = [Input(shape=(latent_dim,)), Input(shape=(latent_dim,))]
step_outputs, state_h, state_c = decoder_lstm(decoder_inputs, initial_state=decoder_state_inputs)
decoder_model = Model(
    [decoder_inputs, *decoder_state_inputs], [decoder_dense(step_outputs), state_h, state_c]
)


def decode(sequence):
    states = encoder_model.predict(sequence)
    target = np.zeros((1, 1, num_decoder_tokens))
    target[0, 0, target_index["\t"]] = 1.0
    decoded = ""
    while not decoded.endswith("\n") and len(decoded) < max_decoder:
        tokens, h, c = decoder_model.predict([target, *states])
        sampled = np.argmax(tokens[0, -1, :])
        decoded += target_characters[sampled]
        target = np.zeros((1, 1, num_decoder_tokens))
        target[0, 0, sampled] = 1.0
        states = [h, c]
    return decoded


right = [decode(encoder_data[i : i + 1]) == target_texts[i][1:] for i in range(6)]
assert np.mean(right) >= 0.5, right
