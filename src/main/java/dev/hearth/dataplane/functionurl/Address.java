package dev.hearth.dataplane.functionurl;

import dev.hearth.base.http.HttpRequest;
import dev.hearth.model.FunctionUrl;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a function URL in a request: its host, {@code ID.lambda-url.…}, or a path on Hearth's own address,
 * {@code /_hearth/urls/ID/…}, for clients that do not resolve names below {@code localhost}.
 *
 * @param id of the URL, in lower case
 * @param domain the host of the request, without a port; empty if the address is a path
 * @param rawPath the path that the function gets, as it was sent
 */
record Address(String id, Optional<String> domain, String rawPath) {
    private static final Pattern HOST =
            Pattern.compile("(([0-9a-z]{1,63})\\.lambda-url\\.[^:]+)(:[0-9]*)?", Pattern.CASE_INSENSITIVE);

    private static final Pattern PATH = Pattern.compile("/_hearth/urls/([0-9a-zA-Z]{1,63})(/.*)?");

    /** The host of a URL. */
    static String domain(FunctionUrl url, URI base) {
        return url.id() + ".lambda-url." + url.arn().region() + "." + base.getHost();
    }

    /** Whether the request's host is Hearth's own, or exactly this URL's. */
    boolean isOf(FunctionUrl url, URI base) {
        return domain.isEmpty() || domain.get().equalsIgnoreCase(domain(url, base));
    }

    static Optional<Address> of(HttpRequest request) {
        Matcher host = HOST.matcher(request.header("Host").orElse(""));
        if (host.matches()) {
            return Optional.of(
                    new Address(host.group(2).toLowerCase(Locale.ROOT), Optional.of(host.group(1)), request.rawPath()));
        }
        Matcher path = PATH.matcher(request.rawPath());
        if (path.matches()) {
            String rest = path.group(2);
            return Optional.of(
                    new Address(path.group(1).toLowerCase(Locale.ROOT), Optional.empty(), rest == null ? "/" : rest));
        }
        return Optional.empty();
    }
}
