package dev.hearth.neighbours.iam.policy;

/** A text that is not a valid policy. The message is IAM's. */
public final class MalformedPolicyException extends RuntimeException {
    MalformedPolicyException(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
