package dev.hearth.controlplane.invokeconfigs;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.View;
import dev.hearth.controlplane.operation.Destinations;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.documents.Kinds;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import dev.hearth.neighbours.iam.FunctionAccess;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;

/** Checks the destinations of asynchronous invocations: functions, standard queues and topics, event buses, buckets. */
final class DestinationRules {
    private final FunctionNames names;
    private final FunctionAccess access;

    DestinationRules(FunctionNames names, FunctionAccess access) {
        this.names = names;
        this.access = access;
    }

    /** The outcome that a destination is for. */
    enum Outcome {
        SUCCESS,
        FAILURE
    }

    /** Refuses an invalid destination. Null and the empty text, which removes a destination, are valid. */
    void check(View view, FunctionArn of, @Nullable DestinationConfig config, Outcome outcome) {
        String destination = switch (outcome) {
            case SUCCESS -> Destinations.onSuccess(config);
            case FAILURE -> Destinations.onFailure(config);
        };
        if (config == null || destination == null || destination.isEmpty()) {
            return;
        }
        switch (Destinations.service(destination)) {
            case "lambda" -> checkFunction(view, of, destination);
            case "sqs", "sns" -> {
                if (destination.endsWith(".fifo")) {
                    throw invalid(destination);
                }
            }
            case "events" -> {
                // any event bus, of any account
            }
            case "s3" -> {
                if (outcome == Outcome.SUCCESS) {
                    throw Failures.invalid(Destinations.unusable(config));
                }
            }
            default -> throw Failures.invalid(Destinations.unusable(config));
        }
    }

    /**
     * Checks that the function's role may invoke the destination, because the role delivers the records. A role that
     * IAM does not know has no policies, so it is not checked.
     */
    void checkRole(FunctionArn of, @Nullable String destination) {
        if (destination == null || !Destinations.service(destination).equals("lambda")) {
            return;
        }
        FunctionArn target = resolve(of, destination);
        boolean isThere = access.role(target).isPresent() && !target.name().equals(of.name());
        if (isThere && !access.mayInvoke(of, target)) {
            throw Failures.invalid(
                    "The function's execution role does not have permissions to call InvokeFunction on " + destination);
        }
    }

    private FunctionArn resolve(FunctionArn of, String destination) {
        try {
            return names.resolve(of.account(), destination, Optional.empty());
        } catch (ServiceException e) {
            throw invalid(destination);
        }
    }

    private void checkFunction(View view, FunctionArn of, String destination) {
        FunctionArn target = resolve(of, destination);
        if (target.name().equals(of.name())) {
            throw Failures.invalid("You can't specify the function as a destination for itself.");
        }
        if (view.find(Kinds.FUNCTION, Scope.of(target.account()), target.name()).isEmpty()) {
            throw invalid(destination);
        }
    }

    private static ServiceException invalid(String destination) {
        return Failures.invalid("The destination ARN " + destination + " is invalid.");
    }
}
