package dev.hearth.controlplane;

import static dev.hearth.controlplane.TestingControlPlane.creation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.artifact.TestingZip;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;

/** Code that a request only names: an object in a bucket. */
final class ObjectCodeTest {
    private static final int MEBIBYTE = 1024 * 1024;

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestingControlPlane control;

    @BeforeEach
    void open() throws IOException {
        control = new TestingControlPlane(folder);
    }

    @AfterEach
    void close() {
        control.close();
    }

    @Test
    void isThatOfTheObject() {
        byte[] zip = TestingZip.of("handler.py", "one");
        control.putObject("code.zip", zip);
        CreateFunctionResponse created = create("code.zip");
        assertThat(created.codeSize()).isEqualTo(zip.length);
        assertThat(created.codeSha256()).isEqualTo(digest(zip));
        control.awaitFinished("f");
        byte[] next = TestingZip.of("handler.py", "two");
        control.putObject("code.zip", next);
        UpdateFunctionCodeResponse tried = update(true);
        assertThat(tried.codeSha256()).isEqualTo(digest(next));
        assertThat(Base64.getEncoder()
                        .encodeToString(HexFormat.of()
                                .parseHex(control.function("f")
                                        .orElseThrow()
                                        .configuration()
                                        .program()
                                        .code()
                                        .sha256())))
                .isEqualTo(digest(zip));
        assertThat(update(false).codeSha256()).isEqualTo(digest(next));
    }

    @Test
    void mayBeLargerThanARequest() {
        byte[] noise = new byte[60 * MEBIBYTE];
        new Random(1).nextBytes(noise);
        byte[] zip = new TestingZip().stored("noise", noise).toBytes();
        control.putObject("large.zip", zip);
        assertThat(create("large.zip").codeSize()).isEqualTo(zip.length);
    }

    @Test
    void isRefusedIfItIsNoPackage() {
        control.putObject("text", "not a zip file".getBytes(StandardCharsets.UTF_8));
        refused("text", "Could not unzip uploaded file");
        control.putObject("empty", new byte[0]);
        refused("empty", "Uploaded file must be a non-empty zip");
        control.putObject("huge", new byte[251 * MEBIBYTE]);
        refused("huge", "Unzipped size must be smaller than 262144000 bytes");
    }

    private void refused(String key, String message) {
        assertThatThrownBy(() -> create(key))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE))
                .hasMessageStartingWith(message);
    }

    private CreateFunctionResponse create(String key) {
        return control.call(
                CreateFunctionResponse.class,
                creation("f").code(code -> code.s3Bucket("bucket").s3Key(key)).build());
    }

    private UpdateFunctionCodeResponse update(boolean dryRun) {
        return control.call(
                UpdateFunctionCodeResponse.class,
                UpdateFunctionCodeRequest.builder()
                        .functionName("f")
                        .s3Bucket("bucket")
                        .s3Key("code.zip")
                        .dryRun(dryRun)
                        .build());
    }

    private static String digest(byte[] zip) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(Sha256.of(zip)));
    }
}
