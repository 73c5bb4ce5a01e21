"""Building models by hand: documents, what is wrong with them, their code, and back from code to a document.

A document (`protocol.BuilderDocument`) is what the front end edits. Everything is found out with shapes alone: no
engine is loaded for it, and no code that somebody has typed is ever executed.
"""
