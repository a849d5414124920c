package dev.hearth.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.hearth.linux.Kernel.Call;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Map;

/**
 * Starts programs through {@code posix_spawn(3)}, in the mount namespace of the calling thread.
 *
 * <p>{@link ProcessBuilder} would do, but goes through a helper program and a thread for each process, which costs more
 * than the program that starts a sandbox takes.
 */
public final class Spawn {
    private static final int SUBREAPER = 36;
    private static final short OWN_SIGNAL_MASK = 0x08;
    private static final short OWN_SESSION = 0x80;

    /** More than the C libraries' opaque structures take (glibc: 80 and 336 bytes). */
    private static final long OPAQUE_BYTES = 1024;

    private static final int FIRST_EXTRA = 3;

    private final MethodHandle spawn = function("posix_spawn", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    private final MethodHandle initActions = function("posix_spawn_file_actions_init", ADDRESS);
    private final MethodHandle destroyActions = function("posix_spawn_file_actions_destroy", ADDRESS);
    private final MethodHandle addOpen =
            function("posix_spawn_file_actions_addopen", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private final MethodHandle addDuplicate = function("posix_spawn_file_actions_adddup2", ADDRESS, JAVA_INT, JAVA_INT);
    private final MethodHandle addCloseFrom = function("posix_spawn_file_actions_addclosefrom_np", ADDRESS, JAVA_INT);
    private final MethodHandle initAttributes = function("posix_spawnattr_init", ADDRESS);
    private final MethodHandle destroyAttributes = function("posix_spawnattr_destroy", ADDRESS);
    private final MethodHandle setFlags = function("posix_spawnattr_setflags", ADDRESS, JAVA_SHORT);

    private Spawn() {}

    /** Makes this process the parent of every orphan among its descendants, so that it can learn how they ended. */
    public static Spawn adoptingOrphans() {
        Kernel.checked("orphans can't be adopted", Call.PRCTL, SUBREAPER, 1);
        return new Spawn();
    }

    /**
     * Starts a program in a session of its own, with nothing on its standard input and with {@code output} as its
     * standard output and error.
     *
     * @param extra further descriptors that it gets, from number 3 on; no others
     */
    public ChildProcess start(
            List<String> command, Map<String, String> environment, Descriptor output, List<Descriptor> extra) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment actions = arena.allocate(OPAQUE_BYTES);
            MemorySegment attributes = arena.allocate(OPAQUE_BYTES);
            MemorySegment identifier = arena.allocate(JAVA_INT);
            check(command, (int) initActions.invokeExact(actions));
            check(command, (int) initAttributes.invokeExact(attributes));
            try {
                MemorySegment nothing = arena.allocateFrom("/dev/null");
                check(command, (int) addOpen.invokeExact(actions, 0, nothing, 0, 0));
                check(command, (int) addDuplicate.invokeExact(actions, output.number(), 1));
                check(command, (int) addDuplicate.invokeExact(actions, output.number(), 2));
                for (int i = 0; i < extra.size(); i++) {
                    check(command, (int)
                            addDuplicate.invokeExact(actions, extra.get(i).number(), FIRST_EXTRA + i));
                }
                check(command, (int) addCloseFrom.invokeExact(actions, FIRST_EXTRA + extra.size()));
                check(command, (int) setFlags.invokeExact(attributes, (short) (OWN_SIGNAL_MASK | OWN_SESSION)));
                List<String> variables = environment.entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList();
                check(command, (int) spawn.invokeExact(
                        identifier,
                        arena.allocateFrom(command.getFirst()),
                        actions,
                        attributes,
                        strings(arena, command),
                        strings(arena, variables)));
                return new ChildProcess(identifier.get(JAVA_INT, 0));
            } finally {
                int ignored =
                        (int) destroyActions.invokeExact(actions) + (int) destroyAttributes.invokeExact(attributes);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinuxException(command.getFirst() + " can't be started", e);
        }
    }

    private static void check(List<String> command, int error) {
        if (error != 0) {
            throw Kernel.failure(command.getFirst() + " can't be started", -error);
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
    private static MethodHandle function(String name, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
    }
}
