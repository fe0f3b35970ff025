"""What the B in 70B means, computed: sizes of language models for documentation sites."""
