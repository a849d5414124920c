package dev.hearth.dataplane.runtimes;

import dev.hearth.dataplane.sandbox.Layout;
import dev.hearth.model.FunctionVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that starts a Java function under AWS's runtime interface client. */
final class JavaCommand {
    /** The first release that knows the option. */
    private static final int MODULES_SINCE = 9;

    private JavaCommand() {}

    static List<String> of(String program, String version, Layout layout, FunctionVersion function, Path usualLayers) {
        int release = Version.find(version).map(Version::major).orElse(0);
        Path runtime = layout.runtime();
        List<String> command = new ArrayList<>();
        command.add(program);
        // as Lambda starts it: short-lived, one processor, and a heap that leaves the rest of the process its room
        command.add("-XX:+UseSerialGC");
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-Xshare:auto");
        if (release >= JavaBootstrap.ARCHIVE_SINCE) {
            command.add("-XX:SharedArchiveFile=" + runtime.resolve(JavaBootstrap.ARCHIVE));
            command.add("-Xlog:cds=off"); // an archive that does not fit is no news to the function
        }
        command.add("-Xmx" + heapMebibytes(function.memory().toMebibytes()) + "m");
        command.add("-Dfile.encoding=UTF-8");
        command.add("-Dstdout.encoding=UTF-8");
        command.add("-Dstderr.encoding=UTF-8");
        if (release < 19) {
            command.add("-Dsun.stdout.encoding=UTF-8");
            command.add("-Dsun.stderr.encoding=UTF-8");
        }
        command.add(JavaBootstrap.NATIVE_LIBRARY_OPTION + runtime.resolve(JavaBootstrap.NATIVE_LIBRARY));
        // the client itself adds the working folder, its lib and the layers at Lambda's own path
        Path client = runtime.resolve(JavaBootstrap.PROGRAM);
        if (layout.layers().equals(usualLayers)) {
            command.addAll(List.of("-jar", client.toString()));
        } else {
            String path = client + ":" + layout.layers().resolve("java/lib") + "/*";
            if (release >= MODULES_SINCE) {
                command.add("--add-opens=" + JavaBootstrap.OPENED + "=ALL-UNNAMED");
            }
            command.addAll(List.of("-cp", path, JavaBootstrap.MAIN));
        }
        command.add(function.packaged().handler());
        return command;
    }

    /** What is left after metaspace, code cache and threads, which take some 60 MB whatever the heap. */
    static long heapMebibytes(long memoryMebibytes) {
        return Math.max(memoryMebibytes / 2, Math.min(memoryMebibytes * 85 / 100, memoryMebibytes - 64));
    }
}
