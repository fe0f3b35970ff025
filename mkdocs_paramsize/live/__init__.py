"""What a page needs to answer a reader who changes an input: expressions, and their numbers.

At build time every figure is a tree of formulas over inputs. The same tree goes to the page
as data, so that the script evaluates what Python evaluated, with the formulas that were
generated from the same source.
"""
