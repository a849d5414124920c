import logging

logging.getLogger().setLevel("INFO")
logging.info("while loading")


def handler(event, context):
    return "loaded"
