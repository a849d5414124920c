package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.ResourceLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a container's {@code config.json}, by the Open Container Initiative's runtime specification.
 *
 * <p>Most of it is the same for all sandboxes and made once. It is written as text without a JSON library, because each
 * cold start waits for it.
 */
final class OciConfig {
    /** The user that functions run as on Lambda ({@code sbx_user1051}). */
    static final int USER = 993;

    /** Its group. */
    static final int GROUP = 990;

    /** The host name of every sandbox, also in {@code /etc/hosts}. */
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
     * The settings that differ between sandboxes.
     *
     * @param root the root folder
     * @param program the program
     * @param rootUser the user and group id of the host that is root in the sandbox
     * @param functionUser the user and group id of the host that the function has
     * @param network the file of its network namespace
     * @param cgroupPath its cgroup in each hierarchy
     * @param mounts its own mounts
     */
    record Sandbox(
            Path root,
            Program program,
            int rootUser,
            int functionUser,
            Path network,
            String cgroupPath,
            List<Bind> mounts) {}

    /** The program of a sandbox: its arguments, its variables as {@code NAME=VALUE}, and its working folder. */
    record Program(List<String> arguments, List<String> environment, Path workingFolder) {}

    /** A bind mount of a folder or file of the host, with the flags of its mount on the host. */
    record Bind(Path source, String target) {}

    /**
     * The settings of a sandbox.
     *
     * @param filter the compiled seccomp filter (BPF) in Base64. crun uses it and saves some 2 ms; a runtime without
     *     this feature compiles the list of system calls
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
