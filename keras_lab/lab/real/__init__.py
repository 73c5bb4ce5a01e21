"""Models of Keras itself (`keras.Model`) in the lab: shown, trained in view, steered and recorded like ours.

This is the only place that knows the package `keras`. It is never imported here unless a person asks for it
(`%%keras --real-keras`): what it needs, it finds where the person's own `import keras` has put it.
"""
