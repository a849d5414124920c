package dev.hearth.neighbours.s3.server;

import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.xml.XmlText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** An XML document under construction. */
final class Xml {
    private static final String NAMESPACE = " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";

    private final StringBuilder text = new StringBuilder(512).append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final Deque<String> open = new ArrayDeque<>();

    private Xml() {}

    /** A document of S3's schema. */
    static Xml of(String root) {
        Xml xml = new Xml();
        xml.text.append('<').append(root).append(NAMESPACE).append('>');
        xml.open.push(root);
        return xml;
    }

    /** A document without a schema, as errors are. */
    static Xml plain(String root) {
        return new Xml().begin(root);
    }

    Xml begin(String element) {
        text.append('<').append(element).append('>');
        open.push(element);
        return this;
    }

    /** Begins an element with attributes, which are written as they are. */
    Xml begin(String element, String attributes) {
        text.append('<').append(element).append(' ').append(attributes).append('>');
        open.push(element);
        return this;
    }

    Xml text(String value) {
        XmlText.append(text, value);
        return this;
    }

    Xml end() {
        text.append("</").append(open.pop()).append('>');
        return this;
    }

    Xml add(String element, String value) {
        text.append('<').append(element).append('>');
        XmlText.append(text, value);
        text.append("</").append(element).append('>');
        return this;
    }

    Xml add(String element, long value) {
        return add(element, Long.toString(value));
    }

    Xml add(String element, boolean value) {
        return add(element, Boolean.toString(value));
    }

    void sendTo(HttpResponse response, int status) {
        while (!open.isEmpty()) {
            end();
        }
        response.status(status)
                .header("Content-Type", "application/xml")
                .send(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
