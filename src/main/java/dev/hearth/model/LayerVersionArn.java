package dev.hearth.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ARN of a layer's version. */
public record LayerVersionArn(LayerArn layer, long number) {
    private static final Pattern FORM =
            Pattern.compile("arn:[a-zA-Z0-9-]+:lambda:([a-zA-Z0-9-]+):(\\d{12}):layer:([a-zA-Z0-9-_]+):([0-9]{1,18})");

    /** Parses an ARN; empty if the text is not one. */
    public static Optional<LayerVersionArn> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        LayerArn layer = new LayerArn(matcher.group(1), new AccountId(matcher.group(2)), matcher.group(3));
        return Optional.of(layer.version(Long.parseLong(matcher.group(4))));
    }

    @Override
    public String toString() {
        return layer + ":" + number;
    }
}
