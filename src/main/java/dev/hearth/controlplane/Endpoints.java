package dev.hearth.controlplane;

import java.net.URI;

/** The addresses of Hearth. They are asked for at each use, because ports are known only once the server listens. */
public interface Endpoints {
    /** The scheme, domain and port of function URLs. */
    URI functionUrls();
}
