package dev.hearth.neighbours.iam;

/** What a function may do whose role IAM does not know. The {@code Role} of a function may be any ARN. */
public enum UnknownRoles {
    /** Everything that its account may do. */
    ACCOUNT,
    /** Nothing that needs a permission. */
    NOTHING
}
