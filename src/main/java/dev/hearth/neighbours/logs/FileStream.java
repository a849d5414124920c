package dev.hearth.neighbours.logs;

import dev.hearth.model.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A stream in its files, oldest first. A position is a file's number and a place in it.
 *
 * <p>A file that is removed while it is read was expired, and counts as empty.
 */
final class FileStream implements StreamSource {
    private static final int OFFSET_BITS = 32;

    /** The first read to find the last line. Most lines are shorter. */
    private static final long TAIL_BYTES = 4096;

    private final String name;
    private final List<LogFolder.Segment> segments;

    FileStream(String name, List<LogFolder.Segment> segments) {
        this.name = name;
        this.segments = segments;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<LogStreamSummary> summary(TimeRange kept) {
        long size = segments.stream().mapToLong(LogFolder.Segment::size).sum();
        return LogFolder.header(segments.getFirst().file())
                .map(header -> new LogStreamSummary(name, header.created(), events(kept), new DataSize(size)));
    }

    private Optional<LogStreamSummary.Events> events(TimeRange kept) {
        LogEvent[] first = new LogEvent[1];
        if (mayHold(kept)) {
            visit(0, (event, position, next) -> {
                first[0] = kept.contains(event.timestamp()) ? event : null;
                return first[0] == null;
            });
        }
        return first[0] == null
                ? Optional.empty()
                : last(segments)
                        .map(last ->
                                new LogStreamSummary.Events(first[0].timestamp(), last.timestamp(), last.ingested()));
    }

    @Override
    public boolean mayHold(TimeRange range) {
        Instant changed = segments.getLast().modified().plus(Limits.CLOCK_ERROR);
        return !range.from().filter(changed::isBefore).isPresent();
    }

    @Override
    public void visit(long position, Visitor visitor) {
        String hash = EventId.hash(name);
        for (LogFolder.Segment segment : segments) {
            long first = (long) segment.number() << OFFSET_BITS;
            if (position >> OFFSET_BITS <= segment.number()
                    && !visit(segment, Math.max(0, position - first), hash, visitor)) {
                return;
            }
        }
    }

    private boolean visit(LogFolder.Segment segment, long from, String hash, Visitor visitor) {
        long first = (long) segment.number() << OFFSET_BITS;
        try (LineReader lines = new LineReader(segment.file(), from)) {
            while (lines.next()) {
                if (lines.offset() == 0) {
                    continue; // the header
                }
                LogFormat.Entry entry = LogFormat.readEntry(lines.buffer(), lines.start(), lines.length())
                        .orElse(null);
                if (entry == null) {
                    continue;
                }
                long position = first + lines.offset();
                LogEvent event = new LogEvent(
                        entry.timestamp(),
                        entry.ingested(),
                        entry.message(),
                        name,
                        EventId.of(entry.timestamp(), hash, position));
                if (!visitor.event(event, position, first + lines.nextOffset())) {
                    return false;
                }
            }
            return true;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + segment.file(), e);
        }
    }

    /** The last event in a stream's files, oldest file first. The last file may have no event yet. */
    static Optional<LogFormat.Entry> last(List<LogFolder.Segment> segments) {
        for (LogFolder.Segment segment : segments.reversed()) {
            Optional<LogFormat.Entry> last = last(segment.file());
            if (last.isPresent()) {
                return last;
            }
        }
        return Optional.empty();
    }

    /** The last event of a file. Reads more and more of its end until a whole line is found. */
    private static Optional<LogFormat.Entry> last(Path file) {
        try {
            long size = Files.size(file);
            for (long tail = TAIL_BYTES; ; tail *= 8) {
                Optional<LogFormat.Entry> last = last(file, Math.max(0, size - tail));
                if (last.isPresent() || tail >= size) {
                    return last;
                }
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
    }

    private static Optional<LogFormat.Entry> last(Path file, long from) throws IOException {
        Optional<LogFormat.Entry> last = Optional.empty();
        try (LineReader lines = new LineReader(file, from)) {
            lines.next(); // the header, or a line's end
            while (lines.next()) {
                Optional<LogFormat.Entry> entry = LogFormat.readEntry(lines.buffer(), lines.start(), lines.length());
                last = entry.isPresent() ? entry : last;
            }
        }
        return last;
    }
}
