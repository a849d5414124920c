package dev.hearth.neighbours.s3.folder;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.model.Sha256;
import dev.hearth.neighbours.s3.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a bucket's objects: {@code ab/abcdef…} for a key whose digest is {@code abcdef…}, since a key may be
 * anything and a file's name may not. Tags that were set later are in {@code ab/abcdef….tags}, with the id of the
 * object that they belong to.
 */
final class Objects {
    private static final Logger LOG = LoggerFactory.getLogger(Objects.class);
    private static final String TAGS = ".tags";

    private final Path root;
    private final Folders folders;

    Objects(Path root, Folders folders) {
        this.root = root;
        this.folders = folders;
    }

    /** The file of a key's object. */
    Path path(ObjectKey key) {
        String digest = Sha256.of(key.value());
        return root.resolve(digest.substring(0, 2)).resolve(digest);
    }

    /** Opens the object of a key; empty if there is none. */
    Optional<ObjectFile> open(ObjectKey key) throws IOException {
        try {
            return Optional.of(ObjectFile.open(path(key)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    ObjectDescription describe(ObjectKey key, ObjectFile file) throws IOException {
        ObjectDescription described = ObjectDescription.ofJson(file.description());
        Path tags = tags(path(key));
        try {
            JsonObject json = Json.parseObject(Files.readAllBytes(tags));
            if (json.string("id").equals(Optional.of(described.id()))) {
                Map<String, String> values =
                        json.object("tags").orElse(JsonObject.EMPTY).strings();
                return described.withAttributes(described.attributes().withTags(values));
            }
        } catch (NoSuchFileException none) {
            return described;
        } catch (JsonException e) {
            throw new DamagedFileException();
        }
        return described;
    }

    /**
     * Moves a finished draft to the place of a key. The caller forces the folder of {@link #path} to the disk later.
     */
    void place(ObjectKey key, Draft draft) throws IOException {
        Path path = path(key);
        Folders.create(Folders.parent(path));
        draft.moveTo(path);
        Files.deleteIfExists(tags(path));
    }

    void tag(ObjectDescription object, Map<String, String> values) throws IOException {
        JsonObject json = JsonObject.builder()
                .put("id", object.id())
                .put("tags", JsonValue.of(values))
                .build();
        folders.write(tags(path(object.key())), json.toJson().getBytes(StandardCharsets.UTF_8));
    }

    boolean remove(ObjectKey key) throws IOException {
        Path path = path(key);
        boolean removed = Files.deleteIfExists(path);
        Files.deleteIfExists(tags(path));
        return removed;
    }

    /** Reads all objects. A damaged file is logged and left in place. */
    ObjectIndex index() throws IOException {
        ObjectIndex index = new ObjectIndex();
        if (Files.notExists(root)) {
            return index;
        }
        try (DirectoryStream<Path> fans = Files.newDirectoryStream(root)) {
            for (Path fan : fans) {
                if (!Files.isDirectory(fan)) {
                    continue;
                }
                try (DirectoryStream<Path> files = Files.newDirectoryStream(fan)) {
                    for (Path file : files) {
                        index(file, index);
                    }
                }
            }
        }
        return index;
    }

    private void index(Path file, ObjectIndex index) throws IOException {
        if (Folders.name(file).endsWith(TAGS)) {
            return;
        }
        try (ObjectFile object = ObjectFile.open(file)) {
            index.put(Listing.Entry.of(ObjectDescription.ofJson(object.description())));
        } catch (DamagedFileException e) {
            LOG.warn("{} is not an object of Hearth and is ignored", file);
        }
    }

    private static Path tags(Path object) {
        return object.resolveSibling(Folders.name(object) + TAGS);
    }
}
