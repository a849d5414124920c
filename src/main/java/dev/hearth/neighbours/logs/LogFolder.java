package dev.hearth.neighbours.logs;

import dev.hearth.model.AccountId;
import dev.hearth.model.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reading side of the log files of all accounts, at {@code ACCOUNT/GROUP/STREAM.NUMBER.log}. Names are encoded by
 * {@link Names}, and each group has a {@link GroupFile}. All state is read from the disk, so another process may be the
 * writer.
 */
final class LogFolder implements Queries.Source {
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final Pattern SEGMENT = Pattern.compile("(.+)\\.([0-9]{6})\\.log");

    private final Path home;

    /** One file of a stream. */
    record Segment(Path file, String stream, int number, long size, Instant modified) {}

    LogFolder(Path home) {
        this.home = home;
    }

    Path path(AccountId account, String name) {
        return home(account).resolve(Names.encode(name));
    }

    static Path segment(Path group, String stream, int number) {
        return group.resolve(Names.encode(stream) + String.format(".%06d.log", number));
    }

    Path home(AccountId account) {
        return home.resolve(account.value());
    }

    /** All groups of all accounts with a retention. */
    List<GroupKey> groupsWithRetention() {
        List<GroupKey> groups = new ArrayList<>();
        for (Path account : list(home)) {
            if (ACCOUNT.matcher(account.getFileName().toString()).matches()) {
                for (Path group : list(account)) {
                    GroupFile.read(group)
                            .filter(file -> file.settings().retentionDays().isPresent())
                            .map(file -> new GroupKey(
                                    new AccountId(account.getFileName().toString()), file.name()))
                            .ifPresent(groups::add);
                }
            }
        }
        return groups;
    }

    /** A file whose events have all expired, and the time of its last event. */
    record Expired(Segment segment, Instant ingested) {}

    /** The expired files of a group, in order for each stream. */
    List<Expired> expired(GroupKey group, Instant now) {
        Path folder = path(group.account(), group.name());
        Optional<GroupFile> file = GroupFile.read(folder);
        List<Expired> expired = new ArrayList<>();
        if (file.isPresent()) {
            for (List<Segment> segments : segmentsByStream(folder).values()) {
                for (Segment segment : segments) {
                    FileStream.last(List.of(segment))
                            .map(LogFormat.Entry::ingested)
                            .filter(ingested -> Retention.isOver(file.get().settings(), now, ingested))
                            .ifPresent(ingested -> expired.add(new Expired(segment, ingested)));
                }
            }
        }
        return expired;
    }

    @Override
    public List<String> groups(AccountId account) {
        return list(home(account)).stream()
                .flatMap(
                        folder -> Names.decode(folder.getFileName().toString())
                                .or(() -> GroupFile.read(folder).map(GroupFile::name))
                                .stream())
                .toList();
    }

    @Override
    public Optional<LogGroup> group(AccountId account, String name) {
        Path folder = path(account, name);
        return GroupFile.read(folder)
                .map(group -> new LogGroup(
                        group.name(),
                        group.created(),
                        group.settings(),
                        new DataSize(segments(folder).stream()
                                .mapToLong(Segment::size)
                                .sum())));
    }

    @Override
    public Optional<Queries.Contents> contents(AccountId account, String name) {
        Path folder = path(account, name);
        return GroupFile.read(folder).map(group -> new Queries.Contents(group.settings(), streams(folder)));
    }

    private static List<StreamSource> streams(Path group) {
        List<StreamSource> sources = new ArrayList<>();
        segmentsByStream(group)
                .forEach((encoded, segments) -> Names.decode(encoded)
                        .or(() -> header(segments.getFirst().file()).map(LogFormat.Header::name))
                        .ifPresent(stream -> sources.add(new FileStream(stream, segments))));
        return sources;
    }

    /** The files of each stream of a group, in order, by the streams' encoded names. */
    static Map<String, List<Segment>> segmentsByStream(Path group) {
        Map<String, List<Segment>> streams = new TreeMap<>();
        for (Segment segment : segments(group)) {
            streams.computeIfAbsent(segment.stream(), any -> new ArrayList<>()).add(segment);
        }
        streams.values().forEach(segments -> segments.sort(Comparator.comparingInt(Segment::number)));
        return streams;
    }

    /** All files of a group's streams, in no order. */
    static List<Segment> segments(Path group) {
        List<Segment> segments = new ArrayList<>();
        for (Path file : list(group)) {
            Matcher name = SEGMENT.matcher(file.getFileName().toString());
            if (name.matches()) {
                try {
                    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    segments.add(new Segment(
                            file,
                            name.group(1),
                            Integer.parseInt(name.group(2)),
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant()));
                } catch (IOException e) {
                    if (!(e instanceof NoSuchFileException)) { // a missing file was removed meanwhile
                        throw new UncheckedIOException("can't read " + file, e);
                    }
                }
            }
        }
        return segments;
    }

    /** The first line of a file; empty if there is no file, or no complete line in it. */
    static Optional<LogFormat.Header> header(Path file) {
        try (LineReader lines = new LineReader(file, 0)) {
            return lines.next() ? LogFormat.readHeader(lines.buffer(), lines.length()) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
    }

    static List<Path> list(Path folder) {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(paths::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return paths;
        } catch (IOException e) {
            throw new UncheckedIOException("can't list " + folder, e);
        }
        return paths;
    }
}
