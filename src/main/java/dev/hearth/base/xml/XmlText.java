package dev.hearth.base.xml;

/** Text within an XML element. Whatever callers sent, what comes out is well-formed. */
final class XmlText {
    private static final char REPLACEMENT = '\uFFFD';

    private XmlText() {}

    /**
     * Appends text in XML's form. In place of each character that XML 1.0 has no form for (section 2.2: controls,
     * halves of pairs) stands the replacement character.
     */
    static void append(StringBuilder xml, String text) {
        text.codePoints().forEach(character -> append(xml, character));
    }

    private static void append(StringBuilder xml, int character) {
        switch (character) {
            case '&' -> xml.append("&amp;");
            case '<' -> xml.append("&lt;");
            case '>' -> xml.append("&gt;");
            case '"' -> xml.append("&quot;");
            case '\r' -> xml.append("&#13;"); // as it is, readers would take it for a newline
            default -> xml.appendCodePoint(isCharacter(character) ? character : REPLACEMENT);
        }
    }

    private static boolean isCharacter(int character) {
        return character == '\t'
                || character == '\n'
                || (character >= 0x20 && character <= 0xD7FF)
                || (character >= 0xE000 && character <= 0xFFFD)
                || character >= 0x10000;
    }
}
