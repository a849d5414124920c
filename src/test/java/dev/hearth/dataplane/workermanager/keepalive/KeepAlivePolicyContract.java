package dev.hearth.dataplane.workermanager.keepalive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.workermanager.keepalive.KeepAlivePolicy.IdleKind;
import dev.hearth.dataplane.workermanager.keepalive.KeepAlivePolicy.Removal;
import dev.hearth.model.AccountId;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.SandboxKey;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What every keep-alive policy holds. */
abstract class KeepAlivePolicyContract {
    static final Duration BOUND = Duration.ofMinutes(10);
    static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    static final DataSize MEMORY = DataSize.ofMebibytes(256);

    final KeepAlivePolicy policy = policy(BOUND);

    abstract KeepAlivePolicy policy(Duration bound);

    @Test
    void keepsASandboxOfAnUnknownFunctionForTheBound() {
        assertThat(policy.keepUntil(key("f"), IdleKind.USED, 7)).isEqualTo(7 + BOUND.toNanos());
        assertThat(policy.preWarmAt(key("f"))).isEmpty();
        assertThat(policy.value(key("f"), 7)).isFinite();
    }

    @Test
    void ofTwoOfAFunctionTheOneThatIsIdleForLongerGoesFirst() {
        policy.arrived(key("f"), 0, 1);
        policy.arrived(key("f"), 1, 1);
        policy.becameIdle(key("f"), 1, 2);
        policy.becameIdle(key("f"), 0, 3);

        assertThat(policy.value(key("f"), 2)).isLessThanOrEqualTo(policy.value(key("f"), 3));
    }

    /** Over random histories: nothing stays beyond the bound, and no answer depends on chance. */
    @RepeatedTest(40)
    void answersHoldForAnyHistory(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();

        List<String> answers = answers(seed);

        assertThat(answers(seed)).as("seed %d", seed).isEqualTo(answers);
    }

    private List<String> answers(long seed) {
        Random random = new Random(seed);
        KeepAlivePolicy policy = policy(BOUND);
        List<String> answers = new ArrayList<>();
        long now = random.nextLong(); // the clock's zero means nothing
        int[] busy = new int[8];
        for (int step = 0; step < 2000; step++) {
            now += (long) (MINUTE * Math.pow(random.nextDouble(), 4) * 30);
            int number = random.nextInt(busy.length);
            SandboxKey function = key("f" + number);
            switch (random.nextInt(6)) {
                case 0, 1 -> policy.arrived(function, busy[number]++, now);
                case 2 -> policy.started(function, MEMORY, random.nextInt(1_000_000_000), now);
                case 3, 4 -> {
                    busy[number] = Math.max(0, busy[number] - 1);
                    policy.becameIdle(function, busy[number], now);
                }
                default -> {
                    Removal why = List.of(Removal.values()).get(random.nextInt(3));
                    policy.removed(function, why, now - random.nextInt(1_000_000), now);
                }
            }
            String when = "seed " + seed + ", step " + step;
            for (IdleKind kind : IdleKind.values()) {
                long stays = policy.keepUntil(function, kind, now) - now;
                assertThat(stays).as(when).isBetween(-Duration.ofHours(4).toNanos() * 8, BOUND.toNanos());
                answers.add(kind + " " + stays);
            }
            double value = policy.value(function, now);
            assertThat(value).as(when).isFinite();
            answers.add(value + " " + policy.preWarmAt(function));
        }
        return answers;
    }

    @Test
    void remembersABoundedNumberOfFunctionsInABoundedNumberOfBytes() {
        int functions = 2 * Limits.FUNCTIONS;
        List<SandboxKey> keys = new ArrayList<>();
        for (int i = 0; i < functions; i++) {
            keys.add(key("f" + i));
        }
        // threads of other tests allocate too: of three measurements the least has least of that
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 3; attempt++) {
            KeepAlivePolicy full = policy(BOUND);
            long before = usedAfterCollection();
            keys.forEach(function -> callThrice(full, function));
            least = Math.min(least, usedAfterCollection() - before);
            assertThat(full.keepUntil(keys.getLast(), IdleKind.USED, 0)).isLessThanOrEqualTo(BOUND.toNanos());
        }
        assertThat(least).isLessThan(Limits.FUNCTIONS * 1024L);
    }

    private static void callThrice(KeepAlivePolicy policy, SandboxKey function) {
        for (int call = 0; call < 3; call++) {
            long now = 5 * MINUTE * call;
            policy.arrived(function, 0, now);
            policy.started(function, MEMORY, 1000, now);
            policy.becameIdle(function, 0, now + 1);
        }
    }

    private static long usedAfterCollection() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    /** Calls that end at once, so many minutes after each other; returns when the last one ended. */
    long call(SandboxKey function, long from, long... minutesBetween) {
        long now = from;
        callOnce(function, now);
        for (long minutes : minutesBetween) {
            now += minutes * MINUTE;
            callOnce(function, now);
        }
        return now;
    }

    private void callOnce(SandboxKey function, long now) {
        policy.arrived(function, 0, now);
        policy.becameIdle(function, 0, now);
    }

    static OptionalLong at(double minutes) {
        return OptionalLong.of((long) (minutes * MINUTE));
    }

    static SandboxKey key(String function) {
        return key(function, "revision");
    }

    static SandboxKey key(String function, String revision) {
        FunctionArn arn =
                new FunctionArn("us-east-1", new AccountId("000000000001"), function, Optional.of(FunctionArn.LATEST));
        return new SandboxKey(arn, revision, Optional.empty());
    }
}
