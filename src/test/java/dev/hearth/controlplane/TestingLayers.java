package dev.hearth.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.base.artifact.TestingZip;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.DeleteLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionResponse;

/** Publishes and deletes layers. */
record TestingLayers(TestingControlPlane control) {
    static final String LAYER = "arn:aws:lambda:us-east-1:000000000000:layer:";

    static void refused(ErrorCode code, String message, ThrowingCallable call) {
        ServiceException failure = catchThrowableOfType(ServiceException.class, call);
        assertThat(failure).as("no failure with " + message).isNotNull();
        assertThat(failure).hasMessageContaining(message);
        assertThat(failure.code()).isEqualTo(code);
    }

    static PublishLayerVersionRequest.Builder publication(String name, String content) {
        SdkBytes zip = SdkBytes.fromByteArray(TestingZip.of("file", content));
        return PublishLayerVersionRequest.builder().layerName(name).content(c -> c.zipFile(zip));
    }

    long publish(String name, String content) {
        return control.call(
                        PublishLayerVersionResponse.class,
                        publication(name, content).build())
                .version();
    }

    void delete(String name, long number) {
        control.call(
                DeleteLayerVersionResponse.class,
                DeleteLayerVersionRequest.builder()
                        .layerName(name)
                        .versionNumber(number)
                        .build());
    }
}
