package dev.hearth.neighbours.s3.client;

import dev.hearth.base.auth.RequestSigner;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.s3.BucketName;
import dev.hearth.neighbours.s3.Limits;
import dev.hearth.neighbours.s3.ObjectKey;
import dev.hearth.neighbours.s3.ObjectSource;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import dev.hearth.neighbours.s3.UriEncoding;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetches objects from an S3-compatible store, path-style, with one key for all accounts. Every caller who may create
 * functions can use all objects that this key may read.
 */
public final class S3Client implements ObjectSource {
    private static final Pattern CODE = Pattern.compile("<Code>([^<]{1,200})</Code>");
    private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]{0,2000})</Message>");

    private final URI endpoint;
    private final RequestSigner signer;

    /** @param endpoint such as {@code https://minio.example.com:9000}, perhaps with a path before all others */
    public S3Client(URI endpoint, RequestSigner signer) {
        this.endpoint = endpoint;
        this.signer = signer;
    }

    @Override
    public Content open(AccountId account, String bucket, String key, Optional<String> version) throws IOException {
        if (!BucketName.isValid(bucket)) {
            throw new S3Exception(S3Error.INVALID_BUCKET_NAME);
        }
        String target = endpoint.getRawPath().replaceFirst("/$", "") + "/" + bucket + "/"
                + UriEncoding.path(new ObjectKey(key).value())
                + version.map(id -> "?versionId=" + UriEncoding.parameter(id)).orElse("");
        URI address = endpoint.resolve("/");
        URI uri = URI.create(address.toString().replaceFirst("/$", "") + target);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout((int) Limits.CONNECT.toMillis());
        connection.setReadTimeout((int) Limits.STALL.toMillis());
        connection.setUseCaches(false);
        signer.sign("GET", uri, host(uri), new byte[0]).forEach(connection::setRequestProperty);
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
            throw refused(connection, status);
        }
        long size = connection.getContentLengthLong();
        return new Content(new Owning(connection.getInputStream(), connection, size), size);
    }

    /** The error in the store's response; for an empty response, S3's default message. */
    private static S3Exception refused(HttpURLConnection connection, int status) throws IOException {
        String text = "";
        try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            if (body != null) {
                text = new String(body.readNBytes(Limits.ERROR_BYTES), StandardCharsets.UTF_8);
            }
        } finally {
            connection.disconnect();
        }
        S3Error usual = switch (status) {
            case 301, 302, 307, 308 -> S3Error.PERMANENT_REDIRECT;
            case 403 -> S3Error.ACCESS_DENIED;
            case 404 -> S3Error.NO_SUCH_KEY;
            default -> S3Error.SERVICE_UNAVAILABLE;
        };
        return S3Exception.ofAnswer(
                status,
                found(CODE, text).orElse(usual.code()),
                found(MESSAGE, text).orElse(usual.message()));
    }

    private static Optional<String> found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find()
                ? Optional.of(matcher.group(1)
                        .replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&quot;", "\"")
                        .replace("&apos;", "'")
                        .replace("&amp;", "&"))
                : Optional.empty();
    }

    /** The Host header as the connection writes it: with the port, unless it is the scheme's default. */
    private static String host(URI uri) {
        int usual = uri.getScheme().equals("https") ? 443 : 80;
        return uri.getPort() < 0 || uri.getPort() == usual ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    /** A response body that closes its connection, and reports an early end of the connection as an error. */
    private static final class Owning extends FilterInputStream {
        private final HttpURLConnection connection;
        private long left;

        Owning(InputStream body, HttpURLConnection connection, long size) {
            super(body);
            this.connection = connection;
            this.left = size < 0 ? Long.MAX_VALUE : size;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            if (count < 0 && left > 0 && left < Long.MAX_VALUE / 2) {
                throw new IOException("the connection ended " + left + " bytes too early");
            }
            left -= Math.max(0, count);
            return count;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public void close() throws IOException {
            connection.disconnect();
            super.close();
        }
    }
}
