"""Where the runtime writes its log events: each whole, in a frame, or as text on standard output.

The platform names the descriptor for frames; a function does not see the variable. A frame's header, big endian: four
bytes of type (level and form), four of length, eight of time in microseconds.
"""

import os
import sys
import time

_FRAMES = 0xA55A0000
_JSON_FORM = 2
_TEXT_FORM = 3

descriptor = os.environ.pop("_LAMBDA_TELEMETRY_LOG_FD", "")
descriptor = int(descriptor) if descriptor.isdigit() else None


def write(text, level=0, is_json=False):
    """Writes one event; the level is that of the logging module."""
    if descriptor is None:
        sys.stdout.write(text)
        return
    number = min(50, level) // 10 + 1 if level >= 10 else 0
    content = text.encode("utf-8", "replace")
    frame = (
        (_FRAMES | number << 2 | (_JSON_FORM if is_json else _TEXT_FORM)).to_bytes(4, "big")
        + len(content).to_bytes(4, "big")
        + (time.time_ns() // 1000).to_bytes(8, "big")
        + content
    )
    while frame:
        try:
            frame = frame[os.write(descriptor, frame) :]
        except BlockingIOError:  # the pipe is full, and the function made it non-blocking
            time.sleep(0.001)


def write_lines(lines, level, is_json=False):
    """Writes lines that are one event, also without frames; only there it needs a newline to end it."""
    write("\n".join(lines) if descriptor is not None else "\r".join(lines) + "\n", level, is_json)
