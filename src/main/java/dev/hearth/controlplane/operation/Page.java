package dev.hearth.controlplane.operation;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next the marker of the page after it, if there is one
 */
public record Page<T>(List<T> items, Optional<String> next) {
    /** What a page is asked for with: one more than it shows, which tells whether there is another. */
    public static int asked(int size) {
        return size + 1;
    }

    /** How many a page shows: as many as asked for, at most so many. */
    public static int size(@Nullable Integer asked, int most) {
        return asked == null ? most : Math.min(asked, most);
    }

    /**
     * The page of what was found.
     *
     * @param found up to {@link #asked} items
     * @param name the name of an item, in whose order they are
     */
    public static <T> Page<T> of(List<T> found, int size, Function<T, String> name) {
        if (found.size() <= size) {
            return new Page<>(found, Optional.empty());
        }
        List<T> shown = found.subList(0, size);
        return new Page<>(shown, Optional.of(Markers.after(name.apply(shown.getLast()))));
    }
}
