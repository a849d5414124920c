package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimes.FunctionEnvironment;
import dev.hearth.model.FunctionVersion;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** The access of functions to AWS's services, and the variables that all functions get. */
public interface AwsAccess {
    /**
     * Credentials of the function's role that are valid now.
     *
     * @throws dev.hearth.error.ServiceException if there are none
     */
    FunctionEnvironment.Credentials credentials(FunctionVersion function);

    /** The endpoint of AWS's services for functions; empty: the SDKs' own endpoints, which are AWS itself. */
    Optional<URI> endpoint();

    /** Environment variables of every function, unless its configuration has others of their names. */
    Map<String, String> variables();
}
