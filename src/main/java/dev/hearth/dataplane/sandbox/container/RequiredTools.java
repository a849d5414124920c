package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.SearchPath;
import dev.hearth.dataplane.sandbox.container.ContainerUnavailableException.Reason;
import dev.hearth.dataplane.sandbox.machine.Machine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The tools without which there is no container sandbox. No {@code mkfs.ext4}: a tmpfs can stand in for its work. */
final class RequiredTools {
    private RequiredTools() {}

    /**
     * The runtime to use.
     *
     * @param wanted its name; empty for the best that is there
     * @throws ContainerUnavailableException if it or another tool is missing; the message names all that are
     */
    static OciRuntime find(SearchPath tools, Optional<String> wanted) throws ContainerUnavailableException {
        List<String> missing = new ArrayList<>();
        List<String> packages = new ArrayList<>();
        Optional<OciRuntime> runtime = wanted.isEmpty()
                ? OciRuntime.find(tools)
                : Arrays.stream(OciRuntime.Kind.values())
                        .filter(kind -> kind.program().equals(wanted.get()))
                        .findFirst()
                        .flatMap(kind -> OciRuntime.find(kind, tools));
        if (runtime.isEmpty()) {
            missing.add(wanted.orElse("crun (or runc)"));
            packages.add(wanted.orElse("crun"));
        }
        for (Machine.Tool tool : Machine.tools()) {
            if (tools.find(tool.name()).isEmpty()) {
                missing.add(tool.name());
                packages.add(tool.packaged());
            }
        }
        if (missing.isEmpty()) {
            return runtime.orElseThrow();
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
