package dev.hearth.base.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets go of adopted processes that have ended and that nobody waits for.
 *
 * <p>An OCI runtime may put the process that makes a container into a group whose number it tells nobody (crun does),
 * and leave it behind: until somebody takes note of its end it holds a process number, of which a machine may have no
 * more than 32,768. Whom this program waits for leads a group of its own, or is in this program's: so an orphan is told
 * from them. Looking for orphans takes some 10 µs for each child, which is why not every start does.
 */
public final class Orphans {
    private static final int STARTS_BETWEEN = 32;

    /** With many children a look is rarer, so that its cost for each start does not grow with their number. */
    private static final int CHILDREN_PER_START = 16;

    private final String awaited;
    private final Path children;
    private final String ownGroup;
    private final AtomicInteger startsUntilLook = new AtomicInteger(STARTS_BETWEEN);
    private final ReentrantLock reaping = new ReentrantLock();

    /** @param awaited a program whose processes are somebody's to wait for, whatever their group */
    public Orphans(String awaited) {
        this.awaited = awaited;
        String own = Long.toString(ProcessHandle.current().pid());
        // the kernel gives orphans to the first thread, which has the process's number
        this.children = Path.of("/proc", own, "task", own, "children");
        this.ownGroup = Look.of(own).group();
    }

    /** Takes note that a container was started; looks for orphans every few times. */
    public void started() {
        if (startsUntilLook.decrementAndGet() == 0) {
            startsUntilLook.set(Math.max(STARTS_BETWEEN, reap() / CHILDREN_PER_START));
        }
    }

    /**
     * Lets go of those that have ended by now.
     *
     * @return how many children there are
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

    /** None if the kernel was built without this list. */
    private String[] list() {
        try {
            String list = Files.readString(children).strip();
            return list.isEmpty() ? new String[0] : list.split(" ", -1);
        } catch (IOException e) {
            return new String[0];
        }
    }

    /** What the kernel says of a process. */
    private record Look(String program, boolean ended, String group) {
        static Look of(String number) {
            try {
                String text = Files.readString(Path.of("/proc", number, "stat"), StandardCharsets.ISO_8859_1);
                int nameEnd = text.lastIndexOf(')'); // a name may hold any character
                String[] rest = text.substring(nameEnd + 2).split(" ", 4); // state, parent, group, …
                return new Look(text.substring(text.indexOf('(') + 1, nameEnd), rest[0].equals("Z"), rest[2]);
            } catch (IOException e) {
                return new Look("", false, ""); // gone meanwhile
            }
        }
    }
}
