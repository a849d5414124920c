package dev.hearth.base.store;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A program that creates functions and says so, one after the other, until it is killed. */
final class CommittingProcess {
    private CommittingProcess() {}

    public static void main(String[] arguments) throws IOException {
        try (Store store = SqliteStore.open(Path.of(arguments[0]));
                FileOutputStream out = new FileOutputStream("/dev/stdout")) {
            int i = Integer.parseInt(arguments[1]);
            // far more than it gets to: it is killed before
            for (int end = i + 1_000_000; i < end; i++) {
                // the one that was under way at the last kill may be there
                StoreContract.put(store, TestingFunctions.plain(StoreContract.ACCOUNT, "f" + i, "1"));
                // one write, not half a line
                out.write((i + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
    }
}
