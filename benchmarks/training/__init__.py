"""Training speed: the same programs on keras_lab, on its peers and as loops written by hand, side by side."""
