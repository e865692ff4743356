"""One recipe a file, and the command line that runs them."""
