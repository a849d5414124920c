package dev.hearth.base.image;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A layer's archive in the making, written by another program's code than the one that reads it. */
public final class TestingLayer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean finished;
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

    public TestingLayer() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    /** With GNU's way of long names. */
    TestingLayer gnu() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
        tar.setAddPaxHeadersForNonAsciiNames(false);
        return this;
    }

    public TestingLayer file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8), 0644);
    }

    public TestingLayer program(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8), 0755);
    }

    public TestingLayer file(String name, byte[] content, int mode) {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length);
        entry.setMode(mode);
        entry.setModTime(1_600_000_000_000L);
        return put(entry, content);
    }

    public TestingLayer folder(String name) {
        TarArchiveEntry entry = new TarArchiveEntry(name + "/", true);
        entry.setMode(0700);
        return put(entry, new byte[0]);
    }

    public TestingLayer link(String name, String target) {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK, true);
        entry.setLinkName(target);
        return put(entry, new byte[0]);
    }

    TestingLayer hardLink(String name, String target) {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_LINK, true);
        entry.setLinkName(target);
        return put(entry, new byte[0]);
    }

    TestingLayer special(String name, byte type) {
        return put(new TarArchiveEntry(name, type, true), new byte[0]);
    }

    /** A file or folder of this machine, with all that is in it; links stay links. */
    public TestingLayer copy(Path source, String name) {
        try (var paths = Files.walk(source)) {
            for (Path path : paths.toList()) {
                String below = source.relativize(path).toString();
                String place = below.isEmpty() ? name : name + "/" + below;
                if (Files.isSymbolicLink(path)) {
                    link(place, Files.readSymbolicLink(path).toString());
                } else if (Files.isDirectory(path)) {
                    folder(place);
                } else if (Files.isRegularFile(path)) {
                    file(place, Files.readAllBytes(path), Files.isExecutable(path) ? 0755 : 0644);
                }
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TestingLayer put(TarArchiveEntry entry, byte[] content) {
        try {
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] tar() {
        try {
            if (!finished) {
                tar.finish();
                finished = true;
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] gzip(byte[] plain) {
        return packed(plain, GZIPOutputStream::new);
    }

    static byte[] zstd(byte[] plain) {
        return packed(plain, ZstdOutputStream::new);
    }

    /** Wraps a stream. */
    private interface Packer {
        OutputStream over(OutputStream out) throws IOException;
    }

    private static byte[] packed(byte[] plain, Packer packer) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = packer.over(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
