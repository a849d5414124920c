package dev.hearth.app;

import dev.hearth.cli.Configuration;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The message of {@code hearth up} when the server is ready: its address, and the next commands. */
final class Greeting {
    private Greeting() {}

    /** @param sandboxes where functions run, in lines of their own */
    static List<String> lines(URI endpoint, Configuration configuration, List<String> sandboxes) {
        String home = script(configuration.home());
        List<String> lines = new ArrayList<>();
        lines.add("Hearth is ready at " + endpoint);
        lines.add("");
        if (configuration.dataIsUsual()) {
            lines.add("  credentials   in another terminal: eval \"$(" + home + " env)\"");
        } else {
            lines.add("  credentials   in another terminal: eval \"$(" + home + " env --data " + configuration.data()
                    + ")\"");
            lines.add("                which also tells ./hearth there where the state is");
        }
        lines.add("  first try     aws lambda list-functions        (README.md deploys a function)");
        lines.add("  runtimes      " + home + " runtimes");
        lines.addAll(sandboxes);
        lines.add("  state         " + configuration.data()
                + configuration.database().map(database -> ", " + database).orElse(""));
        lines.add("  stop          Ctrl-C");
        return lines;
    }

    /** What is said of the sandboxes of this machine. */
    static List<String> sandboxes(Drivers.Choice driver) {
        List<String> lines = new ArrayList<>();
        lines.add("  sandboxes     " + driver.driver().name()
                + (driver.driver().capabilities().isolated()
                        ? ", isolated"
                        : ", NOT isolated: functions may do whatever you may,"));
        driver.reason().ifPresent(reason -> lines.add("                since " + reason));
        return lines;
    }

    private static String script(Path home) {
        return Path.of("").toAbsolutePath().equals(home)
                ? "./hearth"
                : home.resolve("hearth").toString();
    }
}
