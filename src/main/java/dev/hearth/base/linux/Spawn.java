package dev.hearth.base.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.hearth.base.linux.Kernel.Call;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts programs with {@code posix_spawn(3)}, in the mount namespace of the calling thread.
 *
 * <p>{@link ProcessBuilder} uses a helper program and a thread for each process, which would take longer than the start
 * of a sandbox.
 */
public final class Spawn {
    private static final int SUBREAPER = 36;
    private static final int OWN_SIGNAL_MASK = 0x08;
    private static final int OWN_SESSION = 0x80;

    /** A size that is enough for the C libraries' opaque structures (glibc: 80 and 336 bytes). */
    private static final long OPAQUE_BYTES = 1024;

    private static final int FIRST_EXTRA = 3;

    /**
     * The signature with which all functions are called: additional arguments in registers are ignored. The JVM
     * generates classes at the first use of each signature, which would delay a start.
     */
    private static final FunctionDescriptor SHAPE =
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private final MethodHandle spawn = function("posix_spawn");
    private final MethodHandle initActions = function("posix_spawn_file_actions_init");
    private final MethodHandle destroyActions = function("posix_spawn_file_actions_destroy");
    private final MethodHandle addOpen = function("posix_spawn_file_actions_addopen");
    private final MethodHandle addDuplicate = function("posix_spawn_file_actions_adddup2");
    private final MethodHandle addCloseFrom = function("posix_spawn_file_actions_addclosefrom_np");
    private final MethodHandle initAttributes = function("posix_spawnattr_init");
    private final MethodHandle destroyAttributes = function("posix_spawnattr_destroy");
    private final MethodHandle setFlags = function("posix_spawnattr_setflags");

    private Spawn() {}

    /** Makes this process the parent of every orphan among its descendants, so that it can learn how they ended. */
    public static Spawn adoptingOrphans() {
        Kernel.checked("orphans can't be adopted", Call.PRCTL, SUBREAPER, 1);
        return new Spawn();
    }

    /**
     * Starts a program in a session of its own, with {@code output} as its standard output and error.
     *
     * @param input its standard input; empty: there is nothing to read
     * @param extra further descriptors that it gets, from number 3 on; no others
     */
    public ChildProcess start(
            List<String> command,
            Map<String, String> environment,
            Optional<Descriptor> input,
            Descriptor output,
            List<Descriptor> extra) {
        return start(command.getFirst(), command, environment, input, output, extra);
    }

    /** Starts a program whose first argument is not its own path. */
    ChildProcess start(
            String program,
            List<String> command,
            Map<String, String> environment,
            Optional<Descriptor> input,
            Descriptor output,
            List<Descriptor> extra) {
        try (Arena arena = Arena.ofConfined()) {
            long actions = arena.allocate(OPAQUE_BYTES).address();
            long attributes = arena.allocate(OPAQUE_BYTES).address();
            MemorySegment identifier = arena.allocate(JAVA_INT);
            call(program, initActions, actions);
            call(program, initAttributes, attributes);
            try {
                if (input.isPresent()) {
                    call(program, addDuplicate, actions, input.get().number(), 0);
                } else {
                    long nothing = arena.allocateFrom("/dev/null").address();
                    call(program, addOpen, actions, 0, nothing, 0, 0);
                }
                call(program, addDuplicate, actions, output.number(), 1);
                call(program, addDuplicate, actions, output.number(), 2);
                for (int i = 0; i < extra.size(); i++) {
                    call(program, addDuplicate, actions, extra.get(i).number(), FIRST_EXTRA + i);
                }
                call(program, addCloseFrom, actions, FIRST_EXTRA + extra.size());
                call(program, setFlags, attributes, OWN_SIGNAL_MASK | OWN_SESSION);
                List<String> variables = environment.entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList();
                call(
                        program,
                        spawn,
                        identifier.address(),
                        arena.allocateFrom(program).address(),
                        actions,
                        attributes,
                        strings(arena, command).address(),
                        strings(arena, variables).address());
                return new ChildProcess(identifier.get(JAVA_INT, 0));
            } finally {
                call(program, destroyActions, actions);
                call(program, destroyAttributes, attributes);
            }
        }
    }

    private static void call(String program, MethodHandle function, long... arguments) {
        long[] six = Arrays.copyOf(arguments, 6);
        int error;
        try {
            error = (int) function.invokeExact(six[0], six[1], six[2], six[3], six[4], six[5]);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinuxException(program + " can't be started", e);
        }
        if (error != 0) {
            throw Kernel.failure(program + " can't be started", -error);
        }
    }

    private static MemorySegment strings(Arena arena, List<String> texts) {
        MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            array.setAtIndex(ADDRESS, i, arena.allocateFrom(texts.get(i)));
        }
        array.setAtIndex(ADDRESS, texts.size(), MemorySegment.NULL);
        return array;
    }

    @SuppressWarnings("restricted") // this package is the one that leaves Java
    private static MethodHandle function(String name) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), SHAPE);
    }
}
