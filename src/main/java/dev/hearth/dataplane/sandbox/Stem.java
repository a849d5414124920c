package dev.hearth.dataplane.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program that is started in a sandbox before it is known which function it will run ("stem cell"): what the
 * functions of one kind have in common. Two that are equal can replace each other.
 *
 * <p>The program waits for the end of its standard input and then is the function's: with the working folder and the
 * variables that it has read ({@link #message}), and nothing on its standard input. Until then it prints nothing.
 *
 * @param command the same as that of the functions
 * @param environment what it starts with; the variables that it reads replace all of it
 * @param workingFolder where it starts
 */
public record Stem(StemFiles files, List<String> command, Map<String, String> environment, Path workingFolder) {
    public Stem {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** Whether a function that is to be started so can be given to this program instead. */
    public boolean fits(Assignment assignment) {
        return assignment.files() instanceof Contents contents
                && files.fits(contents)
                && command.equals(assignment.command());
    }

    /** How the program is started. */
    public Assignment start() {
        return new Assignment(files, command, environment, workingFolder);
    }

    /**
     * What the program reads: the working folder, and each variable as {@code NAME=VALUE}, all of them in UTF-8 and
     * ended by a zero byte.
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
