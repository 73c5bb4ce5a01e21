"""`python -m benchmarks`: all benchmarks, one after another."""

from benchmarks import cold_start, mnist_mlp

cold_start.main([])
mnist_mlp.main([])
