package dev.hearth.neighbours.s3.server;

import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.xml.XmlWriter;

/** The XML documents of S3's responses. */
final class S3Xml {
    private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

    private S3Xml() {}

    /** Begins a document of S3's schema. */
    static XmlWriter of(String root) {
        return XmlWriter.compact().begin(root, NAMESPACE);
    }

    static void send(HttpResponse response, int status, XmlWriter xml) {
        response.status(status).header("Content-Type", "application/xml").send(xml.bytes());
    }
}
