package dev.hearth.base.xml;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class XmlWriterTest {
    @Test
    void aCompactDocumentHasADeclarationAndNoWhiteSpace() {
        String document = XmlWriter.compact()
                .begin("Root", "urn:of-this")
                .add("Text", "a < b")
                .add("Count", 7)
                .add("Flag", true)
                .beginWithAttributes("Owner", "kind=\"user\"")
                .text("x & y")
                .document();

        assertThat(document).isEqualTo("""
                        <?xml version="1.0" encoding="UTF-8"?>
                        <Root xmlns="urn:of-this"><Text>a &lt; b</Text><Count>7</Count><Flag>true</Flag>\
                        <Owner kind="user">x &amp; y</Owner></Root>""");
    }

    @Test
    void anIndentedDocumentHasAnElementOnEachLine() {
        String document = XmlWriter.indented()
                .begin("Answer")
                .texts("Names", "member", List.of("one", "two"))
                .list("Things", "member", List.of(), thing -> {})
                .add("Absent", Optional.empty())
                .add("Time", Instant.ofEpochMilli(1_999))
                .end()
                .document();

        assertThat(document).isEqualTo("""
                        <Answer>
                          <Names>
                            <member>one</member>
                            <member>two</member>
                          </Names>
                          <Things>
                          </Things>
                          <Time>1970-01-01T00:00:01Z</Time>
                        </Answer>
                        """);
    }
}
