package dev.hearth.dataplane.runtimes.sdk;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The clients of the SDK for Node.js that functions find. Each is a package. */
public sealed interface NodejsClients {
    /** The most used clients. */
    record Common() implements NodejsClients {}

    /** All clients, as on Lambda. */
    record All() implements NodejsClients {}

    /** The clients that the operator has named, as {@code s3} for {@code @aws-sdk/client-s3}. */
    record Named(SortedSet<String> names) implements NodejsClients {
        public Named {
            names = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(names));
        }
    }

    /** The form of a client's name. */
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

    /** The text that {@link #parse} reads. */
    default String text() {
        return switch (this) {
            case Common _ -> "common";
            case All _ -> "all";
            case Named(SortedSet<String> names) -> String.join(",", names);
        };
    }
}
