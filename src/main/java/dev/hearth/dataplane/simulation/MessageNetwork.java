package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.simulation.load.SeededRandom;
import dev.hearth.time.VirtualClock;
import java.time.Duration;

/**
 * Carries messages between Frontend, Worker Manager and Workers. With faults, messages are lost, duplicated or delayed.
 */
final class MessageNetwork {
    private final VirtualClock clock;
    private final FaultRates rates;
    private final SeededRandom random;
    private boolean faulty;

    /** The kinds of messages, which differ in the faults that may occur. */
    enum Message {
        /** A request or an answer between a Frontend and the Worker Manager, which are matched by a number. */
        EXCHANGE(true, false),
        /** A report or an order, which has the same effect if it is delivered twice. */
        NOTE(true, true),
        /** An invocation for a Worker: its connection breaks, or delivers it once. */
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

    /** Ends the faults: every new message is delivered once and at once. Delayed messages are still under way. */
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
