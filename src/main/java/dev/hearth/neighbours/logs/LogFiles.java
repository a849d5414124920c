package dev.hearth.neighbours.logs;

import dev.hearth.model.AccountId;
import dev.hearth.time.Time;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writing side of the log files, used by one thread. It gathers lines, appends them to each stream's last file, and
 * removes the oldest files of a group that is over its limit. Only the most recently used files are kept open.
 */
final class LogFiles {
    private static final Logger LOG = LoggerFactory.getLogger(LogFiles.class);

    private final LogFolder folder;
    private final Limits limits;
    private final Time time;
    private final Map<StreamKey, ByteArrayOutputStream> gathered = new LinkedHashMap<>();
    private final LinkedHashMap<StreamKey, OpenFile> open = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<GroupKey, Usage> usages = new HashMap<>();
    private final Map<AccountId, Integer> groupCounts = new HashMap<>();

    /** Work on the disk. It returns the exception if it fails. */
    interface Action {
        Optional<IOException> run();
    }

    /** The end of a stream's last file. */
    private static final class OpenFile {
        private final FileChannel channel;
        private final Path path;
        private long size;

        OpenFile(FileChannel channel, Path path, long size) {
            this.channel = channel;
            this.path = path;
            this.size = size;
        }
    }

    /** The disk usage of a group. */
    private static final class Usage {
        private long bytes;
        private int files;

        /** The number of each stream's last file, by encoded name. A stream's first files may have been removed. */
        private final Map<String, Integer> last = new HashMap<>();

        boolean has(StreamKey stream) {
            return last.containsKey(Names.encode(stream.name()));
        }
    }

    LogFiles(LogFolder folder, Limits limits, Time time) {
        this.folder = folder;
        this.limits = limits;
        this.time = time;
    }

    /** Takes an event for the next {@link #flush}. */
    void add(StreamKey stream, LogFormat.Entry entry) {
        LogFormat.write(entry, gathered.computeIfAbsent(stream, any -> new ByteArrayOutputStream()));
    }

    /**
     * Writes the gathered events. Events that can't be written are dropped, so that a full disk does not fill the
     * memory.
     */
    Optional<IOException> flush() {
        Optional<IOException> failure = Optional.empty();
        Set<GroupKey> touched = new HashSet<>();
        for (Map.Entry<StreamKey, ByteArrayOutputStream> lines : gathered.entrySet()) {
            try {
                append(lines.getKey(), lines.getValue().toByteArray());
                touched.add(lines.getKey().group());
            } catch (IOException e) {
                forget(lines.getKey());
                failure = Optional.of(e);
            }
        }
        gathered.clear();
        for (GroupKey group : touched) {
            try {
                cut(group);
            } catch (IOException e) {
                failure = Optional.of(e);
            }
        }
        return failure;
    }

    /** Creates a group. */
    void create(GroupKey group, GroupSettings settings) throws IOException {
        if (GroupFile.read(path(group)).isPresent()) {
            throw LogErrors.present("group");
        }
        if (groupCount(group.account()) >= limits.groups()) {
            throw LogErrors.tooManyGroups();
        }
        make(group, settings);
    }

    void change(GroupKey group, UnaryOperator<GroupSettings> change) throws IOException {
        GroupFile file = require(group);
        new GroupFile(file.created(), file.name(), change.apply(file.settings())).write(path(group));
    }

    void delete(GroupKey group) throws IOException {
        if (require(group).settings().deletionProtected()) {
            throw LogErrors.protectedGroup();
        }
        forget(group);
        Path path = path(group);
        Files.deleteIfExists(GroupFile.in(path)); // from now on readers do not find the group
        clear(path);
        Files.deleteIfExists(path);
        groupCounts.computeIfPresent(group.account(), (any, count) -> count - 1);
    }

    /** Creates a stream. */
    void create(StreamKey stream) throws IOException {
        require(stream.group());
        if (usage(stream.group()).has(stream)) {
            throw LogErrors.present("stream");
        }
        openFor(stream);
        cut(stream.group());
    }

    void delete(StreamKey stream) throws IOException {
        require(stream.group());
        if (!usage(stream.group()).has(stream)) {
            throw LogErrors.missing("stream");
        }
        String encoded = Names.encode(stream.name());
        for (LogFolder.Segment segment : LogFolder.segments(path(stream.group()))) {
            if (segment.stream().equals(encoded)) {
                remove(stream.group(), segment);
            }
        }
    }

    /** Writes a batch to an existing stream. */
    Rejected put(StreamKey stream, List<NewEvent> events) throws IOException {
        GroupSettings settings = require(stream.group()).settings();
        if (!usage(stream.group()).has(stream)) {
            throw LogErrors.missing("stream");
        }
        Instant now = EventId.millis(time.now());
        Batch batch = Batch.at(now, settings, events);
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        batch.events()
                .forEach(event -> LogFormat.write(
                        new LogFormat.Entry(EventId.millis(event.timestamp()), now, event.message()), lines));
        append(stream, lines.toByteArray());
        cut(stream.group());
        return batch.rejected();
    }

    /** Removes expired files, unless they were written to or their group was changed since they were found. */
    void remove(GroupKey group, List<LogFolder.Expired> expired) throws IOException {
        Optional<GroupFile> file = GroupFile.read(path(group));
        for (LogFolder.Expired one : expired) {
            LogFolder.Segment segment = one.segment();
            boolean over = file.isPresent() && Retention.isOver(file.get().settings(), time.now(), one.ingested());
            if (over && isOfSize(segment.file(), segment.size())) {
                if (usage(group).last.getOrDefault(segment.stream(), -1) == segment.number()) {
                    succeed(group, segment);
                }
                remove(group, segment);
            }
        }
    }

    private static boolean isOfSize(Path file, long size) throws IOException {
        try {
            return Files.size(file) == size;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * Begins a new file after a stream's last one. So the stream continues to exist, and no position in it is reused.
     */
    private void succeed(GroupKey group, LogFolder.Segment last) throws IOException {
        Optional<LogFormat.Header> header = LogFolder.header(last.file());
        if (header.isPresent()) {
            forget(new StreamKey(group, header.get().name()));
            byte[] line = LogFormat.header(header.get());
            int number = last.number() + 1;
            Files.write(LogFolder.segment(path(group), header.get().name(), number), line);
            Usage usage = usage(group);
            usage.bytes += line.length;
            usage.files++;
            usage.last.put(last.stream(), number);
        }
    }

    void close() {
        List.copyOf(open.keySet()).forEach(this::forget);
    }

    private void append(StreamKey stream, byte[] lines) throws IOException {
        OpenFile file = openFor(stream);
        ByteBuffer rest = ByteBuffer.wrap(lines);
        while (rest.hasRemaining()) {
            rest.limit(segmentEnd(lines, rest.position(), limits.segment().bytes() - file.size));
            int count = rest.remaining();
            write(file, rest);
            file.size += count;
            usage(stream.group()).bytes += count;
            rest.limit(lines.length);
            if (file.size >= limits.segment().bytes()) {
                forget(stream);
                if (rest.hasRemaining()) {
                    file = openFor(stream);
                }
            }
        }
    }

    /**
     * Writes all bytes or, as far as the disk allows, none: a caller that gets an error will send the same batch again.
     */
    private static void write(OpenFile file, ByteBuffer lines) throws IOException {
        try {
            while (lines.hasRemaining()) {
                file.channel.write(lines);
            }
        } catch (IOException e) {
            try {
                file.channel.truncate(file.size);
            } catch (IOException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }

    /** The offset at which a part of the lines ends: at the end of the line that fills the file. */
    private static int segmentEnd(byte[] lines, int start, long room) {
        if (lines.length - start <= room) {
            return lines.length;
        }
        int end = (int) (start + Math.max(0, room));
        while (end < lines.length && lines[end] != '\n') {
            end++;
        }
        return Math.min(lines.length, end + 1);
    }

    private OpenFile openFor(StreamKey stream) throws IOException {
        OpenFile file = open.get(stream);
        if (file != null) {
            return file;
        }
        Path group = path(stream.group());
        if (!Files.exists(GroupFile.in(group))) {
            if (groupCount(stream.group().account()) >= limits.groups()) {
                throw new IOException("the account has as many log groups as it may, and gets no "
                        + stream.group().name());
            }
            make(stream.group(), GroupSettings.DEFAULT);
        }
        Map<String, Integer> numbers = usage(stream.group()).last;
        String encoded = Names.encode(stream.name());
        int number = numbers.getOrDefault(encoded, 0);
        if (isFull(LogFolder.segment(group, stream.name(), number))) {
            number++;
        }
        file = openEnd(LogFolder.segment(group, stream.name(), number), stream);
        open.put(stream, file);
        numbers.put(encoded, number);
        if (open.size() > Limits.OPEN_FILES) {
            Iterator<StreamKey> eldest = open.keySet().iterator();
            forget(eldest.next());
        }
        return file;
    }

    private boolean isFull(Path segment) throws IOException {
        try {
            return Files.size(segment) >= limits.segment().bytes();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Opens a file at the end of its last complete line. A crash may have left an incomplete line after it. */
    private OpenFile openEnd(Path path, StreamKey stream) throws IOException {
        boolean old = Files.exists(path);
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            long end = LineReader.lastEnd(channel);
            channel.truncate(end);
            channel.position(end);
            if (end == 0) {
                byte[] header = LogFormat.header(new LogFormat.Header(EventId.millis(time.now()), stream.name()));
                channel.write(ByteBuffer.wrap(header));
                end = header.length;
                usage(stream.group()).bytes += end;
                usage(stream.group()).files += old ? 0 : 1;
            }
            return new OpenFile(channel, path, end);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private Path path(GroupKey group) {
        return folder.path(group.account(), group.name());
    }

    private GroupFile require(GroupKey group) {
        return GroupFile.read(path(group)).orElseThrow(() -> LogErrors.missing("group"));
    }

    private void make(GroupKey group, GroupSettings settings) throws IOException {
        int groups = groupCount(group.account());
        forget(group);
        Path path = path(group);
        clear(path); // an earlier process may have ended while it deleted a group of this name
        Files.createDirectories(path);
        new GroupFile(EventId.millis(time.now()), group.name(), settings).write(path);
        groupCounts.put(group.account(), groups + 1);
    }

    private int groupCount(AccountId account) {
        return groupCounts.computeIfAbsent(
                account, any -> LogFolder.list(folder.home(account)).size());
    }

    private static void clear(Path group) throws IOException {
        for (Path file : LogFolder.list(group)) {
            Files.deleteIfExists(file);
        }
    }

    /** The disk usage of a group. It is counted once, and updated after that. */
    private Usage usage(GroupKey group) throws IOException {
        Usage known = usages.get(group);
        if (known != null) {
            return known;
        }
        Usage usage = new Usage();
        for (LogFolder.Segment segment : LogFolder.segments(path(group))) {
            if (segment.size() <= LogFormat.HEADER_BYTES
                    && LogFolder.header(segment.file()).isEmpty()) {
                Files.deleteIfExists(segment.file()); // a crash left the file without its first line
            } else {
                usage.bytes += segment.size();
                usage.files++;
                usage.last.merge(segment.stream(), segment.number(), Math::max);
            }
        }
        usages.put(group, usage);
        return usage;
    }

    /** Removes the least recently written files of a group that is over its limit. */
    private void cut(GroupKey group) throws IOException {
        Usage usage = usage(group);
        if (usage.bytes <= limits.group().bytes() && usage.files <= limits.streams()) {
            return;
        }
        List<LogFolder.Segment> oldest = LogFolder.segments(path(group)).stream()
                .sorted(Comparator.comparing(LogFolder.Segment::modified).thenComparingInt(LogFolder.Segment::number))
                .toList();
        usage.bytes = oldest.stream().mapToLong(LogFolder.Segment::size).sum();
        usage.files = oldest.size();
        int last = oldest.size() - 1; // the last file is being written, and stays
        for (int i = 0; i < last && isTooBig(usage); i++) {
            LogFolder.Segment segment = oldest.get(i);
            remove(group, segment);
        }
    }

    private void remove(GroupKey group, LogFolder.Segment segment) throws IOException {
        open.entrySet().stream()
                .filter(entry -> entry.getValue().path.equals(segment.file()))
                .map(Map.Entry::getKey)
                .findFirst()
                .ifPresent(this::forget);
        Files.deleteIfExists(segment.file());
        Usage usage = usage(group);
        usage.bytes -= segment.size();
        usage.files--;
        usage.last.remove(segment.stream(), segment.number());
    }

    private boolean isTooBig(Usage usage) {
        return usage.bytes > limits.group().bytes() * Limits.CUT_TO || usage.files > limits.streams() * Limits.CUT_TO;
    }

    private void forget(GroupKey group) {
        open.keySet().stream()
                .filter(stream -> stream.group().equals(group))
                .toList()
                .forEach(this::forget);
        usages.remove(group);
    }

    private void forget(StreamKey stream) {
        OpenFile file = open.remove(stream);
        if (file != null) {
            try {
                file.channel.close();
            } catch (IOException e) {
                LOG.warn("can't close {}: {}", file.path, e.toString());
            }
        }
    }
}
