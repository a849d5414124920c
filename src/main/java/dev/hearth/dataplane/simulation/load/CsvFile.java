package dev.hearth.dataplane.simulation.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A CSV file whose first row names the columns. Fields are parsed in the line buffer without copies, because a day of
 * the published traces has 66 million of them.
 */
final class CsvFile implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final Path file;
    private final InputStream in;
    private final List<String> columns;
    private final byte[] line = new byte[Limits.LINE_BYTES];
    private final int[] ends;
    private int length;
    private long number;

    /**
     * Opens a file.
     *
     * @param columns the expected names of the columns, in order
     * @throws TraceException if the file has others
     */
    CsvFile(Path file, List<String> columns) throws IOException {
        this.file = file;
        this.columns = columns;
        this.ends = new int[columns.size()];
        this.in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        if (!next()) {
            throw damaged("there is nothing in it");
        }
        for (int column = 0; column < columns.size(); column++) {
            if (!text(column).equals(columns.get(column))) {
                throw damaged("column " + (column + 1) + " is '" + text(column) + "' instead of '" + columns.get(column)
                        + "'");
            }
        }
    }

    /** Moves to the next row that is not empty; false at the end. */
    boolean next() throws IOException {
        do {
            if (!readLine()) {
                return false;
            }
        } while (length == 0);
        int column = 0;
        for (int i = 0; i < length; i++) {
            if (line[i] == ',') {
                if (column == ends.length - 1) {
                    throw damaged("more than " + ends.length + " fields");
                }
                ends[column++] = i;
            }
        }
        if (column != ends.length - 1) {
            throw damaged((column + 1) + " fields instead of " + ends.length);
        }
        ends[column] = length;
        return true;
    }

    private boolean readLine() throws IOException {
        length = 0;
        number++;
        int next = in.read();
        if (next < 0) {
            return false;
        }
        while (next >= 0 && next != '\n') {
            if (length == line.length) {
                throw damaged("longer than " + line.length + " bytes");
            }
            line[length++] = (byte) next;
            next = in.read();
        }
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        return true;
    }

    private int begin(int column) {
        return column == 0 ? 0 : ends[column - 1] + 1;
    }

    String text(int column) {
        int begin = begin(column);
        return new String(line, begin, ends[column] - begin, UTF_8);
    }

    /** The whole number in a column, from 0 to {@code most}. */
    int count(int column, int most) {
        int begin = begin(column);
        long value = 0;
        for (int i = begin; i < ends[column]; i++) {
            int digit = line[i] - '0';
            if (digit < 0 || digit > 9) {
                throw notA("whole number", column);
            }
            value = value * 10 + digit;
            if (value > most) {
                throw damaged("column '" + columns.get(column) + "' is more than " + most);
            }
        }
        if (begin == ends[column]) {
            throw notA("whole number", column);
        }
        return (int) value;
    }

    double decimal(int column) {
        double value;
        try {
            value = Double.parseDouble(text(column));
        } catch (NumberFormatException notANumber) {
            throw notA("number", column);
        }
        if (!Double.isFinite(value)) {
            throw notA("number", column);
        }
        return value;
    }

    private TraceException notA(String what, int column) {
        return damaged("column '" + columns.get(column) + "' is '" + text(column) + "', which is no " + what);
    }

    TraceException damaged(String problem) {
        return new TraceException(file, number, problem);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
