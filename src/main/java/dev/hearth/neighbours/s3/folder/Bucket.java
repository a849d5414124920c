package dev.hearth.neighbours.s3.folder;

import dev.hearth.base.artifact.DiskFiles;
import dev.hearth.base.auth.ChecksumAlgorithm;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.s3.Limits;
import dev.hearth.neighbours.s3.ObjectKey;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bucket of the folder: {@code NAME/bucket.json}, {@code NAME/objects/} and {@code NAME/uploads/}.
 *
 * <p>Contents are written and read without a lock. The bucket's lock is held while an object is put or removed
 * under its key, so that index and folder stay consistent.
 */
public final class Bucket {
    private final String name;
    private final AccountId owner;
    private final Instant created;
    private final Path path;
    private final Folders folders;
    private final Time time;
    private final Ids ids;
    private final AtomicInteger objectsOfAll;
    private final Objects objects;
    private final PartUploads uploads;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable ObjectIndex index;
    private volatile Map<String, String> tags;
    private boolean removed;

    Bucket(Path path, AccountId owner, Instant created, Map<String, String> tags, BucketParts parts) {
        this.name = Folders.name(path);
        this.owner = owner;
        this.created = created;
        this.tags = Map.copyOf(tags);
        this.path = path;
        this.folders = parts.folders();
        this.time = parts.time();
        this.ids = parts.ids();
        this.objectsOfAll = parts.objects();
        this.objects = new Objects(path.resolve("objects"), folders);
        this.uploads = new PartUploads(this, path.resolve("uploads"), folders, time, ids);
    }

    /** An open object. It stays readable and unchanged if its key is overwritten or deleted. */
    public static final class Opened implements AutoCloseable {
        private final ObjectFile file;
        private final ObjectDescription description;

        private Opened(ObjectFile file, ObjectDescription description) {
            this.file = file;
            this.description = description;
        }

        public ObjectDescription description() {
            return description;
        }

        /** A range of the content. Closing it does not close the object. */
        public InputStream content(long from, long count) throws IOException {
            return file.content(from, count);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    public String name() {
        return name;
    }

    public AccountId owner() {
        return owner;
    }

    public Instant created() {
        return created;
    }

    public Map<String, String> tags() {
        return tags;
    }

    /** The multipart uploads in progress. */
    public PartUploads uploads() {
        return uploads;
    }

    static JsonObject describe(AccountId owner, Instant created, Map<String, String> tags) {
        return JsonObject.builder()
                .put("owner", owner.value())
                .put("created", created.toEpochMilli())
                .put("tags", JsonValue.of(tags))
                .build();
    }

    public void tag(Map<String, String> values) throws IOException {
        lock.lock();
        try {
            mustBeThere();
            byte[] json = describe(owner, created, values).toJson().getBytes(StandardCharsets.UTF_8);
            folders.write(path.resolve(BucketFolder.DESCRIPTION), json);
            tags = Map.copyOf(values);
        } finally {
            lock.unlock();
        }
    }

    /** Opens the object of a key. */
    public Opened open(ObjectKey key) throws IOException {
        ObjectFile file =
                objects.open(key).orElseThrow(() -> new S3Exception(S3Error.NO_SUCH_KEY).with("Key", key.value()));
        try {
            return new Opened(file, objects.describe(key, file));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Stores an object, in place of an existing one. It is on the disk when this returns. */
    public ObjectDescription put(ObjectKey key, Attributes attributes, Upload upload, Condition condition)
            throws IOException {
        if (upload.size() > Limits.PUT_BYTES) {
            throw new S3Exception(S3Error.ENTITY_TOO_LARGE);
        }
        condition.check(etag(key));
        folders.mustFit(upload.size());
        try (Draft draft = folders.draft()) {
            ChecksumAlgorithm kept = upload.algorithms().stream().findFirst().orElse(ChecksumAlgorithm.CRC64NVME);
            Upload.Received received = upload.receive(draft, Set.of(kept));
            StoredChecksum checksum =
                    new StoredChecksum(kept, received.checksums().getOrDefault(kept, ""), false);
            ObjectDescription object = describe(key, received.size(), received.md5(), checksum, attributes, List.of());
            draft.finish(object.toJson());
            place(object, draft, condition);
            return object;
        }
    }

    ObjectDescription describe(
            ObjectKey key, long size, String etag, StoredChecksum checksum, Attributes attributes, List<Long> parts) {
        Instant now = time.now().truncatedTo(ChronoUnit.SECONDS);
        return new ObjectDescription(key, ids.hex(16), size, etag, now, checksum, attributes, parts);
    }

    /** Moves a finished draft to the place of its key. */
    void place(ObjectDescription object, Draft draft, Condition condition) throws IOException {
        ObjectKey key = object.key();
        lock.lock();
        try {
            mustBeThere();
            ObjectIndex present = index();
            condition.check(present.find(key).map(Listing.Entry::etag));
            if (present.find(key).isEmpty() && objectsOfAll.get() >= Limits.OBJECTS) {
                throw new S3Exception(S3Error.INSUFFICIENT_STORAGE, "There are too many objects.");
            }
            objects.place(key, draft);
            if (present.put(Listing.Entry.of(object))) {
                objectsOfAll.incrementAndGet();
            }
        } finally {
            lock.unlock();
        }
        DiskFiles.force(Folders.parent(objects.path(key)));
    }

    /** Replaces the tags of the existing object. */
    public void tag(ObjectKey key, Map<String, String> values) throws IOException {
        lock.lock();
        try (Opened object = open(key)) {
            objects.tag(object.description(), values);
        } finally {
            lock.unlock();
        }
    }

    /** Removes objects. Missing ones are ignored. */
    public void delete(Collection<ObjectKey> keys) throws IOException {
        Set<Path> touched = new HashSet<>();
        lock.lock();
        try {
            mustBeThere();
            ObjectIndex present = index();
            for (ObjectKey key : keys) {
                if (present.remove(key)) {
                    objectsOfAll.decrementAndGet();
                    objects.remove(key);
                    touched.add(Folders.parent(objects.path(key)));
                }
            }
        } finally {
            lock.unlock();
        }
        for (Path folder : touched) {
            DiskFiles.force(folder);
        }
    }

    public Listing list(Listing.Query query) throws IOException {
        return index().list(query);
    }

    /** Closes and removes the bucket, if it is empty. Returns the folder that remains to be deleted. */
    Path remove() throws IOException {
        lock.lock();
        try {
            mustBeThere();
            if (!index().isEmpty()) {
                throw new S3Exception(S3Error.BUCKET_NOT_EMPTY).with("BucketName", name);
            }
            Path left = folders.setAside(path);
            removed = true;
            return left;
        } finally {
            lock.unlock();
        }
    }

    /** Runs work while the bucket can't be removed. */
    <T> T whileThere(Step<T> step) throws IOException {
        lock.lock();
        try {
            mustBeThere();
            return step.run();
        } finally {
            lock.unlock();
        }
    }

    /** Runs work, whether or not the bucket was removed. */
    void released(Runnable step) {
        lock.lock();
        try {
            step.run();
        } finally {
            lock.unlock();
        }
    }

    /** Short work on files. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws IOException;
    }

    Optional<String> etag(ObjectKey key) throws IOException {
        return index().find(key).map(Listing.Entry::etag);
    }

    private void mustBeThere() {
        if (removed) {
            throw new S3Exception(S3Error.NO_SUCH_BUCKET).with("BucketName", name);
        }
    }

    /** Loads the index at its first use, so that a folder with many objects does not slow the start. */
    private ObjectIndex index() throws IOException {
        ObjectIndex known = index;
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            known = index;
            if (known == null) {
                known = objects.index();
                objectsOfAll.addAndGet(known.size());
                index = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }
}
