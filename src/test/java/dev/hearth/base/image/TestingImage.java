package dev.hearth.base.image;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.model.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An image in the making: its layers, its configuration, and the documents that name them. */
public final class TestingImage {
    private static final String OCI = "application/vnd.oci.image.";

    private final Map<String, byte[]> blobs = new LinkedHashMap<>();
    private final List<JsonValue> layers = new ArrayList<>();
    private final List<String> unpacked = new ArrayList<>();
    private final Map<String, JsonValue> run = new LinkedHashMap<>();
    private String processor = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    private boolean docker;

    /** In Docker's names. */
    TestingImage docker() {
        docker = true;
        return this;
    }

    TestingImage processor(String name) {
        processor = name;
        return this;
    }

    public TestingImage layer(TestingLayer layer) {
        byte[] tar = layer.tar();
        return layer(tar, TestingLayer.gzip(tar), "gzip");
    }

    /** One that is not what the configuration says. */
    public TestingImage brokenLayer(TestingLayer layer) {
        return layer(new byte[1024], TestingLayer.gzip(layer.tar()), "gzip");
    }

    TestingImage plainLayer(TestingLayer layer) {
        byte[] tar = layer.tar();
        return layer(tar, tar, "");
    }

    TestingImage zstdLayer(TestingLayer layer) {
        byte[] tar = layer.tar();
        return layer(tar, TestingLayer.zstd(tar), "zstd");
    }

    TestingImage layer(byte[] tar, byte[] packed, String packing) {
        String type = docker
                ? "application/vnd.docker.image.rootfs.diff.tar" + (packing.isEmpty() ? "" : "." + packing)
                : OCI + "layer.v1.tar" + (packing.isEmpty() ? "" : "+" + packing);
        unpacked.add("sha256:" + Sha256.of(tar));
        layers.add(descriptor(type, packed));
        return this;
    }

    public TestingImage entryPoint(String... words) {
        run.put("Entrypoint", JsonValue.of(List.of(words)));
        return this;
    }

    public TestingImage command(String... words) {
        run.put("Cmd", JsonValue.of(List.of(words)));
        return this;
    }

    public TestingImage environment(String... variables) {
        run.put("Env", JsonValue.of(List.of(variables)));
        return this;
    }

    public TestingImage workingFolder(String folder) {
        run.put("WorkingDir", JsonValue.of(folder));
        return this;
    }

    public TestingImage user(String name) {
        run.put("User", JsonValue.of(name));
        return this;
    }

    /** The manifest; its parts are among the {@link #blobs}. */
    public byte[] manifest() {
        JsonObject configuration = JsonObject.builder()
                .put("architecture", processor)
                .put("os", "linux")
                .put("config", new JsonObject(run))
                .put(
                        "rootfs",
                        JsonObject.builder()
                                .put("type", "layers")
                                .put("diff_ids", JsonValue.of(unpacked))
                                .build())
                .build();
        String type = docker ? "application/vnd.docker.container.image.v1+json" : OCI + "config.v1+json";
        JsonObject manifest = JsonObject.builder()
                .put("schemaVersion", 2)
                .put("mediaType", manifestType())
                .put("config", descriptor(type, Json.write(configuration)))
                .put("layers", new JsonArray(layers))
                .build();
        byte[] text = Json.write(manifest);
        blobs.put(Sha256.of(text), text);
        return text;
    }

    String manifestType() {
        return docker ? MediaTypes.DOCKER_MANIFEST : MediaTypes.OCI_MANIFEST;
    }

    /** All content by the digits of its digest. */
    public Map<String, byte[]> blobs() {
        return blobs;
    }

    private JsonObject descriptor(String type, byte[] content) {
        blobs.put(Sha256.of(content), content);
        return descriptorOf(type, content).build();
    }

    static JsonValue.ObjectBuilder descriptorOf(String type, byte[] content) {
        return JsonObject.builder()
                .put("mediaType", type)
                .put("digest", "sha256:" + Sha256.of(content))
                .put("size", content.length);
    }

    /** An index of images by their processors. */
    static byte[] index(String type, Map<String, TestingImage> images) {
        List<JsonValue> entries = new ArrayList<>();
        images.forEach((platform, image) -> entries.add(descriptorOf(image.manifestType(), image.manifest())
                .put(
                        "platform",
                        JsonObject.builder()
                                .put("os", platform.equals("unknown") ? "unknown" : "linux")
                                .put("architecture", platform)
                                .build())
                .build()));
        return Json.write(JsonObject.builder()
                .put("schemaVersion", 2)
                .put("mediaType", type)
                .put("manifests", new JsonArray(entries))
                .build());
    }

    /** Writes a layout with this one image; the digest of its manifest. */
    public String writeLayout(Path folder, String tag) throws IOException {
        byte[] manifest = manifest();
        writeLayout(folder, tag, manifestType(), manifest, List.of(this));
        return Sha256.of(manifest);
    }

    static void writeLayout(Path folder, String tag, String type, byte[] document, List<TestingImage> images)
            throws IOException {
        Path content = Files.createDirectories(folder.resolve("blobs/sha256"));
        for (TestingImage image : images) {
            for (var blob : image.blobs().entrySet()) {
                Files.write(content.resolve(blob.getKey()), blob.getValue());
            }
        }
        Files.write(content.resolve(Sha256.of(document)), document);
        Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        JsonObject entry = descriptorOf(type, document)
                .put(
                        "annotations",
                        JsonObject.builder()
                                .put("org.opencontainers.image.ref.name", tag)
                                .build())
                .build();
        JsonObject index = JsonObject.builder()
                .put("schemaVersion", 2)
                .put("manifests", new JsonArray(List.of(entry)))
                .build();
        Files.write(folder.resolve("index.json"), index.toJson().getBytes(StandardCharsets.UTF_8));
    }
}
