package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;

/**
 * Twenty clients create, update, publish, name and delete the same few functions as they like. Each call is done or
 * refused with a reason, and what is there at the end is whole.
 *
 * <p>How long: {@code -Dhearth.clients.seconds}, a short while by default.
 */
@ExtendWith(SharedHearth.class)
class ManyClientsTest {
    private static final int CLIENTS = 20;
    private static final int FUNCTIONS = 4;
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("hearth.clients.seconds", 10));

    /** What was published under each name, of functions that are never deleted. */
    private final Map<String, String> published = new ConcurrentHashMap<>();

    private final ConcurrentLinkedQueue<String> surprises = new ConcurrentLinkedQueue<>();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    @Test
    void everyChangeIsWholeOrRefused(HearthProcess hearth) throws InterruptedException {
        long seed = System.nanoTime();
        LambdaClient client = hearth.client();
        String base = Functions.name("shared");
        long end = System.nanoTime() + TIME.toNanos();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Random random = new Random(seed + i);
            clients.add(Thread.ofVirtual().start(() -> {
                while (System.nanoTime() - end < 0) {
                    attempt(client, base + "-" + random.nextInt(FUNCTIONS), random);
                }
            }));
        }
        for (Thread thread : clients) {
            thread.join();
        }
        assertThat(surprises).as("seed %d", seed).isEmpty();
        assertThat(done).as("seed %d", seed).hasValueGreaterThan(CLIENTS);
        for (int i = 0; i < FUNCTIONS; i++) {
            checkWhole(client, base + "-" + i, seed);
        }
    }

    private void attempt(LambdaClient client, String name, Random random) {
        try {
            act(client, name, random);
            done.incrementAndGet();
        } catch (LambdaException refusal) {
            int status = refusal.statusCode();
            refused.incrementAndGet();
            if (status < 400 || status >= 500) {
                surprises.add(status + " " + refusal.getMessage());
            }
        } catch (SdkException failed) {
            surprises.add(failed.toString());
        }
    }

    private void act(LambdaClient client, String name, Random random) {
        String mark = Long.toHexString(random.nextLong());
        switch (random.nextInt(12)) {
            case 0, 1 ->
                client.createFunction(request -> request.functionName(name)
                        .runtime("python3.13")
                        .handler("app.handler")
                        .role(Functions.ROLE)
                        .publish(random.nextBoolean())
                        .code(code -> code.zipFile(Packages.zip("app.py", "#" + mark))));
            case 2, 3 ->
                client.updateFunctionCode(
                        request -> request.functionName(name).zipFile(Packages.zip("app.py", "#" + mark)));
            case 4, 5 ->
                client.updateFunctionConfiguration(
                        request -> request.functionName(name).description(mark));
            case 6, 7, 8 -> {
                PublishVersionResponse version = client.publishVersion(request -> request.functionName(name));
                String what = version.revisionId() + " " + version.codeSha256() + " " + version.description();
                String before = lasting(name) ? published.putIfAbsent(version.functionArn(), what) : null;
                if (before != null && !before.equals(what)) {
                    surprises.add(version.functionArn() + " was published as " + before + " and as " + what);
                }
            }
            case 9 ->
                client.createAlias(
                        request -> request.functionName(name).name("live").functionVersion("1"));
            case 10 ->
                client.updateAlias(request -> request.functionName(name)
                        .name("live")
                        .functionVersion(Integer.toString(1 + random.nextInt(5))));
            default -> {
                if (lasting(name)) {
                    client.getFunction(request -> request.functionName(name).qualifier("live"));
                } else if (random.nextInt(4) == 0) {
                    client.deleteFunction(request -> request.functionName(name));
                } else {
                    client.deleteFunction(
                            request -> request.functionName(name).qualifier(Integer.toString(1 + random.nextInt(5))));
                }
            }
        }
    }

    /** The first function is not deleted, so that no number of a version may come twice. */
    private static boolean lasting(String name) {
        return name.endsWith("-0");
    }

    /** Every version is complete and there once, and every alias stands for one that exists. */
    private static void checkWhole(LambdaClient client, String name, long seed) {
        List<FunctionConfiguration> versions;
        try {
            versions = client.listVersionsByFunctionPaginator(request -> request.functionName(name)).versions().stream()
                    .toList();
        } catch (LambdaException absent) {
            assertThat(absent.statusCode()).isEqualTo(404);
            return;
        }
        Set<String> numbers = new HashSet<>();
        for (FunctionConfiguration version : versions) {
            assertThat(numbers.add(version.version()))
                    .as("seed %d: %s once", seed, version)
                    .isTrue();
            assertThat(version.codeSha256()).as("seed %d", seed).isNotEmpty();
        }
        client.listAliases(request -> request.functionName(name))
                .aliases()
                .forEach(alias ->
                        assertThat(numbers).as("seed %d: %s", seed, alias).contains(alias.functionVersion()));
        client.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(name));
        client.deleteFunction(request -> request.functionName(name));
    }
}
