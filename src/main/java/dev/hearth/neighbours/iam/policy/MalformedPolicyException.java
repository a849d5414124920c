package dev.hearth.neighbours.iam.policy;

/** A text that is no policy; the message is the one with which IAM refuses it. */
public final class MalformedPolicyException extends RuntimeException {
    MalformedPolicyException(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
