"""Hearth's runtime for Python functions: standard library only, and little of it before the function itself runs."""
