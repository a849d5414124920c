package dev.hearth.base.linux;

/** What may be read now of what one process prints, by its {@link OutputRate}. Guarded by its user. */
final class OutputBudget {
    private static final double NANOS_OF_SECOND = 1e9;

    private final OutputRate rate;
    private double balance;
    private long counted;

    /** A full one. */
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

    /** Whether so little is left that a large read would overdraw it by much. */
    boolean isLow() {
        return balance < rate.atOnce() / 2.0;
    }

    /** Whether it is overdrawn by all that it can hold. */
    boolean isSpent() {
        return balance < -rate.atOnce();
    }

    void spend(int units) {
        balance -= units;
    }
}
