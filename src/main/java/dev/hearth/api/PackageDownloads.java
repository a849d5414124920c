package dev.hearth.api;

import dev.hearth.base.artifact.ArtifactStore;
import dev.hearth.base.http.HttpHandler;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.http.Percent;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** Serves the links of {@code Code.Location}: {@code GET …/DIGEST?Expires=SECONDS&Signature=HEX}. */
public final class PackageDownloads implements HttpHandler {
    private final LinkCheck check;
    private final ArtifactStore packages;

    public PackageDownloads(LinkCheck check, ArtifactStore packages) {
        this.check = check;
        this.packages = packages;
    }

    /** Whether a link has a valid signature and has not expired. */
    @FunctionalInterface
    public interface LinkCheck {
        boolean verify(String sha256, String expires, String signature);
    }

    @Override
    public void handle(HttpRequest request, HttpResponse response) throws IOException {
        Map<String, List<String>> query = Percent.query(request.rawQuery());
        String sha256 = request.rawPath().substring(request.rawPath().lastIndexOf('/') + 1);
        if (!request.method().equals("GET")
                || !check.verify(sha256, first(query, "Expires"), first(query, "Signature"))) {
            throw new ServiceException(ErrorCode.ACCESS_DENIED, "Request has expired or its signature is wrong");
        }
        try (InputStream content = packages.open(sha256)) {
            response.status(200).header("Content-Type", "application/zip");
            try (OutputStream body = response.stream()) {
                content.transferTo(body);
            }
        } catch (FileNotFoundException e) {
            throw new ServiceException(ErrorCode.RESOURCE_NOT_FOUND, "The package is no longer in use: " + sha256, e);
        }
    }

    private static String first(Map<String, List<String>> query, String name) {
        return query.getOrDefault(name, List.of("")).getFirst();
    }
}
