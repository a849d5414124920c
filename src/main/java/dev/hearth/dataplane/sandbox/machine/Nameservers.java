package dev.hearth.dataplane.sandbox.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The IPv4 addresses of the name servers that the host uses, in resolv.conf(5). */
final class Nameservers {
    private static final Path USUAL = Path.of("/etc/resolv.conf");

    /**
     * The file in which systemd-resolved lists the actual name servers. The usual file has only its own address,
     * 127.0.0.53.
     */
    private static final Path BEHIND_RESOLVED = Path.of("/run/systemd/resolve/resolv.conf");

    private static final Pattern LINE = Pattern.compile("nameserver\\s+(\\d+\\.\\d+\\.\\d+\\.\\d+)\\s*");

    private Nameservers() {}

    /** The name servers that sandboxes can reach; none if only the host can reach its own. */
    static List<Cidr> ofHost() {
        List<Cidr> usual = read(USUAL);
        return usual.isEmpty() ? read(BEHIND_RESOLVED) : usual;
    }

    private static List<Cidr> read(Path file) {
        try {
            return parse(Files.readAllLines(file));
        } catch (IOException e) {
            return List.of();
        }
    }

    static List<Cidr> parse(List<String> lines) {
        return lines.stream()
                .map(LINE::matcher)
                .filter(matcher -> matcher.matches() && !matcher.group(1).startsWith("127."))
                .map(matcher -> Cidr.parse(matcher.group(1)))
                .distinct()
                .toList();
    }
}
