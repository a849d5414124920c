package dev.hearth.dataplane.runtimes.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MissingModuleTest {
    private static boolean isOfSdk(String message) {
        String error = "{\"errorMessage\": \"" + message + "\", \"errorType\": \"Runtime.ImportModuleError\"}";
        return MissingModule.isOfSdk(error.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Unable to import module 'app': No module named 'boto3'",
                "Unable to import module 'app': No module named 'botocore.config'",
                "Error: Cannot find module '@aws-sdk/client-s3'\\nRequire stack:",
                "Cannot find package '@smithy/node-http-handler' imported from /var/task/index.mjs",
                "cannot load such file -- aws-sdk-s3"
            })
    void knowsTheModulesOfSdks(String message) {
        assertThat(isOfSdk(message)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Unable to import module 'boto3_handler': No module named 'numpy'",
                "Cannot find module 'express'\\nRequire stack: /opt/nodejs/@aws-sdk/client-s3",
                "cannot load such file -- nokogiri",
                "boto3 is not configured"
            })
    void othersAreTheFunctionsOwn(String message) {
        assertThat(isOfSdk(message)).isFalse();
    }

    @Test
    void aLongErrorIsReadInPart() {
        assertThat(isOfSdk("x".repeat(100_000) + "No module named 'boto3'")).isFalse();
    }
}
