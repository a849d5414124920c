package dev.hearth.base.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.artifact.TreeOwner;
import dev.hearth.base.image.ImageException.Reason;
import dev.hearth.time.Time;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of local folders, from the address to the tree. */
class ImageLibraryTest {
    private static final String PROCESSOR = "x86_64";

    @TempDir
    Path temporary;

    private final MovableTime time = new MovableTime();
    private ImageLibrary library;
    private Path layouts;
    private Path trees;

    /** A clock that a test moves. */
    private static final class MovableTime implements Time {
        private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public long nanos() {
            return 0;
        }
    }

    @BeforeEach
    void open() throws IOException {
        layouts = Files.createDirectory(temporary.resolve("layouts"));
        trees = Files.createDirectory(temporary.resolve("trees"));
        library = library("blobs");
    }

    private ImageLibrary library(String folder) throws IOException {
        return new ImageLibrary(
                temporary.resolve(folder),
                new RegistrySettings(RegistryCredentials.NONE, Set.of(), Map.of(), Optional.of(layouts)),
                List.of("/tmp"),
                List.of("/etc/hosts"),
                time,
                Duration.ofMillis(1));
    }

    @AfterEach
    void close() {
        library.close();
    }

    private static TestingImage image() {
        return new TestingImage().processor("amd64");
    }

    private static TestingLayer layer() {
        return new TestingLayer();
    }

    private ResolvedImage resolve(String address) throws IOException {
        return library.resolve(ImageReference.parse(address).orElseThrow(), PROCESSOR);
    }

    private Path unpack(ResolvedImage image) throws IOException {
        Path target = trees.resolve(image.digest().hex());
        library.unpack(image, PROCESSOR, target, TreeOwner.UNPACKER);
        return target;
    }

    @Test
    void anImageBecomesATreeAndItsDefaults() throws IOException {
        String digest = image().layer(layer().file("a", "1").file("b", "1"))
                .plainLayer(layer().file(".wh.a", ""))
                .zstdLayer(layer().file("c", "3"))
                .entryPoint("/bin/run", "--fast")
                .command("app.handler")
                .environment("A=1", "EMPTY=", "EQUALS=a=b", "=bad", "bad")
                .workingFolder("/srv")
                .writeLayout(layouts.resolve("team/app"), "v1");
        ResolvedImage resolved = resolve("localhost/team/app:v1");
        assertThat(resolved.digest().hex()).isEqualTo(digest);
        assertThat(resolved.reference()).hasToString("localhost/team/app@sha256:" + digest);

        Path unpacked = unpack(resolved);
        Path root = UnpackedImage.root(unpacked);
        assertThat(root.resolve("a")).doesNotExist();
        assertThat(root.resolve("b")).hasContent("1");
        assertThat(root.resolve("c")).hasContent("3");
        assertThat(root.resolve("tmp")).isDirectory();
        assertThat(root.resolve("etc/hosts")).isRegularFile();
        assertThat(ImageDefaults.read(unpacked))
                .isEqualTo(new ImageDefaults(
                        List.of("/bin/run", "--fast"),
                        List.of("app.handler"),
                        Map.of("A", "1", "EMPTY", "", "EQUALS", "a=b"),
                        "/srv"));
    }

    @Test
    void nobodyElseOnTheMachineLooksIn() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temporary.resolve("blobs"))))
                .isEqualTo("rwx------");
    }

    @Test
    void whatWasFetchedNeedsItsRegistryNoMore() throws IOException {
        image().layer(layer().file("a", "1")).writeLayout(layouts.resolve("app"), "latest");
        ResolvedImage resolved = resolve("localhost/app");
        library.fetch(resolved, PROCESSOR);
        dev.hearth.base.artifact.DiskFiles.delete(layouts.resolve("app"));
        assertThat(UnpackedImage.root(unpack(resolved)).resolve("a")).exists();
    }

    @Test
    void whatIsMissingIsFetchedWhenUnpacked() throws IOException {
        image().layer(layer().file("a", "1")).writeLayout(layouts.resolve("app"), "latest");
        assertThat(UnpackedImage.root(unpack(resolve("localhost/app"))).resolve("a"))
                .exists();
    }

    @Test
    void anIndexGivesTheImageForTheProcessor() throws IOException {
        TestingImage amd = image().layer(layer().file("amd", "1"));
        TestingImage arm = new TestingImage().processor("arm64").docker().layer(layer().file("arm", "1"));
        TestingImage attestation = image().layer(layer().file("none", "1"));
        byte[] index =
                TestingImage.index(MediaTypes.DOCKER_INDEX, Map.of("amd64", amd, "arm64", arm, "unknown", attestation));
        TestingImage.writeLayout(
                layouts.resolve("app"), "v1", MediaTypes.DOCKER_INDEX, index, List.of(amd, arm, attestation));
        ImageReference reference = ImageReference.parse("localhost/app:v1").orElseThrow();
        assertThat(library.resolve(reference, "x86_64").digest().hex())
                .isEqualTo(dev.hearth.model.Sha256.of(amd.manifest()));
        assertThat(library.resolve(reference, "arm64").digest().hex())
                .isEqualTo(dev.hearth.model.Sha256.of(arm.manifest()));
        assertReason(Reason.UNSUPPORTED, () -> library.resolve(reference, "riscv64"));
    }

    @Test
    void anotherProcessorsImageIsUnsupported() throws IOException {
        new TestingImage()
                .processor("s390x")
                .layer(layer().file("a", "1"))
                .writeLayout(layouts.resolve("app"), "latest");
        ResolvedImage resolved = resolve("localhost/app");
        assertReason(Reason.UNSUPPORTED, () -> library.fetch(resolved, PROCESSOR));
    }

    @Test
    void whatIsNotThereIsNotFound() throws IOException {
        image().layer(layer().file("a", "1")).writeLayout(layouts.resolve("app"), "v1");
        assertReason(Reason.NOT_FOUND, () -> resolve("localhost/app:v2"));
        assertReason(Reason.NOT_FOUND, () -> resolve("localhost/other:v1"));
        assertReason(Reason.NOT_FOUND, () -> resolve("localhost/app@sha256:" + "0".repeat(64)));
    }

    @Test
    void contentThatIsNotWhatItsDigestSaysIsRefused() throws IOException {
        TestingImage image = image().layer(layer().file("a", "1"));
        image.writeLayout(layouts.resolve("app"), "latest");
        ResolvedImage resolved = resolve("localhost/app");
        for (String blob : image.blobs().keySet()) {
            if (blob.equals(resolved.digest().hex())) {
                continue;
            }
            Path file = layouts.resolve("app/blobs/sha256").resolve(blob);
            byte[] right = Files.readAllBytes(file);
            byte[] wrong = right.clone();
            wrong[wrong.length / 2] ^= 1;
            Files.write(file, wrong);
            library.close();
            library = library("blobs-" + blob);
            assertReason(Reason.INVALID, () -> unpack(resolved));
            Files.write(file, "longer".repeat(wrong.length).getBytes(StandardCharsets.UTF_8));
            assertReason(Reason.INVALID, () -> unpack(resolved));
            Files.write(file, right);
        }
        assertThat(UnpackedImage.root(unpack(resolved)).resolve("a")).exists();
        assertNothingHalf();
    }

    @Test
    void aLayerThatIsNotWhatTheConfigurationSaysIsRefused() throws IOException {
        byte[] tar = layer().file("a", "1").tar();
        image().layer(layer().file("b", "1").tar(), TestingLayer.gzip(tar), "gzip")
                .writeLayout(layouts.resolve("app"), "latest");
        assertReason(Reason.INVALID, () -> unpack(resolve("localhost/app")));
        assertNothingHalf();
    }

    @Test
    void aLayerThatCanNotBeDecompressedIsRefused() throws IOException {
        byte[] tar = layer().file("a", "1").tar();
        for (String packing : List.of("gzip", "zstd")) {
            image().layer(tar, "no archive at all".getBytes(StandardCharsets.UTF_8), packing)
                    .writeLayout(layouts.resolve(packing), "latest");
            assertReason(Reason.INVALID, () -> unpack(resolve("localhost/" + packing)));
            byte[] whole = packing.equals("gzip") ? TestingLayer.gzip(tar) : TestingLayer.zstd(tar);
            image().layer(tar, java.util.Arrays.copyOf(whole, whole.length / 2), packing)
                    .writeLayout(layouts.resolve(packing + "-half"), "latest");
            assertReason(Reason.INVALID, () -> unpack(resolve("localhost/" + packing + "-half")));
        }
    }

    @Test
    void otherMediaTypesAreUnsupported() throws IOException {
        byte[] tar = layer().file("a", "1").tar();
        image().layer(tar, tar, "lzma").writeLayout(layouts.resolve("app"), "latest");
        assertReason(Reason.UNSUPPORTED, () -> resolve("localhost/app"));
        TestingImage.writeLayout(
                layouts.resolve("old"),
                "latest",
                "application/vnd.docker.distribution.manifest.v1+json",
                "{\"schemaVersion\":1}".getBytes(StandardCharsets.UTF_8),
                List.of());
        assertReason(Reason.UNSUPPORTED, () -> resolve("localhost/old"));
    }

    @Test
    void documentsThatMakeNoSenseAreRefused() throws IOException {
        for (String document : List.of(
                "",
                "[]",
                "{}",
                "{\"config\":1}",
                "{\"config\":{\"digest\":\"sha256:../../x\"}}",
                "{\"manifests\":[{}]}",
                "{\"manifests\":{}}",
                "{".repeat(5_000))) {
            TestingImage.writeLayout(
                    layouts.resolve("app"),
                    "latest",
                    MediaTypes.OCI_MANIFEST,
                    document.getBytes(StandardCharsets.UTF_8),
                    List.of());
            assertThatThrownBy(() -> resolve("localhost/app")).as(document).isInstanceOf(ImageException.class);
        }
    }

    @Test
    void howeverManyUnpackAtOnceAllGetTheWholeTree() throws Exception {
        image().layer(layer().file("a", "x".repeat(100_000))).writeLayout(layouts.resolve("app"), "latest");
        ResolvedImage resolved = resolve("localhost/app");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Path>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(threads.submit(() -> unpack(resolved)));
            }
            for (Future<Path> one : all) {
                assertThat(UnpackedImage.root(one.get()).resolve("a")).hasSize(100_000);
            }
        }
        assertNothingHalf();
    }

    @Test
    void whatNoFunctionUsesIsRemovedAfterAWhile() throws IOException {
        TestingImage first = image().layer(layer().file("a", "1")).layer(layer().file("shared", "1"));
        TestingImage second = image().layer(layer().file("b", "1")).layer(layer().file("shared", "1"));
        first.writeLayout(layouts.resolve("first"), "latest");
        second.writeLayout(layouts.resolve("second"), "latest");
        ResolvedImage used = resolve("localhost/first");
        ResolvedImage unused = resolve("localhost/second");
        library.fetch(used, PROCESSOR);
        library.fetch(unused, PROCESSOR);
        assertThat(library.sweep(Set.of(used.digest()))).isZero();
        time.now = time.now.plus(Duration.ofHours(2));
        // the second one's manifest, configuration and first layer
        assertThat(library.sweep(Set.of(used.digest()))).isEqualTo(3);
        dev.hearth.base.artifact.DiskFiles.delete(layouts);
        assertThat(UnpackedImage.root(unpack(used)).resolve("shared")).exists();
        assertThat(library.sweep(Set.of(new Digest("0".repeat(64))))).isZero();
    }

    private void assertNothingHalf() throws IOException {
        try (Stream<Path> files = Files.list(trees)) {
            assertThat(files.map(file -> file.getFileName().toString())).allMatch(name -> !name.startsWith("."));
        }
    }

    private static void assertReason(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
