package dev.hearth.dataplane.simulation.load;

import dev.hearth.time.Ids;

/**
 * Random numbers that depend on a seed alone: the same on every machine and with every version of Java.
 *
 * <p>The generator is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA
 * 2014):
 * a counter goes up by the golden ratio's fraction of 2^64, and each count is mixed by two multiplications. Java's own
 * generators may change between versions, and {@code Math}'s logarithm between processors, so that neither is used:
 * everything here is integer arithmetic, or {@code StrictMath}.
 */
public final class SeededRandom implements Ids {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final int MANTISSA_BITS = 53;

    private final long seed;
    private long count;

    public SeededRandom(long seed) {
        this.seed = mix(seed + GOLDEN_GAMMA);
        this.count = this.seed;
    }

    /**
     * An independent generator. It depends only on this one's seed and the number, not on the numbers that were drawn
     * before. So a part of the simulation that draws more does not change what other parts draw.
     */
    public SeededRandom stream(long number) {
        return new SeededRandom(seed ^ mix(number * GOLDEN_GAMMA + 1));
    }

    /** A uniform random number of 64 bits. */
    public long bits() {
        count += GOLDEN_GAMMA;
        return mix(count);
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** A uniform random number from 0 (inclusive) to 1 (exclusive). */
    @Override
    public double fraction() {
        return (bits() >>> (Long.SIZE - MANTISSA_BITS)) * 0x1.0p-53;
    }

    /** A uniform random whole number from 0 (inclusive) to the bound (exclusive). */
    public int below(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("nothing is below " + bound);
        }
        // the upper half of a product of 32 and 32 bits; its bias is below one in 2^32 / bound
        return (int) (((bits() >>> Integer.SIZE) * bound) >>> Integer.SIZE);
    }

    /** A uniform random whole number from the first (inclusive) to the second (exclusive). */
    public long between(long from, long to) {
        return from + (long) (fraction() * (to - from));
    }

    /** True with this probability. */
    public boolean chance(double probability) {
        return fraction() < probability;
    }

    /** An exponentially distributed number with the mean 1. */
    public double exponential() {
        return -StrictMath.log(1 - fraction());
    }

    /** A normally distributed number with the mean 0 and the deviation 1, by Box and Muller. */
    public double gaussian() {
        double radius = StrictMath.sqrt(2 * exponential());
        return radius * StrictMath.cos(2 * StrictMath.PI * fraction());
    }

    @Override
    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        long word = 0;
        for (int i = 0; i < length; i++) {
            if (i % Long.BYTES == 0) {
                word = bits();
            }
            bytes[i] = (byte) word;
            word >>>= Byte.SIZE;
        }
        return bytes;
    }
}
