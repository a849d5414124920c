package dev.hearth.base.linux;

import java.nio.ByteBuffer;
import java.util.Set;

/**
 * The first process of a sandbox: starts the function's program, gathers orphans, and tells how the program ended.
 *
 * <p>The first process of a process namespace can't be the function's program: the kernel ignores signals that it sends
 * to itself ({@code abort()} and {@code kill -9 $$} would not end it), and orphans become its children. No such program
 * is part of every Linux system, and none can be compiled on the user's machine. So it is here in machine code, some
 * 170 bytes that need no library.
 *
 * <pre>
 * init PROGRAM ARGUMENT...
 *
 * arguments = argv + 1; environment = envp + 1
 * fcntl(3, F_SETFD, FD_CLOEXEC)              the program does not inherit where it tells
 * dup2(1, 62)                                where the clients of runtimes write their log calls, as on Lambda
 * prctl(PR_SET_DUMPABLE, 0)                  nor can it look into this process
 * child = vfork()
 *   child:  execve(arguments[0], arguments, environment)
 *           number = errno; exit(127)
 * write(3, number, 4)                        0: the program has started, else why not
 * do p = wait4(-1, number, 0, 0) while p != child
 * write(3, number, 4)                        how it ended, as wait(2) puts it
 * exit_group(0)                              the kernel kills what is left in the namespace
 * </pre>
 *
 * <p>The program's variables are passed as variables, which only root can read on the host, unlike arguments. The
 * first one, {@link #unused}, is not handed on: OCI runtimes add a {@code HOME} where there is none.
 */
public final class InitProgram {
    /** The name of its file, and so of its processes. The program of a {@link ProcessFactory} has the same name. */
    public static final String NAME = "init";

    /** The descriptor that duplicates a program's standard output, with the number that Lambda uses. */
    public static final int LOG_DESCRIPTOR = 62;

    private static final long ADDRESS = 0x400000;
    private static final int PAGE_BYTES = 0x1000;

    private static final String X86 = """
            488b0424          ; mov rax,QWORD PTR [rsp]
            4c8d642410        ; lea r12,[rsp+0x10]
            4c8d6cc418        ; lea r13,[rsp+rax*8+0x18]
            6a00              ; push 0x0
            4989e6            ; mov r14,rsp
            bf03000000        ; mov edi,0x3
            be02000000        ; mov esi,0x2
            ba01000000        ; mov edx,0x1
            b848000000        ; mov eax,0x48
            0f05              ; syscall
            bf01000000        ; mov edi,0x1
            be3e000000        ; mov esi,0x3e
            b821000000        ; mov eax,0x21
            0f05              ; syscall
            bf04000000        ; mov edi,0x4
            31f6              ; xor esi,esi
            b89d000000        ; mov eax,0x9d
            0f05              ; syscall
            bf11410000        ; mov edi,0x4111
            31f6              ; xor esi,esi
            b838000000        ; mov eax,0x38
            0f05              ; syscall
            85c0              ; test eax,eax
            7522              ; jne parent
            498b3c24          ; mov rdi,QWORD PTR [r12]
            4c89e6            ; mov rsi,r12
            4c89ea            ; mov rdx,r13
            b83b000000        ; mov eax,0x3b
            0f05              ; syscall
            f7d8              ; neg eax
            418906            ; mov DWORD PTR [r14],eax
            bf7f000000        ; mov edi,0x7f
            b83c000000        ; mov eax,0x3c
            0f05              ; syscall
            89c3              ; mov ebx,eax
            e826000000        ; call tell
            bfffffffff        ; mov edi,0xffffffff
            4c89f6            ; mov rsi,r14
            31d2              ; xor edx,edx
            4531d2            ; xor r10d,r10d
            b83d000000        ; mov eax,0x3d
            0f05              ; syscall
            39d8              ; cmp eax,ebx
            75e8              ; jne again
            e809000000        ; call tell
            31ff              ; xor edi,edi
            b8e7000000        ; mov eax,0xe7
            0f05              ; syscall
            bf03000000        ; mov edi,0x3
            4c89f6            ; mov rsi,r14
            ba04000000        ; mov edx,0x4
            b801000000        ; mov eax,0x1
            0f05              ; syscall
            c3                ; ret
            """;

    private static final String ARM = """
            e90340f9          ; ldr x9, [sp]
            f3430091          ; add x19, sp, #0x10
            f46f298b          ; add x20, sp, x9, lsl #3
            94620091          ; add x20, x20, #0x18
            ff0f1ff8          ; str xzr, [sp, #-16]!
            f5030091          ; mov x21, sp
            600080d2          ; mov x0, #0x3
            410080d2          ; mov x1, #0x2
            220080d2          ; mov x2, #0x1
            280380d2          ; mov x8, #0x19
            010000d4          ; svc #0x0
            200080d2          ; mov x0, #0x1
            c10780d2          ; mov x1, #0x3e
            020080d2          ; mov x2, #0x0
            080380d2          ; mov x8, #0x18
            010000d4          ; svc #0x0
            800080d2          ; mov x0, #0x4
            010080d2          ; mov x1, #0x0
            e81480d2          ; mov x8, #0xa7
            010000d4          ; svc #0x0
            202288d2          ; mov x0, #0x4111
            010080d2          ; mov x1, #0x0
            881b80d2          ; mov x8, #0xdc
            010000d4          ; svc #0x0
            60010035          ; cbnz w0, parent
            600240f9          ; ldr x0, [x19]
            e10313aa          ; mov x1, x19
            e20314aa          ; mov x2, x20
            a81b80d2          ; mov x8, #0xdd
            010000d4          ; svc #0x0
            e003004b          ; neg w0, w0
            a00200b9          ; str w0, [x21]
            e00f80d2          ; mov x0, #0x7f
            a80b80d2          ; mov x8, #0x5d
            010000d4          ; svc #0x0
            f603002a          ; mov w22, w0
            0d000094          ; bl tell
            00008092          ; mov x0, #0xffffffffffffffff
            e10315aa          ; mov x1, x21
            020080d2          ; mov x2, #0x0
            030080d2          ; mov x3, #0x0
            882080d2          ; mov x8, #0x104
            010000d4          ; svc #0x0
            1f00166b          ; cmp w0, w22
            21ffff54          ; b.ne again
            04000094          ; bl tell
            000080d2          ; mov x0, #0x0
            c80b80d2          ; mov x8, #0x5e
            010000d4          ; svc #0x0
            600080d2          ; mov x0, #0x3
            e10315aa          ; mov x1, x21
            820080d2          ; mov x2, #0x4
            080880d2          ; mov x8, #0x40
            010000d4          ; svc #0x0
            c0035fd6          ; ret
            """;

    private InitProgram() {}

    /**
     * The variable before a program's own. It is {@code HOME}, unless the program has one, so that an OCI runtime adds
     * none after them.
     */
    public static String unused(Set<String> variables) {
        return variables.contains("HOME") ? "_=" : "HOME=/";
    }

    /** The program as an executable file for this machine's processor. */
    public static byte[] executable() {
        byte[] code = ExecutableFile.code(X86, ARM);
        int head = ExecutableFile.headBytes(1);
        int size = head + code.length;
        byte[] bytes = new byte[size];
        ByteBuffer file = ExecutableFile.begin(bytes, ADDRESS + head, 1);
        // the whole file, readable and executable
        new ExecutableFile.Segment(5, 0, ADDRESS, size, size, PAGE_BYTES).write(file);
        file.put(code);
        return bytes;
    }
}
