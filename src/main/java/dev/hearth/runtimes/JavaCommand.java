package dev.hearth.runtimes;

import dev.hearth.model.FunctionVersion;
import dev.hearth.sandbox.Layout;
import java.util.ArrayList;
import java.util.List;

/** The command that starts a Java function under AWS's runtime interface client. */
final class JavaCommand {
    private static final String MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

    private JavaCommand() {}

    static List<String> of(String program, String version, Layout layout, FunctionVersion function) {
        int release = Version.find(version).map(Version::major).orElse(0);
        List<String> command = new ArrayList<>();
        command.add(program);
        // as Lambda starts it: short-lived, one processor, and a heap that leaves the rest of the process its room
        command.add("-XX:+UseSerialGC");
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-Xshare:auto");
        command.add("-Xmx" + heapMebibytes(function.memory().toMebibytes()) + "m");
        command.add("-Dfile.encoding=UTF-8");
        command.add("-Dstdout.encoding=UTF-8");
        command.add("-Dstderr.encoding=UTF-8");
        if (release < 19) {
            command.add("-Dsun.stdout.encoding=UTF-8");
            command.add("-Dsun.stderr.encoding=UTF-8");
        }
        if (release >= 24) {
            // the client loads a native library
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add("-cp");
        command.add(String.join(
                ":",
                layout.runtime().resolve("lib") + "/*",
                layout.task().toString(),
                layout.task().resolve("lib") + "/*",
                layout.layers().resolve("java/lib") + "/*"));
        command.add(MAIN);
        command.add(function.handler());
        return command;
    }

    /** What is left after metaspace, code cache and threads, which take some 60 MB whatever the heap. */
    static long heapMebibytes(long memoryMebibytes) {
        return Math.max(memoryMebibytes / 2, Math.min(memoryMebibytes * 85 / 100, memoryMebibytes - 64));
    }
}
