package dev.hearth.dataplane.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.frontend.Lineage.Turn;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.TestingModel;
import org.junit.jupiter.api.Test;

/** The trace header says which functions led to a call, and how often. */
class LineageTest {
    private static final String TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0";
    private static final String F = Lineage.id(TestingModel.arn("f"));
    private static final String G = Lineage.id(TestingModel.arn("g"));

    @Test
    void theFirstCallBeginsALineage() {
        assertThat(Lineage.turn(TRACE, F)).isEqualTo(new Turn(TRACE + ";Lineage=" + F + ":0", 0));
        assertThat(Lineage.turn("", F)).isEqualTo(new Turn("Lineage=" + F + ":0", 0));
    }

    @Test
    void aFunctionHasOneIdWhicheverVersionIsCalled() {
        FunctionArn function = TestingModel.arn("f");
        assertThat(F).matches("[0-9a-f]{8}").isNotEqualTo(G);
        assertThat(Lineage.id(function.qualified("7"))).isEqualTo(F);
    }

    @Test
    void sixteenTurnsAreLetIn() {
        String header = TRACE;
        for (int i = 0; i < 16; i++) {
            Turn turn = Lineage.turn(header, F);
            assertThat(turn.isOneTooMany()).as("turn %s", i).isFalse();
            assertThat(turn.earlier()).isEqualTo(i);
            header = Lineage.turn(turn.header(), G).header(); // over another function
        }
        assertThat(header).isEqualTo(TRACE + ";Lineage=" + F + ":15|" + G + ":15");
        assertThat(Lineage.turn(header, F).isOneTooMany()).isTrue();
        assertThat(Lineage.turn(header, Lineage.id(TestingModel.arn("h"))).isOneTooMany())
                .isFalse();
    }

    @Test
    void whatIsNoLineageIsLeftOut() {
        assertThat(Lineage.turn("Lineage=1:fe460cdd:0;" + TRACE, F).header())
                .isEqualTo(";" + TRACE + ";Lineage=" + F + ":0");
        assertThat(Lineage.turn(TRACE + ";Lineage=;" + "Self=x", F).header())
                .isEqualTo(TRACE + ";Self=x;Lineage=" + F + ":0");
        assertThat(Lineage.turn(TRACE + ";Lineage=" + F + ":99999999999|" + G + ":3", F))
                .isEqualTo(new Turn(TRACE + ";Lineage=" + G + ":3|" + F + ":0", 0));
    }

    /** A header that is longer than it may be would be no header, and the loop would begin anew. */
    @Test
    void theLongestLineageFitsIntoAHeader() {
        String header = TRACE;
        for (int i = 0; i < 100; i++) {
            header = Lineage.turn(header, Lineage.id(TestingModel.arn("f" + i))).header();
            header = header.replaceAll(":\\d+(?=\\||$)", ":15");
        }
        assertThat(header.length()).isLessThan(Limits.TRACE_HEADER_CHARACTERS);
        assertThat(header)
                .contains(Lineage.id(TestingModel.arn("f99")))
                .doesNotContain(Lineage.id(TestingModel.arn("f0")));
    }
}
