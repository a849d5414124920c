package dev.hearth.base.store;

import java.sql.Connection;
import java.sql.SQLException;

/** Work on a connection. */
@FunctionalInterface
interface Work<T> {
    T apply(Connection connection) throws SQLException;
}
