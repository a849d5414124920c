package dev.hearth.base.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * System calls by number, through the one C function that makes any of them: {@code syscall(2)}.
 *
 * <p>One binding serves all calls; arguments are numbers, or addresses of native memory. The numbers are the kernel's
 * own, per processor ({@code asm/unistd.h}).
 */
final class Kernel {
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EBUSY = 16;
    static final int ECHILD = 10;
    static final int ECONNRESET = 104;
    static final int ENODEV = 19;
    static final int ENXIO = 6;

    /** {@code AT_FDCWD}: a relative path starts in the current folder. */
    static final int CURRENT_FOLDER = -100;

    static final int CLOSE_ON_EXEC = 0x80000;
    static final int NON_BLOCKING = 0x800;

    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    @SuppressWarnings("restricted") // this package is the one that leaves Java
    private static final MethodHandle SYSCALL = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.firstVariadicArg(1),
                    Linker.Option.captureCallState("errno"));

    private Kernel() {}

    /** A system call and its number on either processor. */
    enum Call {
        READ(0, 63),
        WRITE(1, 64),
        CLOSE(3, 57),
        LSEEK(8, 62),
        IOCTL(16, 29),
        SOCKET(41, 198),
        SENDTO(44, 206),
        SENDMSG(46, 211),
        RECVMSG(47, 212),
        SOCKETPAIR(53, 199),
        SETSOCKOPT(54, 208),
        CLONE(56, 220),
        EXECVE(59, 221),
        EXIT(60, 93),
        WAIT4(61, 260),
        KILL(62, 129),
        FCNTL(72, 25),
        FLOCK(73, 32),
        FSYNC(74, 82),
        CHDIR(80, 49),
        FCHOWN(93, 55),
        UMASK(95, 166),
        SETSID(112, 157),
        SETGROUPS(116, 159),
        SETRESUID(117, 147),
        SETRESGID(119, 149),
        CAPSET(126, 91),
        PIVOT_ROOT(155, 41),
        PRCTL(157, 167),
        MOUNT(165, 40),
        UMOUNT2(166, 39),
        SETHOSTNAME(170, 161),
        EXIT_GROUP(231, 94),
        EPOLL_CTL(233, 21),
        WAITID(247, 95),
        OPENAT(257, 56),
        MKNODAT(259, 33),
        FCHOWNAT(260, 54),
        PPOLL(271, 73),
        UNSHARE(272, 97),
        EPOLL_PWAIT(281, 22),
        EVENTFD2(290, 19),
        EPOLL_CREATE1(291, 20),
        DUP3(292, 24),
        PIPE2(293, 59),
        PRLIMIT64(302, 261),
        SYNCFS(306, 267),
        SETNS(308, 268),
        SECCOMP(317, 277),
        PIDFD_SEND_SIGNAL(424, 424),
        OPEN_TREE(428, 428),
        MOVE_MOUNT(429, 429),
        FSOPEN(430, 430),
        FSCONFIG(431, 431),
        FSMOUNT(432, 432),
        PIDFD_OPEN(434, 434),
        CLONE3(435, 435),
        CLOSE_RANGE(436, 436),
        OPENAT2(437, 437),
        MOUNT_SETATTR(442, 442);

        private final long number;

        Call(int x86, int arm) {
            this.number = ARM ? arm : x86;
        }

        long number() {
            return number;
        }
    }

    /** Makes the call; what it returns, or an error's number with a minus sign. */
    static long call(Call call, long... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long result = (long) SYSCALL.invokeExact(
                    state,
                    call.number,
                    argument(arguments, 0),
                    argument(arguments, 1),
                    argument(arguments, 2),
                    argument(arguments, 3),
                    argument(arguments, 4),
                    argument(arguments, 5));
            return result >= 0 ? result : -(int) ERRNO.get(state, 0L);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinuxException("a system call can't be made", e);
        }
    }

    /** Makes the call, again if a signal interrupted it. */
    static long checked(String what, Call call, long... arguments) {
        long result;
        do {
            result = call(call, arguments);
        } while (result == -EINTR);
        if (result < 0) {
            throw failure(what, result);
        }
        return result;
    }

    static LinuxException failure(String what, long negativeError) {
        return new LinuxException(what + ": " + name(-negativeError) + " (error " + -negativeError + ")");
    }

    private static String name(long error) {
        return switch ((int) error) {
            case 1 -> "not permitted";
            case 2 -> "no such file";
            case 11 -> "not now";
            case 12 -> "out of memory";
            case 13 -> "access denied";
            case 16 -> "busy";
            case 17 -> "already there";
            case 19 -> "no such device";
            case 22 -> "invalid";
            case 24 -> "too many open files";
            case 28 -> "no space left";
            case 38 -> "not in this kernel";
            default -> "refused";
        };
    }

    private static long argument(long[] arguments, int index) {
        return index < arguments.length ? arguments[index] : 0;
    }
}
