package dev.hearth.logs;

import dev.hearth.model.AccountId;
import dev.hearth.time.Time;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps logs in files ({@link LogFolder}, {@link LogFormat}). One process writes; others may read meanwhile.
 *
 * <p>What was appended is given to the operating system within 100 ms and so survives the end of this program, however
 * it comes; it is not forced to the disk, and the loss of power may cost the last seconds.
 */
public final class FileLogStore implements LogStore {
    private final Time time;
    private final LogFolder folder;
    private final LogWriter writer;
    private final Queries queries;

    /** @param home where the files are; made when the first event comes */
    public FileLogStore(Path home, Time time) {
        this(home, time, Limits.DEFAULT);
    }

    FileLogStore(Path home, Time time, Limits limits) {
        this.time = time;
        this.folder = new LogFolder(home);
        this.writer = new LogWriter(new LogFiles(folder, limits, time), limits, time);
        this.queries = new Queries(folder);
    }

    @Override
    public LogStream open(AccountId account, String group, String stream) {
        Names.requireGroup(group);
        Names.requireStream(stream);
        StreamKey key = new StreamKey(new GroupKey(account, group), stream);
        LogWriter.Backlog backlog = new LogWriter.Backlog();
        return (timestamp, message) -> {
            Instant now = LogFiles.millis(time.now());
            Instant happened = LogFiles.millis(timestamp);
            for (String part : Messages.split(message, Limits.EVENT_BYTES)) {
                writer.append(key, backlog, happened, now, part);
            }
        };
    }

    @Override
    public LogPage<LogGroup> groups(AccountId account, Optional<String> prefix, int limit, Optional<String> token) {
        writer.awaitWritten();
        return queries.groups(account, prefix, limit, token);
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
    public void delete(AccountId account, String group) {
        Names.requireGroup(group);
        writer.awaitWritten();
        if (folder.streams(account, group).isEmpty()) {
            throw Queries.missing("group");
        }
        writer.delete(new GroupKey(account, group));
    }

    @Override
    public void close() {
        writer.close();
    }
}
