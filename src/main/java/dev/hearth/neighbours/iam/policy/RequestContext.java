package dev.hearth.neighbours.iam.policy;

import dev.hearth.model.Principal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The values of a request's condition keys, beside principal, action and resource. The case of keys is ignored. */
public final class RequestContext {
    public static final RequestContext EMPTY = new RequestContext(Map.of());

    private final Map<String, List<String>> values;

    private RequestContext(Map<String, List<String>> values) {
        this.values = values;
    }

    /** One key with one value. */
    public static RequestContext of(String key, String value) {
        return EMPTY.with(key, value);
    }

    public RequestContext with(String key, String value) {
        return with(key, List.of(value));
    }

    /** A copy with this key changed. Without values the key counts as absent. */
    public RequestContext with(String key, List<String> newValues) {
        Map<String, List<String>> changed = new HashMap<>(values);
        changed.put(key.toLowerCase(Locale.ROOT), List.copyOf(newValues));
        return new RequestContext(changed);
    }

    /**
     * The same with tags, each under a key of its own.
     *
     * @param prefix such as {@code aws:PrincipalTag/}
     */
    public RequestContext withTags(String prefix, Map<String, String> tags) {
        if (tags.isEmpty()) {
            return this;
        }
        Map<String, List<String>> changed = new HashMap<>(values);
        tags.forEach((key, value) -> changed.put((prefix + key).toLowerCase(Locale.ROOT), List.of(value)));
        return new RequestContext(changed);
    }

    /** A copy with the key that every request has: the time. */
    public RequestContext at(Instant now) {
        return with("aws:CurrentTime", now.truncatedTo(ChronoUnit.SECONDS).toString())
                .with("aws:EpochTime", Long.toString(now.getEpochSecond()));
    }

    /** A copy with the keys of the principal. */
    public RequestContext by(Principal principal) {
        Map<String, List<String>> changed = new HashMap<>(values);
        PrincipalKeys.of(principal).forEach((key, value) -> changed.put(key.toLowerCase(Locale.ROOT), List.of(value)));
        return new RequestContext(changed);
    }

    /** @param lowerCaseKey such as {@code aws:sourcearn} */
    List<String> values(String lowerCaseKey) {
        return values.getOrDefault(lowerCaseKey, List.of());
    }

    /** The value of a policy variable. Only a key with exactly one value can be a variable. */
    Optional<String> variable(String lowerCaseKey) {
        List<String> found = values(lowerCaseKey);
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
