package dev.hearth.logs;

import dev.hearth.time.Time;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log files, as the one thread that writes them sees them: gathers lines, appends them to each stream's last file,
 * and removes the oldest files of a group that has grown too big. Only the most lately used files are kept open.
 */
final class LogFiles {
    private static final Logger LOG = LoggerFactory.getLogger(LogFiles.class);

    private final LogFolder folder;
    private final Limits limits;
    private final Time time;
    private final Map<StreamKey, ByteArrayOutputStream> gathered = new LinkedHashMap<>();
    private final LinkedHashMap<StreamKey, OpenFile> open = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<GroupKey, Usage> usages = new HashMap<>();

    /** Work on the disk; what it returns went wrong. */
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

    /** What a group takes on the disk. */
    private static final class Usage {
        private long bytes;
        private int files;

        /** The number of each stream's last file, by encoded name: the first ones may have been removed. */
        private final Map<String, Integer> last = new HashMap<>();
    }

    LogFiles(LogFolder folder, Limits limits, Time time) {
        this.folder = folder;
        this.limits = limits;
        this.time = time;
    }

    /** A time as events have it: whole milliseconds, none before 1970. */
    static Instant millis(Instant instant) {
        return instant.isBefore(Instant.EPOCH) ? Instant.EPOCH : instant.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Takes an event for the next {@link #flush}. */
    void add(StreamKey stream, LogFormat.Entry entry) {
        LogFormat.write(entry, gathered.computeIfAbsent(stream, any -> new ByteArrayOutputStream()));
    }

    /** Writes what was gathered. What can't be written is lost: a full disk must not fill the memory too. */
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

    /** Removes a group. */
    Optional<IOException> delete(GroupKey group) {
        gathered.keySet().removeIf(stream -> stream.group().equals(group));
        open.keySet().stream()
                .filter(stream -> stream.group().equals(group))
                .toList()
                .forEach(this::forget);
        usages.remove(group);
        Path path = folder.group(group.account(), group.name());
        try {
            Files.deleteIfExists(LogFolder.groupFile(path)); // from now on it is not there for readers
            for (LogFolder.Segment segment : LogFolder.segments(path)) {
                Files.deleteIfExists(segment.file());
            }
            Files.deleteIfExists(path);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
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
            while (rest.hasRemaining()) {
                file.channel.write(rest);
            }
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

    /** Where in the lines a file's part ends: at the end of the line that fills it. */
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
        Map<String, Integer> numbers = usage(stream.group()).last;
        Path group = makeGroup(stream.group());
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

    /** Opens a file at the end of its last complete line: a crash may have torn the one after it. */
    private OpenFile openEnd(Path path, StreamKey stream) throws IOException {
        long end = 0;
        boolean old = Files.exists(path);
        if (old) {
            try (LineReader lines = new LineReader(path, 0)) {
                while (lines.next()) {
                    end = lines.nextOffset();
                }
            }
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            channel.truncate(end);
            channel.position(end);
            if (end == 0) {
                byte[] header = LogFormat.header(new LogFormat.Header(millis(time.now()), stream.name()));
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

    private Path makeGroup(GroupKey group) throws IOException {
        Path path = folder.group(group.account(), group.name());
        Path file = LogFolder.groupFile(path);
        if (!Files.exists(file)) {
            Files.createDirectories(path);
            Path made = path.resolve("group.new");
            Files.write(made, LogFormat.header(new LogFormat.Header(millis(time.now()), group.name())));
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return path;
    }

    /** What a group takes; counted once, then kept up to date. */
    private Usage usage(GroupKey group) {
        return usages.computeIfAbsent(group, any -> {
            Usage usage = new Usage();
            for (LogFolder.Segment segment : LogFolder.segments(folder.group(group.account(), group.name()))) {
                usage.bytes += segment.size();
                usage.files++;
                usage.last.merge(segment.stream(), segment.number(), Math::max);
            }
            return usage;
        });
    }

    /** Removes the files of a group that were not written to for longest, if it is too big. */
    private void cut(GroupKey group) throws IOException {
        Usage usage = usage(group);
        if (usage.bytes <= limits.group().bytes() && usage.files <= limits.streams()) {
            return;
        }
        List<LogFolder.Segment> oldest = LogFolder.segments(folder.group(group.account(), group.name())).stream()
                .sorted(Comparator.comparing(LogFolder.Segment::modified).thenComparingInt(LogFolder.Segment::number))
                .toList();
        usage.bytes = oldest.stream().mapToLong(LogFolder.Segment::size).sum();
        usage.files = oldest.size();
        int last = oldest.size() - 1; // always stays: it is being written
        for (int i = 0; i < last && isTooBig(usage); i++) {
            LogFolder.Segment segment = oldest.get(i);
            open.entrySet().stream()
                    .filter(entry -> entry.getValue().path.equals(segment.file()))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .ifPresent(this::forget);
            Files.deleteIfExists(segment.file());
            usage.bytes -= segment.size();
            usage.files--;
            usage.last.remove(segment.stream(), segment.number());
        }
    }

    private boolean isTooBig(Usage usage) {
        return usage.bytes > limits.group().bytes() * Limits.CUT_TO || usage.files > limits.streams() * Limits.CUT_TO;
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
