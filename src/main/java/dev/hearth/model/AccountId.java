package dev.hearth.model;

import java.util.regex.Pattern;

/** The number of an account: twelve decimal digits. */
public record AccountId(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9]{12}");

    public AccountId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("an account id has twelve digits: " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
