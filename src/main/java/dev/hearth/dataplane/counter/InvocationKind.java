package dev.hearth.dataplane.counter;

/** Whether somebody waits for an invocation's answer: only then its rate is limited, as "Lambda quotas" says. */
public enum InvocationKind {
    SYNCHRONOUS,
    ASYNCHRONOUS
}
