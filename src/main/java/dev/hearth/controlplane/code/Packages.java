package dev.hearth.controlplane.code;

import dev.hearth.base.artifact.ArtifactStore;
import dev.hearth.base.artifact.BadPackageException;
import dev.hearth.base.artifact.Limits;
import dev.hearth.base.artifact.Unpacker;
import dev.hearth.base.store.Store;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.CodePackage;
import dev.hearth.model.Quotas;
import dev.hearth.neighbours.s3.BucketName;
import dev.hearth.neighbours.s3.ObjectSource;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/** Reads and stores the code packages that requests contain, or name by bucket and key. */
public final class Packages {
    private final ArtifactStore artifacts;
    private final Store store;
    private final ObjectSource buckets;

    public Packages(ArtifactStore artifacts, Store store, ObjectSource buckets) {
        this.artifacts = artifacts;
        this.store = store;
        this.buckets = buckets;
    }

    /** The location of the code in a request. */
    public record Source(
            @Nullable SdkBytes zip,
            @Nullable String bucket,
            @Nullable String key,
            @Nullable String version) {}

    /** Checks and stores the package. A sweep removes it later if no function uses it. */
    public CodePackage take(AccountId account, Source source) {
        String bucket = source.bucket();
        String key = source.key();
        if (source.zip() != null) {
            if (bucket != null || key != null || source.version() != null) {
                throw Failures.invalid("Please do not provide other FunctionCode parameters when providing a ZipFile.");
            }
            return takeZip(account, source.zip().asByteArrayUnsafe());
        }
        if (bucket == null && key == null) {
            throw Failures.invalid("Please provide a source for function code.");
        }
        if (bucket == null || key == null) {
            throw Failures.invalid("S3 Bucket and Key are required for uploading with S3 parameters.");
        }
        return takeObject(account, bucket, key, Optional.ofNullable(source.version()));
    }

    private CodePackage takeZip(AccountId account, byte[] zip) {
        if (zip.length > Limits.ZIPPED.bytes()) {
            throw new ServiceException(
                    ErrorCode.REQUEST_ENTITY_TOO_LARGE,
                    "Zipped size must be smaller than " + Limits.ZIPPED.bytes() + " bytes");
        }
        try {
            Unpacker.check(zip);
        } catch (BadPackageException e) {
            throw new ServiceException(ErrorCode.INVALID_PARAMETER_VALUE, e.getMessage(), e);
        }
        mustFit(account, zip.length);
        try {
            return artifacts.put(new ByteArrayInputStream(zip));
        } catch (IOException e) {
            throw new UncheckedIOException("storing a code package failed", e);
        }
    }

    /** Copies a package of any size from its bucket to the disk, and checks it there. */
    private CodePackage takeObject(AccountId account, String bucket, String key, Optional<String> version) {
        if (!BucketName.isValid(bucket)) {
            throw refused(new S3Exception(S3Error.NO_SUCH_BUCKET), bucket, key);
        }
        CodePackage taken;
        try (ObjectSource.Content object = buckets.open(account, bucket, key, version)) {
            mustFit(account, Math.max(0, object.size()));
            taken = artifacts.put(new Bounded(object.stream()));
        } catch (S3Exception e) {
            throw refused(e, bucket, key);
        } catch (BadPackageException e) {
            throw new ServiceException(ErrorCode.INVALID_PARAMETER_VALUE, e.getMessage(), e);
        } catch (IOException e) {
            throw new ServiceException(
                    ErrorCode.SERVICE_UNAVAILABLE, "The object could not be read from S3: " + e.getMessage(), e);
        }
        mustFit(account, taken.size().bytes());
        try {
            artifacts.check(taken.sha256());
        } catch (BadPackageException e) {
            throw new ServiceException(ErrorCode.INVALID_PARAMETER_VALUE, e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading a code package failed", e);
        }
        return taken;
    }

    private void mustFit(AccountId account, long bytes) {
        if (store.read(view -> view.packageBytes(account)) + bytes > Quotas.CODE_STORAGE.bytes()) {
            throw new ServiceException(ErrorCode.CODE_STORAGE_EXCEEDED, "Code storage limit exceeded.");
        }
    }

    /** The error for a bucket or key that can't be read, with the message of Lambda that infrastructure tools match. */
    private static ServiceException refused(S3Exception refusal, String bucket, String key) {
        String said = "S3 Error Code: " + refusal.code() + ". S3 Error Message: " + refusal.getMessage();
        return refusal.code().equals(S3Error.ACCESS_DENIED.code())
                ? new ServiceException(
                        ErrorCode.ACCESS_DENIED,
                        "Your access has been denied by S3, please make sure your request credentials have permission"
                                + " to GetObject for " + bucket + "/" + key + ". " + said)
                : Failures.invalid("Error occurred while GetObject. " + said);
    }
}
