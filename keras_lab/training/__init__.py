"""Training: data, the pure step, the compiled chunk of steps, and the one loop."""
