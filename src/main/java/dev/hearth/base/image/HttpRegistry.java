package dev.hearth.base.image;

import dev.hearth.base.http.StallGuard;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One repository of a registry, by the distribution specification's HTTP API. */
record HttpRegistry(RegistryConnection connection, String repository) implements ImageSource {
    private static final int PARTIAL = 206;
    private static final Pattern RANGE = Pattern.compile("bytes ([0-9]{1,18})-.*");

    @Override
    public Document manifest(String version) throws IOException {
        HttpResponse<InputStream> answer =
                connection.get("/v2/" + repository + "/manifests/" + version, Map.of("Accept", MediaTypes.ACCEPTED));
        try (StallGuard body = new StallGuard(answer.body(), Limits.STALL)) {
            byte[] text = body.readNBytes(Limits.MANIFEST_BYTES + 1);
            if (text.length > Limits.MANIFEST_BYTES) {
                throw ImageException.invalid("The image manifest is larger than " + Limits.MANIFEST_BYTES + " bytes");
            }
            Optional<String> type = answer.headers()
                    .firstValue("Content-Type")
                    .map(value -> value.replaceFirst(";.*", "").strip());
            return new Document(text, type);
        }
    }

    @Override
    public Content content(Descriptor descriptor, long from) throws IOException {
        HttpResponse<InputStream> answer = connection.get(
                "/v2/" + repository + "/blobs/" + descriptor.digest(),
                from == 0 ? Map.of() : Map.of("Range", "bytes=" + from + "-"));
        long begins = 0;
        if (answer.statusCode() == PARTIAL) {
            Matcher range =
                    RANGE.matcher(answer.headers().firstValue("Content-Range").orElse(""));
            begins = range.matches() ? Long.parseLong(range.group(1)) : -1;
            if (begins != from) {
                answer.body().close();
                throw new IOException("the registry sent another part than it was asked for");
            }
        }
        return new Content(new StallGuard(answer.body(), Limits.STALL), begins);
    }
}
