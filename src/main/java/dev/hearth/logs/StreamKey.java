package dev.hearth.logs;

/** Names a stream among all. */
record StreamKey(GroupKey group, String name) {}
