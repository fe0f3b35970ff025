"""What a reference implementation builds from a config, frozen for the tests.

Development only: needs torch and Hugging Face transformers, which the tests do not.
`python -m tools.truth` freezes every family with a recipe, `python -m tools.truth llama
gpt2` these two. A family is added by a recipe in `recipes/`; see there.
"""
