package dev.hearth.base.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Compiles a list of system calls into a seccomp filter ({@code seccomp(2)}), a program of the classic Berkeley Packet
 * Filter.
 *
 * <p>Ranges of call numbers with the same verdict are the leaves of a binary tree of comparisons. A call takes some ten
 * instructions, as does each of the 450 calls that the kernel tries when a process installs the filter. A linear list
 * would take some hundred.
 */
public final class SystemCallFilter {
    /** The verdict on a call. */
    public sealed interface Verdict {
        /** The call is allowed. */
        record Allowed() implements Verdict {}

        /** The call fails with this error. */
        record Refused(int error) implements Verdict {}

        /** The call is allowed if all tests of one alternative hold; else it fails with this error. */
        record Tested(List<List<Test>> alternatives, int otherwise) implements Verdict {
            public Tested {
                alternatives = alternatives.stream().map(List::copyOf).toList();
            }
        }
    }

    /** Holds if the masked argument, of 64 bits, has the value. */
    public record Test(int argument, long mask, long value) {}

    private static final int LOAD_WORD = 0x20;
    private static final int JUMP = 0x05;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_AT_LEAST = 0x35;
    private static final int AND = 0x54;
    private static final int RETURN = 0x06;
    private static final int ALLOW = 0x7fff0000;
    private static final int FAIL = 0x00050000;
    private static final int KILL_PROCESS = 0x80000000;

    /** {@code struct seccomp_data}: number, processor, instruction, six arguments. */
    private static final int NUMBER_OFFSET = 0;

    private static final int PROCESSOR_OFFSET = 4;
    private static final int ARGUMENTS_OFFSET = 16;

    private static final int PROCESSOR_X86 = 0xc000003e;
    private static final int PROCESSOR_ARM = 0xc00000b7;

    /** The farthest conditional jump, in instructions; an unconditional jump has no such limit. */
    private static final int FARTHEST = 255;

    private SystemCallFilter() {}

    private record Instruction(int code, int ifTrue, int ifFalse, int value) {}

    private record Range(long first, Verdict verdict) {}

    /**
     * The filter for this machine's processor. A call of another processor's numbers kills the process.
     *
     * @param verdicts by the name of the call; names that this processor's kernel does not have are left out
     * @param otherwise the error of all other calls
     * @return its instructions as the kernel takes them, 8 bytes each
     */
    public static byte[] compile(Map<String, Verdict> verdicts, int otherwise) {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        Map<String, Integer> numbers = SystemCallNumbers.of(arm);
        SortedMap<Integer, Verdict> byNumber = new TreeMap<>();
        verdicts.forEach((name, verdict) -> {
            Integer number = numbers.get(name);
            if (number != null) {
                byNumber.put(number, verdict);
            }
        });
        List<Instruction> program = new ArrayList<>();
        program.add(load(PROCESSOR_OFFSET));
        program.add(new Instruction(JUMP_EQUAL, 1, 0, arm ? PROCESSOR_ARM : PROCESSOR_X86));
        program.add(end(KILL_PROCESS));
        program.add(load(NUMBER_OFFSET));
        program.addAll(tree(ranges(byNumber, new Verdict.Refused(otherwise))));
        ByteBuffer bytes = ByteBuffer.allocate(program.size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Instruction each : program) {
            bytes.putShort((short) each.code()).put((byte) each.ifTrue()).put((byte) each.ifFalse());
            bytes.putInt(each.value());
        }
        return bytes.array();
    }

    private static List<Range> ranges(SortedMap<Integer, Verdict> verdicts, Verdict otherwise) {
        List<Range> ranges = new ArrayList<>();
        long next = 0;
        for (Map.Entry<Integer, Verdict> entry : verdicts.entrySet()) {
            if (entry.getKey() > next) {
                add(ranges, next, otherwise);
            }
            add(ranges, entry.getKey(), entry.getValue());
            next = entry.getKey() + 1L;
        }
        add(ranges, next, otherwise);
        return ranges;
    }

    private static void add(List<Range> ranges, long first, Verdict verdict) {
        if (ranges.isEmpty() || !ranges.getLast().verdict().equals(verdict)) {
            ranges.add(new Range(first, verdict));
        }
    }

    /** A binary search, with the call's number loaded: compares it with the first number of the upper half. */
    private static List<Instruction> tree(List<Range> ranges) {
        if (ranges.size() == 1) {
            return leaf(ranges.getFirst().verdict());
        }
        int middle = ranges.size() / 2;
        List<Instruction> lower = tree(ranges.subList(0, middle));
        List<Instruction> upper = tree(ranges.subList(middle, ranges.size()));
        int first = (int) ranges.get(middle).first();
        List<Instruction> tree = new ArrayList<>();
        if (lower.size() <= FARTHEST) {
            tree.add(new Instruction(JUMP_AT_LEAST, lower.size(), 0, first));
        } else {
            tree.add(new Instruction(JUMP_AT_LEAST, 0, 1, first));
            tree.add(new Instruction(JUMP, 0, 0, lower.size()));
        }
        tree.addAll(lower);
        tree.addAll(upper);
        return tree;
    }

    private static List<Instruction> leaf(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allowed() -> List.of(end(ALLOW));
            case Verdict.Refused(int error) -> List.of(end(FAIL | error));
            case Verdict.Tested(List<List<Test>> alternatives, int otherwise) -> {
                List<Instruction> tests = new ArrayList<>();
                alternatives.forEach(alternative -> tests.addAll(alternative(alternative)));
                tests.add(end(FAIL | otherwise));
                yield tests;
            }
        };
    }

    /** Allows the call if all tests hold; else continues with the next instruction after these. */
    private static List<Instruction> alternative(List<Test> tests) {
        List<Instruction> halves = new ArrayList<>();
        int left = tests.size() * 6 + 1;
        for (Test test : tests) {
            for (int half = 1; half >= 0; half--) {
                int shift = half * Integer.SIZE;
                halves.add(load(ARGUMENTS_OFFSET + test.argument() * Long.BYTES + half * Integer.BYTES));
                halves.add(new Instruction(AND, 0, 0, (int) (test.mask() >>> shift)));
                left -= 3;
                halves.add(new Instruction(JUMP_EQUAL, 0, left, (int) (test.value() >>> shift)));
            }
        }
        halves.add(end(ALLOW));
        return halves;
    }

    private static Instruction load(int offset) {
        return new Instruction(LOAD_WORD, 0, 0, offset);
    }

    private static Instruction end(int verdict) {
        return new Instruction(RETURN, 0, 0, verdict);
    }
}
