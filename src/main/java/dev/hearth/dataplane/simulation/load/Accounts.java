package dev.hearth.dataplane.simulation.load;

import java.util.Locale;

/** The accounts of simulated functions. */
final class Accounts {
    private Accounts() {}

    /** The twelve digits of the account of this number. */
    static String number(int index) {
        return String.format(Locale.ROOT, "%012d", index + 1);
    }
}
