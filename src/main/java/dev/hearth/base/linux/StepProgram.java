package dev.hearth.base.linux;

import java.nio.ByteBuffer;

/**
 * A program that executes lists of system calls, in machine code: it makes the processes of sandboxes.
 *
 * <p>Java can neither fork nor enter a process namespace, and nothing can be compiled on the user's machine. So the
 * program is some 90 bytes that need no library, and everything that they do is data: {@link StepList} writes it. The
 * program has no stack and keeps only one register, the address of its step, so that processes that share their memory
 * don't disturb each other.
 *
 * <pre>
 * step = FIRST
 * repeat
 *   result = number &lt; 0 ? first argument : system call(number, six arguments)
 *   *(step.store) = result                       an argument of a later step, say
 *   result &lt; 0:  FAILURE = (result, step)        for the report: why a step failed, and which
 *                 step = step.onError
 *   result = 0:  step = step.onZero
 *   result > 0:  step = step.onPositive
 * </pre>
 *
 * <p>A step has 11 words: number, arguments, store, onError, onZero, onPositive. All addresses are absolute, as the
 * program is loaded at a fixed one; a list that is received is placed at {@link #ORDER} or {@link #ASSIGNMENT}.
 */
final class StepProgram {
    static final int STEP_BYTES = 88;

    /** Two words: why a step failed, and which. */
    static final long FAILURE = 0x500000;

    /** A word for results that are not used. */
    static final long SCRATCH = FAILURE + 0x10;

    /** Two words: a child's end as {@code wait(2)} puts it, and {@link Channel.Report#ENDED}. */
    static final long STATUS = FAILURE + 0x20;

    /** The address of received control data. */
    static final long CONTROL = FAILURE + 0x800;

    /**
     * The address of the first list, which is part of the executable file. It begins with {@link #REPORTING} steps that
     * all lists use.
     */
    static final long FIRST = FAILURE + 0x1000;

    /** The number of steps that report a failure and exit. Unexpected errors lead there. */
    static final int REPORTING = 2;

    /** The address of a received list that makes a process. */
    static final long ORDER = FAILURE + 0x10000;

    static final int ORDER_BYTES = 0x10000;

    /** The address of a received list that assigns a function to a process. */
    static final long ASSIGNMENT = FAILURE + 0x20000;

    /** The greatest size of an assignment: the kernel's messages hold 208 KB, and a function has 4 KB of variables. */
    static final int ASSIGNMENT_BYTES = 0x30000;

    private static final long END = ASSIGNMENT + ASSIGNMENT_BYTES;
    private static final long CODE = 0x400000;

    /** As large as any processor's page. */
    private static final int DATA_OFFSET = 0x10000;

    private static final String X86 = """
            bbb0105000        ; mov ebx,FIRST + REPORTING steps
            488b03            ; next: mov rax,[rbx]
            488b7b08          ; mov rdi,[rbx+0x8]
            488b7310          ; mov rsi,[rbx+0x10]
            488b5318          ; mov rdx,[rbx+0x18]
            4c8b5320          ; mov r10,[rbx+0x20]
            4c8b4328          ; mov r8,[rbx+0x28]
            4c8b4b30          ; mov r9,[rbx+0x30]
            4885c0            ; test rax,rax
            7905              ; jns call
            4889f8            ; mov rax,rdi
            eb02              ; jmp done
            0f05              ; call: syscall
            488b4b38          ; done: mov rcx,[rbx+0x38]
            488901            ; mov [rcx],rax
            4885c0            ; test rax,rax
            780e              ; js failed
            7406              ; je zero
            488b5b50          ; mov rbx,[rbx+0x50]
            ebc5              ; jmp next
            488b5b48          ; zero: mov rbx,[rbx+0x48]
            ebbf              ; jmp next
            4889042500005000  ; failed: mov [FAILURE],rax
            48891c2508005000  ; mov [FAILURE+8],rbx
            488b5b40          ; mov rbx,[rbx+0x40]
            eba9              ; jmp next
            """;

    private static final String ARM = """
            131682d2          ; mov x19, #0x10b0
            130aa0f2          ; movk x19, #0x50, lsl #16
            680240f9          ; next: ldr x8, [x19]
            608640a9          ; ldp x0, x1, [x19, #8]
            628e41a9          ; ldp x2, x3, [x19, #24]
            649642a9          ; ldp x4, x5, [x19, #40]
            4800f8b7          ; tbnz x8, #63, done
            010000d4          ; svc #0x0
            691e40f9          ; done: ldr x9, [x19, #56]
            200100f9          ; str x0, [x9]
            c000f8b7          ; tbnz x0, #63, failed
            600000b4          ; cbz x0, zero
            732a40f9          ; ldr x19, [x19, #80]
            f5ffff17          ; b next
            732640f9          ; zero: ldr x19, [x19, #72]
            f3ffff17          ; b next
            090aa0d2          ; failed: mov x9, #0x500000
            204d00a9          ; stp x0, x19, [x9]
            732240f9          ; ldr x19, [x19, #64]
            efffff17          ; b next
            """;

    private StepProgram() {}

    /** A list that is part of the executable file. */
    static StepList first(int steps) {
        return new StepList(FIRST, REPORTING + steps);
    }

    /** A list that makes a process. */
    static StepList order(int steps) {
        return new StepList(ORDER, steps);
    }

    /** A list that assigns a function to a process. */
    static StepList assignment(int steps) {
        return new StepList(ASSIGNMENT, steps);
    }

    /**
     * The program as an executable file for this machine's processor.
     *
     * @param first its first list
     */
    static byte[] executable(StepList first) {
        byte[] code = ExecutableFile.code(X86, ARM);
        byte[] list = first.bytes();
        if (list.length > ORDER - FIRST) {
            throw new IllegalArgumentException("a first list of " + list.length + " bytes");
        }
        int head = ExecutableFile.headBytes(2);
        int loaded = head + code.length;
        int dataBytes = (int) (FIRST - FAILURE) + list.length;
        byte[] bytes = new byte[DATA_OFFSET + dataBytes];
        ByteBuffer file = ExecutableFile.begin(bytes, CODE + head, 2);
        new ExecutableFile.Segment(5, 0, CODE, loaded, loaded, DATA_OFFSET).write(file);
        new ExecutableFile.Segment(6, DATA_OFFSET, FAILURE, dataBytes, END - FAILURE, DATA_OFFSET).write(file);
        file.put(code);
        file.position(DATA_OFFSET + (int) (FIRST - FAILURE));
        file.put(list);
        return bytes;
    }
}
