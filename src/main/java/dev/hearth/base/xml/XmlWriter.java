package dev.hearth.base.xml;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/** Builds an XML document. The result is well-formed, whatever texts it contains. */
public final class XmlWriter {
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private final StringBuilder text = new StringBuilder(512);
    private final Deque<String> open = new ArrayDeque<>();
    private final boolean indented;

    private XmlWriter(boolean indented) {
        this.indented = indented;
    }

    /** A writer of a document with the XML declaration and without white space between elements. */
    public static XmlWriter compact() {
        XmlWriter writer = new XmlWriter(false);
        writer.text.append(DECLARATION);
        return writer;
    }

    /** A writer of a document without a declaration, with each element on a line. */
    public static XmlWriter indented() {
        return new XmlWriter(true);
    }

    public XmlWriter begin(String element) {
        return open(element, element);
    }

    /** Begins an element of a namespace, as do the elements in it. */
    public XmlWriter begin(String element, String namespace) {
        return open(element, element + " xmlns=\"" + namespace + "\"");
    }

    /**
     * Begins an element with attributes.
     *
     * @param attributes written as they are
     */
    public XmlWriter beginWithAttributes(String element, String attributes) {
        return open(element, element + " " + attributes);
    }

    private XmlWriter open(String element, String markup) {
        indent();
        text.append('<').append(markup).append('>');
        endLine();
        open.push(element);
        return this;
    }

    /** Ends the element that was begun last. */
    public XmlWriter end() {
        String element = open.pop();
        indent();
        text.append("</").append(element).append('>');
        endLine();
        return this;
    }

    /** Text directly in the element that was begun last. */
    public XmlWriter text(String value) {
        XmlText.append(text, value);
        return this;
    }

    /** An element with nothing but a text in it. */
    public XmlWriter add(String element, String value) {
        indent();
        text.append('<').append(element).append('>');
        XmlText.append(text, value);
        text.append("</").append(element).append('>');
        endLine();
        return this;
    }

    /** An element if there is a value. */
    public XmlWriter add(String element, Optional<String> value) {
        value.ifPresent(present -> add(element, present));
        return this;
    }

    public XmlWriter add(String element, long value) {
        return add(element, Long.toString(value));
    }

    public XmlWriter add(String element, boolean value) {
        return add(element, Boolean.toString(value));
    }

    /** A time, to the second. */
    public XmlWriter add(String element, Instant value) {
        return add(element, value.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** A list: an element with one for each item in it. */
    public <T> XmlWriter list(String list, String element, Collection<T> items, Consumer<T> writer) {
        begin(list);
        for (T item : items) {
            begin(element);
            writer.accept(item);
            end();
        }
        return end();
    }

    /** A list of texts. */
    public XmlWriter texts(String list, String element, Collection<String> items) {
        begin(list);
        items.forEach(item -> add(element, item));
        return end();
    }

    /** The document. Open elements are ended first. */
    public String document() {
        while (!open.isEmpty()) {
            end();
        }
        return text.toString();
    }

    /** The document in UTF-8. */
    public byte[] bytes() {
        return document().getBytes(StandardCharsets.UTF_8);
    }

    private void indent() {
        if (indented) {
            text.repeat("  ", open.size());
        }
    }

    private void endLine() {
        if (indented) {
            text.append('\n');
        }
    }
}
