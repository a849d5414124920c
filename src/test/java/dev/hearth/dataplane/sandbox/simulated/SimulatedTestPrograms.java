package dev.hearth.dataplane.sandbox.simulated;

import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Stem;
import dev.hearth.dataplane.sandbox.TestProgram;
import dev.hearth.model.DataSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The Java form of each of the contract's programs. */
final class SimulatedTestPrograms implements SimulatedPrograms {
    private static final Exit SUCCESS = new Exit.Status(0);
    private static final Path SCRATCH = Path.of("/tmp");

    @Override
    public Optional<SimulatedProgram> find(Assignment assignment) {
        if (assignment.command().getFirst().equals("/no/such/program")) {
            return Optional.empty();
        }
        TestProgram program = TestProgram.of(assignment.command());
        List<String> arguments = assignment
                .command()
                .subList(
                        Math.min(2, assignment.command().size()),
                        assignment.command().size());
        return Optional.of(process -> run(program, process, arguments));
    }

    private static Exit run(TestProgram program, SimulatedProcess process, List<String> arguments)
            throws IOException, InterruptedException {
        return switch (program) {
            case ARGUMENTS -> {
                arguments.forEach(argument -> process.print("[" + argument + "]\n"));
                yield SUCCESS;
            }
            case ENVIRONMENT -> {
                process.assignment().environment().forEach((name, value) -> process.print(name + "=" + value + "\0"));
                yield SUCCESS;
            }
            case INPUT -> print(process, "end\n");
            case FOLDER -> print(process, process.assignment().workingFolder() + "\n");
            case READ -> {
                for (String file : arguments) {
                    process.print(process.files().read(Path.of(file)));
                }
                yield SUCCESS;
            }
            case WRITE -> print(process, write(process, Path.of(arguments.get(0)), arguments.get(1)));
            case SCRATCH -> {
                process.print(write(process, SCRATCH.resolve(arguments.get(0)), arguments.get(1)));
                process.files().scratch().forEach(file -> process.print("file " + file.getFileName() + "\n"));
                yield SUCCESS;
            }
            case FILL -> print(process, fill(process, Integer.parseInt(arguments.getFirst())));
            case EXIT -> new Exit.Status(Integer.parseInt(arguments.getFirst()));
            case LINES -> {
                for (int i = 0; i < Integer.parseInt(arguments.getFirst()); i++) {
                    process.print("line " + i + "\n");
                }
                yield SUCCESS;
            }
            case STREAMS -> print(process, "one\ntwo\nthree\nfour\nfive");
            case SIGNAL -> new Exit.Signal(Integer.parseInt(arguments.getFirst()));
            case STUBBORN -> {
                process.print("ready\n");
                process.idle();
                yield SUCCESS;
            }
            case LEAVE -> {
                process.print("left\n");
                yield new Exit.Status(3);
            }
            case STEM -> {
                process.awaitFunction();
                Assignment told = process.assignment();
                byte[] message = Stem.message(told.workingFolder(), told.environment());
                process.print(new String(message, StandardCharsets.UTF_8).replace('\0', '\n'));
                yield run(
                        TestProgram.valueOf(arguments.get(1).toUpperCase(Locale.ROOT)),
                        process,
                        arguments.subList(2, arguments.size()));
            }
            case TICK -> tick(process);
            case COMPANION -> {
                process.print("beside " + process.assignment().environment().get("GREETING") + "\n");
                while (!process.files().scratch().contains(SCRATCH.resolve("end"))) {
                    process.pause(Duration.ofMillis(5));
                }
                yield new Exit.Status(7);
            }
            case MEMORY -> {
                for (long i = 0; i < 1L << (Integer.parseInt(arguments.getFirst()) - 20); i++) {
                    process.take(DataSize.ofMebibytes(1));
                }
                process.work(Duration.ofMillis(5));
                process.print("ready\n");
                process.idle();
                yield SUCCESS;
            }
        };
    }

    private static Exit print(SimulatedProcess process, String text) {
        process.print(text);
        return SUCCESS;
    }

    private static String write(SimulatedProcess process, Path file, String text) {
        try {
            process.files().write(file, text.getBytes(StandardCharsets.UTF_8));
            return "written\n";
        } catch (FileSystemException e) {
            return "refused\n";
        }
    }

    private static String fill(SimulatedProcess process, int mebibytes) {
        try {
            process.files().write(SCRATCH.resolve("fill"), new byte[mebibytes * 1024 * 1024]);
            return "written\n";
        } catch (FileSystemException e) {
            return "full\n";
        }
    }

    private static Exit tick(SimulatedProcess process) throws InterruptedException {
        while (true) {
            process.print(".");
            process.pause(Duration.ofMillis(20));
        }
    }
}
