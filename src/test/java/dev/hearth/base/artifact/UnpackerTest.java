package dev.hearth.base.artifact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is accepted is unpacked as it is, and what is refused leaves nothing. */
final class UnpackerTest {
    private static final String UNREADABLE =
            "Could not unzip uploaded file. Please check your file, then try to upload again.";

    @TempDir
    Path folder;

    @Test
    void unpacksFilesFoldersAndLinks() throws IOException {
        byte[] zip = new TestingZip()
                .file("./lib//deep/module.py", "x = 1")
                .entry("bootstrap", 0100500, "#!/bin/sh\n".getBytes(UTF_8))
                .entry("secret.txt", 0100600, "s".getBytes(UTF_8))
                .entry("no-mode", 0, "n".getBytes(UTF_8))
                .entry("setuid", 0104777, "n".getBytes(UTF_8))
                .file("empty/", "")
                .link("lib/current", "deep/../deep")
                .link("up/to/root", "../../bootstrap")
                .link("dangling", "nowhere/at/all")
                .file("grüße/日本.txt", "hallo")
                .toBytes();

        Path target = unpack(zip);

        assertThat(target.resolve("lib/deep/module.py")).hasContent("x = 1");
        assertThat(target.resolve("empty")).isEmptyDirectory();
        assertThat(target.resolve("lib/current/module.py")).hasContent("x = 1");
        assertThat(target.resolve("up/to/root")).isSymbolicLink().hasContent("#!/bin/sh\n");
        assertThat(permissions(target)).isEqualTo("rwxr-xr-x");
        assertThat(permissions(target.resolve("lib/deep"))).isEqualTo("rwxr-xr-x");
        assertThat(permissions(target.resolve("bootstrap"))).isEqualTo("r-xr-xr-x");
        assertThat(permissions(target.resolve("secret.txt"))).isEqualTo("rw-r--r--");
        assertThat(permissions(target.resolve("no-mode"))).isEqualTo("rw-r--r--");
        assertThat(permissions(target.resolve("setuid"))).isEqualTo("rwxr-xr-x");
        assertThat(Unpacker.check(zip).bytes()).isEqualTo(5 + 10 + 1 + 1 + 1 + 5);
        assertThat(Unpacker.check(zip)).isNotNull();
    }

    @Test
    void aPackageThatIsThereIsLeftAlone() throws IOException {
        Path target = unpack(TestingZip.of("a", "first"));
        Files.write(folder.resolve("zip"), TestingZip.of("a", "second"));
        Unpacker.unpack(folder.resolve("zip"), target, TreeOwner.UNPACKER);
        assertThat(target.resolve("a")).hasContent("first");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "a/../../evil",
                "a/../b",
                "/etc/passwd",
                "C:/evil",
                "c:evil",
                "..",
                "a/..",
                "nul\0name",
                "/",
                "."
            })
    void refusesPathsThatLeadOut(String name) throws IOException {
        refused(TestingZip.of(name, "x"), UNREADABLE);
    }

    @Test
    void takesFoldersWhateverTheirModes() throws IOException {
        TestingZip zip = new TestingZip();
        for (int mode : new int[] {0140755, 0100755, 0060000, 0010644, 040000, 0}) {
            zip.entry("d" + mode + "/", mode, new byte[0]);
            zip.entry("d" + mode + "/file", 0100644, "f".getBytes(UTF_8));
        }
        Path target = unpack(zip.toBytes());
        for (int mode : new int[] {0140755, 0100755, 0060000, 0010644, 040000, 0}) {
            assertThat(permissions(target.resolve("d" + mode))).isEqualTo("rwxr-xr-x");
            assertThat(target.resolve("d" + mode + "/file")).hasContent("f");
        }
    }

    @Test
    void backslashesArePartOfNames() throws IOException {
        Path target = unpack(backslashed(new TestingZip().stored("x#..#y.py", "dos".getBytes(UTF_8))));
        assertThat(target.resolve("x\\..\\y.py")).hasContent("dos");
        Path zip = Files.write(
                folder.resolve("unix.zip"),
                backslashed(new TestingZip().file("a#..#..#b.py", "unix").file("d/e#f", "in a folder")));
        Unpacker.unpack(zip, folder.resolve("unix"), TreeOwner.UNPACKER);
        assertThat(folder.resolve("unix/a\\..\\..\\b.py")).hasContent("unix");
        assertThat(folder.resolve("unix/d/e\\f")).hasContent("in a folder");
    }

    @Test
    void refusesNamesAndPathsThatAreTooLong() throws IOException {
        refused(TestingZip.of("n".repeat(256), "x"), "255 bytes");
        refused(TestingZip.of("ü".repeat(128), "x"), "255 bytes");
        refused(TestingZip.of("d/".repeat(2000) + "x", "x"), "too long a path");
        assertThatCode(() -> Unpacker.check(TestingZip.of("n".repeat(255), "x")))
                .doesNotThrowAnyException();
    }

    @Test
    void takesTheLaterOfTwoFilesWithOneName() throws IOException {
        Path zip = Files.write(
                folder.resolve("twice.zip"),
                new TestingZip()
                        .file("a", "first")
                        .file("b", "b")
                        .file("./a", "second")
                        .toBytes());
        Unpacker.unpack(zip, folder.resolve("twice"), TreeOwner.UNPACKER);
        assertThat(folder.resolve("twice/a")).hasContent("second");
        assertThat(folder.resolve("twice/b")).hasContent("b");
    }

    @Test
    void refusesEntriesThatCantStandTogether() throws IOException {
        refused(new TestingZip().file("a", "1").link("a", "b").toBytes(), "more than once");
        refused(new TestingZip().link("a", "b").file("a", "1").toBytes(), "more than once");
        refused(new TestingZip().file("a", "1").file("a/b", "2").toBytes(), "needs a folder");
        refused(new TestingZip().file("a/b", "1").file("a", "2").toBytes(), "more than once");
        refused(new TestingZip().link("a", "b").file("a/c", "2").toBytes(), "needs a folder");
        refused(new TestingZip().file("a/", "").file("a", "2").toBytes(), "more than once");
    }

    @ParameterizedTest
    @CsvSource({
        "link, /etc/passwd",
        "link, ..",
        "link, ../x",
        "a/link, ../../x",
        "a/link, b/../../../x",
        "link, a/../../x",
    })
    void refusesLinksThatPointOut(String name, String target) throws IOException {
        refused(new TestingZip().link(name, target).toBytes(), "points out of the package");
    }

    @Test
    void refusesLinksThatPointOutThroughOtherLinks() throws IOException {
        refused(
                new TestingZip()
                        .link("a/b/c/top", "../../..")
                        .link("evil", "a/b/c/top/../x")
                        .toBytes(),
                "'evil' is a link that points out");
        refused(
                new TestingZip().link("evil", "d/t/..").link("d/t", "..").toBytes(),
                "'evil' is a link that points out");
    }

    @Test
    void linksInACircleHarmNobody() throws IOException {
        Path target = unpack(new TestingZip().link("a", "b").link("b", "a").toBytes());
        assertThat(target.resolve("a")).isSymbolicLink();
    }

    @Test
    void manyLongLinksAreRefusedSoon() throws IOException {
        TestingZip zip = new TestingZip();
        for (int i = 0; i < 2_000; i++) {
            zip.link("l" + i, "a/".repeat(1700));
        }
        refused(zip.toBytes(), "too many links");
    }

    @ParameterizedTest
    @ValueSource(ints = {0010644, 0020644, 0060644, 0140644})
    void refusesDevicesPipesAndSockets(int mode) throws IOException {
        refused(new TestingZip().entry("x", mode, new byte[0]).toBytes(), "neither a file, a folder nor a link");
    }

    @Test
    void aBombStopsAtTheLimit() throws IOException {
        TestingZip zip = new TestingZip();
        byte[] zeros = new byte[30 << 20];
        for (int i = 0; i < 9; i++) {
            zip.entry("zeros" + i, 0100644, zeros);
        }
        byte[] bytes = zip.toBytes();
        refused(bytes, "Unzipped size must be smaller than 262144000 bytes");
    }

    @Test
    void tooManyEntriesAreCountedBeforeTheyAreRead() throws IOException {
        TestingZip zip = new TestingZip();
        for (int i = 0; i < Limits.ENTRIES + 1; i++) {
            zip.stored(Integer.toString(i), new byte[0]);
        }
        refused(zip.toBytes(), "files, folders and links");
        refused(
                new TestingZip()
                        .file("a/".repeat(1700) + "x", "")
                        .file("b", "c")
                        .file("b/x", "")
                        .toBytes(),
                "needs a folder");
    }

    @Test
    void refusesWhatIsNoZip() throws IOException {
        assertThatThrownBy(() -> Unpacker.check(new byte[0])).hasMessage("Uploaded file must be a non-empty zip");
        assertThatThrownBy(() -> Unpacker.check(new TestingZip().toBytes()))
                .hasMessage("Uploaded file must be a non-empty zip");
        refused("this is not a zip file, whatever it says".getBytes(UTF_8), UNREADABLE);
        byte[] good = TestingZip.of("a", "content of a file");
        refused(Arrays.copyOf(good, good.length - 1), UNREADABLE);
        byte[] prefixed = new byte[good.length + 10];
        System.arraycopy(good, 0, prefixed, 10, good.length);
        refused(prefixed, UNREADABLE);
        byte[] suffixed = Arrays.copyOf(good, good.length + 70_000);
        refused(suffixed, UNREADABLE);
    }

    @Test
    void refusesDamagedContent() throws IOException {
        byte[] content = "the content of this file".getBytes(UTF_8);
        byte[] zip = new TestingZip().stored("a", content).toBytes();
        int place = new String(zip, ISO_8859_1).indexOf("content");
        zip[place] ^= 1;
        refused(zip, "checksum");
    }

    @Test
    void refusesEncryptedEntries() throws IOException {
        byte[] zip = new TestingZip().stored("a", new byte[20]).toBytes();
        int directory = new String(zip, ISO_8859_1).indexOf("PK\1\2");
        zip[directory + 8] |= 1;
        refused(zip, "encrypted");
    }

    @Test
    void noDamageDoesHarm() throws IOException {
        byte[] good = new TestingZip()
                .file("lib/a.py", "print('hello')".repeat(20))
                .link("b", "lib/a.py")
                .stored("c", new byte[100])
                .toBytes();
        long seed = Long.getLong("hearth.seed", 20261123L);
        Random random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            byte[] bad = good.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            int cut = random.nextInt(5) == 0 ? random.nextInt(bad.length) : bad.length;
            byte[] damaged = Arrays.copyOf(bad, cut);
            try {
                Unpacker.check(damaged);
            } catch (BadPackageException e) {
                assertThat(e.getMessage()).as("seed %s round %s", seed, round).isNotBlank();
            }
        }
    }

    /** With a backslash for each {@code #}: the library that writes the zip file would make slashes of them. */
    private static byte[] backslashed(TestingZip zip) {
        byte[] bytes = zip.toBytes();
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == '#' ? (byte) '\\' : bytes[i];
        }
        return bytes;
    }

    private Path unpack(byte[] bytes) throws IOException {
        Path zip = Files.write(folder.resolve("zip"), bytes);
        Path target = folder.resolve("target");
        Unpacker.unpack(zip, target, TreeOwner.UNPACKER);
        return target;
    }

    private void refused(byte[] bytes, String message) throws IOException {
        assertThatThrownBy(() -> Unpacker.check(bytes))
                .isInstanceOf(BadPackageException.class)
                .hasMessageContaining(message);
        Path zip = Files.write(folder.resolve("zip"), bytes);
        assertThatThrownBy(() -> Unpacker.unpack(zip, folder.resolve("target"), TreeOwner.UNPACKER))
                .isInstanceOf(BadPackageException.class)
                .hasMessageContaining(message);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(zip);
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
