package dev.hearth.dataplane.runtimes;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An interpreter found on this machine.
 *
 * @param program its executable, with no symbolic links left
 * @param tree the folder of its installation, if that is not one of the system's
 */
record Interpreter(Language language, Version version, Path program, Optional<Path> tree) {
    /**
     * The one that answers a wanted version best: the same release, else the nearest one and of two equally near the
     * newer; for Java first the nearest newer one, since class files of a later release don't run on an earlier one.
     * Of the same release a system's own goes before one in a folder of its own, then the latest patch.
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
