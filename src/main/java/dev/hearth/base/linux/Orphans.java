package dev.hearth.base.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reaps adopted processes that have ended and that no part of this program waits for.
 *
 * <p>An OCI runtime may leave behind the process that makes a container, in a process group whose number nobody is told
 * (crun does). Until it is reaped, such a zombie has a process number, and a machine may have only 32,768. A process
 * that this program waits for leads its own group or is in this program's group, which tells it from an orphan. The
 * search takes some 10 µs for each child, so that it is not done at each start.
 */
public final class Orphans {
    private static final int STARTS_BETWEEN = 32;

    /** The search is rarer with many children, so that its cost for each start does not grow with their number. */
    private static final int CHILDREN_PER_START = 16;

    private final String awaited;
    private final Path children;
    private final String ownGroup;
    private final AtomicInteger startsUntilLook = new AtomicInteger(STARTS_BETWEEN);
    private final ReentrantLock reaping = new ReentrantLock();

    /** @param awaited the name of a program whose processes are waited for, whatever their group */
    public Orphans(String awaited) {
        this.awaited = awaited;
        String own = Long.toString(ProcessHandle.current().pid());
        // the kernel adds orphans to the children of the first thread, whose id is the process's
        this.children = Path.of("/proc", own, "task", own, "children");
        this.ownGroup = Look.of(own).group();
    }

    /** Counts a start of a program; searches for orphans at every few starts. */
    public void started() {
        if (startsUntilLook.decrementAndGet() == 0) {
            startsUntilLook.set(Math.max(STARTS_BETWEEN, reap() / CHILDREN_PER_START));
        }
    }

    /**
     * Reaps the orphans that have ended.
     *
     * @return the number of children
     */
    public int reap() {
        reaping.lock();
        try {
            String[] all = list();
            for (String child : all) {
                Look process = Look.of(child);
                if (process.ended()
                        && !process.program().equals(awaited)
                        && !process.group().equals(child)
                        && !process.group().equals(ownGroup)) {
                    new ChildProcess(Integer.parseInt(child)).poll();
                }
            }
            return all.length;
        } finally {
            reaping.unlock();
        }
    }

    /**
     * Lets go of the children of a group that end by themselves now, but not of its leader, which was not let go of
     * yet. Those that go on leave the group.
     */
    static void reapGroup(String leader) {
        // each thread has children of its own: this looks at those of all
        for (ProcessHandle child : ProcessHandle.current().children().toList()) {
            String number = Long.toString(child.pid());
            if (!number.equals(leader) && isIn(leader, number)) {
                ChildProcess process = new ChildProcess(Math.toIntExact(child.pid()));
                boolean _ = Poll.until(() -> process.poll().isPresent() || !isIn(leader, number), Limits.UNBORN_END);
            }
        }
    }

    private static boolean isIn(String group, String process) {
        return Look.of(process).group().equals(group);
    }

    /** The children; none if the kernel was built without this list. */
    private String[] list() {
        try {
            String list = Files.readString(children).strip();
            return list.isEmpty() ? new String[0] : list.split(" ", -1);
        } catch (IOException e) {
            return new String[0];
        }
    }

    /** The state of a process. */
    private record Look(String program, boolean ended, String group) {
        static Look of(String number) {
            try {
                String text = Files.readString(Path.of("/proc", number, "stat"), StandardCharsets.ISO_8859_1);
                int nameEnd = text.lastIndexOf(')'); // a name may hold any character
                String[] rest = text.substring(nameEnd + 2).split(" ", 4); // state, parent, group, …
                return new Look(text.substring(text.indexOf('(') + 1, nameEnd), rest[0].equals("Z"), rest[2]);
            } catch (IOException e) {
                return new Look("", false, ""); // the process is gone
            }
        }
    }
}
