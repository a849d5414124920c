"""A function that attacks. Each attempt tells how much it tried ("tried") and what it got ("got")."""

import importlib

MODULES = ["files", "kernel", "network", "runtime", "bombs"]


def handler(event, context):
    for name in MODULES:
        attempt = getattr(importlib.import_module(name), event["attempt"], None)
        if attempt is not None:
            return attempt(event, context)
    raise LookupError(event["attempt"])
