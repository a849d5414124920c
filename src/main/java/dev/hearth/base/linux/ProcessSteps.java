package dev.hearth.base.linux;

import dev.hearth.base.linux.Kernel.Call;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The steps of a process. A step is one system call, or a few that belong together, and has an error text. The process
 * ends if a step fails.
 *
 * <p>The helper of a {@link ProcessFactory} executes its {@link #first} steps and then serves orders. Each order makes
 * a process that executes the order's steps and then waits for its assignment, whose steps come last. Descriptors that
 * are sent with an order or an assignment have the numbers {@link #FIRST_DESCRIPTOR} and above, in their order.
 */
public final class ProcessSteps {
    /** The number of the first descriptor that a process is sent. */
    public static final int FIRST_DESCRIPTOR = 4;

    /** The process's end of its channel. */
    static final int CHANNEL = 3;

    /** The step that starts an assignment's program. */
    static final String EXEC = "the program can't be started";

    static final int CHILD_SIGNAL = 17;
    private static final int KILL_SIGNAL = 9;
    static final int SHARED_MEMORY = 0x100;
    static final int WAITS_FOR_CHILD = 0x4000;

    /** A number that no other descriptor has. */
    private static final int ALONE = 59;

    private static final int SAME_PARENT = 0x8000;
    private static final long INTO_CGROUP = 0x200000000L;
    static final int NO_SIGNAL = 0x4000;
    private static final int CLOSE_RECEIVED_ON_EXEC = 0x40000000;
    private static final int WRITE_ONLY = 1;
    static final int FAILED_EXEC = 127;
    private static final int PATH_ONLY = 0x200000;
    private static final int IN_ROOT = 0x10;
    private static final int NO_MAGIC_LINKS = 0x02;
    private static final int FROM_EMPTY_PATH = 0x4;
    private static final int TO_EMPTY_PATH = 0x40;
    private static final int DROP_BOUNDING = 24;
    private static final int SET_DUMPABLE = 4;
    private static final int SET_NO_NEW_PRIVILEGES = 38;
    private static final int SET_SECURITY_BITS = 28;
    private static final int KEEP_RIGHTS_OF_OTHER_USERS = 4;
    private static final int UNCHANGED = -1;
    private static final long CAPABILITIES_VERSION = 0x20080522;
    private static final int MASK_FOR_GROUP_AND_OTHERS = 022;

    private static final long BIND = 0x1000;
    private static final long RECURSIVE = 0x4000;
    private static final long PRIVATE = 0x40000;
    private static final long REMOUNT = 0x20;
    private static final long READ_ONLY = 1;
    private static final long NO_SET_UID = 2;
    private static final long NO_DEVICES = 4;
    private static final long NO_PROGRAMS = 8;
    private static final long DETACH = 2;

    private final StepList list;

    private ProcessSteps(StepList list) {
        this.list = list;
    }

    /** The kinds of namespaces, which can be combined. */
    public enum Namespace {
        MOUNTS(0x20000),
        CGROUP(0x2000000),
        HOST_NAME(0x4000000),
        MESSAGES(0x8000000),
        USERS(0x10000000),
        PROCESSES(0x20000000),
        NETWORK(0x40000000);

        private final long flag;

        Namespace(long flag) {
            this.flag = flag;
        }
    }

    /** The first steps of a helper that makes processes. */
    public static ProcessSteps first(int steps) {
        StepList list = StepProgram.first(steps);
        // the failures of all lists lead here' failures lead
        list.call("a failure can't be told", Call.SENDTO, CHANNEL, StepProgram.FAILURE, Channel.Report.BYTES, NO_SIGNAL)
                .evenIfItFails();
        list.call("exit", Call.EXIT_GROUP, 1);
        return new ProcessSteps(list);
    }

    /**
     * The steps of an order.
     *
     * @param steps the greatest number of calls
     * @param namespaces the new namespaces of the process
     * @param cgroup the index of the descriptor of the cgroup (version 2) in which the process is created, if any
     */
    public static ProcessSteps order(int steps, List<Namespace> namespaces, Optional<Integer> cgroup) {
        StepList list = StepProgram.order(1 + steps);
        long flags = SAME_PARENT;
        for (Namespace namespace : namespaces) {
            flags |= namespace.flag;
        }
        // struct clone_args, 11 words as a step is; never executed
        list.raw(flags | (cgroup.isPresent() ? INTO_CGROUP : 0), 0, 0, 0, 0, 0, 0, 0, 0, 0, cgroup.orElse(0));
        return new ProcessSteps(list);
    }

    /** The steps of an assignment. */
    public static ProcessSteps assignment(int steps) {
        return new ProcessSteps(StepProgram.assignment(steps));
    }

    StepList list() {
        return list;
    }

    // channels

    /** Ends the first steps: makes a process for each order, until the other end of the channel is closed. */
    public void serveOrders() {
        tell(Channel.Report.READY);
        StepList.Step clear = closeDescriptors(FIRST_DESCRIPTOR, Integer.MAX_VALUE);
        StepList.Step received = receive("orders can't be received", StepProgram.ORDER, StepProgram.ORDER_BYTES);
        StepList.Step made =
                list.call("the process can't be made", Call.CLONE3, StepProgram.ORDER, StepProgram.STEP_BYTES);
        StepList.Step failed = list.call(
                "a failure can't be told",
                Call.SENDTO,
                FIRST_DESCRIPTOR,
                StepProgram.FAILURE,
                Channel.Report.BYTES,
                NO_SIGNAL);
        StepList.Step exit = list.call("exit", Call.EXIT_GROUP, 0);
        received.onZero(exit).onError(exit);
        made.onZero(StepProgram.ORDER + StepProgram.STEP_BYTES)
                .onPositive(clear.address())
                .onError(failed);
        failed.always(clear);
    }

    /**
     * Begins the steps of a process that nobody gives orders to: its channel, which it was started with as its first
     * descriptor after the three usual ones, is not for programs, and nobody looks into the process.
     */
    public void beginAlone() {
        keepDescriptor(CHANNEL, ALONE);
        keepDescriptor(ALONE, CHANNEL);
        list.call("a process can't be closed to others", Call.PRCTL, SET_DUMPABLE, 0, 0, 0, 0);
    }

    /** Begins an order's steps: the process takes its own channel, the order's first descriptor, and reports. */
    public void begin() {
        list.call("the channel can't be taken", Call.DUP3, FIRST_DESCRIPTOR, CHANNEL, Kernel.CLOSE_ON_EXEC);
        tell(Channel.Report.BORN);
    }

    /** Ends an order's steps: reports, and waits for the assignment. */
    public void awaitAssignment() {
        tell(Channel.Report.READY);
        StepList.Step received =
                receive("no assignment can be received", StepProgram.ASSIGNMENT, StepProgram.ASSIGNMENT_BYTES);
        StepList.Step exit = list.call("exit", Call.EXIT_GROUP, 0);
        received.onZero(exit).onPositive(StepProgram.ASSIGNMENT);
    }

    /**
     * Ends an assignment: starts a program as a child, reaps orphans, reports the program's end, and ends with all
     * processes of the namespace.
     */
    public void run(List<String> command, List<String> environment) {
        list.constant(0, StepProgram.FAILURE);
        list.constant(0, StepProgram.FAILURE + Long.BYTES);
        list.constant(Channel.Report.ENDED, StepProgram.STATUS + Long.BYTES);
        StepList.Step made = list.call(
                "a process can't be made", Call.CLONE, SHARED_MEMORY | WAITS_FOR_CHILD | CHILD_SIGNAL, 0, 0, 0, 0);
        StepList.Step exec = list.call(
                EXEC, Call.EXECVE, list.text(command.getFirst()), list.texts(command), list.texts(environment));
        StepList.Step notStarted = list.call("exit", Call.EXIT, FAILED_EXEC);
        // the child shared the memory until now, and has stored the error of its exec there
        StepList.Step told = list.call(
                "the start can't be told", Call.SENDTO, CHANNEL, StepProgram.FAILURE, Channel.Report.BYTES, NO_SIGNAL);
        StepList.Step ended = list.call("children can't be awaited", Call.WAIT4, -1, StepProgram.STATUS, 0, 0);
        StepList.Step there = list.call("a child can't be asked", Call.KILL, 0, 0);
        StepList.Step toldEnd = list.call(
                "the end can't be told", Call.SENDTO, CHANNEL, StepProgram.STATUS, Channel.Report.BYTES, NO_SIGNAL);
        toldEnd.evenIfItFails();
        list.call("exit", Call.EXIT_GROUP, 0);
        made.into(there, 0).onZero(exec).onPositive(told.address());
        exec.onError(notStarted);
        told.evenIfItFails();
        // if the program does not exist any more, the process that was reaped last was the program
        there.onZero(ended).onError(toldEnd);
        ended.onPositive(there.address());
    }

    /**
     * Programs that are started beside another.
     *
     * @param environment that of each
     * @param output which descriptor they print to
     */
    public record Companions(List<List<String>> commands, List<String> environment, int output) {}

    /**
     * Ends an assignment that has companions: starts them, and a process that waits for {@link ProgramGroup#go} and
     * becomes the program; gathers orphans, tells how each of them ended, and ends when all have.
     *
     * <pre>
     * for each companion, then for the program (the last number)
     *   child:  tell STARTING_ONE + number; program: wait for go; companion: print to output
     *           execve, or tell FAILED_ONE + number
     * repeat until there is no child left
     *   wait4; for each that is not there any more: tell ENDED_ONE + number, and ask for it no more
     * </pre>
     *
     * @param folder where the program starts; companions start in the root
     */
    public void runBeside(Companions companions, Path folder, List<String> command, List<String> environment) {
        new GroupSteps(this).add(companions, folder, command, environment);
    }

    // namespaces and cgroups

    /** Enters a cgroup of version 1, by its open file {@code tasks}. */
    public void enterCgroup(int tasks) {
        list.call("a cgroup can't be entered", Call.WRITE, tasks, list.text("0"), 1);
    }

    public void enter(Namespace namespace, int descriptor) {
        list.call("a namespace can't be entered: " + namespace, Call.SETNS, descriptor, namespace.flag);
    }

    public void leave(Namespace namespace) {
        list.call("a namespace can't be made: " + namespace, Call.UNSHARE, namespace.flag);
    }

    public void hostName(String name) {
        list.call(
                "the name of the host can't be set",
                Call.SETHOSTNAME,
                list.text(name),
                name.getBytes(StandardCharsets.UTF_8).length);
    }

    /**
     * Makes a user namespace that {@link #enter} enters later. The process must be the first of a process namespace
     * that has {@code /proc} mounted and no other process.
     *
     * @param owner the user of the host for whom the kernel counts what is limited by user in it (inotify instances,
     *     among others). No process outside may have it, because that would have all rights in the namespace
     * @param users the mapping of user ids, in the form of {@code user_namespaces(7)}
     * @param descriptor the number under which the namespace is kept
     */
    public void prepareUsers(int owner, String users, String groups, int descriptor) {
        // the maker of the namespace owns it; it keeps root's rights meanwhile
        list.call("rights can't be kept", Call.PRCTL, SET_SECURITY_BITS, KEEP_RIGHTS_OF_OTHER_USERS, 0, 0, 0);
        effectiveUser(owner);
        // a child that shares the memory and waits; it is process number 2
        StepList.Step made = list.call(
                "a user namespace can't be made",
                Call.CLONE,
                Namespace.USERS.flag | SHARED_MEMORY | CHILD_SIGNAL,
                0,
                0,
                0,
                0);
        StepList.Step idle = list.call("wait", Call.PPOLL, 0, 0, 0, 0, 0);
        idle.always(idle);
        StepList.Step rootAgain = effectiveUser(0);
        made.onZero(idle).onPositive(rootAgain.address());
        list.call("rights can't be tied to root", Call.PRCTL, SET_SECURITY_BITS, 0, 0, 0, 0);
        write("/proc/2/uid_map", users);
        write("/proc/2/gid_map", groups);
        StepList.Step opened = open("/proc/2/ns/user", Kernel.CLOSE_ON_EXEC);
        StepList.Step kept =
                list.call("a user namespace can't be kept", Call.DUP3, 0, descriptor, Kernel.CLOSE_ON_EXEC);
        opened.into(kept, 0);
        list.call("a process can't be ended", Call.KILL, 2, KILL_SIGNAL);
        list.call("a process can't be awaited", Call.WAIT4, 2, 0, 0, 0);
    }

    private StepList.Step effectiveUser(int user) {
        return list.call("the effective user can't be changed", Call.SETRESUID, UNCHANGED, user, UNCHANGED);
    }

    /**
     * Sets the score by which the kernel chooses processes to kill when the machine has no memory left, up to 1,000.
     * Children inherit it. {@code /proc} must be mounted.
     */
    public void outOfMemoryScore(int score) {
        write("/proc/self/oom_score_adj", Integer.toString(score));
    }

    // mounts

    /** Ends the propagation of the process's mounts to other namespaces. */
    public void keepMounts() {
        mount("mounts can't be kept private", "none", "/", "", PRIVATE | RECURSIVE);
    }

    public void mountProcesses(String target) {
        mount("/proc can't be mounted", "proc", target, "proc", NO_SET_UID | NO_PROGRAMS | NO_DEVICES);
    }

    /** Mounts a file or folder at a second place. */
    public void bind(String source, String target) {
        mount(source + " can't be shown at " + target, source, target, "", BIND);
    }

    /** Makes a mount read-only. */
    public void bindReadOnly(String target) {
        bind(target, target);
        mount(
                target + " can't be made read-only",
                "none",
                target,
                "",
                BIND | REMOUNT | READ_ONLY | NO_SET_UID | NO_DEVICES | NO_PROGRAMS);
    }

    /** Attaches a mount that was sent ({@link MountTree}). */
    public void attach(int mount, String target) {
        list.call(
                "nothing can be mounted at " + target,
                Call.MOVE_MOUNT,
                mount,
                list.text(""),
                Kernel.CURRENT_FOLDER,
                list.text(target),
                FROM_EMPTY_PATH);
    }

    /** Makes a mounted folder the root, and unmounts the root before it. */
    public void changeRoot(Path folder) {
        workingFolder(folder);
        list.call("the root can't be changed", Call.PIVOT_ROOT, list.text("."), list.text("."));
        list.call("the former root can't be left", Call.UMOUNT2, list.text("."), DETACH);
        workingFolder(Path.of("/"));
    }

    /**
     * Moves a mount, with the mounts below it, into an untrusted tree, whose links are not followed out of it.
     *
     * @param root an open descriptor of the tree's root
     * @param target a path in the tree
     */
    public void moveInto(String source, int root, String target) {
        StepList.Step opened = openInside(root, target);
        StepList.Step moved = list.call(
                source + " can't be moved",
                Call.MOVE_MOUNT,
                Kernel.CURRENT_FOLDER,
                list.text(source),
                0,
                list.text(""),
                TO_EMPTY_PATH);
        opened.into(moved, 2);
    }

    /** Attaches a mount that was sent in an untrusted tree. */
    public void attachInto(int mount, int root, String target) {
        StepList.Step opened = openInside(root, target);
        StepList.Step moved = list.call(
                "nothing can be mounted at " + target,
                Call.MOVE_MOUNT,
                mount,
                list.text(""),
                0,
                list.text(""),
                FROM_EMPTY_PATH | TO_EMPTY_PATH);
        opened.into(moved, 2);
    }

    private StepList.Step openInside(int root, String target) {
        // struct open_how: flags, mode, resolve
        return list.call(
                target + " can't be opened",
                Call.OPENAT2,
                root,
                list.text(target),
                list.words(PATH_ONLY | Kernel.CLOSE_ON_EXEC, 0, IN_ROOT | NO_MAGIC_LINKS),
                3L * Long.BYTES);
    }

    // the process itself

    public void workingFolder(Path folder) {
        list.call("chdir " + folder, Call.CHDIR, list.text(folder.toString()));
    }

    /** Makes {@code to} a duplicate of {@code from} that programs inherit. */
    public void copyDescriptor(int from, int to) {
        list.call("a descriptor can't be copied", Call.DUP3, from, to, 0);
    }

    /** Has {@code to} be the same open file as {@code from}, but not for programs. */
    public void keepDescriptor(int from, int to) {
        list.call("a descriptor can't be kept", Call.DUP3, from, to, Kernel.CLOSE_ON_EXEC);
    }

    /** Closes all open descriptors in a range of numbers. */
    public void close(int first, int last) {
        closeDescriptors(first, last);
    }

    private StepList.Step closeDescriptors(int first, int last) {
        return list.call("descriptors can't be closed", Call.CLOSE_RANGE, first, last, 0);
    }

    public void limit(Resource resource, long soft, long hard) {
        list.call("a limit can't be set: " + resource, Call.PRLIMIT64, 0, resource.number(), list.words(soft, hard), 0);
    }

    /** Makes a new session and process group. */
    public void ownSession() {
        list.call("a session can't be made", Call.SETSID);
    }

    /**
     * Sets what the process and its children keep: no new privileges, a file mode mask that hides new files from other
     * users, and no access by other processes to this one.
     */
    public void restrain() {
        list.call("privileges can't be given up", Call.PRCTL, SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0);
        list.call("a process can't be closed to others", Call.PRCTL, SET_DUMPABLE, 0, 0, 0, 0);
        list.call("the mask of modes can't be set", Call.UMASK, MASK_FOR_GROUP_AND_OTHERS);
    }

    /**
     * Changes to an unprivileged user, in the present user namespace.
     *
     * @param lastCapability the kernel's highest capability
     */
    public void become(int user, int group, int lastCapability) {
        for (int capability = 0; capability <= lastCapability; capability++) {
            list.call("a capability can't be given up", Call.PRCTL, DROP_BOUNDING, capability, 0, 0, 0);
        }
        list.call("groups can't be given up", Call.SETGROUPS, 0, 0);
        list.call("the group can't be changed", Call.SETRESGID, group, group, group);
        list.call("the user can't be changed", Call.SETRESUID, user, user, user);
        list.call("capabilities can't be given up", Call.CAPSET, list.words(CAPABILITIES_VERSION), list.words(0, 0, 0));
    }

    /** Restricts system calls from here on ({@link SystemCallFilter}). */
    public void filter(byte[] program) {
        long instructions = list.bytes(program);
        // struct sock_fprog: number of instructions, address
        list.call(
                "system calls can't be restricted",
                Call.SECCOMP,
                1,
                0,
                list.words(program.length / Long.BYTES, instructions));
    }

    private void tell(long report) {
        list.call(
                "a report can't be sent", Call.SENDTO, CHANNEL, list.words(0, report), Channel.Report.BYTES, NO_SIGNAL);
    }

    StepList.Step receive(String what, long place, long bytes) {
        long parts = list.words(place, bytes);
        // struct msghdr: name, parts, control, flags; the kernel changes the length of control
        long message = list.words(0, 0, parts, 1, StepProgram.CONTROL, Channel.CONTROL_BYTES, 0);
        list.constant(Channel.CONTROL_BYTES, message + 5 * Long.BYTES);
        return list.call(what, Call.RECVMSG, CHANNEL, message, CLOSE_RECEIVED_ON_EXEC);
    }

    private void mount(String what, String source, String target, String type, long flags) {
        list.call(
                what, Call.MOUNT, list.text(source), list.text(target), type.isEmpty() ? 0 : list.text(type), flags, 0);
    }

    private StepList.Step open(String file, int flags) {
        return list.call(file + " can't be opened", Call.OPENAT, Kernel.CURRENT_FOLDER, list.text(file), flags, 0);
    }

    /** Writes to a file with one call. */
    private StepList.Step write(String file, String text) {
        StepList.Step opened = open(file, WRITE_ONLY);
        StepList.Step written = list.call(
                file + " can't be written",
                Call.WRITE,
                0,
                list.text(text),
                text.getBytes(StandardCharsets.UTF_8).length);
        opened.into(written, 0);
        return opened;
    }
}
