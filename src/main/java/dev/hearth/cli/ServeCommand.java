package dev.hearth.cli;

import dev.hearth.cli.Settings.Setting;
import dev.hearth.cli.Settings.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hearth serve}: starts a process with one role. */
@Command(
        name = "serve",
        description = "Starts a Worker as a process of its own, which joins a server: './hearth up --workers-at"
                + " ADDRESS:PORT'.",
        sortOptions = false,
        footer = {"", "Every option can also be a variable (HEARTH_MANAGER) or a line of the configuration file."})
final class ServeCommand implements Callable<Integer> {
    private static final Pattern ZONE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private final Map<String, String> environment;
    private final WorkerLauncher launcher;

    @Option(names = "--role", paramLabel = "ROLE", description = "What the process does: 'worker'.")
    @Nullable
    String role;

    @Option(names = "--manager", paramLabel = "HOST:PORT", description = "The server that the Worker joins.")
    @Nullable
    String manager;

    @Option(
            names = "--invitation",
            paramLabel = "FILE",
            description = "The file that './hearth cluster invite NAME' has written: the Worker's name, and what it"
                    + " proves it with.")
    @Nullable
    String invitation;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "The part of the fleet that fails together with this machine (default: local).")
    @Nullable
    String zone;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            description = "The address to listen on (default: that by which the Worker reaches the server).")
    @Nullable
    String address;

    @Option(names = "--port", paramLabel = "PORT", description = "Where to listen (default: any free port).")
    @Nullable
    String port;

    @Mixin
    private final SharedOptions shared = new SharedOptions();

    @Mixin
    private final SandboxOptions sandboxes = new SandboxOptions();

    @Mixin
    private final MemoryOptions memory = new MemoryOptions();

    @Mixin
    private final SdkOptions sdks = new SdkOptions();

    ServeCommand(Map<String, String> environment, WorkerLauncher launcher) {
        this.environment = environment;
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws InterruptedException {
        return launcher.serve(settings());
    }

    WorkerSettings settings() {
        Settings settings = shared.settings(environment);
        String _ =
                required(settings, Setting.ROLE, role, "the role of the process, as --role worker", ServeCommand::role);
        SandboxOptions.Sandboxes machine = sandboxes.value(settings);
        return new WorkerSettings(
                required(
                        settings,
                        Setting.INVITATION,
                        invitation,
                        "the file that './hearth cluster invite NAME' has written",
                        ServeCommand::invitation),
                required(
                        settings,
                        Setting.MANAGER,
                        manager,
                        "the server's address, which it was given with --workers-at",
                        UpCommand::place),
                UpCommand.value(settings, Setting.ZONE, zone, ServeCommand::zone)
                        .orElse("local"),
                UpCommand.value(settings, Setting.ADDRESS, address, UpCommand::address),
                UpCommand.value(settings, Setting.PORT, port, UpCommand::port).orElse(0),
                UpCommand.home(),
                shared.dataFolder(settings, environment),
                machine.kind(),
                machine.ociRuntime(),
                machine.openHostPorts(),
                machine.openNetworks(),
                memory.value(settings),
                machine.stemCells(),
                sdks.value(settings),
                new RegistryOptions().registries(settings));
    }

    private static <T> T required(
            Settings settings,
            Setting setting,
            @Nullable String option,
            String what,
            java.util.function.Function<Value, T> parser) {
        return UpCommand.value(settings, setting, option, parser)
                .orElseThrow(() -> new UsageException("--" + setting.optionName() + " is missing: " + what + "."));
    }

    private static String role(Value value) {
        if (value.text().equals("worker")) {
            return value.text();
        }
        throw UpCommand.wrong(value, "'worker'");
    }

    private static String zone(Value value) {
        if (ZONE.matcher(value.text()).matches()) {
            return value.text();
        }
        throw UpCommand.wrong(value, "a name as zone-a");
    }

    private static Invitation invitation(Value value) {
        try {
            return Invitation.parse(Files.readString(Path.of(value.text())))
                    .orElseThrow(
                            () -> UpCommand.wrong(value, "a file that './hearth cluster invite NAME' has written"));
        } catch (IOException unreadable) {
            throw new UsageException("The invitation " + value.text() + " can't be read by you.", unreadable);
        }
    }
}
