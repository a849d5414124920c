package dev.hearth.neighbours.logs;

import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps logs in files ({@link LogFolder}, {@link LogFormat}). One process writes; others may read meanwhile.
 *
 * <p>Appended events are written to the operating system within 100 ms. So they survive a crash of this process.
 * They are not forced to the disk, so a power failure may lose those of the last seconds.
 */
public final class FileLogStore implements LogStore {
    private static final Logger LOG = LoggerFactory.getLogger(FileLogStore.class);

    private final Time time;
    private final LogFolder folder;
    private final LogFiles files;
    private final LogWriter writer;
    private final Queries queries;

    /**
     * @param home the folder of the files; it is created at the first event
     */
    public FileLogStore(Path home, Time time) {
        this(home, time, Limits.DEFAULT);
    }

    FileLogStore(Path home, Time time, Limits limits) {
        this.time = time;
        this.folder = new LogFolder(home);
        this.files = new LogFiles(folder, limits, time);
        this.writer = new LogWriter(files, limits, time);
        this.queries = new Queries(folder, time);
    }

    @Override
    public LogStream open(AccountId account, String group, String stream) {
        StreamKey key = StreamKey.of(account, group, stream);
        LogWriter.Backlog backlog = new LogWriter.Backlog();
        return (timestamp, message) -> {
            Instant now = EventId.millis(time.now());
            Instant happened = EventId.millis(timestamp);
            for (String part : Messages.split(message, LogStream.EVENT_BYTES)) {
                writer.append(key, backlog, happened, now, part);
            }
        };
    }

    @Override
    public LogPage<LogGroup> groups(AccountId account, GroupQuery query) {
        writer.awaitWritten();
        return queries.groups(account, query);
    }

    @Override
    public LogGroup group(AccountId account, String name) {
        writer.awaitWritten();
        return queries.group(account, name);
    }

    @Override
    public LogPage<LogStreamSummary> streams(AccountId account, String group, StreamQuery query) {
        writer.awaitWritten();
        return queries.streams(account, group, query);
    }

    @Override
    public EventPage events(AccountId account, String group, String stream, EventQuery query) {
        writer.awaitWritten();
        return queries.events(account, group, stream, query);
    }

    @Override
    public LogPage<LogEvent> filter(AccountId account, String group, FilterQuery query) {
        writer.awaitWritten();
        return queries.filter(account, group, query);
    }

    @Override
    public void createGroup(AccountId account, String group, GroupSettings settings) {
        GroupKey key = GroupKey.of(account, group);
        change(() -> files.create(key, settings));
    }

    @Override
    public void changeGroup(AccountId account, String group, UnaryOperator<GroupSettings> change) {
        GroupKey key = GroupKey.of(account, group);
        change(() -> files.change(key, change));
    }

    @Override
    public void deleteGroup(AccountId account, String group) {
        GroupKey key = GroupKey.of(account, group);
        change(() -> files.delete(key));
    }

    @Override
    public void createStream(AccountId account, String group, String stream) {
        StreamKey key = StreamKey.of(account, group, stream);
        change(() -> files.create(key));
    }

    @Override
    public void deleteStream(AccountId account, String group, String stream) {
        StreamKey key = StreamKey.of(account, group, stream);
        change(() -> files.delete(key));
    }

    @Override
    public Rejected put(AccountId account, String group, String stream, List<NewEvent> events) {
        StreamKey key = StreamKey.of(account, group, stream);
        int size = Batch.check(events);
        return writer.change(2 * size, () -> files.put(key, events));
    }

    @Override
    public int sweep() {
        int swept = 0;
        for (GroupKey group : folder.groupsWithRetention()) {
            try { // a group whose sweep fails or is slow does not stop the sweep of others
                swept += sweep(group);
            } catch (ServiceException e) {
                LOG.info("the sweep of {} is not done yet: {}", group.name(), e.getMessage());
            } catch (UncheckedIOException e) {
                LOG.warn("the log files of {} can't be swept now", group.name(), e);
            }
        }
        return swept;
    }

    /** Reads files on this thread. The writing thread only removes them, a few at a time. */
    private int sweep(GroupKey group) {
        List<LogFolder.Expired> expired = folder.expired(group, time.now());
        for (int i = 0; i < expired.size(); i += Limits.REMOVALS_AT_ONCE) {
            List<LogFolder.Expired> some = expired.subList(i, Math.min(expired.size(), i + Limits.REMOVALS_AT_ONCE));
            change(() -> files.remove(group, some));
        }
        return expired.size();
    }

    @Override
    public void close() {
        writer.close();
    }

    /** Work on the files without a result. */
    private interface Change {
        void run() throws IOException;
    }

    private void change(Change change) {
        writer.change(0, () -> {
            change.run();
            return true;
        });
    }
}
