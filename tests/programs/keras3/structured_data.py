"""Tables: class weights for rare frauds, collaborative filtering by a model of one's own, several kinds of inputs."""

import keras
import numpy as np
from keras import layers, ops

rng = np.random.default_rng(0)

# ---- imbalanced classification ----
features = rng.normal(size=(3000, 8)).astype("float32")
targets = (features[:, 0] + features[:, 1] > 2.6).astype("uint8")[:, None]
train_features, val_features = features[:2400], features[2400:]
train_targets, val_targets = targets[:2400], targets[2400:]
counts = np.bincount(train_targets[:, 0])
mean, std = np.mean(train_features, axis=0), np.std(train_features, axis=0)
train_features, val_features = (train_features - mean) / std, (val_features - mean) / std
model = keras.Sequential(
    [
        keras.Input(shape=train_features.shape[1:]),
        layers.Dense(32, activation="relu"),
        layers.Dropout(0.1),
        layers.Dense(1, activation="sigmoid"),
    ]
)
metrics = [
    keras.metrics.FalseNegatives(name="fn"),
    keras.metrics.TruePositives(name="tp"),
    keras.metrics.Precision(name="precision"),
    keras.metrics.Recall(name="recall"),
    keras.metrics.AUC(name="auc"),
]
model.compile(optimizer=keras.optimizers.Adam(1e-2), loss="binary_crossentropy", metrics=metrics)
history = model.fit(
    train_features,
    train_targets,
    batch_size=256,
    epochs=10,
    verbose=0,
    callbacks=[keras.callbacks.ModelCheckpoint("fraud_model_at_epoch_{epoch}.keras")],
    validation_data=(val_features, val_targets),
    class_weight={0: 1.0 / counts[0], 1: 1.0 / counts[1]},
)
assert history.history["val_recall"][-1] > 0.7 and history.history["val_auc"][-1] > 0.95, history.history


# ---- collaborative filtering ----
class RecommenderNet(keras.Model):
    def __init__(self, num_users, num_movies, embedding_size, **kwargs):
        super().__init__(**kwargs)
        self.num_users = num_users
        self.num_movies = num_movies
        self.user_embedding = layers.Embedding(
            num_users,
            embedding_size,
            embeddings_initializer="he_normal",
            embeddings_regularizer=keras.regularizers.l2(1e-6),
        )
        self.user_bias = layers.Embedding(num_users, 1)
        self.movie_embedding = layers.Embedding(
            num_movies, embedding_size, embeddings_initializer="he_normal"
        )
        self.movie_bias = layers.Embedding(num_movies, 1)

    def call(self, inputs):
        user_vector = self.user_embedding(inputs[:, 0])
        user_bias = self.user_bias(inputs[:, 0])
        movie_vector = self.movie_embedding(inputs[:, 1])
        movie_bias = self.movie_bias(inputs[:, 1])
        dot_user_movie = ops.sum(user_vector * movie_vector, axis=1, keepdims=True)
        return ops.nn.sigmoid(dot_user_movie + user_bias + movie_bias)


taste, kind = rng.integers(2, size=60), rng.integers(2, size=80)
pairs = np.stack([rng.integers(60, size=4000), rng.integers(80, size=4000)], 1).astype("int32")
liked = (taste[pairs[:, 0]] == kind[pairs[:, 1]]).astype("float32")
model = RecommenderNet(60, 80, 8)
model.compile(loss=keras.losses.BinaryCrossentropy(), optimizer=keras.optimizers.Adam(learning_rate=0.02))
losses = model.fit(x=pairs[:3600], y=liked[:3600], batch_size=64, epochs=5, verbose=0).history["loss"]
ratings = model.predict(pairs[3600:], verbose=0).flatten()
assert np.mean((ratings > 0.5) == liked[3600:]) > 0.85 and losses[-1] < losses[0]

# ---- inputs of several kinds, by name ----
n = 800
table = {
    "age": rng.uniform(20, 80, n).astype("float32"),
    "kind": rng.integers(0, 4, n).astype("int32"),
    "text": rng.integers(1, 30, (n, 5)).astype("int32"),
}
target = {
    "ill": (table["age"] / 80 + 0.3 * (table["kind"] == 2) > 0.8).astype("float32"),
    "score": table["age"] / 80,
}
inputs = {
    "age": keras.Input((1,), name="age"),
    "kind": keras.Input((1,), name="kind", dtype="int32"),
    "text": keras.Input((5,), name="text", dtype="int32"),
}
encoded = layers.concatenate(
    [
        layers.Rescaling(1 / 80)(inputs["age"]),
        layers.Flatten()(layers.Embedding(4, 4)(inputs["kind"])),
        layers.GlobalAveragePooling1D()(layers.Embedding(30, 4)(inputs["text"])),
    ]
)
hidden = layers.Dense(32, activation="relu")(encoded)
outputs = {
    "ill": layers.Dense(1, activation="sigmoid", name="ill")(hidden),
    "score": layers.Dense(1, name="score")(hidden),
}
model = keras.Model(inputs, outputs)
model.compile(
    optimizer=keras.optimizers.RMSprop(5e-3),
    loss={"ill": keras.losses.BinaryCrossentropy(), "score": keras.losses.MeanSquaredError()},
    metrics={"ill": ["accuracy"], "score": ["mae"]},
    loss_weights={"ill": 2.0, "score": 0.5},
)
model.fit(table, target, epochs=12, batch_size=32, verbose=0)
scores = model.evaluate(table, target, return_dict=True, verbose=0)
assert scores["ill_accuracy"] > 0.85 and scores["score_mae"] < 0.15, scores
