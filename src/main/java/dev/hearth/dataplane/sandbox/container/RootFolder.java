package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.artifact.TreeOwner;
import dev.hearth.base.linux.Command;
import dev.hearth.base.linux.InitProgram;
import dev.hearth.base.linux.Mounts;
import dev.hearth.base.linux.Slot;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * The read-only tree of files that all sandboxes share: the host's programs and libraries, a few settings, and empty
 * folders as mount points.
 *
 * <p>It has copies of those files of {@code /etc} that programs need and all users may read, and nothing of {@code
 * /home}, {@code /root}, {@code /run}, {@code /var}.
 */
final class RootFolder {
    /** The first program of each sandbox. */
    static final String INIT = "/" + InitProgram.NAME;

    private static final List<String> SYSTEM_FOLDERS = List.of("usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32");

    private static final List<String> EMPTY_FOLDERS = List.of(
            "dev",
            "proc",
            "sys",
            "tmp",
            "opt",
            "etc",
            "var",
            "var/task",
            "var/runtime",
            "var/lang",
            "var/sdk",
            "home",
            "run");

    /** The copied settings: the loader's, certificates (no keys), name services, interpreters'. */
    private static final List<String> SETTINGS = List.of(
            "alternatives",
            "ca-certificates",
            "crypto-policies",
            "gai.conf",
            "host.conf",
            "ld.so.cache",
            "ld.so.conf",
            "ld.so.conf.d",
            "magic",
            "mime.types",
            "nsswitch.conf",
            "os-release",
            "pki/ca-trust",
            "pki/java",
            "pki/tls/cert.pem",
            "pki/tls/certs",
            "protocols",
            "rpc",
            "services",
            "ssl/cert.pem",
            "ssl/certs",
            "ssl/openssl.cnf",
            "terminfo");

    /** The folders of interpreters' settings, such as {@code java-17-openjdk} and {@code python3.11}. */
    private static final String INTERPRETER_SETTINGS = "{java*,python*,perl,ruby*}";

    private static final Path HOST_SETTINGS = Path.of("/etc");

    /** The command that copies settings. Links stay links; files that only their owner may read are left out. */
    private static final String COPY = "cd " + HOST_SETTINGS + " && tar -cf - \"$@\" | tar -xpf - -C \"$0\""
            + " && find \"$0\" -type f ! -perm -004 -exec rm -f {} +";

    /** The script that starts the bootstrap. Its argument is the handler, as in Lambda's images. */
    private static final String ENTRY_POINT = """
            #!/bin/sh
            if [ $# -gt 0 ]; then
              export _HANDLER="$1"
            fi
            exec "${LAMBDA_RUNTIME_DIR:-/var/runtime}/bootstrap"
            """;

    private static final String ENTRY_POINT_NAME = "lambda-entrypoint.sh";

    private static final TreeOwner OWNER = TreeOwner.of(Slot.SANDBOX_ROOT);

    private RootFolder() {}

    /**
     * Fills the folder, which is on a file system of the caller's own, and makes it read-only.
     *
     * @param nameServers the name servers of sandboxes
     * @param host the address at which sandboxes reach open ports of the host
     */
    static void fill(Path root, List<InetAddress> nameServers, InetAddress host) throws IOException {
        folder(root);
        for (String name : EMPTY_FOLDERS) {
            folder(root.resolve(name));
        }
        for (String name : SYSTEM_FOLDERS) {
            Path source = Path.of("/" + name);
            Path target = root.resolve(name);
            if (Files.isSymbolicLink(source)) {
                Files.createSymbolicLink(target, Files.readSymbolicLink(source));
            } else if (Files.isDirectory(source)) {
                folder(target);
                Mounts.bindReadOnly(source, target);
            }
        }
        packages(root);
        shell(root);
        entryPoint(root.resolve(ENTRY_POINT_NAME));
        settings(root.resolve("etc"));
        ownSettings(root.resolve("etc"), nameServers, host);
        init(root.resolve(InitProgram.NAME));
        own(root);
    }

    /** Makes root in sandboxes the owner of all files that are not the host's. */
    private static void own(Path root) throws IOException {
        OWNER.ownAlone(root);
        for (String name : EMPTY_FOLDERS) {
            OWNER.own(root.resolve(name));
        }
        for (String name : SYSTEM_FOLDERS) {
            if (Files.isSymbolicLink(root.resolve(name))) {
                OWNER.ownAlone(root.resolve(name));
            }
        }
        OWNER.ownAlone(root.resolve(ENTRY_POINT_NAME));
        OWNER.ownAlone(root.resolve(InitProgram.NAME));
    }

    /**
     * Makes links with which Node.js finds the packages of layers and of the AWS SDK from {@code /var/task}. On Lambda
     * ES modules find them too, but Node.js uses {@code NODE_PATH} only for other modules.
     */
    private static void packages(Path root) throws IOException {
        Files.createSymbolicLink(
                root.resolve("var/node_modules"), Path.of(ContainerLayout.LAYERS, "nodejs", "node_modules"));
        Files.createSymbolicLink(root.resolve("node_modules"), Path.of(ContainerLayout.SDK, "node_modules"));
    }

    /**
     * Makes {@code sh} a link to bash, as on Amazon Linux, if the machine has bash: scripts of functions begin with
     * {@code #!/bin/sh} and use features of bash.
     */
    private static void shell(Path root) throws IOException {
        Path shell = Path.of("/bin/sh").toRealPath();
        Path bash = Path.of("/bin/bash");
        if (Files.isExecutable(bash) && !shell.equals(bash.toRealPath())) {
            Mounts.bindReadOnly(bash.toRealPath(), root.resolve(shell.toString().substring(1)));
        }
    }

    /** Writes the entry point of images of Lambda's runtimes. Scripts of some functions look for it. */
    private static void entryPoint(Path file) throws IOException {
        Files.writeString(file, ENTRY_POINT);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Writes the first program of sandboxes. */
    static void init(Path file) throws IOException {
        Files.write(file, InitProgram.executable());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Fills the folder that is each sandbox's {@code /dev}. */
    static void fillDevices(Path devices) throws IOException {
        folder(devices);
        Mounts.memory(devices, "size=64k,mode=755");
        Mounts.characterDevice(devices.resolve("null"), 1, 3);
        Mounts.characterDevice(devices.resolve("zero"), 1, 5);
        Mounts.characterDevice(devices.resolve("full"), 1, 7);
        Mounts.characterDevice(devices.resolve("random"), 1, 8);
        Mounts.characterDevice(devices.resolve("urandom"), 1, 9);
        for (String name : List.of("null", "zero", "full", "random", "urandom")) {
            Files.setPosixFilePermissions(devices.resolve(name), PosixFilePermissions.fromString("rw-rw-rw-"));
        }
        Files.createSymbolicLink(devices.resolve("fd"), Path.of("/proc/self/fd"));
        Files.createSymbolicLink(devices.resolve("stdin"), Path.of("/proc/self/fd/0"));
        Files.createSymbolicLink(devices.resolve("stdout"), Path.of("/proc/self/fd/1"));
        Files.createSymbolicLink(devices.resolve("stderr"), Path.of("/proc/self/fd/2"));
        OWNER.own(devices);
        Mounts.makeReadOnly(devices);
    }

    static void folder(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Copies settings with tar, because they are a thousand small files. */
    private static void settings(Path target) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", COPY, target.toString()));
        for (String name : SETTINGS) {
            if (Files.exists(HOST_SETTINGS.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                command.add(name);
            }
        }
        try (var interpreters = Files.newDirectoryStream(HOST_SETTINGS, INTERPRETER_SETTINGS)) {
            interpreters.forEach(
                    folder -> command.add(HOST_SETTINGS.relativize(folder).toString()));
        }
        Command.run(command, "", Limits.COPY_SETTINGS);
    }

    private static void ownSettings(Path etc, List<InetAddress> nameServers, InetAddress host) throws IOException {
        int user = OciConfig.USER;
        int group = OciConfig.GROUP;
        String name = "sbx_user1051";
        text(
                etc.resolve("passwd"),
                "root:x:0:0:root:/:/bin/sh\n" + name + ":x:" + user + ":" + group + "::/home/" + name + ":/bin/sh\n");
        text(etc.resolve("group"), "root:x:0:\n" + name + ":x:" + group + ":\n");
        text(etc.resolve("hostname"), OciConfig.HOST_NAME + "\n");
        text(
                etc.resolve("hosts"),
                "127.0.0.1 localhost " + OciConfig.HOST_NAME + " " + OciConfig.HOST_NAME
                        + ".localdomain\n::1 localhost\n" + host.getHostAddress() + " host.hearth.internal\n");
        StringBuilder servers = new StringBuilder();
        nameServers.forEach(server ->
                servers.append("nameserver ").append(server.getHostAddress()).append('\n'));
        text(etc.resolve("resolv.conf"), servers.toString());
        Files.createSymbolicLink(etc.resolve("localtime"), Path.of("/usr/share/zoneinfo/UTC"));
        Files.createSymbolicLink(etc.resolve("mtab"), Path.of("/proc/self/mounts"));
    }

    private static void text(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
}
