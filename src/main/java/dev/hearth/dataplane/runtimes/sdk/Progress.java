package dev.hearth.dataplane.runtimes.sdk;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells from the output of a package manager how far it is. */
final class Progress {
    /** As npm and RubyGems name a package that they have got. */
    private static final Pattern GOT =
            Pattern.compile("npm http fetch GET 200 \\S*?/((?:@[a-z-]+(?:%2f|/))?[a-z0-9._-]+)(?:/-/\\S*)? .*"
                    + "|Successfully installed (\\S+)");

    /** What pip and RubyGems begin such lines with. */
    private static final List<String> STEPS = List.of("Collecting ", "Downloading ", "Installing ", "Fetching ");

    private int got;

    /** Hears a line; the step that it tells of, if it tells of one. */
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
