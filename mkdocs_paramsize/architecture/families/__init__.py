"""One adapter a family: the config's fields in, every tensor of the checkpoint out."""
