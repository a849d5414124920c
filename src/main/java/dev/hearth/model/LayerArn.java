package dev.hearth.model;

/** The full name of a layer. */
public record LayerArn(String region, AccountId account, String name) {
    /** The full name of one of its versions. */
    public LayerVersionArn version(long number) {
        return new LayerVersionArn(this, number);
    }

    @Override
    public String toString() {
        return "arn:aws:lambda:" + region + ":" + account + ":layer:" + name;
    }
}
