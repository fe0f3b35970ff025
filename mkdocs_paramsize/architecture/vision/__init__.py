"""Vision towers, and what carries their images into the text model.

A tower is a function of the whole config: it reads `vision_config`, and what joins the two
models from beside it. Its tensors are counted only when asked for; a tower that cannot be
counted has none.
"""
