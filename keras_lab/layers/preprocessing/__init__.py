"""The layers that make features of raw data: numbers, categories, text, sound."""
