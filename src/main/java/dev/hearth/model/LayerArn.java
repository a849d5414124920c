package dev.hearth.model;

/** The ARN of a layer, without a version. */
public record LayerArn(String region, AccountId account, String name) {
    /** The ARN of one of its versions. */
    public LayerVersionArn version(long number) {
        return new LayerVersionArn(this, number);
    }

    @Override
    public String toString() {
        return "arn:aws:lambda:" + region + ":" + account + ":layer:" + name;
    }
}
