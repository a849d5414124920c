package dev.hearth.cli;

import java.net.URI;

/** The address of a service that Hearth calls in place of one of its own, and the access key for it. */
public record ServiceAccess(URI endpoint, String region, String accessKeyId, String secretAccessKey) {
    /** Without the secret: this text may come into a log. */
    @Override
    public String toString() {
        return "ServiceAccess[endpoint=" + endpoint + ", region=" + region + ", accessKeyId=" + accessKeyId + "]";
    }
}
