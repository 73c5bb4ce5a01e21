"""Reinforcement learning with TensorFlow's GradientTape: actor and critic, and a deep Q network with a target model."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

rng = np.random.default_rng(0)
np.random.seed(0)
num_inputs, num_actions, num_hidden, gamma = 4, 2, 24, 0.9
eps = np.finfo(np.float32).eps.item()


class Corridor:
    """Walk right to find 1 at the end; the state is where one is."""

    def reset(self):
        self.at = 1
        return np.eye(num_inputs, dtype="float32")[self.at]

    def step(self, action):
        self.at += 1 if action == 1 else -1
        done = self.at in (0, num_inputs - 1)
        return np.eye(num_inputs, dtype="float32")[self.at], float(self.at == num_inputs - 1), done


env = Corridor()
inputs = layers.Input(shape=(num_inputs,))
common = layers.Dense(num_hidden, activation="relu")(inputs)
action = layers.Dense(num_actions, activation="softmax")(common)
critic = layers.Dense(1)(common)
model = keras.Model(inputs=inputs, outputs=[action, critic])
optimizer = keras.optimizers.Adam(learning_rate=0.02)
huber_loss = keras.losses.Huber()
running_reward = 0.5
for _ in range(60):
    action_probs_history, critic_value_history, rewards_history = [], [], []
    state = env.reset()
    with tf.GradientTape() as tape:
        for _ in range(1, 12):
            action_probs, critic_value = model(ops.expand_dims(ops.convert_to_tensor(state), 0))
            critic_value_history.append(critic_value[0, 0])
            p = np.squeeze(np.asarray(action_probs)).astype("float64")
            action = np.random.choice(num_actions, p=p / p.sum())
            action_probs_history.append(ops.log(action_probs[0, int(action)]))
            state, reward, done = env.step(action)
            rewards_history.append(reward)
            if done:
                break
        running_reward = 0.1 * sum(rewards_history) + 0.9 * running_reward
        returns, discounted_sum = [], 0
        for r in rewards_history[::-1]:
            discounted_sum = r + gamma * discounted_sum
            returns.insert(0, discounted_sum)
        actor_losses, critic_losses = [], []
        for log_prob, value, ret in zip(action_probs_history, critic_value_history, returns):
            actor_losses.append(-log_prob * (ret - value))
            critic_losses.append(huber_loss(ops.expand_dims(value, 0), ops.expand_dims(ret, 0)))
        loss_value = sum(actor_losses) + sum(critic_losses)
    grads = tape.gradient(loss_value, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
assert running_reward > 0.8, running_reward


def create_q_model():
    return keras.Sequential(
        [layers.Dense(24, activation="relu"), layers.Dense(num_actions, activation="linear")]
    )


model, model_target = create_q_model(), create_q_model()
model.build((None, num_inputs)), model_target.build((None, num_inputs))
optimizer = keras.optimizers.Adam(learning_rate=0.02, clipnorm=1.0)
states = rng.integers(1, 3, size=400)
for step in range(60):
    chosen = rng.choice(states, 32)
    actions = rng.integers(num_actions, size=32)
    after = chosen + 2 * actions - 1
    rewards = (after == num_inputs - 1).astype("float32")
    done = (after == 0) | (after == num_inputs - 1)
    future_rewards = model_target.predict(np.eye(num_inputs)[after], verbose=0)
    updated_q_values = rewards + gamma * ops.amax(future_rewards, axis=1) * (1 - done.astype("float32"))
    masks = ops.one_hot(actions, num_actions)
    with tf.GradientTape() as tape:
        q_values = model(np.eye(num_inputs, dtype="float32")[chosen])
        q_action = ops.sum(ops.multiply(q_values, masks), axis=1)
        loss = huber_loss(updated_q_values, q_action)
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    if step % 10 == 9:
        model_target.set_weights(model.get_weights())
values = model.predict(np.eye(num_inputs)[1:3], verbose=0)
assert (values.argmax(axis=1) == 1).all() and abs(values[1, 1] - 1) < 0.2, values
