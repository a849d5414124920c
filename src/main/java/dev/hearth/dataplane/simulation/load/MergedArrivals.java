package dev.hearth.dataplane.simulation.load;

/** The calls of two sources, merged in order of time. */
final class MergedArrivals implements Arrivals {
    private final Arrivals left;
    private final Arrivals right;
    private long nextLeft;
    private long nextRight;

    MergedArrivals(Arrivals left, Arrivals right) {
        this.left = left;
        this.right = right;
        this.nextLeft = left.next();
        this.nextRight = right.next();
    }

    @Override
    public long next() {
        long nanos = Math.min(nextLeft, nextRight);
        if (nanos == END) {
            return END;
        }
        if (nanos == nextLeft) {
            nextLeft = left.next();
        } else {
            nextRight = right.next();
        }
        return nanos;
    }
}
