package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.Cgroup;
import dev.hearth.base.linux.SearchPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A program that starts containers by the Open Container Initiative's runtime specification.
 *
 * @param path its path
 */
record OciRuntime(Kind kind, Path path) {
    /** The runtimes that work, the best first. */
    enum Kind {
        /** Written in C; takes 6 to 10 ms. It is configured to leave cgroups alone and is started in the right one. */
        CRUN,
        /**
         * Written in Go; takes 22 to 37 ms. It uses much memory itself, so that it is not started in the cgroup but
         * moves the container there.
         */
        RUNC;

        String program() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Finds the best installed runtime. */
    static Optional<OciRuntime> find(SearchPath tools) {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> find(kind, tools).stream())
                .findFirst();
    }

    static Optional<OciRuntime> find(Kind kind, SearchPath tools) {
        return tools.find(kind.program()).map(path -> new OciRuntime(kind, path));
    }

    /** A copy of this runtime's description with another path of the same file. */
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

    /** The command that removes the runtime's state of a container whose processes have ended. */
    List<String> delete(Path state, String name) {
        return List.of(path.toString(), "--root", state.toString(), "delete", "--force", name);
    }

    /** A shell command that enters the cgroup and executes the program. */
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
