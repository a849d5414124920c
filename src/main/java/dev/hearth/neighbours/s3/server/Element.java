package dev.hearth.neighbours.s3.server;

import dev.hearth.neighbours.s3.Limits;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** An element of an XML body: its name without a namespace, the text directly in it, and the elements in it. */
record Element(String name, StringBuilder content, List<Element> children) {
    /** Parses a document of an untrusted sender: without document types and entities, with limited depth. */
    static Element parse(byte[] document, String root) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(document));
            Element read = read(reader);
            if (!read.name.equals(root)) {
                throw new S3Exception(S3Error.MALFORMED_XML);
            }
            return read;
        } catch (XMLStreamException | RuntimeException e) {
            if (e instanceof S3Exception expected) {
                throw expected;
            }
            // the parser throws unchecked exceptions too, for some malformed documents
            throw new S3Exception(S3Error.MALFORMED_XML);
        }
    }

    private static Element read(XMLStreamReader reader) throws XMLStreamException {
        Deque<Element> open = new ArrayDeque<>();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    Element element = new Element(reader.getLocalName(), new StringBuilder(), new ArrayList<>());
                    Element parent = open.peek();
                    if (parent != null) {
                        parent.children.add(element);
                    }
                    open.push(element);
                    if (open.size() > Limits.XML_DEPTH) {
                        throw new S3Exception(S3Error.MALFORMED_XML);
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    Element ended = open.pop();
                    if (open.isEmpty()) {
                        return ended;
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    Element around = open.peek();
                    if (around != null) {
                        around.content.append(reader.getText());
                    }
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new S3Exception(S3Error.MALFORMED_XML);
                default -> {
                    // comments and processing instructions are ignored
                }
            }
        }
        throw new S3Exception(S3Error.MALFORMED_XML);
    }

    List<Element> all(String child) {
        return children.stream().filter(element -> element.name.equals(child)).toList();
    }

    Optional<Element> find(String child) {
        return children.stream().filter(element -> element.name.equals(child)).findFirst();
    }

    /** The text of a child element; empty if there is none of that name. */
    Optional<String> text(String child) {
        return find(child).map(element -> element.content.toString());
    }

    /** The text of a required child element. */
    String required(String child) {
        return text(child).orElseThrow(() -> new S3Exception(S3Error.MALFORMED_XML));
    }
}
