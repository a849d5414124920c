package dev.hearth.dataplane.functionurl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.FunctionUrl;
import dev.hearth.model.TestingModel;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTest {
    private static final FunctionUrl URL = new FunctionUrl(
            "abc",
            TestingModel.arn("hello"),
            FunctionUrl.Authentication.NONE,
            Optional.empty(),
            FunctionUrl.InvokeMode.BUFFERED,
            Instant.EPOCH,
            Instant.EPOCH);

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, true",
                "abc.lambda-url.us-east-1.localhost, true",
                "ABC.Lambda-URL.us-east-1.LOCALHOST, true",
                "abc.lambda-url.us-east-1.localhost.evil.example, false",
                "abc.lambda-url.us-east-1.localhost., false",
                "abc.lambda-url.us-west-2.localhost, false",
                "abc.lambda-url.evil.example, false",
                "abd.lambda-url.us-east-1.localhost, false"
            })
    void aUrlHasOneHost(String domain, boolean its) {
        Address address = new Address("abc", Optional.ofNullable(domain), "/");
        assertThat(address.isOf(URL, URI.create("http://localhost:9380"))).isEqualTo(its);
    }
}
