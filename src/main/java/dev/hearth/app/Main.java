package dev.hearth.app;

import dev.hearth.cli.Cli;
import dev.hearth.cli.Output;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The entry point of the program. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        // requests that pass on to another server keep their Host header, which the HTTP client otherwise writes itself
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        Output output = new Output(writer(FileDescriptor.out), writer(FileDescriptor.err));
        int status = arguments.length == 2 && arguments[0].equals("train")
                ? Training.run(Path.of(arguments[1]), Training.CALLS, output)
                : Cli.run(
                        arguments,
                        System.getenv(),
                        new HearthBackend(output, Hearth::awaitStopped),
                        output,
                        Ids.secure(),
                        Time.SYSTEM);
        System.exit(status);
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
    }
}
