package dev.hearth.base.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.model.AccountId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is to be done is claimed by one of many, in every store. */
class ClaimsTest {
    private static final AccountId ACCOUNT = new AccountId("000000000000");

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Store store;

    enum Stores {
        FILE,
        MEMORY,
        POSTGRES
    }

    private void open(Stores stores) {
        store = switch (stores) {
            case FILE -> SqliteStore.open(folder.resolve("state.db"));
            case MEMORY -> SqliteStore.inMemory();
            case POSTGRES -> PostgresServer.open(PostgresServer.shared().freshAddress());
        };
    }

    @AfterEach
    void close() {
        if (store != null) { // a test that is left out has none
            store.close();
        }
    }

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    static final Kind<Instant> JOB = Kind.<Instant>of(
                    "job",
                    due -> JsonObject.builder().put("due", due.toString()).build(),
                    document -> Instant.parse(document.string("due").orElseThrow()))
            .withDue(Optional::of);
    private static final Scope JOBS = Scope.events(ACCOUNT, "jobs");

    private void job(Scope scope, String name, Instant due) {
        store.write(transaction -> {
            transaction.put(JOB, scope, name, due);
            return due;
        });
    }

    private List<String> claim(String owner, Instant now, int limit) {
        Lease lease = new Lease(owner, now.plusSeconds(60));
        return store.write(transaction -> transaction.claimDue(JOB, JOBS, lease, now, limit));
    }

    private Optional<Instant> nextJob(String owner, Instant now) {
        return store.read(view -> view.nextDue(JOB, JOBS, owner, now));
    }

    @ParameterizedTest
    @EnumSource
    void aClaimIsOneOwnersUntilItEnds(Stores stores) {
        open(stores);
        job(JOBS, "b", NOW.minusSeconds(1));
        job(JOBS, "a", NOW);
        job(JOBS, "later", NOW.plusSeconds(1));
        job(Scope.events(ACCOUNT, "other"), "other", NOW);
        assertThat(store.<List<Scope>>read(view -> view.scopes(JOB)))
                .containsExactlyInAnyOrder(JOBS, Scope.events(ACCOUNT, "other"));
        assertThat(nextJob("one", NOW)).contains(NOW.minusSeconds(1));
        assertThat(claim("one", NOW, 1)).containsExactly("b");
        assertThat(claim("two", NOW, 10)).containsExactly("a");
        assertThat(claim("one", NOW, 10)).isEmpty();
        assertThat(nextJob("one", NOW)).contains(NOW.plusSeconds(1));

        assertThat(endClaim("two", "b")).as("somebody else's").isFalse();
        assertThat(endClaim("one", "b")).isTrue();
        assertThat(endClaim("one", "b")).isFalse();
        assertThat(claim("two", NOW, 10)).containsExactly("b");
        store.write(transaction -> transaction.delete(JOB, JOBS, "a"));
        job(JOBS, "a", NOW);
        assertThat(claim("one", NOW, 10)).as("a claim goes with what it is for").containsExactly("a");
    }

    private boolean endClaim(String owner, String name) {
        return store.write(transaction -> transaction.endClaim(JOB, JOBS, name, owner));
    }

    @ParameterizedTest
    @EnumSource
    void aClaimLapsesUnlessItIsRenewed(Stores stores) {
        open(stores);
        for (String name : List.of("a", "b", "c")) {
            job(JOBS, name, NOW);
        }
        assertThat(claim("dead", NOW, 1)).containsExactly("a");
        assertThat(claim("alive", NOW, 1)).containsExactly("b");
        store.write(transaction -> {
            transaction.renewClaims(JOB, new Lease("alive", NOW.plusSeconds(100)));
            return transaction;
        });
        Instant later = NOW.plusSeconds(61);
        assertThat(nextJob("alive", later)).contains(NOW);
        assertThat(claim("dead", later, 1)).as("it lives, and has a already").containsExactly("c");
        assertThat(claim("third", later, 10)).containsExactly("a");
        assertThat(endClaim("dead", "a")).as("it is another's now").isFalse();
        assertThat(claim("fourth", NOW.plusSeconds(99), 10)).isEmpty();
        store.write(transaction -> {
            transaction.endClaimsOfOthers(JOB, "fourth");
            return transaction;
        });
        assertThat(claim("fourth", NOW.plusSeconds(99), 10)).containsExactly("a", "b", "c");
    }

    /** Many claim side by side: each gets what nobody else has, and all is had. */
    @ParameterizedTest
    @EnumSource
    void claimsDoNotMeet(Stores stores) throws Exception {
        open(stores);
        for (int i = 0; i < 200; i++) {
            job(JOBS, "job" + i, NOW);
        }
        Set<String> claimed = ConcurrentHashMap.newKeySet();
        try (ExecutorService pollers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String owner = "poller " + i;
                counts.add(pollers.submit(() -> {
                    int count = 0;
                    for (List<String> got = claim(owner, NOW, 3); !got.isEmpty(); got = claim(owner, NOW, 3)) {
                        claimed.addAll(got);
                        count += got.size();
                    }
                    return count;
                }));
            }
            int all = 0;
            for (Future<Integer> count : counts) {
                all += count.get();
            }
            assertThat(all).isEqualTo(200);
            assertThat(claimed).hasSize(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void deletesAFewAtATime(Stores stores) {
        open(stores);
        for (String name : List.of("a", "b", "c")) {
            job(JOBS, name, NOW);
        }
        assertThat(store.<Integer>write(transaction -> transaction.deleteSome(JOB, JOBS, 2)))
                .isEqualTo(2);
        assertThat(store.<Boolean>read(view -> view.isEmpty(JOBS))).isFalse();
        assertThat(store.<Integer>write(transaction -> transaction.deleteSome(JOB, JOBS, 2)))
                .isEqualTo(1);
        assertThat(store.<Boolean>read(view -> view.isEmpty(JOBS))).isTrue();
    }
}
