package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.ResourceLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a container's {@code config.json}, as the Open Container Initiative's runtime specification has it.
 *
 * <p>Most of it is the same for all sandboxes and made once. By hand, as text: it is on the way of each cold start.
 */
final class OciConfig {
    /** The user that functions run as on Lambda ({@code sbx_user1051}). */
    static final int USER = 993;

    /** Its group. */
    static final int GROUP = 990;

    /** The name of every sandbox's host, in {@code /etc/hosts} too. */
    static final String HOST_NAME = "sandbox";

    /** {@code RLIM_INFINITY}, an unsigned number. */
    private static final long UNLIMITED = -1;

    private static final List<String> CAPABILITY_SETS =
            List.of("bounding", "effective", "inheritable", "permitted", "ambient");

    private final String beginning;
    private final String end;
    private final Path devices;

    /** @param devices the folder that is the {@code /dev} of all sandboxes */
    OciConfig(Path devices) {
        this.beginning = ",\"readonly\":true},\"process\":{\"terminal\":false,\"user\":{\"uid\":"
                + USER
                + ",\"gid\":" + GROUP + "},\"noNewPrivileges\":true,\"capabilities\":{"
                + CAPABILITY_SETS.stream().map(set -> quoted(set) + ":[]").collect(Collectors.joining(","))
                + "},\"rlimits\":["
                + limit("NOFILE", Limits.OPEN_FILES)
                + "," + limit("NPROC", ResourceLimits.processes(Limits.PROCESSES))
                + "," + limit("SIGPENDING", ResourceLimits.pendingSignals(Limits.PENDING_SIGNALS))
                + "," + limit("MEMLOCK", Limits.LOCKED_BYTES)
                + "," + limit("STACK", Limits.STACK_BYTES, UNLIMITED)
                // not Lambda's 10 GB: where cores go is the host's setting, and may be a program or a folder of the
                // host
                + "," + limit("CORE", 0)
                + "],\"oomScoreAdj\":" + Limits.OUT_OF_MEMORY_SCORE;
        HiddenFiles hidden = HiddenFiles.ofThisKernel();
        this.end = ",\"seccomp\":" + seccomp() + ",\"maskedPaths\":" + paths(hidden.masked()) + ",\"readonlyPaths\":"
                + paths(hidden.readOnly()) + "}";
        this.devices = devices;
    }

    /**
     * What is its own in a sandbox's settings.
     *
     * @param root its tree of files
     * @param program what it runs
     * @param rootUser the host's number of the user, and of the group, that is root in the sandbox
     * @param functionUser the host's number of the user, and of the group, that the function has
     * @param network the file that is its network namespace
     * @param cgroupPath its cgroup in each hierarchy
     * @param mounts what is its own in its tree of files
     */
    record Sandbox(
            Path root,
            Program program,
            int rootUser,
            int functionUser,
            Path network,
            String cgroupPath,
            List<Bind> mounts) {}

    /** What a sandbox runs: the program with its arguments, its variables as {@code NAME=VALUE}, where it starts. */
    record Program(List<String> arguments, List<String> environment, Path workingFolder) {}

    /** A folder or file of the host at a place in the sandbox, with the rights and limits of its mount on the host. */
    record Bind(Path source, String target) {}

    /**
     * The settings of a sandbox.
     *
     * @param filter the list of system calls in the form that the kernel takes (BPF), in Base64. crun uses it and saves
     *     some 2 ms; a runtime that doesn't know it compiles the list itself
     */
    String text(Sandbox sandbox, Optional<String> filter) {
        return "{\"ociVersion\":\"1.0.0\",\"hostname\":" + quoted(HOST_NAME) + ",\"root\":{\"path\":"
                + quoted(sandbox.root().toString()) + beginning + ",\"cwd\":"
                + quoted(sandbox.program().workingFolder().toString()) + ",\"args\":"
                + array(sandbox.program().arguments().stream()) + ",\"env\":"
                + array(sandbox.program().environment().stream()) + "},\"mounts\":["
                + "{\"destination\":\"/proc\",\"type\":\"proc\",\"source\":\"proc\","
                + "\"options\":[\"nosuid\",\"noexec\",\"nodev\"]}"
                + bind(new Bind(devices, "/dev"))
                + sandbox.mounts().stream().map(OciConfig::bind).collect(Collectors.joining())
                + "],\"linux\":{\"uidMappings\":" + mappings(sandbox, USER) + ",\"gidMappings\":"
                + mappings(sandbox, GROUP) + ",\"cgroupsPath\":" + quoted(sandbox.cgroupPath())
                + ",\"namespaces\":[{\"type\":\"user\"},{\"type\":\"pid\"},{\"type\":\"mount\"},{\"type\":\"ipc\"},"
                + "{\"type\":\"uts\"},{\"type\":\"cgroup\"},{\"type\":\"network\",\"path\":"
                + quoted(sandbox.network().toString()) + "}]" + end
                + filter.map(bpf -> ",\"annotations\":{\"run.oci.seccomp_bpf_data\":\"" + bpf + "\"}")
                        .orElse("")
                + "}";
    }

    private static String limit(String name, long value) {
        return limit(name, value, value);
    }

    private static String limit(String name, long soft, long hard) {
        return "{\"type\":\"RLIMIT_" + name + "\",\"hard\":" + Long.toUnsignedString(hard) + ",\"soft\":"
                + Long.toUnsignedString(soft) + "}";
    }

    private static String bind(Bind bind) {
        return ",{\"destination\":" + quoted(bind.target()) + ",\"type\":\"bind\",\"source\":"
                + quoted(bind.source().toString()) + ",\"options\":[\"bind\"]}";
    }

    private static String mappings(Sandbox sandbox, int own) {
        return "[{\"containerID\":0,\"hostID\":" + sandbox.rootUser() + ",\"size\":1},{\"containerID\":" + own
                + ",\"hostID\":" + sandbox.functionUser() + ",\"size\":1}]";
    }

    private static String paths(List<Path> paths) {
        return array(paths.stream().map(Path::toString));
    }

    private static String array(Stream<String> texts) {
        return texts.map(OciConfig::quoted).collect(Collectors.joining(",", "[", "]"));
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static String seccomp() {
        return SystemCallRules.text().replaceAll("\\s+", "");
    }
}
