package dev.hearth.controlplane;

import dev.hearth.controlplane.code.CodeLocations;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.model.AccountId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The function management API, after authentication and before the wire format. */
public interface ControlPlane extends AutoCloseable {
    /** All operations. What they can't do they answer with a {@link dev.hearth.error.ServiceException}. */
    List<Operation<?, ?>> operations();

    /** Addresses from which the packages of functions are downloaded. */
    CodeLocations codeLocations();

    /** The ARN of the function that an event source mapping of an account is for. */
    Optional<String> mappedFunction(AccountId account, String mappingId);

    /** Goes on with what an earlier life left unfinished. */
    void resume();

    /** Removes code packages that no function uses any more; to be called now and then. */
    int sweepPackages() throws IOException;

    /** Ends the work in the background; what is unfinished stays so until {@link #resume} in a next life. */
    @Override
    void close();
}
