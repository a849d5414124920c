package dev.hearth.dataplane.runtimes;

import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.Layout;
import dev.hearth.dataplane.sandbox.Stem;
import dev.hearth.dataplane.sandbox.StemFiles;
import dev.hearth.model.FunctionVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Selects the program of a stem cell for a function: one whose first part is the same for all functions of a kind, so
 * that it can run before its function is known.
 */
public final class EarlyStart {
    /**
     * Prefixes of variables that a process must have from its start, because the loader, the C library, the
     * interpreters and their packages read them then.
     */
    private static final List<String> READ_AT_START = List.of(
            "LD_",
            "LANG",
            "LC_",
            "LOCPATH",
            "GCONV_PATH",
            "GLIBC_",
            "MALLOC_",
            "OPENSSL_",
            "PYTHON",
            "NODE_",
            "UV_",
            "RUBY",
            "GEM_");

    /**
     * The prefixes of files that Ruby and its bootstrap load. A function with a file of this name would have its own
     * loaded instead.
     */
    private static final Set<String> RUBY_LIBRARIES = Set.of(
            "date",
            "date_core",
            "delegate",
            "did_you_mean",
            "English",
            "error_highlight",
            "etc",
            "fileutils",
            "io",
            "json",
            "logger",
            "monitor",
            "net",
            "ostruct",
            "rbconfig",
            "resolv",
            "rubygems",
            "securerandom",
            "socket",
            "stringio",
            "syntax_suggest",
            "tempfile",
            "time",
            "timeout",
            "tmpdir",
            "uri",
            "weakref",
            "zlib");

    private EarlyStart() {}

    /** The program; empty if the function needs a process that is started for it. */
    public static Optional<Stem> of(
            FunctionVersion function,
            RuntimeInstallation runtime,
            Contents contents,
            Layout layout,
            int logDescriptor) {
        if (!waits(runtime.language())
                || function.environment().keySet().stream().anyMatch(EarlyStart::isReadAtStart)
                || !ExtensionPrograms.ofLayers(contents).isEmpty() // which are started before the runtime
                || (runtime.language() == Language.RUBY && bringsLibraries(contents))) {
            return Optional.empty();
        }
        return Optional.of(new Stem(
                new StemFiles(contents.runtime(), contents.interpreter()),
                runtime.launch(layout, function).command(),
                FunctionEnvironment.early(runtime, layout, logDescriptor),
                layout.task()));
    }

    /** Whether the language's bootstrap can wait for its function. */
    private static boolean waits(Language language) {
        return switch (language) {
            case PYTHON, NODEJS, RUBY -> true;
            case JAVA, PROVIDED, DOTNET, GO -> false;
        };
    }

    private static boolean isReadAtStart(String variable) {
        return variable.equals(RuntimeInstallation.WRAPPER)
                || READ_AT_START.stream().anyMatch(variable::startsWith);
    }

    /** Whether the package or a layer holds a library that Ruby's bootstrap loads, beside its code or as a gem. */
    private static boolean bringsLibraries(Contents contents) {
        Path code = contents.code().folder();
        return holdsLibrary(code)
                || holdsGem(code.resolve("vendor/bundle/ruby"))
                || contents.layers().stream()
                        .map(Image::folder)
                        .anyMatch(layer ->
                                holdsLibrary(layer.resolve("ruby/lib")) || holdsGem(layer.resolve("ruby/gems")));
    }

    private static boolean holdsGem(Path releases) {
        return entries(releases).stream().anyMatch(release -> holdsLibrary(release.resolve("gems")));
    }

    private static boolean holdsLibrary(Path folder) {
        return entries(folder).stream()
                .map(entry -> entry.getFileName().toString().split("[-.]", 2)[0])
                .anyMatch(RUBY_LIBRARIES::contains);
    }

    private static List<Path> entries(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
