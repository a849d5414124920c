package dev.hearth.dataplane.runtimes;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An interpreter on this machine.
 *
 * @param program its executable, with symbolic links resolved
 * @param tree the folder of its installation, unless it is installed in the system's folders
 */
record Interpreter(Language language, Version version, Path program, Optional<Path> tree) {
    /**
     * Chooses the best interpreter for a version: the same release, else the nearest one and of two equally near the
     * newer. For Java the nearest newer one is preferred, because class files of a later release don't run on an
     * earlier one. Within a release, an interpreter in the system's folders is preferred, then the latest patch.
     */
    static Optional<Interpreter> closest(List<Interpreter> all, Language.Wanted wanted) {
        Version version = wanted.version();
        Comparator<Interpreter> order = Comparator.comparing((Interpreter one) ->
                        wanted.language() == Language.JAVA && one.release(wanted) < release(version))
                .thenComparingInt(one -> Math.abs(one.release(wanted) - release(version)))
                .thenComparingInt(one -> -one.release(wanted))
                .thenComparing(one -> one.tree().isPresent())
                .thenComparing(Interpreter::version, Comparator.reverseOrder())
                .thenComparing(Interpreter::program);
        return all.stream()
                .filter(one -> one.language() == wanted.language())
                .filter(one ->
                        wanted.language().crossesMajors() || one.version().major() == version.major())
                .min(order);
    }

    boolean isExactly(Language.Wanted wanted) {
        return release(wanted) == release(wanted.version());
    }

    private int release(Language.Wanted wanted) {
        return wanted.language().namedByMinor() ? release(version) : release(new Version(version.major(), 0, 0));
    }

    private static int release(Version version) {
        return version.major() * 10_000 + version.minor();
    }
}
