package dev.hearth.dataplane.sandbox.process;

import dev.hearth.dataplane.sandbox.Assignment;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts processes, each in a session of its own where the system has a {@code setsid} command. */
final class ProcessLauncher {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessLauncher.class);
    private static final File NOTHING = new File("/dev/null");

    private final Optional<Path> setsid = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid")).stream()
            .filter(Files::isExecutable)
            .findFirst();

    Process start(Assignment assignment, Path scratch, Path output) throws IOException {
        List<String> command = new ArrayList<>();
        // setsid executes the program in the same process
        setsid.ifPresent(tool -> command.add(tool.toString()));
        command.add(program(assignment).toString());
        command.addAll(assignment.command().subList(1, assignment.command().size()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(assignment.workingFolder().toFile())
                .redirectInput(NOTHING)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(assignment.environment());
        environment.put("TMPDIR", scratch.toString());
        Process process = builder.start();
        offerToKernel(process);
        return process;
    }

    /**
     * Sets the score by which Linux kills this process, and its children, first when the machine has no memory left.
     */
    private static void offerToKernel(Process process) {
        Path score = Path.of("/proc", Long.toString(process.pid()), "oom_score_adj");
        if (Files.isWritable(score)) {
            try {
                Files.writeString(score, Integer.toString(Limits.OUT_OF_MEMORY_SCORE), StandardOpenOption.WRITE);
            } catch (IOException e) {
                LOG.debug("process {} has ended already: {}", process.pid(), e.toString());
            }
        }
    }

    /** Finds the program, because setsid would report a missing one as its own failure. */
    private static Path program(Assignment assignment) throws IOException {
        String name = assignment.command().getFirst();
        if (name.indexOf('/') >= 0) {
            Path program = assignment.workingFolder().resolve(name);
            if (isProgram(program)) {
                return program;
            }
        } else {
            for (String folder :
                    assignment.environment().getOrDefault("PATH", "").split(":", -1)) {
                Path program = assignment.workingFolder().resolve(folder).resolve(name);
                if (isProgram(program)) {
                    return program;
                }
            }
        }
        throw new NoSuchFileException(name, null, "no such program");
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
