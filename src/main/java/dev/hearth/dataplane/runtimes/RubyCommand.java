package dev.hearth.dataplane.runtimes;

import dev.hearth.dataplane.sandbox.Layout;
import dev.hearth.model.RuntimeIdentifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The command that starts a Ruby function, and where Ruby looks for libraries: as on Lambda. */
final class RubyCommand {
    private RubyCommand() {}

    /**
     * @param tree the interpreter's installation, if a sandbox sees it elsewhere than it was built for: unlike others,
     *     Ruby does not look for its library beside its program, and has to be told
     */
    static List<String> of(String program, String version, Optional<Path> tree, Layout layout) {
        List<String> command = new ArrayList<>(List.of(program));
        if (tree.isPresent()) {
            Path library = tree.get().resolve("lib/ruby/" + interfaceVersion(version));
            command.addAll(List.of("-I", library.toString()));
            command.addAll(List.of("-I", library.resolve(machine() + "-linux").toString()));
        }
        command.add(layout.runtime().resolve("bootstrap.rb").toString());
        return command;
    }

    static Map<String, String> environment(RuntimeIdentifier runtime, String version, Layout layout) {
        // gems lie below the version that they were installed for: the name's; and this machine's, if it is another
        Version named = Language.parse(runtime).orElseThrow().version();
        Set<String> versions = new LinkedHashSet<>();
        versions.add(named.major() + "." + named.minor() + ".0");
        versions.add(interfaceVersion(version));
        StringBuilder gems = new StringBuilder();
        for (String each : versions) {
            gems.append(layout.task().resolve("vendor/bundle/ruby")).append('/').append(each);
            gems.append(':');
            gems.append(layout.layers().resolve("ruby/gems")).append('/').append(each);
            gems.append(':'); // at the end it stands for the interpreter's own
        }
        layout.sdk().ifPresent(sdk -> gems.append(sdk).append(':'));
        return Map.of(
                "GEM_HOME",
                layout.runtime().toString(),
                "GEM_PATH",
                gems.toString(),
                "RUBYLIB",
                layout.task() + ":" + layout.runtime().resolve("lib") + ":"
                        + layout.layers().resolve("ruby/lib"));
    }

    /** What releases of Ruby that run the same native code have in common. */
    private static String interfaceVersion(String version) {
        Version number = Version.find(version).orElseThrow();
        return number.major() + "." + number.minor() + ".0";
    }

    private static String machine() {
        return System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
    }
}
