package dev.hearth.controlplane.urls;

import dev.hearth.model.FunctionUrl;
import java.net.URI;

/** The address that callers use: {@code http://ID.lambda-url.REGION.DOMAIN:PORT/}. */
final class UrlAddress {
    private UrlAddress() {}

    /**
     * @param base scheme, domain, and the port unless it is the scheme's default
     */
    static String of(FunctionUrl url, URI base) {
        String port = base.getPort() < 0 ? "" : ":" + base.getPort();
        return base.getScheme() + "://" + url.id() + ".lambda-url." + url.arn().region() + "." + base.getHost() + port
                + "/";
    }
}
