package dev.hearth.neighbours.s3.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.auth.ChecksumAlgorithm;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.s3.Limits;
import dev.hearth.neighbours.s3.ObjectKey;
import dev.hearth.neighbours.s3.S3Exception;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BucketFolderTest {
    private static final long SEED = 20261127;
    private static final AccountId ONE = new AccountId("000000000001");
    private static final AccountId TWO = new AccountId("000000000002");
    private static final Attributes PLAIN = new Attributes(Map.of(), Map.of(), Map.of(), Attributes.STANDARD);

    @TempDir
    private Path root;

    private Instant now = Instant.parse("2026-03-04T05:06:07Z");
    private BucketFolder folder;

    @BeforeEach
    void open() throws IOException {
        folder = new BucketFolder(root, time(), Ids.secure());
    }

    @Test
    void keepsWhatItStored() throws IOException {
        Bucket bucket = folder.create(ONE, "kept");
        Attributes attributes =
                new Attributes(Map.of("content-type", "text/plain"), Map.of("a", "b"), Map.of("t", "1"), "GLACIER");
        ObjectDescription stored = bucket.put(new ObjectKey("a/b"), attributes, upload("content"), Condition.NONE);
        bucket.tag(Map.of("owner", "me"));
        open();
        Bucket again = folder.bucket(ONE, "kept");
        assertThat(again.created()).isEqualTo(now);
        assertThat(again.tags()).containsEntry("owner", "me");
        try (Bucket.Opened object = again.open(new ObjectKey("a/b"))) {
            assertThat(object.description()).isEqualTo(stored);
            assertThat(text(object)).isEqualTo("content");
            assertThat(stored.etag()).isEqualTo("9a0364b9e99bb480dd25e1f0284c8555");
        }
        assertThat(keys(again, "", "")).containsExactly("a/b");
    }

    @Test
    void takesAnyKey() throws IOException {
        Bucket bucket = folder.create(ONE, "any-keys");
        List<String> keys = List.of(
                "..",
                "../../etc/passwd",
                "/",
                "//a",
                ".",
                "a/../b",
                "con\u0000trol\n",
                "\uD83D\uDE00",
                "é",
                "k".repeat(Limits.KEY_BYTES),
                "bucket.json",
                "%2e%2e%2f");
        for (String key : keys) {
            bucket.put(new ObjectKey(key), PLAIN, upload("of " + key), Condition.NONE);
        }
        open();
        Bucket again = folder.bucket(ONE, "any-keys");
        for (String key : keys) {
            try (Bucket.Opened object = again.open(new ObjectKey(key))) {
                assertThat(text(object)).isEqualTo("of " + key);
            }
        }
        assertThat(keys(again, "", "")).containsExactlyInAnyOrderElementsOf(keys);
        assertThatThrownBy(() -> new ObjectKey("é".repeat(513))).hasMessage("Your key is too long");
        try (Stream<Path> beside = Files.list(root)) {
            assertThat(beside.map(path -> path.getFileName().toString())).containsOnly(".drafts", "any-keys");
        }
    }

    @Test
    void listsLikeASortedSet() throws IOException {
        Random random = new Random(SEED);
        Bucket bucket = folder.create(ONE, "listed");
        TreeSet<String> model = new TreeSet<>(Comparator.comparing(
                (String key) -> key.getBytes(StandardCharsets.UTF_8), java.util.Arrays::compareUnsigned));
        String[] letters = {"a", "b", "/", "é", "\uFFFD", "\uD83D\uDE00", "\uDBFF\uDFFF"};
        while (model.size() < 300) {
            StringBuilder key = new StringBuilder();
            for (int i = random.nextInt(6); i >= 0; i--) {
                key.append(letters[random.nextInt(letters.length)]);
            }
            if (model.add(key.toString())) {
                bucket.put(new ObjectKey(key.toString()), PLAIN, upload(""), Condition.NONE);
            }
        }
        for (int i = 0; i < 300; i++) {
            String prefix = random.nextBoolean() ? "" : letters[random.nextInt(letters.length)];
            String delimiter = random.nextBoolean() ? "" : letters[random.nextInt(letters.length)];
            int limit = 1 + random.nextInt(20);
            List<String> expected = new ArrayList<>();
            for (String key : model) {
                int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
                String shown = end < 0 ? key : key.substring(0, end + delimiter.length());
                if (key.startsWith(prefix) && !expected.contains(shown)) {
                    expected.add(shown);
                }
            }
            List<String> found = new ArrayList<>();
            String after = "";
            do {
                Listing page = bucket.list(new Listing.Query(prefix, delimiter, after, limit));
                assertThat(page.entries().size() + page.prefixes().size()).isLessThanOrEqualTo(limit);
                page.entries().forEach(entry -> found.add(entry.key()));
                found.addAll(page.prefixes());
                after = page.next();
            } while (!after.isEmpty());
            assertThat(found)
                    .as("seed %d, list %d: %s %s %d", SEED, i, prefix, delimiter, limit)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void belongsToOneAccount() throws IOException {
        Bucket bucket = folder.create(ONE, "mine");
        assertThatThrownBy(() -> folder.create(TWO, "mine")).satisfies(code("BucketAlreadyExists"));
        assertThatThrownBy(() -> folder.create(ONE, "mine")).satisfies(code("BucketAlreadyOwnedByYou"));
        assertThatThrownBy(() -> folder.bucket(TWO, "mine")).satisfies(code("AccessDenied"));
        assertThatThrownBy(() -> folder.bucket(TWO, "other")).satisfies(code("NoSuchBucket"));
        assertThatThrownBy(() -> folder.create(ONE, "No")).satisfies(code("InvalidBucketName"));
        assertThat(folder.buckets(TWO)).isEmpty();
        bucket.put(new ObjectKey("k"), PLAIN, upload("x"), Condition.NONE);
        assertThatThrownBy(() -> folder.delete(bucket)).satisfies(code("BucketNotEmpty"));
        bucket.delete(List.of(new ObjectKey("k"), new ObjectKey("none")));
        folder.delete(bucket);
        assertThatThrownBy(() -> bucket.put(new ObjectKey("k"), PLAIN, upload("x"), Condition.NONE))
                .satisfies(code("NoSuchBucket"));
        folder.create(TWO, "mine");
        open();
        assertThat(folder.bucket(TWO, "mine").owner()).isEqualTo(TWO);
    }

    @Test
    void keepsTheOldObjectWhenTheNewOneIsRefused() throws IOException {
        Bucket bucket = folder.create(ONE, "refused");
        ObjectKey key = new ObjectKey("k");
        ObjectDescription first = bucket.put(key, PLAIN, upload("first"), Condition.NONE);
        Upload wrong = new Upload(stream("second"), 6, Set.of(ChecksumAlgorithm.CRC32), _ -> {
            throw S3Exception.ofAnswer(400, "BadDigest", "");
        });
        assertThatThrownBy(() -> bucket.put(key, PLAIN, wrong, Condition.NONE)).satisfies(code("BadDigest"));
        Upload cut = new Upload(new FailingStream(), 6, Set.of(), _ -> {});
        assertThatThrownBy(() -> bucket.put(key, PLAIN, cut, Condition.NONE)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> bucket.put(key, PLAIN, upload("x"), new Condition(Optional.empty(), true)))
                .satisfies(code("PreconditionFailed"));
        assertThatThrownBy(() -> bucket.put(key, PLAIN, upload("x"), new Condition(Optional.of("0"), false)))
                .satisfies(code("PreconditionFailed"));
        try (Bucket.Opened object = bucket.open(key)) {
            assertThat(object.description()).isEqualTo(first);
        }
        bucket.put(key, PLAIN, upload("x"), new Condition(Optional.of(first.etag()), false));
        try (Stream<Path> drafts = Files.list(root.resolve(".drafts"))) {
            assertThat(drafts).isEmpty();
        }
    }

    @Test
    void readsOnWhatWasReplaced() throws IOException {
        Bucket bucket = folder.create(ONE, "replaced");
        ObjectKey key = new ObjectKey("k");
        bucket.put(key, PLAIN.withTags(Map.of("of", "first")), upload("first"), Condition.NONE);
        bucket.tag(key, Map.of("of", "later"));
        try (Bucket.Opened object = bucket.open(key)) {
            assertThat(object.description().attributes().tags()).containsEntry("of", "later");
            bucket.put(key, PLAIN, upload("second"), Condition.NONE);
            assertThat(text(object)).isEqualTo("first");
        }
        try (Bucket.Opened object = bucket.open(key)) {
            assertThat(object.description().attributes().tags()).isEmpty();
        }
    }

    @Test
    void leavesOutWhatIsNotItsOwn() throws IOException {
        Bucket bucket = folder.create(ONE, "damaged");
        bucket.put(new ObjectKey("k"), PLAIN, upload("x"), Condition.NONE);
        Files.writeString(root.resolve("damaged/objects/README"), "x");
        Files.createDirectory(root.resolve("stray"));
        Files.writeString(root.resolve(".drafts/unfinished"), "x");
        Path fan = Files.createDirectories(root.resolve("damaged/objects/zz"));
        Files.writeString(fan.resolve("zz"), "not an object, but long enough");
        open();
        assertThat(keys(folder.bucket(ONE, "damaged"), "", "")).containsExactly("k");
        assertThatThrownBy(() -> folder.bucket(ONE, "stray")).satisfies(code("NoSuchBucket"));
        assertThat(root.resolve(".drafts/unfinished")).doesNotExist();
    }

    @Test
    void makesObjectsOfParts() throws IOException {
        Bucket bucket = folder.create(ONE, "parts");
        ObjectKey key = new ObjectKey("big");
        PartUploads uploads = bucket.uploads();
        PartUploads.Begun upload = uploads.begin(key, PLAIN, ChecksumAlgorithm.CRC64NVME, false, false);
        String large = "x".repeat((int) Limits.PART_BYTES_MIN);
        PartUploads.Part second = uploads.put(upload, 2, upload("end"));
        uploads.put(upload, 1, upload("replaced"));
        PartUploads.Part first = uploads.put(upload, 1, upload(large));
        assertThatThrownBy(() -> complete(uploads, upload, second, first)).satisfies(code("InvalidPartOrder"));
        PartUploads.Part small = uploads.put(upload, 3, upload("y"));
        assertThatThrownBy(() -> complete(uploads, upload, second, small)).satisfies(code("EntityTooSmall"));
        open();
        PartUploads again = folder.bucket(ONE, "parts").uploads();
        assertThat(again.parts(upload)).hasSize(3);
        ObjectDescription object = complete(again, upload, first, second);
        assertThat(object.etag()).endsWith("-2");
        assertThat(object.parts()).containsExactly(Limits.PART_BYTES_MIN, 3L);
        try (Bucket.Opened opened = folder.bucket(ONE, "parts").open(key)) {
            assertThat(text(opened)).isEqualTo(large + "end");
        }
        assertThatThrownBy(() -> again.put(upload, 1, upload("late"))).satisfies(code("NoSuchUpload"));
        assertThat(again.all()).isEmpty();
    }

    @Test
    void sweepsUploadsThatNobodyGoesOnWith() throws IOException {
        Bucket bucket = folder.create(ONE, "swept");
        PartUploads uploads = bucket.uploads();
        PartUploads.Begun old = uploads.begin(new ObjectKey("a"), PLAIN, ChecksumAlgorithm.SHA1, true, true);
        PartUploads.Begun alive = uploads.begin(new ObjectKey("b"), PLAIN, ChecksumAlgorithm.SHA1, true, true);
        now = now.plus(Limits.UPLOAD_AGE).plusSeconds(1);
        uploads.put(alive, 1, upload("x"));
        assertThat(folder.sweep()).isEqualTo(1);
        assertThat(uploads.all()).containsExactly(alive);
        assertThatThrownBy(() -> uploads.find(old.id(), old.key())).satisfies(code("NoSuchUpload"));
        assertThatThrownBy(() -> uploads.find("../" + alive.id(), alive.key())).satisfies(code("NoSuchUpload"));
    }

    @Test
    void aDamagedUploadKeepsNoOtherFromBeingSweptAndIsSweptItself() throws IOException {
        Bucket bucket = folder.create(ONE, "damaged");
        PartUploads uploads = bucket.uploads();
        PartUploads.Begun damaged = uploads.begin(new ObjectKey("a"), PLAIN, ChecksumAlgorithm.SHA1, true, true);
        PartUploads.Begun whole = uploads.begin(new ObjectKey("b"), PLAIN, ChecksumAlgorithm.SHA1, true, true);
        Path description;
        try (Stream<Path> files = Files.walk(root)) {
            description = files.filter(file -> file.endsWith(Path.of(damaged.id(), "upload.json")))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(description, "{ torn");
        assertThat(uploads.all()).containsExactly(whole);
        assertThat(folder.sweep()).isZero();

        now = Files.getLastModifiedTime(description.getParent())
                .toInstant()
                .plus(Limits.UPLOAD_AGE)
                .plusSeconds(1);
        assertThat(folder.sweep()).isEqualTo(2);
        assertThat(description.getParent()).doesNotExist();
    }

    @Test
    void showsAWholeObjectToEverybodyAtOnce() throws Exception {
        Bucket bucket = folder.create(ONE, "busy");
        ObjectKey key = new ObjectKey("k");
        bucket.put(key, PLAIN, upload("0".repeat(1000)), Condition.NONE);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<java.util.concurrent.Future<?>> all = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                String content = Integer.toString(writer).repeat(1000 + writer);
                all.add(executor.submit(() -> {
                    for (int i = 0; i < 25; i++) {
                        bucket.put(key, PLAIN, upload(content), Condition.NONE);
                        bucket.delete(List.of(new ObjectKey("other" + content.charAt(0))));
                        bucket.put(new ObjectKey("other" + content.charAt(0)), PLAIN, upload(content), Condition.NONE);
                    }
                    return null;
                }));
                all.add(executor.submit(() -> {
                    for (int i = 0; i < 100; i++) {
                        try (Bucket.Opened object = bucket.open(key)) {
                            String text = text(object);
                            assertThat(text).isEqualTo(text.substring(0, 1).repeat(text.length()));
                        }
                    }
                    return null;
                }));
            }
            for (java.util.concurrent.Future<?> one : all) {
                one.get();
            }
        }
        List<String> before = keys(bucket, "", "");
        assertThat(before).hasSize(5);
        open();
        assertThat(keys(folder.bucket(ONE, "busy"), "", "")).isEqualTo(before);
    }

    private static ObjectDescription complete(PartUploads uploads, PartUploads.Begun upload, PartUploads.Part... parts)
            throws IOException {
        List<PartUploads.Named> named = Stream.of(parts)
                .map(part -> new PartUploads.Named(part.number(), part.etag(), ""))
                .toList();
        return uploads.complete(upload, named, Optional.empty(), Condition.NONE);
    }

    private static List<String> keys(Bucket bucket, String prefix, String delimiter) throws IOException {
        return bucket.list(new Listing.Query(prefix, delimiter, "", 1000)).entries().stream()
                .map(Listing.Entry::key)
                .toList();
    }

    private static String text(Bucket.Opened object) throws IOException {
        try (InputStream content = object.content(0, object.description().size())) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Upload upload(String text) {
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        return new Upload(stream(text), size, Set.of(), _ -> {});
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static java.util.function.Consumer<Throwable> code(String code) {
        return thrown -> assertThat(thrown)
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private Time time() {
        return new Time() {
            @Override
            public Instant now() {
                return now;
            }

            @Override
            public long nanos() {
                return 0;
            }
        };
    }

    /** Gives three bytes, and fails then. */
    private static final class FailingStream extends InputStream {
        private int left = 3;

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            target[offset] = (byte) read();
            return 1;
        }

        @Override
        public int read() throws IOException {
            if (left-- <= 0) {
                throw new IOException("gone");
            }
            return 'x';
        }
    }
}
