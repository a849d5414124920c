package dev.hearth.base.image;

import dev.hearth.base.image.ImageException.Reason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A repository in a folder with the Open Container Initiative's image layout: {@code index.json} names the images, and
 * {@code blobs/sha256} holds their parts. {@code skopeo copy}, {@code buildah push} and {@code docker buildx build
 * --output type=oci,tar=false} write it.
 */
record LayoutFolder(Path folder) implements ImageSource {
    @Override
    public Document manifest(String version) throws IOException {
        Optional<Digest> digest = Digest.parse(version);
        if (digest.isPresent()) {
            return new Document(read(blob(digest.get()), Limits.MANIFEST_BYTES), Optional.empty());
        }
        Descriptor named = named(version);
        return new Document(
                read(blob(named.digest()), Limits.MANIFEST_BYTES),
                Optional.of(named.mediaType()).filter(type -> !type.isEmpty()));
    }

    @Override
    public Content content(Descriptor descriptor, long from) throws IOException {
        InputStream stream = open(blob(descriptor.digest()));
        try {
            stream.skipNBytes(from);
            return new Content(stream, from);
        } catch (IOException e) {
            stream.close();
            throw e;
        }
    }

    private Descriptor named(String tag) throws IOException {
        if (!Files.isRegularFile(folder.resolve("oci-layout"))) {
            throw missing();
        }
        Manifest index = Manifest.parse(
                read(folder.resolve("index.json"), Limits.MANIFEST_BYTES), Optional.of(MediaTypes.OCI_INDEX));
        if (!(index instanceof Manifest.Index(List<Manifest.Entry> entries))) {
            throw ImageException.invalid("The image folder's index.json is no index");
        }
        Optional<Descriptor> tagged = entries.stream()
                .filter(entry -> entry.tag().equals(Optional.of(tag)))
                .map(Manifest.Entry::descriptor)
                .findFirst();
        if (tagged.isPresent()) {
            return tagged.get();
        }
        // a layout with a single image need not name it
        if (tag.equals("latest")
                && entries.size() == 1
                && entries.getFirst().tag().isEmpty()) {
            return entries.getFirst().descriptor();
        }
        throw missing();
    }

    private Path blob(Digest digest) {
        return folder.resolve("blobs").resolve("sha256").resolve(digest.hex());
    }

    private static byte[] read(Path file, int most) throws IOException {
        try (InputStream in = open(file)) {
            byte[] text = in.readNBytes(most + 1);
            if (text.length > most) {
                throw ImageException.invalid("A document of the image is larger than " + most + " bytes");
            }
            return text;
        }
    }

    private static InputStream open(Path file) throws IOException {
        try {
            return Files.newInputStream(file);
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw new ImageException(Reason.NOT_FOUND, "The image folder has no such content", e);
        }
    }

    private static ImageException missing() {
        return new ImageException(Reason.NOT_FOUND, "The image folder has no such image");
    }
}
