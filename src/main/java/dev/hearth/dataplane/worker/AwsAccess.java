package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimes.FunctionEnvironment;
import dev.hearth.model.FunctionVersion;
import java.net.URI;
import java.util.Optional;

/** How functions reach AWS's services: with which credentials, and at which endpoint. */
public interface AwsAccess {
    /**
     * Credentials of the function's role that are valid now.
     *
     * @throws dev.hearth.error.ServiceException if there are none
     */
    FunctionEnvironment.Credentials credentials(FunctionVersion function);

    /** Where the function reaches AWS's services; empty: AWS itself, as far as it can. */
    Optional<URI> endpoint();
}
