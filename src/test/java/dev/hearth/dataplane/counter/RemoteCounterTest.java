package dev.hearth.dataplane.counter;

import dev.hearth.dataplane.wire.IdleManager;
import dev.hearth.dataplane.wire.RemoteCounter;
import dev.hearth.dataplane.wire.Roles;
import dev.hearth.dataplane.wire.Wire;
import org.junit.jupiter.api.AfterEach;

/** Over the wire. */
class RemoteCounterTest extends CounterContract {
    private final Wire wire = new Wire();

    @Override
    Counter reach(Counter own) {
        return new RemoteCounter(wire.to(new IdleManager(), own, Roles.FRONTEND));
    }

    @AfterEach
    void leave() {
        wire.close();
    }
}
