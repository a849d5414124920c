package dev.hearth.controlplane;

import java.net.URI;

/** Where Hearth is reached, to be asked whenever an address is made: ports are known only when they are listened on. */
public interface Endpoints {
    /** Scheme, domain and port below which the URLs of functions are. */
    URI functionUrls();
}
