"""A graph network: layers of one's own that pass messages along edges with segment sums."""

import keras
import numpy as np
from keras import layers, ops

rng = np.random.default_rng(0)
num_nodes = 120
kind = np.arange(num_nodes) % 3
features = (rng.normal(size=(num_nodes, 6)) + 0.8 * np.eye(6)[kind]).astype("float32")
pairs = rng.integers(num_nodes, size=(4000, 2))
edges = pairs[(kind[pairs[:, 0]] == kind[pairs[:, 1]]) | (rng.uniform(size=4000) < 0.05)][:600].astype(
    "int32"
)
edges = np.concatenate([edges, np.stack([np.arange(num_nodes)] * 2, 1)]).astype("int32")


class GraphAttention(layers.Layer):
    def __init__(self, units, kernel_initializer="glorot_uniform", kernel_regularizer=None, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.kernel_regularizer = keras.regularizers.get(kernel_regularizer)

    def build(self, input_shape):
        self.kernel = self.add_weight(
            shape=(input_shape[0][-1], self.units),
            trainable=True,
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            name="kernel",
        )
        self.kernel_attention = self.add_weight(
            shape=(self.units * 2, 1),
            trainable=True,
            initializer=self.kernel_initializer,
            name="kernel_attention",
        )
        self.built = True

    def call(self, inputs):
        node_states, edges = inputs
        node_states_transformed = ops.matmul(node_states, self.kernel)
        node_states_expanded = ops.take(node_states_transformed, edges, axis=0)
        node_states_expanded = ops.reshape(node_states_expanded, (ops.shape(edges)[0], -1))
        attention_scores = ops.leaky_relu(ops.matmul(node_states_expanded, self.kernel_attention))
        attention_scores = ops.exp(ops.clip(ops.squeeze(attention_scores, -1), -2, 2))
        sums = ops.segment_sum(attention_scores, edges[:, 0], num_segments=num_nodes)
        attention_scores = attention_scores / ops.take(sums, edges[:, 0])
        node_states_neighbors = ops.take(node_states_transformed, edges[:, 1], axis=0)
        return ops.segment_sum(
            node_states_neighbors * attention_scores[:, None], edges[:, 0], num_segments=num_nodes
        )


class MultiHeadGraphAttention(layers.Layer):
    def __init__(self, units, num_heads=2, merge_type="concat", **kwargs):
        super().__init__(**kwargs)
        self.num_heads = num_heads
        self.merge_type = merge_type
        self.attention_layers = [GraphAttention(units) for _ in range(num_heads)]

    def call(self, inputs):
        atom_features, pair_indices = inputs
        outputs = [
            attention_layer([atom_features, pair_indices]) for attention_layer in self.attention_layers
        ]
        if self.merge_type == "concat":
            outputs = ops.concatenate(outputs, axis=-1)
        else:
            outputs = ops.mean(ops.stack(outputs, axis=-1), axis=-1)
        return keras.activations.relu(outputs)


class GraphAttentionNetwork(keras.Model):
    def __init__(self, node_states, edges, hidden_units, num_heads, num_layers, output_dim, **kwargs):
        super().__init__(**kwargs)
        self.node_states = ops.convert_to_tensor(node_states)
        self.edges = ops.convert_to_tensor(edges)
        self.preprocess = layers.Dense(hidden_units * num_heads, activation="relu")
        self.attention_layers = [MultiHeadGraphAttention(hidden_units, num_heads) for _ in range(num_layers)]
        self.output_layer = layers.Dense(output_dim)

    def call(self, indices):
        x = self.preprocess(self.node_states)
        for attention_layer in self.attention_layers:
            x = attention_layer([x, self.edges]) + x
        outputs = self.output_layer(x)
        return ops.take(outputs, indices, axis=0)


order = rng.permutation(num_nodes).astype("int32")
train_indices, test_indices = order[:60], order[60:]
model = GraphAttentionNetwork(features, edges, 8, 2, 2, 3)
model.compile(
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    optimizer=keras.optimizers.SGD(0.05, momentum=0.9),
    metrics=[keras.metrics.SparseCategoricalAccuracy(name="acc")],
)
model.fit(train_indices, kind[train_indices], batch_size=16, epochs=12, verbose=0)
_, accuracy = model.evaluate(test_indices, kind[test_indices], verbose=0)
assert accuracy > 0.65, accuracy
assert len(model.trainable_weights) == 12
