"""Models as graphs: symbolic tensors, the calls that made them, their order, running and drawing them."""
