package dev.hearth.neighbours.s3.client;

import dev.hearth.base.artifact.ArtifactStore;
import dev.hearth.base.artifact.FolderArtifactStore;
import dev.hearth.model.CodePackage;
import dev.hearth.model.DataSize;
import dev.hearth.neighbours.s3.Limits;
import dev.hearth.time.Time;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Code packages in a bucket of an S3-compatible store, which several servers share: {@code packages/ab/abcdef...} for
 * content of the digest {@code abcdef...}.
 *
 * <p>A package is written to a folder of this machine first, where its digest is found, and uploaded from there. What a
 * server has uploaded or checked stays in that folder for a while, because it is read soon after.
 */
public final class BucketArtifactStore implements ArtifactStore, AutoCloseable {
    private static final String PREFIX = "packages/";
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final S3Client client;
    private final String bucket;
    private final FolderArtifactStore near;
    private final Time time;

    private BucketArtifactStore(S3Client client, String bucket, FolderArtifactStore near, Time time) {
        this.client = client;
        this.bucket = bucket;
        this.near = near;
        this.time = time;
    }

    /**
     * The address of the store, the key to it, and the bucket.
     *
     * @param sessionToken empty for a key without one
     */
    public record Place(
            URI endpoint,
            String region,
            String accessKeyId,
            String secretAccessKey,
            String sessionToken,
            String bucket) {
        private AwsCredentials credentials() {
            return sessionToken.isEmpty()
                    ? AwsBasicCredentials.create(accessKeyId, secretAccessKey)
                    : AwsSessionCredentials.create(accessKeyId, secretAccessKey, sessionToken);
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return endpoint + "/" + bucket;
        }
    }

    /**
     * Opens the bucket.
     *
     * @param near packages that were used lately, on this machine
     * @throws IOException if there is no such bucket, or the key may not read it
     */
    public static BucketArtifactStore open(Place place, FolderArtifactStore near, Time time) throws IOException {
        S3Client client = S3Client.builder()
                .endpointOverride(place.endpoint())
                .region(Region.of(place.region()))
                .credentialsProvider(StaticCredentialsProvider.create(place.credentials()))
                .forcePathStyle(true)
                // not all stores know the checksums that are newer than S3
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(Apache5HttpClient.builder()
                        .connectionTimeout(Limits.CONNECT)
                        .socketTimeout(Limits.STALL))
                .build();
        try {
            client.headBucket(request -> request.bucket(place.bucket()));
        } catch (SdkException e) {
            client.close();
            throw new IOException("the bucket " + place + " can't be used: " + e.getMessage(), e);
        }
        return new BucketArtifactStore(client, place.bucket(), near, time);
    }

    @Override
    public CodePackage put(InputStream content) throws IOException {
        CodePackage made = near.put(content);
        try {
            // also over the same content: it is young again, so that a sweep leaves it to its new user
            client.putObject(
                    request -> request.bucket(bucket).key(key(made.sha256())),
                    RequestBody.fromContentProvider(
                            () -> reopened(made.sha256()), made.size().bytes(), "application/zip"));
        } catch (SdkException e) {
            throw failed(e);
        }
        return made;
    }

    /** The content again, for each attempt to send it. */
    private InputStream reopened(String sha256) {
        try {
            return near.open(sha256);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public boolean contains(String sha256) {
        String key = key(sha256);
        try {
            client.headObject(request -> request.bucket(bucket).key(key));
            return true;
        } catch (NoSuchKeyException e) {
            return false;
        }
    }

    @Override
    public InputStream open(String sha256) throws IOException {
        String key = key(sha256);
        if (near.contains(sha256)) {
            return near.open(sha256);
        }
        try {
            return client.getObject(request -> request.bucket(bucket).key(key));
        } catch (NoSuchKeyException e) {
            FileNotFoundException missing = new FileNotFoundException("no code package " + sha256);
            missing.initCause(e);
            throw missing;
        } catch (SdkException e) {
            throw failed(e);
        }
    }

    @Override
    public DataSize check(String sha256) throws IOException {
        if (!near.contains(sha256)) {
            try (InputStream content = open(sha256)) {
                CodePackage fetched = near.put(content);
                if (!fetched.sha256().equals(sha256)) {
                    throw new IOException("the stored package " + sha256 + " has the digest " + fetched.sha256());
                }
            }
        }
        return near.check(sha256);
    }

    /** Sweeps the bucket, and the folder of this machine, where nothing has to stay. */
    @Override
    public int sweep(Set<String> used) throws IOException {
        near.sweep(Set.of());
        Instant old = time.now().minus(dev.hearth.base.artifact.Limits.GRACE);
        int removed = 0;
        try {
            for (S3Object object : client.listObjectsV2Paginator(
                            request -> request.bucket(bucket).prefix(PREFIX))
                    .contents()) {
                String name = object.key().substring(object.key().lastIndexOf('/') + 1);
                if (DIGEST.matcher(name).matches()
                        && !used.contains(name)
                        && object.lastModified().isBefore(old)) {
                    client.deleteObject(request -> request.bucket(bucket).key(object.key()));
                    removed++;
                }
            }
        } catch (SdkException e) {
            throw failed(e);
        }
        return removed;
    }

    private static IOException failed(SdkException failure) {
        return new IOException("the store of code packages failed: " + failure.getMessage(), failure);
    }

    private static String key(String sha256) {
        if (!DIGEST.matcher(sha256).matches()) {
            throw new IllegalArgumentException("not a digest: " + sha256);
        }
        return PREFIX + sha256.substring(0, 2) + "/" + sha256;
    }

    @Override
    public void close() {
        client.close();
    }
}
