package dev.hearth.dataplane.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The program of a stem cell: it is started before its function is known, with what all functions of one kind have in
 * common. Equal ones can replace each other.
 *
 * <p>The program reads its standard input to the end, which has the function's working folder and variables ({@link
 * #message}), and then runs the function with an empty standard input. Until then it prints nothing.
 *
 * @param command the same as that of the functions
 * @param environment the variables at its start; those that it reads replace all of them
 * @param workingFolder the folder at its start
 */
public record Stem(StemFiles files, List<String> command, Map<String, String> environment, Path workingFolder) {
    public Stem {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** Whether a function with this assignment can be given to the program. */
    public boolean fits(Assignment assignment) {
        return assignment.files() instanceof Contents contents
                && files.fits(contents)
                && command.equals(assignment.command());
    }

    /** The assignment that starts the program. */
    public Assignment start() {
        return new Assignment(files, command, environment, workingFolder);
    }

    /**
     * The input of the program: the working folder, then each variable as {@code NAME=VALUE}, in UTF-8, each ended by a
     * zero byte.
     */
    public static byte[] message(Path workingFolder, Map<String, String> environment) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        add(message, workingFolder.toString());
        environment.forEach((name, value) -> add(message, name + "=" + value));
        return message.toByteArray();
    }

    private static void add(ByteArrayOutputStream message, String text) {
        message.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        message.write(0);
    }
}
