package dev.hearth.controlplane.operation;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param next the marker of the next page, if there is one
 */
public record Page<T>(List<T> items, Optional<String> next) {
    /** The number of items to read for a page: one more than it shows, which tells whether a next page exists. */
    public static int asked(int size) {
        return size + 1;
    }

    /** The number of items that a page shows. */
    public static int size(@Nullable Integer asked, int most) {
        return asked == null ? most : Math.min(asked, most);
    }

    /**
     * Makes a page of items.
     *
     * @param found up to {@link #asked} items
     * @param name the name of an item, by which the items are ordered
     */
    public static <T> Page<T> of(List<T> found, int size, Function<T, String> name) {
        if (found.size() <= size) {
            return new Page<>(found, Optional.empty());
        }
        List<T> shown = found.subList(0, size);
        return new Page<>(shown, Optional.of(Markers.after(name.apply(shown.getLast()))));
    }
}
