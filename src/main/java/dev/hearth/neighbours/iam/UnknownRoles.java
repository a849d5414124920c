package dev.hearth.neighbours.iam;

/** What a function may do whose role is none of IAM's: {@code Role} of a function may be any ARN. */
public enum UnknownRoles {
    /** All that its account may. */
    ACCOUNT,
    /** Nothing that needs a permission. */
    NOTHING
}
