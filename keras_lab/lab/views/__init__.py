"""Pictures, tables and texts of runs and models: plain functions from data to what a notebook keeps."""
