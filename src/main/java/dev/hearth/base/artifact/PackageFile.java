package dev.hearth.base.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A zip file whose sender is not trusted.
 *
 * <p>Sizes in its headers are not trusted: bytes are counted while they are unpacked. The directory at its end is
 * measured before the library reads it into memory. Only files in the form of usual tools are accepted: one zip file
 * from the first byte to the last, with stored or deflated entries, without encryption.
 */
final class PackageFile implements AutoCloseable {
    private static final int FORMAT = 0xf000;
    private static final int REGULAR = 0x8000;
    private static final int FOLDER = 0x4000;
    private static final int LINK = 0xa000;

    private static final int LOCAL_HEADER = 0x04034b50;
    private static final int DIRECTORY_HEADER = 0x02014b50;
    private static final int DIRECTORY_HEADER_BYTES = 46;
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int END64 = 0x06064b50;
    private static final int END64_BYTES = 56;
    private static final int END64_LOCATOR = 0x07064b50;
    private static final int END64_LOCATOR_BYTES = 20;
    private static final int COMMENT_BYTES = 0xffff;

    private final ZipFile zip;
    private final PackageTree tree = new PackageTree();
    private final byte[] buffer = new byte[Limits.BUFFER_BYTES];
    private long unpacked;

    private PackageFile(ZipFile zip) {
        this.zip = zip;
    }

    /** Opens a package. The channel is closed with it, also if this fails. */
    static PackageFile open(SeekableByteChannel channel) throws BadPackageException {
        try {
            if (channel.size() == 0) {
                throw BadPackageException.empty();
            }
            checkDirectory(channel);
            channel.position(0);
            PackageFile file = new PackageFile(
                    ZipFile.builder().setSeekableByteChannel(channel).get());
            file.readEntries();
            return file;
        } catch (BadPackageException e) {
            close(channel);
            throw e;
        } catch (IOException | RuntimeException e) {
            // the library also throws unchecked exceptions for invalid headers
            close(channel);
            throw BadPackageException.unreadable(e);
        }
    }

    PackageTree tree() {
        return tree;
    }

    /** Takes the bytes of an entry. */
    interface Sink {
        void accept(byte[] bytes, int count) throws IOException;
    }

    /** Unpacks a file, and refuses it if its content does not match its checksum. */
    void read(ZipArchiveEntry entry, Sink sink) throws IOException {
        CRC32 checksum = new CRC32();
        try (InputStream content = stream(entry)) {
            while (true) {
                int count = next(content, buffer);
                if (count < 0) {
                    break;
                }
                unpacked += count;
                if (unpacked > Limits.UNPACKED.bytes()) {
                    throw BadPackageException.tooLarge();
                }
                checksum.update(buffer, 0, count);
                sink.accept(buffer, count);
            }
        }
        if (checksum.getValue() != entry.getCrc()) {
            throw BadPackageException.entry(entry.getName(), "is damaged: its checksum differs");
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    private InputStream stream(ZipArchiveEntry entry) throws BadPackageException {
        try {
            return zip.getInputStream(entry);
        } catch (IOException | RuntimeException e) {
            throw BadPackageException.unreadable(e);
        }
    }

    private static int next(InputStream content, byte[] buffer) throws BadPackageException {
        try {
            return content.read(buffer);
        } catch (IOException | RuntimeException e) {
            throw BadPackageException.unreadable(e);
        }
    }

    private void readEntries() throws IOException {
        Enumeration<ZipArchiveEntry> entries = zip.getEntries();
        if (!entries.hasMoreElements()) {
            throw BadPackageException.empty();
        }
        while (entries.hasMoreElements()) {
            add(entries.nextElement());
        }
        tree.checkLinks();
    }

    private void add(ZipArchiveEntry entry) throws IOException {
        String name = name(entry);
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            throw BadPackageException.entry(name, "is encrypted");
        }
        int method = entry.getMethod();
        if (method != ZipEntry.STORED && method != ZipEntry.DEFLATED) {
            throw BadPackageException.entry(name, "is neither stored nor deflated");
        }
        EntryPath path = EntryPath.of(name);
        boolean folder = name.endsWith("/");
        int format = entry.getUnixMode() & FORMAT;
        if (folder && format != LINK) {
            tree.addFolder(path); // whatever its mode: Maven's archiver adds the bit of a file, which gives a socket
            return;
        }
        switch (format) {
            case 0, REGULAR -> tree.addFile(path, entry);
            case FOLDER -> tree.addFolder(path);
            case LINK -> {
                if (folder) {
                    throw BadPackageException.entry(name, "is a link and a folder");
                }
                tree.addLink(path, linkTarget(entry));
            }
            default -> throw BadPackageException.entry(name, "is neither a file, a folder nor a link");
        }
    }

    /** The name as it is in the zip file. For files made on DOS the library replaces backslashes by slashes. */
    private static String name(ZipArchiveEntry entry) {
        boolean backslashes = new String(entry.getRawName(), StandardCharsets.ISO_8859_1).indexOf('\\') >= 0;
        boolean changed = entry.getPlatform() == ZipArchiveEntry.PLATFORM_FAT
                && backslashes
                && entry.getName().indexOf('\\') < 0;
        return changed ? entry.getName().replace('/', '\\') : entry.getName();
    }

    private String linkTarget(ZipArchiveEntry entry) throws IOException {
        StringBuilder target = new StringBuilder();
        read(entry, (bytes, count) -> {
            if (target.length() + count > Limits.PATH_BYTES) {
                throw BadPackageException.entry(entry.getName(), "is a link with an impossible target");
            }
            // one char for each byte, decoded when the name is complete
            target.append(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
        });
        return new String(target.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Finds the directory as the library does, and counts its entries without holding them in memory. */
    private static void checkDirectory(SeekableByteChannel channel) throws IOException {
        long size = channel.size();
        if (size < END_BYTES) {
            throw BadPackageException.unreadable();
        }
        if (read(channel, 0, 4).getInt(0) == END && size == END_BYTES) {
            throw BadPackageException.empty();
        }
        int tailBytes = (int) Math.min(size, (long) END64_LOCATOR_BYTES + END_BYTES + COMMENT_BYTES);
        ByteBuffer tail = read(channel, size - tailBytes, tailBytes);
        int end = tailBytes - END_BYTES;
        while (end >= 0 && tail.getInt(end) != END) {
            end--;
        }
        if (end < 0) {
            throw BadPackageException.unreadable();
        }
        long directorySize = Integer.toUnsignedLong(tail.getInt(end + 12));
        long directory = Integer.toUnsignedLong(tail.getInt(end + 16));
        long directoryEnd = size - tailBytes + end;
        int locator = end - END64_LOCATOR_BYTES;
        if (locator >= 0 && tail.getInt(locator) == END64_LOCATOR) {
            directoryEnd = tail.getLong(locator + 8);
            if (directoryEnd < 0 || directoryEnd > size - END64_BYTES) {
                throw BadPackageException.unreadable();
            }
            ByteBuffer end64 = read(channel, directoryEnd, END64_BYTES);
            directorySize = end64.getLong(40);
            directory = end64.getLong(48);
            if (end64.getInt(0) != END64) {
                throw BadPackageException.unreadable();
            }
        }
        // no bytes before the first entry and none between directory and end, so that the file can be read in only one
        // way
        if (directory < 0 || directorySize < 0 || directory != directoryEnd - directorySize) {
            throw BadPackageException.unreadable();
        }
        if (directorySize > 0 && read(channel, 0, 4).getInt(0) != LOCAL_HEADER) {
            throw BadPackageException.unreadable();
        }
        countEntries(channel, directory, directoryEnd);
    }

    private static void countEntries(SeekableByteChannel channel, long start, long end) throws IOException {
        long place = start;
        int count = 0;
        while (place < end) {
            if (end - place < DIRECTORY_HEADER_BYTES) {
                throw BadPackageException.unreadable();
            }
            ByteBuffer header = read(channel, place, DIRECTORY_HEADER_BYTES);
            if (header.getInt(0) != DIRECTORY_HEADER) {
                throw BadPackageException.unreadable();
            }
            if (++count > Limits.ENTRIES) {
                throw BadPackageException.tooManyEntries();
            }
            place += DIRECTORY_HEADER_BYTES
                    + Short.toUnsignedInt(header.getShort(28))
                    + Short.toUnsignedInt(header.getShort(30))
                    + Short.toUnsignedInt(header.getShort(32));
        }
        if (place != end) {
            throw BadPackageException.unreadable();
        }
    }

    private static ByteBuffer read(SeekableByteChannel channel, long place, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        channel.position(place);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw BadPackageException.unreadable();
            }
        }
        return buffer.flip();
    }

    private static void close(SeekableByteChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // it was only read
        }
    }
}
