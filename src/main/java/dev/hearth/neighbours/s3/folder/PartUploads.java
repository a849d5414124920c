package dev.hearth.neighbours.s3.folder;

import dev.hearth.base.artifact.DiskFiles;
import dev.hearth.base.auth.Checksum;
import dev.hearth.base.auth.ChecksumAlgorithm;
import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.neighbours.s3.Limits;
import dev.hearth.neighbours.s3.ObjectKey;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The multipart uploads of one bucket: {@code ID/upload.json} and {@code ID/part-00001}, each part a file like an
 * object's.
 *
 * <pre>
 * from       event            to
 * -          begin            OPEN
 * OPEN       part             OPEN        the part replaces an earlier one of its number
 * OPEN       complete         COMPLETING  further parts are refused
 * COMPLETING object in place  -
 * COMPLETING refused          OPEN
 * OPEN       abort, or swept  -
 * </pre>
 */
public final class PartUploads {
    private static final Logger LOG = LoggerFactory.getLogger(PartUploads.class);
    private static final String DESCRIPTION = "upload.json";
    private static final String PART = "part-";
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    private final Bucket bucket;
    private final Path root;
    private final Folders folders;
    private final Time time;
    private final Ids ids;

    /** Guarded by the bucket's lock. */
    private final Set<String> completing = new HashSet<>();

    PartUploads(Bucket bucket, Path root, Folders folders, Time time, Ids ids) {
        this.bucket = bucket;
        this.root = root;
        this.folders = folders;
        this.time = time;
        this.ids = ids;
    }

    /**
     * A multipart upload in progress.
     *
     * @param algorithm the checksum algorithm of parts and object
     * @param composite whether the object's checksum is made of those of its parts
     * @param chosen whether the uploader asked for a checksum
     */
    public record Begun(
            String id,
            ObjectKey key,
            Instant begun,
            Attributes attributes,
            ChecksumAlgorithm algorithm,
            boolean composite,
            boolean chosen) {
        private JsonObject toJson() {
            return JsonObject.builder()
                    .put("key", key.value())
                    .put("begun", begun.toEpochMilli())
                    .put("attributes", attributes.toJson())
                    .put("algorithm", algorithm.name())
                    .put("composite", composite)
                    .put("chosen", chosen)
                    .build();
        }

        private static Begun ofJson(String id, JsonObject json) throws DamagedFileException {
            return new Begun(
                    id,
                    new ObjectKey(json.string("key").orElseThrow(DamagedFileException::new)),
                    Instant.ofEpochMilli(json.integer("begun").orElseThrow(DamagedFileException::new)),
                    Attributes.ofJson(json.object("attributes").orElse(JsonObject.EMPTY)),
                    json.string("algorithm").flatMap(ChecksumAlgorithm::of).orElseThrow(DamagedFileException::new),
                    json.bool("composite").orElse(false),
                    json.bool("chosen").orElse(false));
        }
    }

    /**
     * An uploaded part.
     *
     * @param checksum in base64, by the upload's algorithm
     */
    public record Part(int number, long size, String etag, String checksum, Instant modified) {
        private JsonObject toJson() {
            return JsonObject.builder()
                    .put("number", number)
                    .put("size", size)
                    .put("etag", etag)
                    .put("checksum", checksum)
                    .put("modified", modified.toEpochMilli())
                    .build();
        }

        private static Part ofJson(JsonObject json) throws DamagedFileException {
            return new Part(
                    json.integer("number")
                            .orElseThrow(DamagedFileException::new)
                            .intValue(),
                    json.integer("size").orElseThrow(DamagedFileException::new),
                    json.string("etag").orElseThrow(DamagedFileException::new),
                    json.string("checksum").orElse(""),
                    Instant.ofEpochMilli(json.integer("modified").orElseThrow(DamagedFileException::new)));
        }
    }

    /** A part in the request that completes an upload. The checksum is empty if the request has none. */
    public record Named(int number, String etag, String checksum) {}

    public Begun begin(
            ObjectKey key, Attributes attributes, ChecksumAlgorithm algorithm, boolean composite, boolean chosen)
            throws IOException {
        Begun upload = new Begun(ids.hex(64), key, time.now(), attributes, algorithm, composite, chosen);
        return bucket.whileThere(() -> {
            Folders.create(root);
            if (all().size() >= Limits.UPLOADS) {
                throw new S3Exception(S3Error.SERVICE_UNAVAILABLE, "Too many uploads are under way in this bucket.");
            }
            Path folder = root.resolve(upload.id());
            Folders.create(folder);
            folders.write(folder.resolve(DESCRIPTION), upload.toJson().toJson().getBytes(StandardCharsets.UTF_8));
            return upload;
        });
    }

    /** Finds the upload of this id and key. */
    public Begun find(String id, ObjectKey key) throws IOException {
        return read(id).filter(upload -> upload.key().equals(key))
                .orElseThrow(() -> new S3Exception(S3Error.NO_SUCH_UPLOAD).with("UploadId", id));
    }

    /**
     * All uploads, ordered by key and time. Uploads with a damaged description are left out, because they can't be
     * continued.
     */
    public List<Begun> all() throws IOException {
        List<Begun> uploads = new ArrayList<>();
        for (String id : ids()) {
            try {
                read(id).ifPresent(uploads::add);
            } catch (DamagedFileException e) {
                LOG.warn("the upload {} can't be read: its {} is damaged", id, DESCRIPTION);
            }
        }
        uploads.sort(
                Comparator.comparing(Begun::key).thenComparing(Begun::begun).thenComparing(Begun::id));
        return uploads;
    }

    private List<String> ids() throws IOException {
        List<String> found = new ArrayList<>();
        if (Files.exists(root)) {
            try (DirectoryStream<Path> uploads = Files.newDirectoryStream(root)) {
                uploads.forEach(folder -> found.add(Folders.name(folder)));
            }
        }
        return found;
    }

    /** Stores a part, in place of an earlier one with its number. */
    public Part put(Begun upload, int number, Upload content) throws IOException {
        if (content.size() > Limits.PUT_BYTES) {
            throw new S3Exception(S3Error.ENTITY_TOO_LARGE);
        }
        folders.mustFit(content.size());
        try (Draft draft = folders.draft()) {
            Upload.Received received = content.receive(draft, Set.of(upload.algorithm()));
            Part part = new Part(
                    number,
                    received.size(),
                    received.md5(),
                    received.checksums().getOrDefault(upload.algorithm(), ""),
                    time.now());
            draft.finish(part.toJson());
            Path folder = root.resolve(upload.id());
            bucket.whileThere(() -> {
                mustBeOpen(upload);
                draft.moveTo(path(folder, number));
                return part;
            });
            DiskFiles.force(folder);
            return part;
        } catch (NoSuchFileException abortedMeanwhile) {
            throw new S3Exception(S3Error.NO_SUCH_UPLOAD).with("UploadId", upload.id());
        }
    }

    /** The existing parts, ordered by number. */
    public List<Part> parts(Begun upload) throws IOException {
        List<Part> parts = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve(upload.id()), PART + "*")) {
            for (Path file : files) {
                try (ObjectFile part = ObjectFile.open(file)) {
                    parts.add(Part.ofJson(part.description()));
                }
            }
        } catch (NoSuchFileException abortedMeanwhile) {
            throw new S3Exception(S3Error.NO_SUCH_UPLOAD).with("UploadId", upload.id());
        }
        parts.sort(Comparator.comparingInt(Part::number));
        return parts;
    }

    /**
     * Makes the object from an upload's parts.
     *
     * @param expected the object's checksum, if the request has it
     */
    public ObjectDescription complete(Begun upload, List<Named> named, Optional<String> expected, Condition condition)
            throws IOException {
        bucket.whileThere(() -> {
            mustBeOpen(upload);
            completing.add(upload.id());
            return upload;
        });
        try {
            ObjectDescription object = join(upload, named, expected, condition);
            DiskFiles.delete(folders.setAside(root.resolve(upload.id())));
            return object;
        } finally {
            bucket.released(() -> completing.remove(upload.id()));
        }
    }

    public void abort(Begun upload) throws IOException {
        DiskFiles.delete(bucket.whileThere(() -> {
            mustBeOpen(upload);
            return folders.setAside(root.resolve(upload.id()));
        }));
    }

    /** Removes abandoned uploads. Returns how many. */
    int sweep() throws IOException {
        Instant limit = time.now().minus(Limits.UPLOAD_AGE);
        int swept = 0;
        for (String id : ids()) {
            if (isAbandoned(id, limit)) {
                DiskFiles.delete(bucket.whileThere(() -> folders.setAside(root.resolve(id))));
                swept++;
            }
        }
        return swept;
    }

    private boolean isAbandoned(String id, Instant limit) throws IOException {
        try {
            Optional<Begun> upload = read(id);
            if (upload.isEmpty() || completing(id)) {
                return false;
            }
            return upload.get().begun().isBefore(limit)
                    && parts(upload.get()).stream()
                            .allMatch(part -> part.modified().isBefore(limit));
        } catch (DamagedFileException e) { // the description is damaged: the folder's modification time is used
            return Files.getLastModifiedTime(root.resolve(id)).toInstant().isBefore(limit);
        }
    }

    private boolean completing(String id) throws IOException {
        return bucket.whileThere(() -> completing.contains(id));
    }

    private ObjectDescription join(Begun upload, List<Named> named, Optional<String> expected, Condition condition)
            throws IOException {
        condition.check(bucket.etag(upload.key()));
        List<Part> parts = chosen(upload, named);
        long size = parts.stream().mapToLong(Part::size).sum();
        if (size > Limits.OBJECT_BYTES) {
            throw new S3Exception(S3Error.ENTITY_TOO_LARGE);
        }
        folders.mustFit(size);
        try (Draft draft = folders.draft()) {
            String checksum = upload.composite() ? composite(upload, parts) : "";
            Checksum whole = upload.algorithm().begin();
            for (Part part : parts) {
                try (ObjectFile file = ObjectFile.open(path(root.resolve(upload.id()), part.number()))) {
                    if (upload.composite()) {
                        draft.append(file);
                    } else {
                        append(file, draft, whole);
                    }
                }
            }
            if (!upload.composite()) {
                checksum = whole.base64();
            }
            if (expected.isPresent() && !expected.get().equals(checksum)) {
                throw new S3Exception(S3Error.BAD_DIGEST);
            }
            ObjectDescription object = bucket.describe(
                    upload.key(),
                    size,
                    etag(parts),
                    new StoredChecksum(upload.algorithm(), checksum, upload.composite()),
                    upload.attributes(),
                    parts.stream().map(Part::size).toList());
            draft.finish(object.toJson());
            bucket.place(object, draft, condition);
            return object;
        }
    }

    private static void append(ObjectFile file, Draft draft, Checksum whole) throws IOException {
        byte[] buffer = new byte[Limits.BUFFER_BYTES];
        try (InputStream content = file.content(0, file.size())) {
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                whole.update(buffer, 0, count);
                draft.write(buffer, 0, count);
            }
        }
    }

    /** The parts of the object, as they are on the disk. */
    private List<Part> chosen(Begun upload, List<Named> named) throws IOException {
        List<Part> chosen = new ArrayList<>();
        int before = 0;
        for (Named name : named) {
            if (name.number() <= before) {
                throw new S3Exception(S3Error.INVALID_PART_ORDER).with("UploadId", upload.id());
            }
            before = name.number();
            chosen.add(find(upload, name));
        }
        for (Part part : chosen.subList(0, Math.max(0, chosen.size() - 1))) {
            if (part.size() < Limits.PART_BYTES_MIN) {
                throw new S3Exception(S3Error.ENTITY_TOO_SMALL)
                        .with("ProposedSize", Long.toString(part.size()))
                        .with("MinSizeAllowed", Long.toString(Limits.PART_BYTES_MIN))
                        .with("PartNumber", Integer.toString(part.number()))
                        .with("ETag", part.etag());
            }
        }
        return chosen;
    }

    private Part find(Begun upload, Named name) throws IOException {
        try (ObjectFile file = ObjectFile.open(path(root.resolve(upload.id()), name.number()))) {
            Part part = Part.ofJson(file.description());
            boolean same = part.etag().equals(name.etag())
                    && (name.checksum().isEmpty() || name.checksum().equals(part.checksum()));
            if (same) {
                return part;
            }
        } catch (NoSuchFileException none) {
            throw invalidPart(upload, name);
        }
        throw invalidPart(upload, name);
    }

    private static S3Exception invalidPart(Begun upload, Named name) {
        return new S3Exception(S3Error.INVALID_PART)
                .with("UploadId", upload.id())
                .with("PartNumber", Integer.toString(name.number()))
                .with("ETag", name.etag());
    }

    private static String composite(Begun upload, List<Part> parts) {
        Checksum checksum = upload.algorithm().begin();
        for (Part part : parts) {
            byte[] one = Base64.getDecoder().decode(part.checksum());
            checksum.update(one, 0, one.length);
        }
        return checksum.base64() + "-" + parts.size();
    }

    private static String etag(List<Part> parts) {
        MessageDigest md5 = Upload.md5();
        parts.forEach(part -> md5.update(HexFormat.of().parseHex(part.etag())));
        return HexFormat.of().formatHex(md5.digest()) + "-" + parts.size();
    }

    private Optional<Begun> read(String id) throws IOException {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        try {
            byte[] json = Files.readAllBytes(root.resolve(id).resolve(DESCRIPTION));
            return Optional.of(Begun.ofJson(id, Json.parseObject(json)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (JsonException e) {
            throw new DamagedFileException();
        }
    }

    private void mustBeOpen(Begun upload) {
        if (completing.contains(upload.id())
                || Files.notExists(root.resolve(upload.id()).resolve(DESCRIPTION))) {
            throw new S3Exception(S3Error.NO_SUCH_UPLOAD).with("UploadId", upload.id());
        }
    }

    private static Path path(Path folder, int number) {
        return folder.resolve("%s%05d".formatted(PART, number));
    }
}
