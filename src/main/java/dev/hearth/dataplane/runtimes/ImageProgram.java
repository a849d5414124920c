package dev.hearth.dataplane.runtimes;

import dev.hearth.base.image.ImageDefaults;
import dev.hearth.base.image.UnpackedImage;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.ImageSettings;
import dev.hearth.model.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The program of a function with a container image: the image's entry point, command, variables and working folder,
 * each replaced by the function's if it has one. The image's {@code USER} is ignored, as on Lambda.
 *
 * @param command the program, as a path in the image, and its arguments
 * @param problem why it can't be started, as far as the files show
 */
public record ImageProgram(
        List<String> command, Map<String, String> environment, Path workingFolder, Optional<Exit> problem) {
    private static final Path ROOT = Path.of("/");

    /**
     * Reads the program of a function from its image.
     *
     * @param unpacked the folder of the unpacked image
     */
    public static ImageProgram of(
            FunctionVersion function, Program.Imaged program, Path unpacked, FunctionEnvironment.Platform platform) {
        try {
            ImageDefaults image = ImageDefaults.read(unpacked);
            ImageSettings own = program.settings();
            List<String> entryPoint = own.entryPoint().isEmpty() ? image.entryPoint() : own.entryPoint();
            List<String> arguments = own.command().isEmpty() ? image.command() : own.command();
            List<String> command = new ArrayList<>(entryPoint);
            command.addAll(arguments);
            Map<String, String> environment =
                    FunctionEnvironment.ofImage(function, image.environment(), arguments, platform);
            String folder = own.workingFolder().isEmpty() ? image.workingFolder() : own.workingFolder();
            if (!isFolder(unpacked, folder)) {
                return failed(new Exit.NoWorkingFolder("chdir " + folder + ": no such file or directory"));
            }
            if (command.isEmpty() || command.getFirst().isEmpty()) {
                return failed(new Exit.NotStarted("The image has neither an entry point nor a command"));
            }
            String name = command.getFirst();
            if (!name.contains("/")) {
                Optional<String> found = search(unpacked, name, environment.getOrDefault("PATH", ""));
                if (found.isEmpty()) {
                    return failed(new Exit.NotStarted("exec: \"" + name + "\": executable file not found in $PATH"));
                }
                command.set(0, found.get());
            }
            return new ImageProgram(command, environment, ROOT.resolve(folder).normalize(), Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ImageProgram failed(Exit problem) {
        return new ImageProgram(List.of(), Map.of(), ROOT, Optional.of(problem));
    }

    private static boolean isFolder(Path unpacked, String folder) throws IOException {
        return UnpackedImage.find(unpacked, folder).filter(Files::isDirectory).isPresent();
    }

    private static Optional<String> search(Path unpacked, String name, String path) throws IOException {
        for (String folder : path.split(":", -1)) {
            String candidate = folder + "/" + name;
            Optional<Path> place = folder.startsWith("/") ? UnpackedImage.find(unpacked, candidate) : Optional.empty();
            if (place.filter(Files::isRegularFile).filter(Files::isExecutable).isPresent()) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
