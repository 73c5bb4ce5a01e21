"""The lab: everything of keras_lab that lives in a notebook. Nothing outside this package imports it."""
