package dev.hearth.dataplane.workermanager;

/** The deadlines of the {@link Fleet}. */
sealed interface Deadline {
    /** A Worker must have answered that it has started or stopped a sandbox. */
    record Answer(PlacedSandbox sandbox) implements Deadline {}

    /** A Worker must have sent its report. */
    record Look(Host host) implements Deadline {}

    /** A Worker is asked for a report, because it has not sent one for a while. */
    record RegularLook(Host host) implements Deadline {}

    /** A start must have found room. */
    record Room(PendingStart start) implements Deadline {}

    /** A waiting start may get a turn. */
    record Turn() implements Deadline {}
}
