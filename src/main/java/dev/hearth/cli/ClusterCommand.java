package dev.hearth.cli;

import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth cluster}: lets Workers of other processes join a server. */
@Command(
        name = "cluster",
        description = "Lets Workers of other processes join a server.",
        synopsisSubcommandLabel = "COMMAND")
final class ClusterCommand extends CommandGroup {
    /** {@code hearth cluster invite}. */
    @Command(
            name = "invite",
            description = "Writes the file that a Worker joins the server of this data folder with. Who has it is that"
                    + " Worker: it is secret.",
            sortOptions = false)
    static final class Invite implements Callable<Integer> {
        private final Commands commands;
        private final Ids ids;
        private final Time time;

        @Mixin
        private final SharedOptions shared = new SharedOptions();

        @Parameters(paramLabel = "NAME", description = "The Worker's name, as w1: small letters, digits, hyphens.")
        String name = "";

        @Option(names = "--file", paramLabel = "FILE", description = "The file to write (default: NAME.invitation).")
        @Nullable
        String file;

        Invite(Commands commands, Ids ids, Time time) {
            this.commands = commands;
            this.ids = ids;
            this.time = time;
        }

        @Override
        public Integer call() {
            if (!Invitation.isName(name)) {
                throw new UsageException("'" + name + "' is not a name for a Worker: expected up to 63 small letters,"
                        + " digits and hyphens, as w1.");
            }
            Path target = Path.of(file == null ? name + ".invitation" : file);
            Invitation invitation = commands.withStore(
                    shared, store -> Invitation.of(name, Cluster.authority(store, time.now(), ids), time.now(), ids));
            write(target, invitation.text());
            LocalDate until = LocalDate.ofInstant(time.now().plus(Invitation.LIFE), ZoneOffset.UTC);
            commands.output().line(target + " lets the Worker " + name + " join until " + until + ":");
            commands.output()
                    .line("  ./hearth serve --role worker --manager HOST:PORT --invitation " + target
                            + " --zone ZONE --data DIR");
            return 0;
        }

        private static void write(Path target, String text) {
            FileAttribute<?> ownersOnly =
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            try {
                Files.createFile(target, ownersOnly);
                Files.writeString(target, text, StandardOpenOption.WRITE);
            } catch (FileAlreadyExistsException exists) {
                throw new UsageException(target + " exists already: remove it, or name another with --file.", exists);
            } catch (NoSuchFileException missing) {
                throw new UsageException("The folder of " + target + " does not exist.", missing);
            } catch (IOException failed) {
                throw new UsageException("The file " + target + " can't be written by you.", failed);
            }
        }
    }
}
