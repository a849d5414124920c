package dev.hearth.dataplane.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.artifact.PackageSource;
import dev.hearth.base.rpc.Handlers;
import dev.hearth.base.rpc.Peer;
import dev.hearth.base.rpc.RpcChannel;
import dev.hearth.base.rpc.RpcServer;
import dev.hearth.base.rpc.TestingCluster;
import dev.hearth.dataplane.runtimes.FunctionEnvironment;
import dev.hearth.dataplane.worker.AwsAccess;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.TestingModel;
import dev.hearth.neighbours.logs.LogStream;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a Worker of another process gets for its functions: packages, credentials, a place for their logs. */
@Timeout(60)
class SuppliesTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_123L);
    private static final Pattern DROPPED = Pattern.compile("\\[hearth] ([0-9]+) log events were dropped here");
    private static final byte[] CONTENT = new byte[1_000_001];

    static {
        new Random(7).nextBytes(CONTENT);
    }

    private final TestingCluster cluster = new TestingCluster();
    private final BlockingQueue<String> written = new LinkedBlockingQueue<>();
    private @Nullable ServiceException refusal;
    private RpcServer server = serve(0);
    private final RpcChannel channel =
            RpcChannel.to(server.address(), Peer.name(Roles.MANAGER), cluster.credentials(Peer.name(Roles.WORKER)));

    private RpcServer serve(int port) {
        PackageSource packages = sha256 -> {
            if (!sha256.equals("known")) {
                throw new FileNotFoundException(sha256);
            }
            return new ByteArrayInputStream(CONTENT);
        };
        SupplyHandlers handlers = new SupplyHandlers(
                packages,
                new Access(),
                (account, group, stream) -> (timestamp, message) ->
                        written.add(account + " " + group + " " + stream + " " + timestamp + " " + message));
        return RpcServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                cluster.credentials(Peer.name(Roles.MANAGER)),
                handlers.addTo(new Handlers()));
    }

    private final class Access implements AwsAccess {
        @Override
        public FunctionEnvironment.Credentials credentials(FunctionVersion function) {
            ServiceException error = refusal;
            if (error != null) {
                throw error;
            }
            return new FunctionEnvironment.Credentials(
                    "key", function.configuration().role(), "token", NOW);
        }

        @Override
        public Optional<URI> endpoint() {
            return Optional.empty();
        }

        @Override
        public Map<String, String> variables() {
            return Map.of();
        }
    }

    @AfterEach
    void close() {
        channel.close();
        server.close();
    }

    @Test
    void aPackageComesWholeAndAMissingOneIsMissing() throws IOException {
        RemotePackages packages = new RemotePackages(channel);
        try (InputStream content = packages.open("known")) {
            assertThat(content.readAllBytes()).isEqualTo(CONTENT);
        }
        assertThatThrownBy(() -> packages.open("unknown")).isInstanceOf(FileNotFoundException.class);
        try (InputStream content = packages.open("known")) {
            assertThat(content.read()).isEqualTo(CONTENT[0] & 0xff);
            server.close();
            assertThatThrownBy(content::readAllBytes)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("did not come");
        }
    }

    @Test
    void credentialsAreThoseOfTheFunctionsRole() {
        RemoteAwsAccess access = new RemoteAwsAccess(channel, Optional::empty, () -> Map.of("A", "1"));
        FunctionVersion function =
                TestingModel.latest(TestingModel.arn("f"), "revision", TestingModel.configuration("f"));
        assertThat(access.credentials(function))
                .isEqualTo(new FunctionEnvironment.Credentials(
                        "key", function.configuration().role(), "token", NOW));
        assertThat(access.variables()).containsEntry("A", "1");
        refusal = new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "No session now.");
        assertThatThrownBy(() -> access.credentials(function)).hasMessage("No session now.");
    }

    @Test
    void logsArriveInOrderAlsoAfterTheServerWasAway() throws InterruptedException {
        try (RemoteLogs logs = RemoteLogs.to(channel)) {
            LogStream stream = logs.open(new AccountId("000000000000"), "/g", "s");
            stream.append(NOW, "first\n");
            assertThat(written.take()).isEqualTo("000000000000 /g s " + NOW + " first\n");
            int port = server.address().getPort();
            server.close();
            List<String> lines =
                    IntStream.range(0, 1_000).mapToObj(Integer::toString).toList();
            lines.forEach(line -> stream.append(NOW, line));
            server = serve(port);
            for (String line : lines) {
                assertThat(written.take()).endsWith(" " + line);
            }
        }
    }

    @Test
    void whatIsTooMuchIsDroppedAndTold() throws InterruptedException {
        int port = server.address().getPort();
        server.close();
        String large = "x".repeat(100_000);
        int most = Math.toIntExact(Limits.WAITING_LOGS / Limits.WAITING_LOGS_OF_ONE / large.length());
        try (RemoteLogs logs = RemoteLogs.to(channel)) {
            LogStream stream = logs.open(new AccountId("000000000000"), "/g", "s");
            for (int i = 0; i < most + 10; i++) {
                stream.append(NOW, large);
            }
            logs.open(new AccountId("000000000000"), "/other", "s").append(NOW, "has room");
            server = serve(port);
            List<String> all = new ArrayList<>(List.of(written.take()));
            stream.append(NOW, "after"); // what has gone has made room
            while (!all.getLast().endsWith(" after")) {
                all.add(written.take());
            }
            long whole = all.stream().filter(line -> line.endsWith(large)).count();
            long dropped = all.stream()
                    .map(DROPPED::matcher)
                    .filter(Matcher::find)
                    .mapToLong(notice -> Long.parseLong(notice.group(1)))
                    .sum();
            assertThat(whole).isGreaterThanOrEqualTo(most - 1);
            assertThat(dropped).isPositive().isEqualTo(most + 10 - whole);
            assertThat(all).anyMatch(line -> line.endsWith(" has room"));
        }
    }
}
