package dev.hearth.dataplane.runtimes;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of an interpreter. */
record Version(int major, int minor, int patch) implements Comparable<Version> {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,4})(?:\\.([0-9]{1,4}))?(?:\\.([0-9]{1,6}))?");
    private static final Comparator<Version> ORDER = Comparator.comparingInt(Version::major)
            .thenComparingInt(Version::minor)
            .thenComparingInt(Version::patch);

    /** The first version in a text, such as the output of a program that is asked for its version. */
    static Optional<Version> find(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.find()) {
            return Optional.empty();
        }
        Version version = new Version(part(matcher, 1), part(matcher, 2), part(matcher, 3));
        // Java up to 8 prints 1.8
        boolean oldJava = version.major == 1 && version.minor >= 2;
        return Optional.of(oldJava ? new Version(version.minor, 0, version.patch) : version);
    }

    private static int part(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
