"""What makes the reference: public names, the pages on which they stand, their looks."""
