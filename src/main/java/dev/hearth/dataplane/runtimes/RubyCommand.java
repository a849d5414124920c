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

/** The command that starts a Ruby function, with the paths of libraries as on Lambda. */
final class RubyCommand {
    private RubyCommand() {}

    /**
     * @param tree the interpreter's installation, if sandboxes have it at another path than it was built for: unlike
     *     other interpreters, Ruby does not look for its library beside its program
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
        // gems are in folders by version: that of the runtime's name, and that of this machine's interpreter
        Version named = Language.parse(runtime).orElseThrow().version();
        Set<String> versions = new LinkedHashSet<>();
        versions.add(named.major() + "." + named.minor() + ".0");
        versions.add(interfaceVersion(version));
        StringBuilder gems = new StringBuilder();
        for (String each : versions) {
            gems.append(layout.task().resolve("vendor/bundle/ruby")).append('/').append(each);
            gems.append(':');
            gems.append(layout.layers().resolve("ruby/gems")).append('/').append(each);
            gems.append(':'); // an empty entry at the end stands for the interpreter's own folder
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

    /** The version of Ruby's binary interface, which native extensions are built for. */
    private static String interfaceVersion(String version) {
        Version number = Version.find(version).orElseThrow();
        return number.major() + "." + number.minor() + ".0";
    }

    private static String machine() {
        return System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
    }
}
