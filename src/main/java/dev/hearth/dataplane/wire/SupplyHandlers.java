package dev.hearth.dataplane.wire;

import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.base.artifact.PackageSource;
import dev.hearth.base.rpc.Handlers;
import dev.hearth.base.rpc.Peer;
import dev.hearth.base.rpc.Refusal;
import dev.hearth.base.rpc.RpcException;
import dev.hearth.base.rpc.RpcStream;
import dev.hearth.dataplane.runtimes.FunctionEnvironment;
import dev.hearth.dataplane.wire.messages.Chunk;
import dev.hearth.dataplane.wire.messages.Digest;
import dev.hearth.dataplane.wire.messages.LogBatch;
import dev.hearth.dataplane.wire.messages.LogLine;
import dev.hearth.dataplane.wire.messages.Nothing;
import dev.hearth.dataplane.wire.messages.SessionCredentials;
import dev.hearth.dataplane.worker.AwsAccess;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.logs.LogSink;
import dev.hearth.neighbours.logs.LogStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Gives Workers of other processes what they need for functions: packages, credentials, and a place for their logs. */
public final class SupplyHandlers {
    private final PackageSource packages;
    private final AwsAccess access;
    private final OpenStreams logs;

    public SupplyHandlers(PackageSource packages, AwsAccess access, LogSink logs) {
        this.packages = packages;
        this.access = access;
        this.logs = new OpenStreams(logs);
    }

    public Handlers addTo(Handlers handlers) {
        return handlers.onStream(Methods.PACKAGE, this::send)
                .on(
                        Methods.CREDENTIALS,
                        (_, version) ->
                                Errors.serving(() -> message(access.credentials(FunctionMessages.version(version)))))
                .on(Methods.LOG, (_, batch) -> write(batch));
    }

    private void send(Peer caller, RpcStream<Chunk, Digest> stream) throws Refusal, RpcException, InterruptedException {
        Optional<Digest> digest = stream.receive();
        if (digest.isEmpty()) {
            return;
        }
        try (InputStream content = packages.open(digest.get().getSha256())) {
            while (true) {
                byte[] bytes = content.readNBytes(Limits.PIECE_BYTES);
                if (bytes.length == 0) {
                    return;
                }
                Chunk chunk = Chunk.newBuilder()
                        .setContent(UnsafeByteOperations.unsafeWrap(bytes))
                        .build();
                if (!stream.send(chunk, Limits.PIECE)) {
                    throw RpcException.late("a package was not taken");
                }
            }
        } catch (FileNotFoundException e) {
            throw Errors.refusal(new ServiceException(ErrorCode.RESOURCE_NOT_FOUND, "There is no such package."));
        } catch (IOException e) {
            throw Errors.refusal(new ServiceException(ErrorCode.SERVICE, "The package can't be read.", e));
        }
    }

    private static SessionCredentials message(FunctionEnvironment.Credentials credentials) {
        return SessionCredentials.newBuilder()
                .setAccessKeyId(credentials.accessKeyId())
                .setSecretAccessKey(credentials.secretAccessKey())
                .setSessionToken(credentials.sessionToken())
                .setExpiresMillis(credentials.ends().toEpochMilli())
                .build();
    }

    private Nothing write(LogBatch batch) {
        for (LogLine line : batch.getLinesList()) {
            logs.of(new StreamName(line.getAccount(), line.getGroup(), line.getStream()))
                    .append(Instant.ofEpochMilli(line.getMillis()), line.getMessage());
        }
        return Nothing.getDefaultInstance();
    }

    private record StreamName(String account, String group, String stream) {}

    /**
     * The streams of logs that were written to last. A stream stays open between its events, since it knows how many
     * of them wait and how many were dropped.
     */
    private static final class OpenStreams {
        private final LogSink sink;
        private final ReentrantLock lock = new ReentrantLock();
        private final Map<StreamName, LogStream> streams = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<StreamName, LogStream> eldest) {
                return size() > Limits.OPEN_LOGS;
            }
        };

        OpenStreams(LogSink sink) {
            this.sink = sink;
        }

        LogStream of(StreamName name) {
            lock.lock();
            try {
                return streams.computeIfAbsent(
                        name, absent -> sink.open(new AccountId(name.account()), name.group(), name.stream()));
            } finally {
                lock.unlock();
            }
        }
    }
}
