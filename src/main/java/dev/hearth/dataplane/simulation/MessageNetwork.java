package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.simulation.load.SeededRandom;
import dev.hearth.time.VirtualClock;
import java.time.Duration;

/** Carries messages between Frontend, Worker Manager and Workers: at once, or as badly as it is told to. */
final class MessageNetwork {
    private final VirtualClock clock;
    private final FaultRates rates;
    private final SeededRandom random;
    private boolean faulty;

    /** What may happen to a message. */
    enum Message {
        /** Between a Frontend and the Worker Manager, where a request and its answer belong together. */
        EXCHANGE(true, false),
        /** A report or an order that may come again. */
        NOTE(true, true),
        /** An invocation on its way to a Worker: a connection breaks, or delivers it once. */
        INVOCATION(true, false);

        private final boolean losable;
        private final boolean repeatable;

        Message(boolean losable, boolean repeatable) {
            this.losable = losable;
            this.repeatable = repeatable;
        }
    }

    MessageNetwork(VirtualClock clock, FaultRates rates, SeededRandom random) {
        this.clock = clock;
        this.rates = rates;
        this.random = random;
        this.faulty = rates.disturbNetwork();
    }

    /** From now on every message arrives once and at once; those under way come late still. */
    void recover() {
        faulty = false;
    }

    /** Delivers a message now, later, twice or never. */
    void send(Message message, Runnable delivery) {
        if (!faulty) {
            delivery.run();
            return;
        }
        if (message.losable && random.chance(rates.lost())) {
            return;
        }
        clock.at(clock.nanos() + delayNanos(), delivery);
        if (message.repeatable && random.chance(rates.twice())) {
            clock.at(clock.nanos() + delayNanos(), delivery);
        }
    }

    private long delayNanos() {
        Duration most = random.chance(rates.late()) ? rates.longestDelay() : rates.usualDelay();
        return 1 + (long) (random.fraction() * most.toNanos());
    }
}
