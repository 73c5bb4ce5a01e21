"""`python -m benchmarks [--rounds 5]`: all benchmarks, one after another; JSON and plots go to `benchmarks/results`."""

import argparse

from benchmarks import cold_start, first_curve, growth, inference, live, streaming
from benchmarks.training.__main__ import main as training

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--rounds", type=int, default=5)
rounds = ["--rounds", str(parser.parse_args().rounds)]
cold_start.main([])
first_curve.main(rounds)
live.main(rounds)
inference.main(rounds)
streaming.main(rounds)
growth.main([])
training(rounds)
