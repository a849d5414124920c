package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.Cgroup;
import dev.hearth.base.linux.SearchPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A program that starts containers as the Open Container Initiative's runtime specification says.
 *
 * @param path where it is
 */
record OciRuntime(Kind kind, Path path) {
    /** The runtimes known to work, the best first. */
    enum Kind {
        /** Written in C: 6 to 10 ms. It is told to leave cgroups alone and is born in the right one. */
        CRUN,
        /** Written in Go: 22 to 37 ms. Being large itself, it enters no cgroup, but puts the container into it. */
        RUNC;

        String program() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** The best one that is there. */
    static Optional<OciRuntime> find(SearchPath tools) {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> find(kind, tools).stream())
                .findFirst();
    }

    static Optional<OciRuntime> find(Kind kind, SearchPath tools) {
        return tools.find(kind.program()).map(path -> new OciRuntime(kind, path));
    }

    /** This runtime at another path, of the same file. */
    OciRuntime at(Path other) {
        return new OciRuntime(kind, other);
    }

    /**
     * The command that starts a container in the background and returns.
     *
     * @param state where the runtime keeps its notes on containers
     * @param descriptors how many the container's first process gets beside the three usual ones
     */
    List<String> start(Cgroup cgroup, Path state, Path bundle, Path processFile, String name, int descriptors) {
        List<String> run = new ArrayList<>(List.of(path.toString()));
        if (kind == Kind.CRUN) {
            run.add("--cgroup-manager=disabled");
        }
        run.addAll(List.of("--root", state.toString(), "run", "--detach", "--no-new-keyring"));
        run.addAll(List.of("--preserve-fds", Integer.toString(descriptors)));
        run.addAll(List.of("--pid-file", processFile.toString(), "--bundle", bundle.toString(), name));
        return switch (kind) {
            case CRUN -> inside(cgroup, run);
            case RUNC -> run;
        };
    }

    /** The command that has the runtime forget a container whose processes have ended. */
    List<String> delete(Path state, String name) {
        return List.of(path.toString(), "--root", state.toString(), "delete", "--force", name);
    }

    /** A shell that enters the cgroup and becomes the program. */
    private static List<String> inside(Cgroup cgroup, List<String> command) {
        StringBuilder script = new StringBuilder();
        for (Path file : cgroup.processFiles()) {
            script.append("echo 0 >").append(file).append(" && ");
        }
        List<String> shell = new ArrayList<>(
                List.of("/bin/sh", "-c", script.append("exec \"$@\"").toString(), "sh"));
        shell.addAll(command);
        return shell;
    }
}
