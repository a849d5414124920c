package dev.hearth.dataplane.runtimes;

import dev.hearth.dataplane.sandbox.Layout;
import dev.hearth.model.FunctionVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that starts a Java function under AWS's runtime interface client. */
final class JavaCommand {
    /** The first release that has modules. */
    private static final int MODULES_SINCE = 9;

    private JavaCommand() {}

    static List<String> of(String program, String version, Layout layout, FunctionVersion function, Path usualLayers) {
        int release = Version.find(version).map(Version::major).orElse(0);
        Path runtime = layout.runtime();
        List<String> command = new ArrayList<>();
        command.add(program);
        // as on Lambda: for a short life and one processor, with a heap that leaves memory for the rest of the process
        command.add("-XX:+UseSerialGC");
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-Xshare:auto");
        if (release >= JavaBootstrap.ARCHIVE_SINCE) {
            command.add("-XX:SharedArchiveFile=" + runtime.resolve(JavaBootstrap.ARCHIVE));
            command.add("-Xlog:cds=off"); // no warning in the function's log about an unusable archive
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
        // the client adds the working folder, its lib and the layers at Lambda's path
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

    /** The size of the heap: the memory without metaspace, code cache and threads, which take some 60 MB. */
    static long heapMebibytes(long memoryMebibytes) {
        return Math.max(memoryMebibytes / 2, Math.min(memoryMebibytes * 85 / 100, memoryMebibytes - 64));
    }
}
