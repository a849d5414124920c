package dev.hearth.cli;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.logs.FilterQuery;
import dev.hearth.neighbours.logs.LogEvent;
import dev.hearth.neighbours.logs.LogPage;
import dev.hearth.neighbours.logs.LogStore;
import dev.hearth.neighbours.logs.TimeRange;
import dev.hearth.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth logs}: prints the logs of a function. */
@Command(name = "logs", description = "Shows the logs of a function.", sortOptions = false)
final class LogsCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(300);
    /** How much later than newer events an event may still arrive, when several sandboxes write at the same time. */
    private static final Duration LATE = Duration.ofSeconds(10);

    private static final int PAGE = 1_000;

    /** The most events of {@code --tail}, which are held in memory. */
    private static final int MOST_TAIL = 10_000;

    private final Commands commands;
    private final Time time;

    @Mixin
    private final SharedOptions shared = new SharedOptions();

    @Parameters(paramLabel = "FUNCTION", description = "Its name or ARN; or the name of a log group, beginning with /.")
    String function = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Stays and shows what comes.")
    boolean follow;

    @Option(names = "--since", paramLabel = "TIME", description = "Only the last 90s, 10m or 1h.")
    @Nullable
    String since;

    @Option(names = "--tail", paramLabel = "N", description = "Only the last N events.")
    @Nullable
    Integer tail;

    @Option(names = "--account", paramLabel = "ID", description = "Another account than the first.")
    @Nullable
    String account;

    LogsCommand(Commands commands, Time time) {
        this.commands = commands;
        this.time = time;
    }

    @Override
    public Integer call() throws InterruptedException {
        LogTarget target =
                commands.withStore(shared, store -> LogTarget.of(store, function, Optional.ofNullable(account)));
        if (tail != null && (tail < 1 || tail > MOST_TAIL)) {
            throw new UsageException("'" + tail + "' is not a value for --tail: expected 1 to " + MOST_TAIL + ".");
        }
        Optional<Instant> from =
                Optional.ofNullable(since).map(text -> time.now().minus(Durations.parse(text, "--since")));
        try (LogStore logs = commands.backend().openLogs(commands.dataFolder(shared))) {
            if (follow) {
                if (!target.function().orElse(true)) {
                    commands.output()
                            .remark("hearth: there is no function '" + function + "' in account " + target.owner()
                                    + " yet.");
                }
                follow(logs, target, from);
                return 0;
            }
            if (events(logs, target, from).isEmpty()) {
                throw new UsageException(target.nothing(function));
            }
            return 0;
        }
    }

    private void follow(LogStore logs, LogTarget target, Optional<Instant> from) throws InterruptedException {
        Set<String> shown = new HashSet<>();
        if (tail != null) {
            // events before the last --tail ones are skipped, and must not appear later
            since(logs, target.owner(), target.group(), time.now().minus(LATE)).forEach(event -> shown.add(event.id()));
            events(logs, target, from).ifPresent(last -> last.forEach(event -> shown.add(event.id())));
            followFrom(logs, target, time.now().minus(LATE), shown);
        } else {
            followFrom(logs, target, from.orElse(time.now().minus(LATE)), shown);
        }
    }

    /** Prints the matching events. Returns the last one; empty if there is no such group. */
    private Optional<Deque<LogEvent>> events(LogStore logs, LogTarget target, Optional<Instant> from) {
        Deque<LogEvent> last = new ArrayDeque<>();
        Optional<String> token = Optional.empty();
        do {
            LogPage<LogEvent> page;
            try {
                page = logs.filter(target.owner(), target.group(), query(from, token));
            } catch (ServiceException failed) {
                if (failed.code() == ErrorCode.RESOURCE_NOT_FOUND) {
                    return Optional.empty();
                }
                throw failed;
            }
            if (tail == null) {
                page.items().forEach(this::print);
            } else {
                for (LogEvent event : page.items()) {
                    last.addLast(event);
                    if (last.size() > tail) {
                        last.removeFirst();
                    }
                }
            }
            token = page.next();
        } while (token.isPresent());
        last.forEach(this::print);
        return Optional.of(last);
    }

    private void followFrom(LogStore logs, LogTarget target, Instant from, Set<String> already)
            throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        Instant start = from;
        Set<String> shown = already;
        while (true) {
            Set<String> seen = new HashSet<>();
            for (LogEvent event : since(logs, target.owner(), target.group(), start)) {
                if (!shown.contains(event.id())) {
                    print(event);
                }
                seen.add(event.id());
            }
            shown = seen;
            Instant lookBack = time.now().minus(LATE);
            start = lookBack.isAfter(start) ? lookBack : start;
            if (never.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private static List<LogEvent> since(LogStore logs, AccountId owner, String group, Instant start) {
        List<LogEvent> events = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            LogPage<LogEvent> page;
            try {
                page = logs.filter(owner, group, query(Optional.of(start), token));
            } catch (ServiceException failed) {
                if (failed.code() == ErrorCode.RESOURCE_NOT_FOUND) {
                    return events; // the group does not exist yet
                }
                throw failed;
            }
            events.addAll(page.items());
            token = page.next();
        } while (token.isPresent());
        return events;
    }

    private static FilterQuery query(Optional<Instant> from, Optional<String> token) {
        return new FilterQuery(Set.of(), Optional.empty(), new TimeRange(from, Optional.empty()), "", PAGE, token);
    }

    private void print(LogEvent event) {
        commands.output()
                .line(event.timestamp() + " " + Printable.of(event.message().stripTrailing()));
    }
}
