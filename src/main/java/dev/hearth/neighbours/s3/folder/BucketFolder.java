package dev.hearth.neighbours.s3.folder;

import dev.hearth.base.artifact.DiskFiles;
import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.s3.BucketName;
import dev.hearth.neighbours.s3.Limits;
import dev.hearth.neighbours.s3.ObjectKey;
import dev.hearth.neighbours.s3.ObjectSource;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All buckets of all accounts, in one folder. The names of buckets are unique over all accounts, as on S3. */
public final class BucketFolder implements ObjectSource {
    static final String DESCRIPTION = "bucket.json";

    private static final Logger LOG = LoggerFactory.getLogger(BucketFolder.class);

    private final Path root;
    private final Folders folders;
    private final Time time;
    private final Ids ids;
    private final ConcurrentMap<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final AtomicInteger objects = new AtomicInteger();

    /** Held while a bucket is created or removed. */
    private final ReentrantLock naming = new ReentrantLock();

    /** Opens the folder, and removes unfinished files in it. */
    public BucketFolder(Path root, Time time, Ids ids) throws IOException {
        this.root = Files.createDirectories(root);
        this.time = time;
        this.ids = ids;
        // no bucket has this name: names begin with a letter or a digit
        this.folders = new Folders(root.resolve(".drafts"), ids);
        try (DirectoryStream<Path> found = Files.newDirectoryStream(root)) {
            for (Path folder : found) {
                if (BucketName.isValid(Folders.name(folder))) {
                    load(folder);
                }
            }
        }
    }

    private void load(Path folder) throws IOException {
        try {
            JsonObject json = Json.parseObject(Files.readAllBytes(folder.resolve(DESCRIPTION)));
            AccountId owner = new AccountId(json.string("owner").orElse(""));
            Instant created = Instant.ofEpochMilli(json.integer("created").orElse(0L));
            Map<String, String> tags =
                    json.object("tags").orElse(JsonObject.EMPTY).strings();
            buckets.put(Folders.name(folder), bucket(folder, owner, created, tags));
        } catch (NoSuchFileException | JsonException | IllegalArgumentException e) {
            LOG.warn("{} is not a bucket of Hearth and is ignored", folder);
        }
    }

    private Bucket bucket(Path path, AccountId owner, Instant created, Map<String, String> tags) {
        return new Bucket(path, owner, created, tags, new BucketParts(folders, objects, time, ids));
    }

    /** The buckets of an account, ordered by name. */
    public List<Bucket> buckets(AccountId account) {
        return buckets.values().stream()
                .filter(bucket -> bucket.owner().equals(account))
                .sorted(Comparator.comparing(Bucket::name))
                .toList();
    }

    /** Finds an account's bucket. Buckets of other accounts are refused. */
    public Bucket bucket(AccountId account, String name) {
        Bucket bucket = Optional.ofNullable(buckets.get(name))
                .orElseThrow(() -> new S3Exception(S3Error.NO_SUCH_BUCKET).with("BucketName", name));
        if (!bucket.owner().equals(account)) {
            throw new S3Exception(S3Error.ACCESS_DENIED);
        }
        return bucket;
    }

    public Bucket create(AccountId account, String name) throws IOException {
        if (!BucketName.isValid(name)) {
            throw new S3Exception(S3Error.INVALID_BUCKET_NAME).with("BucketName", name);
        }
        naming.lock();
        try {
            Bucket present = buckets.get(name);
            if (present != null) {
                throw new S3Exception(
                                present.owner().equals(account)
                                        ? S3Error.BUCKET_ALREADY_OWNED_BY_YOU
                                        : S3Error.BUCKET_ALREADY_EXISTS)
                        .with("BucketName", name);
            }
            if (buckets(account).size() >= Limits.BUCKETS) {
                throw new S3Exception(S3Error.TOO_MANY_BUCKETS);
            }
            Instant now = time.now();
            Path draft = Files.createDirectory(folders.draftPath());
            folders.write(
                    draft.resolve(DESCRIPTION),
                    Bucket.describe(account, now, Map.of()).toJson().getBytes(StandardCharsets.UTF_8));
            Path path = root.resolve(name);
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
            DiskFiles.force(root);
            Bucket bucket = bucket(path, account, now, Map.of());
            buckets.put(name, bucket);
            return bucket;
        } finally {
            naming.unlock();
        }
    }

    /** Removes an empty bucket, together with its multipart uploads. */
    public void delete(Bucket bucket) throws IOException {
        Path left;
        naming.lock();
        try {
            left = bucket.remove();
            buckets.remove(bucket.name(), bucket);
        } finally {
            naming.unlock();
        }
        DiskFiles.delete(left);
    }

    /** Removes abandoned multipart uploads. Returns how many. A failure in one bucket does not stop the others. */
    public int sweep() {
        int swept = 0;
        for (Bucket bucket : buckets.values()) {
            try {
                swept += bucket.uploads().sweep();
            } catch (S3Exception goneMeanwhile) {
                LOG.debug("sweeping {}: {}", bucket.name(), goneMeanwhile.getMessage());
            } catch (IOException failed) {
                LOG.warn("the uploads of bucket {} can't be swept now", bucket.name(), failed);
            }
        }
        return swept;
    }

    @Override
    public Content open(AccountId account, String bucket, String key, Optional<String> version) throws IOException {
        mustBeLatest(version);
        Bucket.Opened object = bucket(account, bucket).open(new ObjectKey(key));
        long size = object.description().size();
        InputStream content = object.content(0, size);
        return new Content(new Owning(content, object), size);
    }

    /** Objects here have one version, which S3 calls "null". */
    public static void mustBeLatest(Optional<String> version) {
        if (version.isPresent() && !version.get().equals("null")) {
            throw new S3Exception(S3Error.NO_SUCH_VERSION).with("VersionId", version.get());
        }
    }

    /** A stream that closes its file. */
    private static final class Owning extends FilterInputStream {
        private final Bucket.Opened object;

        Owning(InputStream content, Bucket.Opened object) {
            super(content);
            this.object = object;
        }

        @Override
        public void close() throws IOException {
            object.close();
        }
    }
}
