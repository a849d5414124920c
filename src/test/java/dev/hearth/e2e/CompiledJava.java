package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Class files of sources that tests write. */
final class CompiledJava {
    private CompiledJava() {}

    /** The class files that are in the folder once this source is compiled. */
    static Map<String, byte[]> of(Path folder, String name, String source) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int status = compiler.run(
                null,
                null,
                null,
                List.of("--release", "17", "-proc:none", "-cp", folder.toString(), file.toString())
                        .toArray(String[]::new));
        assertThat(status).isZero();
        Map<String, byte[]> classes = new HashMap<>();
        try (var files = Files.walk(folder)) {
            for (Path one :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                classes.put(folder.relativize(one).toString(), Files.readAllBytes(one));
            }
        }
        return classes;
    }
}
