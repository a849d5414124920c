package dev.hearth.controlplane;

import dev.hearth.controlplane.code.CodeLocations;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.model.AccountId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The function management API, after authentication and before the wire format. */
public interface ControlPlane extends AutoCloseable {
    /** All operations. An operation that fails throws a {@link dev.hearth.error.ServiceException}. */
    List<Operation<?, ?>> operations();

    /** The addresses from which the packages of functions are downloaded. */
    CodeLocations codeLocations();

    /** The ARN of the function that an event source mapping of an account is for. */
    Optional<String> mappedFunction(AccountId account, String mappingId);

    /** Resumes activations that an earlier process did not finish. */
    void resume();

    /** Removes code packages that no function uses any more. To be called periodically. */
    int sweepPackages() throws IOException;

    /** Stops the background work. Unfinished activations are resumed by {@link #resume} after the next start. */
    @Override
    void close();
}
