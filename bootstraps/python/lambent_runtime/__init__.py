"""The Python runtime of Lambent's execution environments. The protocol is described in bootstraps/README.md."""
