package dev.hearth.cli;

import dev.hearth.cli.Configuration.SandboxKind;
import dev.hearth.cli.Settings.Setting;
import dev.hearth.cli.Settings.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a machine that runs functions, for their sandboxes. */
final class SandboxOptions {
    private static final Pattern NETWORK =
            Pattern.compile("([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})/([0-9]{1,2})");

    /** So many take 16 GB, as they are counted; more than cold starts come at once. */
    private static final int MOST_STEM_CELLS = 128;

    @Option(
            names = "--sandbox",
            paramLabel = "KIND",
            description = "How functions are kept apart: 'container' (default as root on Linux) or 'process'"
                    + " (no isolation, for development).")
    @Nullable
    String sandbox;

    @Option(
            names = "--oci-runtime",
            paramLabel = "RUNTIME",
            description =
                    "Make container sandboxes through an OCI runtime, 'crun' or 'runc' (default: Hearth makes them"
                            + " itself, where the kernel can).")
    @Nullable
    String ociRuntime;

    @Option(
            names = "--open-host",
            paramLabel = "PORT",
            arity = "1..*",
            split = ",",
            description = "Ports of this machine that functions may reach, at host.hearth.internal.")
    @Nullable
    List<String> openHost;

    @Option(
            names = "--open-network",
            paramLabel = "CIDR",
            arity = "1..*",
            split = ",",
            description = "Private networks that functions may reach, as 10.1.0.0/16.")
    @Nullable
    List<String> openNetwork;

    @Option(
            names = "--stem-cells",
            paramLabel = "N|off",
            description = "How many interpreters may wait for functions at once, so that cold starts don't wait for"
                    + " theirs, up to " + MOST_STEM_CELLS + " (default: up to 8, by the memory).")
    @Nullable
    String stemCells;

    /** The values of these options. Their components are those of {@link MachineSettings}. */
    record Sandboxes(
            Optional<SandboxKind> kind,
            Optional<String> ociRuntime,
            Set<Integer> openHostPorts,
            List<String> openNetworks,
            Optional<Integer> stemCells) {}

    Sandboxes value(Settings settings) {
        Optional<SandboxKind> kind = UpCommand.value(settings, Setting.SANDBOX, sandbox, SandboxOptions::kind);
        Set<Integer> openHostPorts = ports(UpCommand.list(settings, Setting.OPEN_HOST, openHost));
        List<String> openNetworks = networks(UpCommand.list(settings, Setting.OPEN_NETWORK, openNetwork));
        Optional<String> runtime =
                UpCommand.value(settings, Setting.OCI_RUNTIME, ociRuntime, SandboxOptions::ociRuntime);
        if (kind.equals(Optional.of(SandboxKind.PROCESS))) {
            refuseWithProcess(runtime.isPresent(), Setting.OCI_RUNTIME);
            refuseWithProcess(!openHostPorts.isEmpty(), Setting.OPEN_HOST);
            refuseWithProcess(!openNetworks.isEmpty(), Setting.OPEN_NETWORK);
        }
        return new Sandboxes(
                kind,
                runtime,
                openHostPorts,
                openNetworks,
                UpCommand.value(settings, Setting.STEM_CELLS, stemCells, SandboxOptions::stemCells));
    }

    private static void refuseWithProcess(boolean given, Setting setting) {
        if (given) {
            throw new UsageException("--" + setting.optionName() + " goes with --sandbox container only: with --sandbox"
                    + " process functions are plain processes that reach whatever this machine reaches.");
        }
    }

    private static SandboxKind kind(Value value) {
        return switch (value.text().toLowerCase(Locale.ROOT)) {
            case "container" -> SandboxKind.CONTAINER;
            case "process" -> SandboxKind.PROCESS;
            default -> throw UpCommand.wrong(value, "'container' or 'process'");
        };
    }

    private static String ociRuntime(Value value) {
        return switch (value.text()) {
            case "crun", "runc" -> value.text();
            default -> throw UpCommand.wrong(value, "'crun' or 'runc'");
        };
    }

    private static Set<Integer> ports(List<Value> values) {
        Set<Integer> ports = new TreeSet<>();
        values.forEach(
                value -> ports.add(UpCommand.number(value, 1, 65_535, "ports from 1 to 65535, as 5432 or 5432,9000")));
        return ports;
    }

    private static List<String> networks(List<Value> values) {
        List<String> networks = new ArrayList<>();
        for (Value value : values) {
            Matcher matcher = NETWORK.matcher(value.text());
            boolean right = matcher.matches() && Integer.parseInt(matcher.group(5)) <= 32;
            for (int i = 1; right && i <= 4; i++) {
                right = Integer.parseInt(matcher.group(i)) <= 255;
            }
            if (!right) {
                throw UpCommand.wrong(value, "networks as 10.1.0.0/16");
            }
            networks.add(value.text());
        }
        return networks;
    }

    private static int stemCells(Value value) {
        return value.text().equalsIgnoreCase("off")
                ? 0
                : UpCommand.number(value, 0, MOST_STEM_CELLS, "a number up to " + MOST_STEM_CELLS + ", or 'off'");
    }
}
