package dev.hearth.base.xml;

/** Encodes text in an XML element. The result is well-formed, whatever the text. */
final class XmlText {
    private static final char REPLACEMENT = '\uFFFD';

    private XmlText() {}

    /**
     * Appends encoded text. Characters that XML 1.0 can't represent (section 2.2: controls, unpaired surrogates) become
     * the replacement character.
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
            case '\r' -> xml.append("&#13;"); // unescaped, parsers would read it as a newline
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
