package dev.hearth.dataplane.simulation.load;

import java.util.Locale;

/** The accounts of simulated functions. */
final class Accounts {
    private Accounts() {}

    /** The account number, with twelve digits, of an index. */
    static String number(int index) {
        return String.format(Locale.ROOT, "%012d", index + 1);
    }
}
