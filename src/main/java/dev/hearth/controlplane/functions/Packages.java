package dev.hearth.controlplane.functions;

import dev.hearth.artifact.ArtifactStore;
import dev.hearth.artifact.BadPackageException;
import dev.hearth.artifact.Unpacker;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.CodePackage;
import dev.hearth.model.Quotas;
import dev.hearth.store.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/** Takes in the code packages of requests. */
public final class Packages {
    private final ArtifactStore artifacts;
    private final Store store;

    public Packages(ArtifactStore artifacts, Store store) {
        this.artifacts = artifacts;
        this.store = store;
    }

    /** Where a request says the code is. */
    public record Source(
            @Nullable SdkBytes zip,
            @Nullable String bucket,
            @Nullable String key) {}

    /** The content of the package, if it can be used. */
    public static byte[] checked(Source source) {
        if (source.bucket() != null || source.key() != null) {
            throw Failures.unsupported("Code in an S3 bucket (S3Bucket, S3Key)");
        }
        if (source.zip() == null) {
            throw Failures.invalid("Please provide a source for function code.");
        }
        byte[] zip = source.zip().asByteArrayUnsafe();
        if (zip.length > dev.hearth.artifact.Limits.ZIPPED.bytes()) {
            throw new ServiceException(
                    ErrorCode.REQUEST_ENTITY_TOO_LARGE,
                    "Zipped size must be smaller than " + dev.hearth.artifact.Limits.ZIPPED.bytes() + " bytes");
        }
        try {
            Unpacker.check(zip);
        } catch (BadPackageException e) {
            throw new ServiceException(ErrorCode.INVALID_PARAMETER_VALUE, e.getMessage(), e);
        }
        return zip;
    }

    /** Stores a package, unless the account has too much already. */
    public CodePackage put(AccountId account, byte[] zip) {
        if (store.read(view -> view.packageBytes(account)) + zip.length > Quotas.CODE_STORAGE.bytes()) {
            throw new ServiceException(ErrorCode.CODE_STORAGE_EXCEEDED, "Code storage limit exceeded.");
        }
        try {
            return artifacts.put(new ByteArrayInputStream(zip));
        } catch (IOException e) {
            throw new UncheckedIOException("storing a code package failed", e);
        }
    }
}
