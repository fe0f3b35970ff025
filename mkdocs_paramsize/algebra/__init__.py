"""Formulas as things one can read: run them, show them, translate them."""
