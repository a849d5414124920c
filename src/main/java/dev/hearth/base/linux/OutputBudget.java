package dev.hearth.base.linux;

/** The output of one process that may be read now, by its {@link OutputRate}. Its user holds a lock. */
final class OutputBudget {
    private static final double NANOS_OF_SECOND = 1e9;

    private final OutputRate rate;
    private double balance;
    private long counted;

    /** A full budget. */
    OutputBudget(OutputRate rate, long nanos) {
        this.rate = rate;
        this.balance = rate.atOnce();
        this.counted = nanos;
    }

    /** Whether there are units left at this time. */
    boolean allows(long nanos) {
        balance = Math.min(rate.atOnce(), balance + rate.perSecond() * ((nanos - counted) / NANOS_OF_SECOND));
        counted = nanos;
        return balance > 0;
    }

    /** Whether a large read could overdraw it by much. */
    boolean isLow() {
        return balance < rate.atOnce() / 2.0;
    }

    /** Whether it is overdrawn by its whole size. */
    boolean isSpent() {
        return balance < -rate.atOnce();
    }

    void spend(int units) {
        balance -= units;
    }
}
