package dev.hearth.base.linux;

import dev.hearth.base.linux.Kernel.Call;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A sparse file that is copied without reading its holes. It must not change during a copy.
 *
 * @param pieces the ranges that have data
 */
public record SparseFile(Path path, List<Piece> pieces) {
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    public SparseFile {
        pieces = List.copyOf(pieces);
    }

    /** A range of a file that has data. */
    public record Piece(long offset, long length) {}

    /** Finds the ranges of data. The last byte of the file must be data. */
    public static SparseFile of(Path path) {
        List<Piece> pieces = new ArrayList<>();
        try (Descriptor file = Descriptor.open(path, 0)) {
            for (long start = seek(file, 0, SEEK_DATA); start >= 0; ) {
                long end = seek(file, start, SEEK_HOLE);
                pieces.add(new Piece(start, end - start));
                start = seek(file, end, SEEK_DATA);
            }
        }
        return new SparseFile(path, pieces);
    }

    /** Makes a new file with the same data and holes. */
    public void copyTo(Path target) throws IOException {
        try (FileChannel from = FileChannel.open(path, StandardOpenOption.READ);
                FileChannel to = FileChannel.open(target, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            for (Piece piece : pieces) {
                to.position(piece.offset());
                for (long done = 0; done < piece.length(); ) {
                    long count = from.transferTo(piece.offset() + done, piece.length() - done, to);
                    if (count <= 0) {
                        throw new IOException(path + " became shorter while it was copied");
                    }
                    done += count;
                }
            }
        }
    }

    /** An offset in the file; negative if there is no data behind {@code offset}. */
    private static long seek(Descriptor file, long offset, int what) {
        long place = Kernel.call(Call.LSEEK, file.number(), offset, what);
        if (place < 0 && place != -Kernel.ENXIO) {
            throw Kernel.failure("the data of a file can't be found", place);
        }
        return place;
    }
}
