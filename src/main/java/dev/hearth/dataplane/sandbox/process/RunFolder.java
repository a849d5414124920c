package dev.hearth.dataplane.sandbox.process;

import dev.hearth.model.Quotas;
import dev.hearth.model.SandboxId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of one sandbox: its scratch folder, and the record of its process, with which a later instance can end the
 * process. The record has pid and start time, because pids are used again.
 */
final class RunFolder {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final Path folder;

    RunFolder(Path parent, SandboxId id) {
        if (!NAME.matcher(id.value()).matches()) {
            throw new IllegalArgumentException("not a sandbox id: " + id);
        }
        this.folder = parent.resolve(id.value());
    }

    /** All run folders. */
    static List<RunFolder> list(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> NAME.matcher(name).matches())
                    .map(name -> new RunFolder(parent, new SandboxId(name)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("can't list " + parent, e);
        }
    }

    void make() throws IOException {
        Files.createDirectories(scratch());
    }

    Path scratch() {
        return folder.resolve("tmp");
    }

    /** The named pipe for its output. */
    Path output() {
        return folder.resolve("output");
    }

    /** The named pipe for the output of a process beside it. */
    Path companionOutput(int number) {
        return folder.resolve("output-" + number);
    }

    void record(ProcessHandle process) throws IOException {
        String started = process.info().startInstant().map(Instant::toString).orElse("");
        Files.writeString(folder.resolve("process"), process.pid() + " " + started);
    }

    /** The process that was recorded, if it still runs. */
    Optional<ProcessHandle> recordedProcess() {
        String record;
        try {
            record = Files.readString(folder.resolve("process"));
        } catch (NoSuchFileException | MalformedInputException e) {
            return Optional.empty(); // none was written, or not all of it before a crash
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the record of a process in " + folder, e);
        }
        String[] parts = record.split(" ", 2);
        if (parts.length < 2) {
            return Optional.empty();
        }
        try {
            Instant started = Instant.parse(parts[1]);
            return ProcessHandle.of(Long.parseLong(parts[0])).filter(process -> startedAt(process, started));
        } catch (DateTimeParseException | NumberFormatException e) {
            return Optional.empty(); // torn by a crash
        }
    }

    /** Removes the files of an ended process, except the scratch folder. */
    void forgetProcess() throws IOException {
        Files.deleteIfExists(folder.resolve("process"));
        Files.deleteIfExists(output());
        for (int i = 0; i < Quotas.EXTENSIONS; i++) {
            Files.deleteIfExists(companionOutput(i));
        }
    }

    void delete() throws IOException {
        if (Files.exists(folder)) {
            FileTrees.delete(folder);
        }
    }

    private static boolean startedAt(ProcessHandle process, Instant started) {
        return process.info()
                .startInstant()
                .map(actual -> Duration.between(actual, started).abs().compareTo(Limits.START_TIME_ERROR) <= 0)
                .orElse(false);
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
