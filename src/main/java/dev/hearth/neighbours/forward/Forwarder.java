package dev.hearth.neighbours.forward;

import dev.hearth.base.auth.RequestSigner;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.http.LazyHttpClient;
import dev.hearth.base.http.StallGuard;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.Sha256;
import dev.hearth.neighbours.forward.ForwardedRequest.Content;
import dev.hearth.time.Time;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes requests of callers on to other servers, and their answers back, both piece by piece. Who the caller is, and
 * what the caller may do, was checked before.
 *
 * <p>A request goes to a server with a key under a signature of that key, and under the server's own host name. To a
 * server without a key it goes as it came, with the caller's signature and {@code Host} header: addresses in the answer
 * then lead here.
 */
public final class Forwarder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);

    /** For S3 only: a signature without a digest of the body. */
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    private final ForwardTable table;
    private final Time time;
    private final LazyHttpClient client = new LazyHttpClient(Limits.CONNECT);

    public Forwarder(ForwardTable table, Time time) {
        this.table = table;
        this.time = time;
    }

    public ForwardTable table() {
        return table;
    }

    /**
     * Passes a request on, and its answer back.
     *
     * @param account of the caller
     * @throws ServiceException if the server does not answer
     * @throws IOException if the body of the request is not what was signed
     */
    public void pass(ForwardedRequest request, Upstream upstream, AccountId account, HttpResponse response)
            throws IOException {
        if (ForwardedHeaders.isLoop(request.head())) {
            throw new ServiceException(
                    ErrorCode.SERVICE_UNAVAILABLE,
                    "The request for '" + request.service() + "' has passed through " + Limits.HOPS
                            + " servers: the server that --forward names passes it on, perhaps to this one.");
        }
        switch (request.content()) {
            case Content.Whole(byte[] bytes) -> {
                BodyPublisher body = bytes.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(bytes);
                String digest = Sha256.of(bytes);
                answer(send(prepared(request, upstream, account, body, digest), upstream, request), response);
            }
            case Content.Streamed(InputStream stream, long length, boolean _) -> {
                try (ForwardedBody body = new ForwardedBody(stream)) {
                    pass(request, upstream, account, body, length, response);
                }
            }
        }
    }

    private void pass(
            ForwardedRequest request,
            Upstream upstream,
            AccountId account,
            ForwardedBody body,
            long length,
            HttpResponse response)
            throws IOException {
        BodyPublisher streamed = BodyPublishers.ofInputStream(() -> body);
        BodyPublisher publisher = length == 0
                ? BodyPublishers.noBody()
                : length > 0 ? BodyPublishers.fromPublisher(streamed, length) : streamed;
        java.net.http.HttpResponse<InputStream> answer;
        try {
            answer = send(prepared(request, upstream, account, publisher, UNSIGNED), upstream, request);
        } catch (ServiceException e) {
            body.rethrow();
            throw e;
        }
        answer(answer, response);
    }

    private HttpRequest prepared(
            ForwardedRequest request, Upstream upstream, AccountId account, BodyPublisher body, String digest) {
        Duration limit = request.content() instanceof Content.Whole ? Limits.ANSWER : Limits.STREAMED_ANSWER;
        try {
            Optional<RequestSigner> signer =
                    upstream.key().map(key -> upstream.signer(key, request.service(), account, time));
            String query = request.head().rawQuery();
            URI address =
                    upstream.address(request.path(), signer.isPresent() ? ForwardedHeaders.unsigned(query) : query);
            Map<String, List<String>> headers = signer.map(
                            own -> ForwardedHeaders.signed(request, own, address, upstream.host(), digest))
                    .orElseGet(() -> ForwardedHeaders.unchanged(request.head()));
            HttpRequest.Builder builder = HttpRequest.newBuilder(address)
                    .timeout(limit)
                    .method(request.head().method(), body);
            headers.forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new ServiceException(
                    ErrorCode.VALIDATION, "The request can't pass on to another server: " + e.getMessage());
        }
    }

    private java.net.http.HttpResponse<InputStream> send(
            HttpRequest request, Upstream upstream, ForwardedRequest forwarded) {
        try {
            return client.get().send(request, BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw unreachable(upstream, forwarded, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(upstream, forwarded, e);
        }
    }

    private static ServiceException unreachable(Upstream upstream, ForwardedRequest request, Exception cause) {
        String reason =
                Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
        return new ServiceException(
                ErrorCode.SERVICE_UNAVAILABLE,
                "The server of the service '" + request.service() + "', " + upstream.endpoint() + ", does not answer: "
                        + reason);
    }

    private static void answer(java.net.http.HttpResponse<InputStream> answer, HttpResponse response)
            throws IOException {
        try (InputStream body = new StallGuard(answer.body(), Limits.ANSWER)) {
            response.status(answer.statusCode());
            ForwardedHeaders.ofAnswer(answer.headers().map())
                    .forEach((name, values) -> values.forEach(value -> response.header(name, value)));
            OutputStream target = response.stream();
            byte[] piece = new byte[Limits.PIECE_BYTES];
            while (true) {
                int count;
                try {
                    count = body.read(piece);
                } catch (IOException e) {
                    LOG.warn("the answer of {} is incomplete: {}", answer.uri(), e.getMessage());
                    return; // the caller's connection is closed, because the answer has no end
                }
                if (count < 0) {
                    break;
                }
                target.write(piece, 0, count);
                if (body.available() == 0) {
                    target.flush();
                }
            }
            target.close();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
