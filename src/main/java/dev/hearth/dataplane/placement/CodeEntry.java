package dev.hearth.dataplane.placement;

import java.util.ArrayList;
import java.util.List;

/** Code that some worker has unpacked: of a package, a layer or an image. */
final class CodeEntry {
    final String digest;
    final int number;

    /** The number of workers that have it. */
    int workers;

    /** Workers that have it: all, as long as there were never more than this list may hold. */
    private final List<WorkerEntry> known = new ArrayList<>(1);

    CodeEntry(String digest, int number) {
        this.digest = digest;
        this.number = number;
    }

    void arrived(WorkerEntry worker) {
        workers++;
        if (known.size() < Limits.KNOWN_WORKERS_OF_CODE) {
            known.add(worker);
        }
    }

    void gone(WorkerEntry worker) {
        workers--;
        int at = known.indexOf(worker);
        if (at >= 0) {
            WorkerEntry last = known.removeLast();
            if (at < known.size()) {
                known.set(at, last);
            }
        }
    }

    List<WorkerEntry> known() {
        return known;
    }
}
