package dev.hearth.store;

import java.util.function.Supplier;

/** The durable state of the control plane. */
public interface Store extends AutoCloseable {
    FunctionStore functions();

    AccountStore accounts();

    /** A secret that all processes over this store share, made by {@code maker} the first time it is asked for. */
    String secret(String name, Supplier<String> maker);

    @Override
    void close();
}
