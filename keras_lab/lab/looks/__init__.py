"""Looks at the models of runs, while they are under way and after: see `keras_lab.lab.protocol.looks`."""
