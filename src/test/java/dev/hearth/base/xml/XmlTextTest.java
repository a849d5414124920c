package dev.hearth.base.xml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;

final class XmlTextTest {
    /** Escapes of the table: {@code \0} is NUL and so on, as Java has them. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\0',
            value = {
                "plain|plain",
                "<a href=\"x\">&amp;]]>|<a href=\"x\">&amp;]]>",
                "\\r\\n\\tä\\uD83D\\uDE00|\\r\\n\\tä\\uD83D\\uDE00",
                "a\\u0000b\\u0001c\\u001Fd|a\\uFFFDb\\uFFFDc\\uFFFDd",
                "\\uD800x\\uDC00\\uFFFE\\uFFFF|\\uFFFDx\\uFFFD\\uFFFD\\uFFFD",
            },
            delimiter = '|')
    void parsersReadWhatWasWritten(String given, String read) throws Exception {
        StringBuilder xml = new StringBuilder("<a>");
        XmlText.append(xml, unescaped(given));
        String text = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml.append("</a>").toString())))
                .getDocumentElement()
                .getTextContent();
        assertThat(text).isEqualTo(unescaped(read));
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\u", i)) {
                plain.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
                i += 5;
            } else {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString().translateEscapes();
    }
}
