package dev.hearth.base.linux;

/** The resources with limits, by the kernel's numbers. */
public enum Resource {
    STACK(3),
    CORE(4),
    OPEN_FILES(7),
    PROCESSES(6),
    LOCKED_MEMORY(8),
    PENDING_SIGNALS(11);

    private final int number;

    Resource(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
