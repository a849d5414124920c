package dev.hearth.dataplane.runtimes.sdk;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which clients of the SDK for Node.js functions find. Each is a package of its own. */
public sealed interface NodejsClients {
    /** Those that functions use most. */
    record Common() implements NodejsClients {}

    /** All that there are, as on Lambda. */
    record All() implements NodejsClients {}

    /** Those that an operator has named, as {@code s3} for {@code @aws-sdk/client-s3}. */
    record Named(SortedSet<String> names) implements NodejsClients {
        public Named {
            names = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(names));
        }
    }

    /** A client's name in its package's. */
    Pattern NAME = Pattern.compile("[a-z0-9]+(?:-[a-z0-9]+)*");

    /**
     * Reads {@code common}, {@code all}, or names with commas between them.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static NodejsClients parse(String text) {
        return switch (text) {
            case "common" -> new Common();
            case "all" -> new All();
            default -> {
                List<String> names = List.of(text.split(",", -1));
                if (names.size() > Limits.CLIENTS
                        || !names.stream().allMatch(name -> NAME.matcher(name).matches())) {
                    throw new IllegalArgumentException(text);
                }
                yield new Named(new TreeSet<>(names));
            }
        };
    }

    /** What {@link #parse} reads. */
    default String text() {
        return switch (this) {
            case Common _ -> "common";
            case All _ -> "all";
            case Named(SortedSet<String> names) -> String.join(",", names);
        };
    }
}
