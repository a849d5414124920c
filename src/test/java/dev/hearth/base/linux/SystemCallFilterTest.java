package dev.hearth.base.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.linux.SystemCallFilter.Test;
import dev.hearth.base.linux.SystemCallFilter.Verdict;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

class SystemCallFilterTest {
    private static final int ALLOW = 0x7fff0000;
    private static final int FAIL = 0x50000;
    private static final int KILL_PROCESS = 0x80000000;
    private static final int OTHERWISE = 38;
    private static final int REFUSED = 1;
    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
    private static final int PROCESSOR = ARM ? 0xc00000b7 : 0xc000003e;

    private final Map<String, Integer> numbers = SystemCallNumbers.of(ARM);

    @org.junit.jupiter.api.Test
    void eachCallHasTheVerdictOfItsName() {
        for (long seed = 0; seed < 50; seed++) {
            long seedOf = seed;
            Random random = new Random(seed);
            Map<String, Verdict> verdicts = new HashMap<>();
            numbers.keySet().forEach(name -> {
                switch (random.nextInt(3)) {
                    case 0 -> verdicts.put(name, new Verdict.Allowed());
                    case 1 -> verdicts.put(name, new Verdict.Refused(REFUSED));
                    default -> {}
                }
            });
            byte[] filter = SystemCallFilter.compile(verdicts, OTHERWISE);
            numbers.forEach((name, number) -> assertThat(run(filter, PROCESSOR, number))
                    .as("%s, seed %d", name, seedOf)
                    .isEqualTo(expected(verdicts.get(name))));
            assertThat(run(filter, PROCESSOR, 100_000)).isEqualTo(FAIL | OTHERWISE);
            assertThat(run(filter, PROCESSOR, 0x40000000)).isEqualTo(FAIL | OTHERWISE);
            assertThat(run(filter, PROCESSOR, -1)).isEqualTo(FAIL | OTHERWISE);
        }
    }

    private int number(String name) {
        return Objects.requireNonNull(numbers.get(name));
    }

    private static int expected(@Nullable Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allowed() -> ALLOW;
            case Verdict.Refused(int error) -> FAIL | error;
            case Verdict.Tested _ -> throw new IllegalArgumentException();
            case null -> FAIL | OTHERWISE;
        };
    }

    @org.junit.jupiter.api.Test
    void argumentsAreComparedWhole() {
        Verdict tested = new Verdict.Tested(
                List.of(
                        List.of(new Test(0, -1, 1)),
                        List.of(new Test(0, -1, 16), new Test(2, -1, 0)),
                        List.of(new Test(1, 0xf0, 0x30))),
                REFUSED);
        byte[] filter = SystemCallFilter.compile(
                Map.of("socket", tested, "bind", new Verdict.Allowed(), "connect", new Verdict.Refused(5)), OTHERWISE);
        int socket = number("socket");
        assertThat(run(filter, PROCESSOR, socket, 1, 0, 0)).isEqualTo(ALLOW);
        assertThat(run(filter, PROCESSOR, socket, 2, 0, 0)).isEqualTo(FAIL | REFUSED);
        assertThat(run(filter, PROCESSOR, socket, 16, 0, 0)).isEqualTo(ALLOW);
        assertThat(run(filter, PROCESSOR, socket, 16, 0, 9)).isEqualTo(FAIL | REFUSED);
        assertThat(run(filter, PROCESSOR, socket, 1L << 32 | 1, 0, 0)).isEqualTo(FAIL | REFUSED);
        assertThat(run(filter, PROCESSOR, socket, 7, 0x3f, 0)).isEqualTo(ALLOW);
        assertThat(run(filter, PROCESSOR, socket, 7, 0x7f, 0)).isEqualTo(FAIL | REFUSED);
        assertThat(run(filter, PROCESSOR, number("bind"))).isEqualTo(ALLOW);
        assertThat(run(filter, PROCESSOR, number("connect"))).isEqualTo(FAIL | 5);
    }

    @org.junit.jupiter.api.Test
    void aCallByAnotherProcessorsNumbersKills() {
        byte[] filter = SystemCallFilter.compile(Map.of("read", new Verdict.Allowed()), OTHERWISE);
        int i386 = 0x40000003;
        assertThat(run(filter, i386, number("read"))).isEqualTo(KILL_PROCESS);
    }

    @org.junit.jupiter.api.Test
    void theTableHasBothProcessors() {
        assertThat(SystemCallNumbers.of(false)).containsEntry("clone3", 435).containsEntry("execve", 59);
        assertThat(SystemCallNumbers.of(true)).containsEntry("clone3", 435).containsEntry("execve", 221);
    }

    /** Executes the filter as the kernel does. */
    private static int run(byte[] filter, int processor, int number, long... arguments) {
        ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(number).putInt(processor).putLong(0);
        for (long argument : arguments) {
            data.putLong(argument);
        }
        ByteBuffer program = ByteBuffer.wrap(filter).order(ByteOrder.LITTLE_ENDIAN);
        int accumulator = 0;
        for (int next = 0; ; next++) {
            int place = next * 8;
            int value = program.getInt(place + 4);
            int ifTrue = program.get(place + 2) & 0xff;
            int ifFalse = program.get(place + 3) & 0xff;
            switch (program.getShort(place)) {
                case 0x20 -> accumulator = data.getInt(value);
                case 0x54 -> accumulator &= value;
                case 0x05 -> next += value;
                case 0x15 -> next += accumulator == value ? ifTrue : ifFalse;
                case 0x35 -> next += Integer.compareUnsigned(accumulator, value) >= 0 ? ifTrue : ifFalse;
                case 0x06 -> {
                    return value;
                }
                default -> throw new IllegalStateException("instruction " + program.getShort(place));
            }
        }
    }
}
