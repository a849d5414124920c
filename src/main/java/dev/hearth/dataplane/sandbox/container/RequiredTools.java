package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.SearchPath;
import dev.hearth.dataplane.sandbox.container.ContainerUnavailableException.Reason;
import dev.hearth.dataplane.sandbox.machine.Machine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The tools that container sandboxes need. {@code mkfs.ext4} is not required, because a tmpfs can replace its file
 * systems.
 */
final class RequiredTools {
    private RequiredTools() {}

    /**
     * The OCI runtime to use; empty for the built-in launcher.
     *
     * @throws ContainerUnavailableException if it or another tool is missing; the message names all missing tools
     */
    static Optional<OciRuntime> find(ContainerConfig config) throws ContainerUnavailableException {
        List<String> missing = new ArrayList<>();
        List<String> packages = new ArrayList<>();
        SearchPath tools = config.tools();
        Optional<OciRuntime> runtime = Optional.empty();
        if (!config.builtIn()) {
            String wanted = config.launcher().orElseThrow();
            runtime = Arrays.stream(OciRuntime.Kind.values())
                    .filter(kind -> kind.program().equals(wanted))
                    .findFirst()
                    .flatMap(kind -> OciRuntime.find(kind, tools));
            if (runtime.isEmpty()) {
                missing.add(wanted);
                packages.add(wanted);
            }
        }
        for (Machine.Tool tool : Machine.tools()) {
            if (tools.find(tool.name()).isEmpty()) {
                missing.add(tool.name());
                packages.add(tool.packaged());
            }
        }
        if (missing.isEmpty()) {
            return runtime;
        }
        throw new ContainerUnavailableException(
                Reason.NO_TOOLS,
                listed(missing) + (missing.size() == 1 ? " is" : " are") + " not installed ("
                        + (packages.size() == 1 ? "package " : "packages ") + listed(packages) + ")");
    }

    private static String listed(List<String> words) {
        int last = words.size() - 1;
        return last == 0 ? words.getFirst() : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
    }
}
