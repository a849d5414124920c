package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.CgroupEntry;
import dev.hearth.base.linux.InitProgram;
import dev.hearth.base.linux.ProcessSteps;
import dev.hearth.base.linux.ProcessSteps.Namespace;
import dev.hearth.base.linux.Resource;
import dev.hearth.base.linux.ResourceLimits;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.model.Quotas;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What makes a process a container, step by step.
 *
 * <pre>
 * who                    what                                                       when
 * the factory's process  mounts: the root of all sandboxes, read-only; limits       once
 * a container's first    namespaces, cgroup, network, /proc, a user namespace       before its function is known
 * the same               mounts: code, runtime, layers, /tmp; the user, without     when it is assigned its function
 *                        any rights; the filter of system calls; the program
 * </pre>
 *
 * <p>All namespaces but the last belong to the machine's root, not to the sandbox's: nobody in the sandbox has power
 * over them. The last is the user namespace, which the process enters when everything else is done.
 */
class ContainerSteps {
    /** The descriptor number of a container's user namespace until it enters it. */
    private static final int USER_NAMESPACE = 60;

    /** Where a container keeps what its companions print to. */
    private static final int COMPANIONS = 61;

    private static final int FIRST = ProcessSteps.FIRST_DESCRIPTOR;

    /** The descriptors of an order; the first one is the container's channel. */
    private static final int OUTPUT = FIRST + 1;

    private static final int NETWORK = FIRST + 2;
    private static final int CGROUP = FIRST + 3;

    /** The mount point of an image's tree before it becomes the root: any empty folder of the shared root. */
    private static final String NEXT_ROOT = ContainerLayout.TASK;

    private static final int MOST_FIRST_STEPS = 40;
    private static final int MOST_STEPS = 100;
    private static final int MOST_ASSIGNMENT_STEPS = 120;

    /** With 12 steps for each companion. */
    private static final int MOST_GROUP_STEPS = MOST_ASSIGNMENT_STEPS + 12 * Quotas.EXTENSIONS + 20;

    private static final long UNLIMITED = -1;

    private final HiddenFiles hidden = HiddenFiles.ofThisKernel();
    private final byte[] filter = SystemCallRules.filter();
    private final long processes = ResourceLimits.processes(Limits.PROCESSES);
    private final long pendingSignals = ResourceLimits.pendingSignals(Limits.PENDING_SIGNALS);
    private final int lastCapability;

    /** @param lastCapability the kernel's highest */
    ContainerSteps(int lastCapability) {
        this.lastCapability = lastCapability;
    }

    /** The first steps of the helper that makes containers. */
    static ProcessSteps factory(Stage stage) {
        ProcessSteps steps = ProcessSteps.first(MOST_FIRST_STEPS);
        steps.leave(Namespace.MOUNTS);
        steps.keepMounts();
        steps.bind(stage.devices().toString(), stage.root().resolve("dev").toString());
        steps.changeRoot(stage.root());
        steps.leave(Namespace.HOST_NAME);
        steps.hostName(OciConfig.HOST_NAME);
        steps.limit(Resource.OPEN_FILES, Limits.OPEN_FILES, Limits.OPEN_FILES);
        steps.limit(Resource.STACK, Limits.STACK_BYTES, UNLIMITED);
        // not Lambda's 10 GB, because the host's setting may send core dumps to a program or a folder of the host
        steps.limit(Resource.CORE, 0, 0);
        steps.restrain();
        steps.serveOrders();
        return steps;
    }

    /**
     * The steps of a container's first process until its function is known. The order's descriptors are output, network
     * and cgroup.
     *
     * @param rootUser the user and group id of the host that is root in the sandbox
     * @param functionUser the user and group id of the host that the function has
     */
    ProcessSteps prepare(int rootUser, int functionUser, CgroupEntry cgroup) {
        ProcessSteps steps = ProcessSteps.order(
                MOST_STEPS,
                List.of(Namespace.MOUNTS, Namespace.HOST_NAME, Namespace.MESSAGES, Namespace.PROCESSES),
                cgroup.bornInside() ? Optional.of(CGROUP) : Optional.empty());
        steps.begin();
        if (!cgroup.bornInside()) {
            for (int i = 0; i < cgroup.descriptors().size(); i++) {
                steps.enterCgroup(CGROUP + i);
            }
        }
        steps.leave(Namespace.CGROUP);
        steps.enter(Namespace.NETWORK, NETWORK);
        steps.ownSession();
        steps.mountProcesses("/proc");
        steps.outOfMemoryScore(Limits.OUT_OF_MEMORY_SCORE);
        for (Path file : hidden.maskedFiles()) {
            steps.bind("/dev/null", file.toString());
        }
        for (Path folder : hidden.maskedFolders()) {
            steps.bind("/sys", folder.toString());
        }
        for (Path path : hidden.readOnly()) {
            steps.bindReadOnly(path.toString());
        }
        steps.prepareUsers(
                functionUser,
                mappings(rootUser, functionUser, OciConfig.USER),
                mappings(rootUser, functionUser, OciConfig.GROUP),
                USER_NAMESPACE);
        limitUser(steps);
        steps.copyDescriptor(OUTPUT, 1);
        steps.copyDescriptor(OUTPUT, 2);
        steps.copyDescriptor(OUTPUT, InitProgram.LOG_DESCRIPTOR);
        steps.close(FIRST, USER_NAMESPACE - 1);
        steps.awaitAssignment();
        return steps;
    }

    /**
     * Sets the limits that count per user. It must come after the user namespace was made, because the limits of its
     * maker apply to all users in it together.
     */
    private void limitUser(ProcessSteps steps) {
        steps.limit(Resource.PROCESSES, processes, processes);
        steps.limit(Resource.PENDING_SIGNALS, pendingSignals, pendingSignals);
        steps.limit(Resource.LOCKED_MEMORY, Limits.LOCKED_BYTES, Limits.LOCKED_BYTES);
    }

    /**
     * The steps of an assignment with the shared root.
     *
     * @param targets the mount points of the assignment's mounts, in their order
     * @param input whether a descriptor of the program's input follows the mounts
     */
    ProcessSteps assign(List<String> targets, boolean input, OciConfig.Program program) {
        ProcessSteps steps = ProcessSteps.assignment(MOST_ASSIGNMENT_STEPS);
        attach(steps, targets);
        if (input) {
            steps.copyDescriptor(FIRST + targets.size(), 0);
        }
        become(steps);
        run(steps, program);
        return steps;
    }

    /** The same with companions, whose output is the descriptor behind the mounts. */
    ProcessSteps assign(List<String> targets, OciConfig.Program program, Beside beside) {
        ProcessSteps steps = ProcessSteps.assignment(MOST_GROUP_STEPS);
        attach(steps, targets);
        steps.keepDescriptor(FIRST + targets.size(), COMPANIONS);
        become(steps);
        run(steps, program, beside);
        return steps;
    }

    /**
     * The steps of the first process of a container that others have made, with a channel and what the companions print
     * to as its descriptors.
     */
    static ProcessSteps alone(OciConfig.Program program, Beside beside) {
        ProcessSteps steps = ProcessSteps.first(MOST_GROUP_STEPS);
        steps.beginAlone();
        steps.keepDescriptor(FIRST, COMPANIONS);
        steps.close(FIRST, COMPANIONS - 1);
        steps.copyDescriptor(1, InitProgram.LOG_DESCRIPTOR);
        steps.runBeside(
                new ProcessSteps.Companions(beside.commands(), beside.environment(), COMPANIONS),
                program.workingFolder(),
                program.arguments(),
                program.environment());
        return steps;
    }

    /** Programs that run beside the function's own. */
    record Beside(List<List<String>> commands, List<String> environment) {
        static Beside of(Assignment.Companions companions) {
            return new Beside(
                    companions.programs().stream()
                            .map(companion -> List.of(companion.program().toString()))
                            .toList(),
                    Programs.variables(companions.environment()));
        }
    }

    private void attach(ProcessSteps steps, List<String> targets) {
        for (int i = 0; i < targets.size(); i++) {
            steps.attach(FIRST + i, targets.get(i));
        }
    }

    /**
     * The steps of an assignment with an image's root, which is its first mount.
     *
     * @param targets the mount points of the other mounts
     */
    ProcessSteps assignImage(List<String> targets, OciConfig.Program program) {
        ProcessSteps steps = ProcessSteps.assignment(MOST_ASSIGNMENT_STEPS);
        attachImage(steps, targets);
        become(steps);
        run(steps, program);
        return steps;
    }

    /** The same with companions, whose output is the descriptor behind the mounts. */
    ProcessSteps assignImage(List<String> targets, OciConfig.Program program, Beside beside) {
        ProcessSteps steps = ProcessSteps.assignment(MOST_GROUP_STEPS);
        steps.keepDescriptor(FIRST + 1 + targets.size(), COMPANIONS);
        attachImage(steps, targets);
        become(steps);
        run(steps, program, beside);
        return steps;
    }

    private static void attachImage(ProcessSteps steps, List<String> targets) {
        steps.attach(FIRST, NEXT_ROOT);
        for (String own : List.of("/proc", "/dev")) {
            steps.moveInto(own, FIRST, own);
        }
        for (int i = 0; i < targets.size(); i++) {
            steps.attachInto(FIRST + 1 + i, FIRST, targets.get(i));
        }
        steps.changeRoot(Path.of(NEXT_ROOT));
    }

    private void become(ProcessSteps steps) {
        steps.enter(Namespace.USERS, USER_NAMESPACE);
        steps.become(OciConfig.USER, OciConfig.GROUP, lastCapability);
        steps.close(FIRST, USER_NAMESPACE);
    }

    private void run(ProcessSteps steps, OciConfig.Program program) {
        steps.workingFolder(program.workingFolder());
        steps.filter(filter);
        steps.run(program.arguments(), program.environment());
    }

    private void run(ProcessSteps steps, OciConfig.Program program, Beside beside) {
        steps.filter(filter);
        steps.runBeside(
                new ProcessSteps.Companions(beside.commands(), beside.environment(), COMPANIONS),
                program.workingFolder(),
                program.arguments(),
                program.environment());
    }

    private static String mappings(int root, int function, int own) {
        return "0 " + root + " 1\n" + own + " " + function + " 1\n";
    }
}
