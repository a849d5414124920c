package dev.hearth.neighbours.s3.server;

import dev.hearth.base.auth.HttpHead;
import dev.hearth.base.auth.RefusedBodyException;
import dev.hearth.base.auth.StreamAuthenticator;
import dev.hearth.base.http.HttpHandler;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.http.PeerFault;
import dev.hearth.base.xml.XmlWriter;
import dev.hearth.error.ServiceException;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import dev.hearth.neighbours.s3.folder.BucketFolder;
import dev.hearth.time.Ids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves requests that are signed for S3. */
public final class S3Handler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(S3Handler.class);
    private static final String SCOPE = "/s3/aws4_request";
    private static final byte[] NOTHING = {};

    private final StreamAuthenticator authenticator;
    private final BucketFolder folder;
    private final Permission permission;
    private final Routes routes;
    private final Optional<Passage> passage;
    private final String region;
    private final Ids ids;

    /**
     * Serves the buckets of a folder, or has another server serve its own.
     *
     * @param passage to the other server
     */
    public S3Handler(
            StreamAuthenticator authenticator,
            Permission permission,
            BucketFolder folder,
            Optional<Passage> passage,
            String region,
            Ids ids) {
        this.authenticator = authenticator;
        this.permission = permission;
        this.folder = folder;
        this.routes = new Routes(new ServiceOperations(folder, region));
        this.passage = passage;
        this.region = region;
        this.ids = ids;
    }

    /** Whether a request is signed for S3, in the header or in the query. */
    public static boolean matches(HttpRequest request) {
        Optional<String> authorization = request.header("Authorization");
        if (authorization.isPresent()) {
            return authorization.get().contains(SCOPE);
        }
        String query = request.rawQuery();
        return query.contains("%2Fs3%2Faws4_request")
                || query.contains("%2fs3%2faws4_request")
                || (query.contains("X-Amz-Credential=") && query.contains(SCOPE))
                || (query.contains("AWSAccessKeyId=") && query.contains("Signature="));
    }

    @Override
    public void handle(HttpRequest request, HttpResponse response) throws IOException {
        String requestId = ids.hex(16).toUpperCase(Locale.ROOT);
        String hostId = ids.hex(32);
        response.header("x-amz-request-id", requestId).header("x-amz-id-2", hostId);
        try {
            answer(request, response);
        } catch (S3Exception e) {
            sendError(request, response, e, requestId, hostId);
        } catch (ServiceException e) {
            sendError(request, response, Refusals.of(e, request, region), requestId, hostId);
        } catch (RefusedBodyException e) {
            sendError(request, response, Refusals.of(e), requestId, hostId);
        } catch (IOException e) {
            if (PeerFault.isOne(new UncheckedIOException(e))) {
                throw e;
            }
            fail(request, response, e, requestId, hostId);
        } catch (RuntimeException e) {
            if (PeerFault.isOne(e)) {
                throw e;
            }
            fail(request, response, e, requestId, hostId);
        }
    }

    private void answer(HttpRequest request, HttpResponse response) throws IOException {
        StreamAuthenticator.Streamed signed = authenticator.authenticate(new HttpHead(request), request.bodyStream());
        S3Request.Target target = S3Request.Target.of(request, region);
        S3Request read = new S3Request(
                request, signed, folder, permission, target.bucket(), target.key(), Uri.query(request.rawQuery()));
        if (passage.isPresent()) {
            ForwardedActions.check(read, routes.search(read));
            String bucket = S3Request.Target.inHost(request, region);
            String path = bucket.isEmpty() ? request.rawPath() : "/" + bucket + request.rawPath();
            passage.get().pass(request, path, signed, response);
            return;
        }
        Routes.Route route = routes.find(read);
        if (!route.action().isEmpty()) {
            read.mustBeAllowed(route.action());
        }
        route.operation().answer(read, response);
    }

    private static void fail(
            HttpRequest request, HttpResponse response, Exception failure, String requestId, String hostId) {
        LOG.error("request {} ({} {}) failed", requestId, request.method(), request.rawPath(), failure);
        sendError(request, response, new S3Exception(S3Error.INTERNAL_ERROR), requestId, hostId);
    }

    private static void sendError(
            HttpRequest request, HttpResponse response, S3Exception error, String requestId, String hostId) {
        if (request.method().equals("HEAD")) {
            response.status(error.status()).send(NOTHING);
            return;
        }
        XmlWriter xml =
                XmlWriter.compact().begin("Error").add("Code", error.code()).add("Message", error.getMessage());
        error.details().forEach(xml::add);
        xml.add("Resource", request.rawPath()).add("RequestId", requestId).add("HostId", hostId);
        S3Xml.send(response, error.status(), xml);
    }
}
