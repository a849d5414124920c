package dev.hearth.dataplane.runtimes.sdk;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the progress of a package manager from its output. */
final class Progress {
    /** The lines in which npm and RubyGems name a package that was downloaded. */
    private static final Pattern GOT =
            Pattern.compile("npm http fetch GET 200 \\S*?/((?:@[a-z-]+(?:%2f|/))?[a-z0-9._-]+)(?:/-/\\S*)? .*"
                    + "|Successfully installed (\\S+)");

    /** The beginnings of such lines of pip and RubyGems. */
    private static final List<String> STEPS = List.of("Collecting ", "Downloading ", "Installing ", "Fetching ");

    private int got;

    /** Reads a line. Returns the step that it reports, if any. */
    Optional<String> hear(String line) {
        Matcher matcher = GOT.matcher(line);
        if (matcher.matches()) {
            got++;
            String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            return Optional.of("got " + got + ", the last one " + name.replace("%2f", "/"));
        }
        return STEPS.stream().anyMatch(line::startsWith) ? Optional.of(line) : Optional.empty();
    }
}
