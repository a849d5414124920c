package dev.hearth.cli;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth trace}: shows where the time of a call went. */
@Command(
        name = "trace",
        description = "Shows where the time of a call went: one of the latest calls of the running server.",
        sortOptions = false)
final class TraceCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final Pattern REQUEST_ID = Pattern.compile("[0-9A-Za-z-]{1,64}");
    private static final String WAIT = "sandbox";

    /** What each phase of a call is. */
    private static final Map<String, String> PHASES = Map.ofEntries(
            Map.entry("body", "the body was read"),
            Map.entry("signature", "the signature was verified"),
            Map.entry("checks", "policies, function and request were checked"),
            Map.entry("permit", "a unit of concurrency was free"),
            Map.entry(WAIT, "a sandbox was free, or started"),
            Map.entry("wake", "the sandbox was thawed"),
            Map.entry("init", "a new process initialised, as the last one had ended"),
            Map.entry("delivery", "the runtime had the event"),
            Map.entry("function", "the function answered"),
            Map.entry("end", "the log was complete, the sandbox free"),
            Map.entry("answer", "the answer was written to the caller"));

    /** What each phase of a start is. */
    private static final Map<String, String> START_PHASES = Map.of(
            "turn", "its turn came, and there was room",
            "place", "it had a place; others were evicted for it",
            "code", "the code was there",
            "sandbox", "the sandbox was there",
            "assignment", "it had its function",
            "init", "the runtime asked for its first event",
            "ready", "the Worker knew",
            "hand-over", "the caller knew");

    private final Commands commands;

    @Mixin
    private final SharedOptions shared = new SharedOptions();

    @Parameters(paramLabel = "REQUEST-ID", description = "As in the answer's x-amzn-RequestId and in the log.")
    String requestId = "";

    @Option(names = "--json", description = "The figures as JSON.")
    boolean json;

    TraceCommand(Commands commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() throws IOException, JsonException {
        if (!REQUEST_ID.matcher(requestId).matches()) {
            throw new UsageException("'" + requestId + "' is no request id.");
        }
        Path data = commands.dataFolder(shared);
        RunningServer server = RunningServer.read(data)
                .orElseThrow(() -> new UsageException(
                        "Hearth does not run over " + data + ", and only a running server knows its calls."));
        byte[] answer = ask(server.endpoint() + "/_hearth/calls/" + requestId, OperatorToken.read(data));
        if (json) {
            commands.output().line(Json.writeString(Json.parse(answer)));
        } else {
            show(Json.parseObject(answer));
        }
        return 0;
    }

    private byte[] ask(String address, String token) throws IOException {
        HttpURLConnection request =
                (HttpURLConnection) URI.create(address).toURL().openConnection();
        request.setConnectTimeout((int) PATIENCE.toMillis());
        request.setReadTimeout((int) PATIENCE.toMillis());
        request.setRequestProperty("Authorization", "Bearer " + token);
        int status = request.getResponseCode();
        if (status == NOT_FOUND) {
            throw new UsageException("The latest calls of the server have none with the request id " + requestId + ".");
        }
        if (status != OK) {
            throw new IOException("The server answers " + status + ".");
        }
        try (InputStream body = request.getInputStream()) {
            return body.readAllBytes();
        }
    }

    private void show(JsonObject call) {
        Output output = commands.output();
        output.line("function  " + call.string("function").orElse(""));
        output.line("begun     " + call.string("begun").orElse(""));
        output.line("outcome   " + call.string("outcome").orElse(""));
        output.line(
                "sandbox   " + call.object("start").map(TraceCommand::origin).orElse("there already"));
        output.line("");
        List<List<String>> rows = new ArrayList<>();
        BigDecimal at = BigDecimal.ZERO;
        for (JsonObject phase : call.array("phases").orElse(JsonArray.EMPTY).objects()) {
            BigDecimal took = took(phase);
            String name = phase.string("phase").orElse("");
            if (took.signum() > 0) {
                rows.add(List.of(milliseconds(at), milliseconds(took), name, PHASES.getOrDefault(name, "")));
            }
            if (name.equals(WAIT)) {
                call.object("start").ifPresent(start -> addStart(start, rows));
            }
            at = at.add(took);
        }
        rows.add(List.of(milliseconds(at), "", "", "in all"));
        output.table(List.of("  at ms", "took ms", "phase", "until"), rows);
    }

    private static void addStart(JsonObject start, List<List<String>> rows) {
        for (JsonObject phase : start.array("phases").orElse(JsonArray.EMPTY).objects()) {
            String name = phase.string("phase").orElse("");
            rows.add(List.of("", milliseconds(took(phase)), "  " + name, "  " + START_PHASES.getOrDefault(name, "")));
        }
    }

    private static String origin(JsonObject start) {
        String made = switch (start.string("sandbox").orElse("")) {
            case "stem cell" -> "started, with a program that waited for a function";
            case "ready" -> "started, in a container that was ready";
            default -> "started, and made for it";
        };
        return made + (start.bool("codeUnpacked").orElse(false) ? "; the code was unpacked for it" : "");
    }

    private static BigDecimal took(JsonObject phase) {
        return phase.number("ms").orElse(BigDecimal.ZERO);
    }

    private static String milliseconds(BigDecimal value) {
        return String.format(Locale.ROOT, "%7.3f", value);
    }
}
