package dev.hearth.base.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** Writes programs in machine code as executable files (ELF) for this machine's processor. */
final class ExecutableFile {
    private static final int HEADER_BYTES = 64;
    private static final int SEGMENT_BYTES = 56;
    private static final short MACHINE_X86 = 62;
    private static final short MACHINE_ARM = 183;
    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

    private ExecutableFile() {}

    /** The machine code for this processor, from listings with a comment after each instruction. */
    static byte[] code(String x86, String arm) {
        String listing = ARM ? arm : x86;
        return HexFormat.of().parseHex(listing.replaceAll("(?m) *;.*$", "").replace("\n", ""));
    }

    /** The size of the headers before the code. */
    static int headBytes(int segments) {
        return HEADER_BYTES + segments * SEGMENT_BYTES;
    }

    /**
     * Begins a file with its header, which segments and then the code follow.
     *
     * @param bytes the file, of zeros
     * @param entry the address at which the program begins
     */
    static ByteBuffer begin(byte[] bytes, long entry, int segments) {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        // ELF, 64 bits, little endian, version 1
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        file.putShort((short) 2).putShort(ARM ? MACHINE_ARM : MACHINE_X86).putInt(1);
        file.putLong(entry).putLong(HEADER_BYTES).putLong(0).putInt(0);
        file.putShort((short) HEADER_BYTES).putShort((short) SEGMENT_BYTES).putShort((short) segments);
        return file.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    }

    /**
     * A loaded segment of the file.
     *
     * @param rights 4 to read, 2 to write, 1 to execute
     */
    record Segment(int rights, long offset, long address, long bytes, long bytesInMemory, long alignment) {
        void write(ByteBuffer file) {
            file.putInt(1).putInt(rights).putLong(offset).putLong(address).putLong(address);
            file.putLong(bytes).putLong(bytesInMemory).putLong(alignment);
        }
    }
}
