package dev.hearth.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A range of seeds, both ends included: {@code 1-200}; or a single seed. */
record SeedRange(long from, long to) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,15})(?:-([0-9]{1,15}))?");

    static SeedRange parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new UsageException("'" + text + "' is not a value for --seeds: expected two numbers, as 1-200.");
        }
        long from = Long.parseLong(matcher.group(1));
        long to = matcher.group(2) == null ? from : Long.parseLong(matcher.group(2));
        if (to < from) {
            throw new UsageException("--seeds " + text + " ends before it begins.");
        }
        return new SeedRange(from, to);
    }
}
