package dev.hearth.neighbours.iam;

import dev.hearth.base.xml.XmlText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/** XML text under construction. */
final class Xml {
    private final StringBuilder text = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** Begins an element; {@code markup} may have attributes. */
    Xml begin(String markup) {
        indent().append('<').append(markup).append(">\n");
        int space = markup.indexOf(' ');
        open.push(space < 0 ? markup : markup.substring(0, space));
        return this;
    }

    Xml end() {
        String name = open.pop();
        indent().append("</").append(name).append(">\n");
        return this;
    }

    Xml add(String name, String value) {
        indent().append('<').append(name).append('>');
        XmlText.append(text, value);
        text.append("</").append(name).append(">\n");
        return this;
    }

    Xml add(String name, Optional<String> value) {
        value.ifPresent(present -> add(name, present));
        return this;
    }

    Xml add(String name, boolean value) {
        return add(name, Boolean.toString(value));
    }

    Xml add(String name, long value) {
        return add(name, Long.toString(value));
    }

    Xml add(String name, Instant value) {
        return add(name, value.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** A list: an element with a {@code member} for each item. */
    <T> Xml list(String name, Collection<T> items, Consumer<T> writer) {
        begin(name);
        for (T item : items) {
            begin("member");
            writer.accept(item);
            end();
        }
        return end();
    }

    /** A list of texts. */
    Xml texts(String name, Collection<String> items) {
        begin(name);
        items.forEach(item -> add("member", item));
        return end();
    }

    private StringBuilder indent() {
        return text.append("  ".repeat(open.size()));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
