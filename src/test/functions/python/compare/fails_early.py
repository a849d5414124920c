def helper():
    raise RuntimeError("at import")


helper()
