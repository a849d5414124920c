package dev.hearth.base.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.image.ImageException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers laid over each other, also such as want to do harm. */
class ImageTreeTest {
    @TempDir
    Path temporary;

    private Path root;
    private Path outside;
    private ImageTree tree;

    @BeforeEach
    void makeTree() throws IOException {
        Path real = temporary.toRealPath();
        root = Files.createDirectory(real.resolve("root"));
        outside = Files.createDirectory(real.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "untouched");
        tree = new ImageTree(root);
    }

    private void apply(TestingLayer... layers) throws IOException {
        for (TestingLayer layer : layers) {
            tree.apply(new TarReader(new ByteArrayInputStream(layer.tar())));
        }
        assertThat(outside.resolve("secret")).hasContent("untouched");
        try (Stream<Path> files = Files.list(outside)) {
            assertThat(files).hasSize(1);
        }
    }

    private static TestingLayer layer() {
        return new TestingLayer();
    }

    // what a layer holds

    @Test
    void filesFoldersAndLinksAreThere() throws IOException {
        apply(layer().folder("bin")
                .program("bin/run", "text")
                .link("sh", "bin/run")
                .hardLink("same", "bin/run"));
        assertThat(root.resolve("bin/run")).hasContent("text").isExecutable();
        assertThat(Files.readSymbolicLink(root.resolve("sh"))).hasToString("bin/run");
        assertThat(Files.getAttribute(root.resolve("same"), "unix:ino"))
                .isEqualTo(Files.getAttribute(root.resolve("bin/run"), "unix:ino"));
        assertThat(Files.getLastModifiedTime(root.resolve("bin/run")).toInstant())
                .isEqualTo(Instant.ofEpochSecond(1_600_000_000L));
    }

    @Test
    void longNamesOfEitherFormatAreRead() throws IOException {
        String name = "deep/" + "x".repeat(120) + "/" + "y".repeat(200) + "/größe 世界";
        apply(layer().file(name, "one"), layer().gnu().file("gnu/" + name, "two"));
        assertThat(root.resolve(name)).hasContent("one");
        assertThat(root.resolve("gnu").resolve(name)).hasContent("two");
    }

    @Test
    void everybodyMayReadAndNobodyGetsMore() throws IOException {
        apply(layer().file("closed", new byte[1], 0600)
                .file("open", new byte[1], 0666)
                .file("program", new byte[1], 0700)
                .file("fixed", new byte[1], 0400)
                .file("set-user", new byte[1], 06755)
                .folder("folder"));
        assertThat(mode("closed")).isEqualTo("rw-r--r--");
        assertThat(mode("open")).isEqualTo("rw-r--r--");
        assertThat(mode("program")).isEqualTo("rwxr-xr-x");
        assertThat(mode("fixed")).isEqualTo("r--r--r--");
        assertThat(mode("set-user")).isEqualTo("rwxr-xr-x");
        assertThat((int) Files.getAttribute(root.resolve("set-user"), "unix:mode") & 07000)
                .isZero();
        assertThat(mode("folder")).isEqualTo("rwxr-xr-x");
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(name)));
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO})
    void devicesAndPipesAreLeftOut(byte type) throws IOException {
        apply(layer().special("dev/thing", type).file("dev/file", "there"));
        assertThat(root.resolve("dev/thing")).doesNotExist();
        assertThat(root.resolve("dev/file")).exists();
    }

    // one layer over another

    @Test
    void aLaterLayerWins() throws IOException {
        apply(
                layer().file("a", "1").file("b", "1").file("c/d", "1").link("e", "a"),
                layer().file("a", "2").folder("b").file("c", "2").file("e", "2"));
        assertThat(root.resolve("a")).hasContent("2");
        assertThat(root.resolve("b")).isDirectory();
        assertThat(root.resolve("c")).hasContent("2");
        // the link is replaced, not written through
        assertThat(Files.isSymbolicLink(root.resolve("e"))).isFalse();
    }

    @Test
    void aSecondNameKeepsItsContentWhenTheFirstIsReplaced() throws IOException {
        apply(layer().file("a", "1").hardLink("b", "a"), layer().file("a", "2"));
        assertThat(root.resolve("a")).hasContent("2");
        assertThat(root.resolve("b")).hasContent("1");
    }

    @Test
    void aWhiteoutRemovesWhatIsBelow() throws IOException {
        apply(
                layer().file("gone", "1")
                        .file("folder/gone", "1")
                        .file("folder/kept", "1")
                        .file("tree/a/b/c", "1"),
                layer().file(".wh.gone", "")
                        .file("folder/.wh.gone", "")
                        .file(".wh.tree", "")
                        .file(".wh.never", ""));
        assertThat(root.resolve("gone")).doesNotExist();
        assertThat(root.resolve("folder/gone")).doesNotExist();
        assertThat(root.resolve("folder/kept")).exists();
        assertThat(root.resolve("tree")).doesNotExist();
        try (Stream<Path> files = Files.walk(root)) {
            assertThat(files.map(Path::toString)).noneMatch(path -> path.contains(".wh."));
        }
    }

    @Test
    void anOpaqueFolderHidesAllBelowItAndNothingOfItsOwn() throws IOException {
        TestingLayer lower = layer().file("etc/old", "1").file("etc/deep/old", "1");
        for (TestingLayer upper : List.of(
                layer().folder("etc")
                        .file("etc/.wh..wh..opq", "")
                        .file("etc/new", "2")
                        .file("etc/deep/new", "2"),
                layer().folder("etc")
                        .file("etc/new", "2")
                        .file("etc/deep/new", "2")
                        .file("etc/.wh..wh..opq", ""))) {
            apply(lower, upper);
            assertThat(root.resolve("etc/old")).doesNotExist();
            assertThat(root.resolve("etc/deep/old")).doesNotExist();
            assertThat(root.resolve("etc/new")).exists();
            assertThat(root.resolve("etc/deep/new")).exists();
            lower = layer().file("etc/old", "1").file("etc/deep/old", "1");
        }
    }

    @Test
    void aWhiteoutSparesWhatItsOwnLayerBrings() throws IOException {
        apply(layer().file("a/old", "1"), layer().file("a/new", "2").file(".wh.a", ""));
        assertThat(root.resolve("a/old")).doesNotExist();
        assertThat(root.resolve("a/new")).exists();
    }

    @Test
    void aWhiteoutOfALinkLeavesItsTarget() throws IOException {
        apply(layer().folder("real").file("real/file", "1").link("name", "real"), layer().file(".wh.name", ""));
        assertThat(Files.exists(root.resolve("name"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        assertThat(root.resolve("real/file")).exists();
    }

    @Test
    void notesOfOldBuildersAreNoFiles() throws IOException {
        apply(layer().file(".wh..wh.plnk/1.2", "").file(".wh..wh.aufs", "").file("x/.wh..wh.orph", ""));
        assertThat(root.resolve("x")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {".wh.", ".wh..", ".wh...", "a/.wh...", "a/.wh.."})
    void aWhiteoutOfNothingIsRefused(String name) throws IOException {
        apply(layer().file("a/b", "1"));
        assertInvalid(layer().file(name, ""));
        assertThat(root.resolve("a/b")).exists();
    }

    // links, followed inside the tree only

    @Test
    void foldersReachedByLinksAreWrittenThere() throws IOException {
        apply(
                layer().folder("usr/lib")
                        .link("lib", "usr/lib")
                        .link("absolute", "/usr")
                        .link("up", "../../../usr"),
                layer().file("lib/a", "1")
                        .file("absolute/b", "1")
                        .file("up/c", "1")
                        .folder("lib/d"));
        assertThat(root.resolve("usr/lib/a")).exists();
        assertThat(root.resolve("usr/b")).exists();
        assertThat(root.resolve("usr/c")).exists();
        assertThat(root.resolve("usr/lib/d")).isDirectory();
        assertThat(Files.isSymbolicLink(root.resolve("lib"))).isTrue();
    }

    @Test
    void aLinkOutOfTheTreeLeadsIntoIt() throws IOException {
        apply(layer().link("out", outside.toString()).file("out/secret", "overwritten?"));
        assertThat(root.resolve(outside.toString().substring(1)).resolve("secret"))
                .hasContent("overwritten?");
        apply(layer().link("up", "../outside").file("up/secret", "overwritten?"));
        assertThat(root.resolve("outside/secret")).exists();
        apply(layer().link("chain", "up").link("up2", "chain/../../outside").file("up2/x", "1"));
        apply(layer().link("a", "..").link("b", "a/..").link("c", "b/outside").file("c/y", "1"));
        apply(layer().file("out/.wh.secret", "").file("up/.wh..wh..opq", ""));
    }

    @Test
    void aFolderThatBecomesALinkIsFollowedAnew() throws IOException {
        apply(layer().folder("a")
                .file("a/one", "1")
                .link("a", outside.toString())
                .file("a/secret", "overwritten?")
                .hardLink("stolen", "a/secret"));
        assertThat(root.resolve("stolen")).hasContent("overwritten?");
    }

    @Test
    void aLinkIsReplacedNotWrittenThrough() throws IOException {
        apply(layer().link("f", outside.resolve("secret").toString()).file("f", "mine"));
        assertThat(root.resolve("f")).hasContent("mine");
        apply(layer().link("d", outside.toString()).folder("d").file("d/x", "1"));
        assertThat(Files.isSymbolicLink(root.resolve("d"))).isFalse();
    }

    @Test
    void aSecondNameOfAFileOutsideIsRefused() {
        assertInvalid(layer().hardLink("stolen", outside.resolve("secret").toString()));
        assertInvalid(layer().hardLink("stolen", "../outside/secret"));
        assertInvalid(layer().link("o", outside.toString()).hardLink("stolen", "o/secret"));
        assertThat(root.resolve("stolen")).doesNotExist();
    }

    @Test
    void aSecondNameOfALinkIsALink() throws IOException {
        apply(layer().link("l", outside.resolve("secret").toString()).hardLink("m", "l"));
        assertThat(Files.isSymbolicLink(root.resolve("m"))).isTrue();
    }

    @Test
    void aSecondNameOfItselfOrOfWhatItReplacesDoesNoHarm() throws IOException {
        apply(layer().file("a", "1").hardLink("a", "a").folder("d").file("d/f", "1"));
        assertThat(root.resolve("a")).hasContent("1");
        assertInvalid(layer().hardLink("d", "d/f"));
    }

    @Test
    void circlesOfLinksAreRefused() {
        assertInvalid(layer().link("a", "b").link("b", "a").file("a/x", "1"));
        assertInvalid(layer().link("self", "self/x").file("self/y", "1"));
    }

    // names

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", "a/..", ".."})
    void namesThatLeadOutAreRefused(String name) {
        assertInvalid(layer().file(name, "1"));
        assertInvalid(layer().file("f", "1").hardLink("l", name));
    }

    @Test
    void absoluteNamesAreTheTreesOwn() throws IOException {
        apply(layer().file("/etc/x", "1")
                .file("./y", "1")
                .file("//z", "1")
                .folder("./")
                .folder("/"));
        assertThat(root.resolve("etc/x")).exists();
        assertThat(root.resolve("y")).exists();
        assertThat(root.resolve("z")).exists();
    }

    @Test
    void namesThatNoFileCanHaveAreRefused() {
        assertInvalid(layer().file("a/" + "n".repeat(256), "1"));
        assertInvalid(layer().file("p/".repeat(2_000) + "f", "1"));
        assertInvalid(layer().link("l", "t".repeat(5_000)));
    }

    @Test
    void aFileIsNoFolder() {
        assertInvalid(layer().file("a", "1").file("a/b", "1"));
    }

    // mount points

    @Test
    void mountPointsTakeThePlaceOfWhateverIsThere() throws IOException {
        apply(layer().link("tmp", outside.toString())
                .link("etc/resolv.conf", "/run/systemd/resolve/stub-resolv.conf")
                .file("proc", "a file")
                .link("var", "data/var"));
        tree.addMountPoints(List.of("/tmp", "/proc", "/var/rapid"), List.of("/etc/resolv.conf", "/etc/hosts"));
        assertThat(root.resolve("tmp")).isDirectory();
        assertThat(Files.isSymbolicLink(root.resolve("tmp"))).isFalse();
        assertThat(root.resolve("proc")).isDirectory();
        assertThat(root.resolve("data/var/rapid")).isDirectory();
        assertThat(root.resolve("etc/resolv.conf")).isRegularFile();
        assertThat(root.resolve("etc/hosts")).isRegularFile();
        assertThat(outside.resolve("secret")).hasContent("untouched");
    }

    @ParameterizedTest
    @CsvSource({"etc, /proc", "etc, /dev/x", "etc, tmp/../tmp", "var, /proc/1/root", "var, /tmp/var"})
    void mountPointsLeadNotIntoEachOther(String link, String target) throws IOException {
        apply(layer().link(link, target));
        assertThatThrownBy(() -> tree.addMountPoints(
                        List.of("/dev", "/proc", "/tmp", "/var/rapid"), List.of("/etc/hosts", "/etc/resolv.conf")))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("In the image, links lead /" + link);
    }

    // archives that are broken

    @Test
    void whatIsNoArchiveIsRefused() {
        assertInvalid("this is no archive".repeat(100).getBytes(StandardCharsets.UTF_8));
        assertInvalid(new byte[] {1, 2, 3});
    }

    @Test
    void anEmptyArchiveIsALayer() throws IOException {
        tree.apply(new TarReader(new ByteArrayInputStream(new byte[0])));
        tree.apply(new TarReader(new ByteArrayInputStream(new byte[1024])));
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void anArchiveThatBreaksOffIsRefused() {
        byte[] whole = layer().file("a", "x".repeat(2_000)).tar();
        assertInvalid(Arrays.copyOf(whole, 1_000));
        assertInvalid(Arrays.copyOf(whole, 700));
    }

    @Test
    void headersThatSayTheyAreHugeAreNotBelieved() {
        for (char type : new char[] {'x', 'g', 'L', 'K'}) {
            byte[] header = layer().file("a", "1").tar();
            header[156] = (byte) type;
            byte[] size = "77777777777\0".getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(size, 0, header, 124, size.length);
            assertInvalid(checked(header));
        }
    }

    @Test
    void aFileOverTheLimitIsRefusedBeforeItIsWritten() {
        byte[] header = layer().file("a", "1").tar();
        System.arraycopy("777777777777".getBytes(StandardCharsets.US_ASCII), 0, header, 124, 12);
        assertThatThrownBy(() -> tree.apply(new TarReader(new ByteArrayInputStream(checked(header)))))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
        assertThat(root.resolve("a")).doesNotExist();
    }

    @Test
    void sparseFilesAreRefused() {
        byte[] header = layer().file("a", "1").tar();
        header[156] = 'S';
        assertInvalid(checked(header));
    }

    @Test
    void randomDamageGivesATypedErrorOrATree() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] whole = layer().folder("a")
                .file("a/b", "x".repeat(700))
                .link("c", "a/b")
                .hardLink("d", "a/b")
                .file("long/" + "n".repeat(150), "1")
                .tar();
        for (int round = 0; round < 500; round++) {
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(whole.length)] = (byte) random.nextInt();
            }
            if (random.nextBoolean()) {
                damaged = checked(damaged);
            }
            try {
                tree.apply(new TarReader(new ByteArrayInputStream(damaged)));
            } catch (ImageException expected) {
                assertThat(expected).as("seed %d", seed).hasMessageNotContaining("\0");
            }
        }
        assertThat(outside.resolve("secret")).hasContent("untouched");
    }

    /** With right checksums, so that what is wrong is looked at. */
    private static byte[] checked(byte[] archive) {
        byte[] fixed = archive.clone();
        Arrays.fill(fixed, 148, 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += fixed[i] & 0xff;
        }
        byte[] text = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, fixed, 148, 8);
        return fixed;
    }

    private void assertInvalid(TestingLayer layer) {
        assertInvalid(layer.tar());
    }

    private void assertInvalid(byte[] archive) {
        assertThatThrownBy(() -> tree.apply(new TarReader(new ByteArrayInputStream(archive))))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID));
        assertThat(outside.resolve("secret")).hasContent("untouched");
    }
}
