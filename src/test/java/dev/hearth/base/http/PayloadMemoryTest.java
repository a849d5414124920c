package dev.hearth.base.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.http.PayloadMemory.Place;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PayloadMemoryTest {
    private static final long MB = 1024 * 1024;

    /** 10 MB for answers of known length, and a third of that for others. */
    private final PayloadMemory memory = new PayloadMemory(40 * MB / 3, Duration.ofMillis(10));

    private boolean fits(String request, long bytes) throws InterruptedException {
        Optional<Place> place = memory.admit(request, bytes);
        place.ifPresent(Place::close);
        return place.isPresent();
    }

    @Test
    void anAnswerCountsUntilItsRequestEnds() throws InterruptedException {
        Place request = memory.open("a");
        assertThat(fits("a", 6 * MB)).isTrue();
        assertThat(fits("b", 6 * MB)).as("the first still counts").isFalse();
        assertThat(fits("b", 4 * MB)).isTrue();
        request.close();
        request.close(); // again: no effect
        assertThat(fits("b", 10 * MB)).isTrue();
    }

    @Test
    void anAnswerToARequestThatNobodyOpenedCountsUntilItIsHandedOn() throws InterruptedException {
        Place place = memory.admit("event", 6 * MB).orElseThrow();
        assertThat(fits("other", 6 * MB)).isFalse();
        place.close();
        assertThat(fits("other", 6 * MB)).isTrue();
    }

    @Test
    void anAnswerThatComesWhenItsRequestHasEndedIsNotForgotten() throws InterruptedException {
        memory.open("a").close();
        Place late = memory.admit("a", 10 * MB).orElseThrow();
        assertThat(fits("b", MB)).isFalse();
        late.close();
        assertThat(fits("b", 10 * MB)).isTrue();
    }

    @Test
    void smallAnswersNeedNoPlaceAndOneThatIsLargerThanAllGetsAllOfIt() throws InterruptedException {
        Place all = memory.admit("large", 100 * MB).orElseThrow();
        assertThat(fits("small", 64 * 1024)).isTrue();
        assertThat(fits("b", 64 * 1024 + 1)).isFalse();
        all.close();
        assertThat(fits("b", 10 * MB)).isTrue();
    }

    @Test
    void answersOfUnknownLengthTakeNoRoomOfOthers() throws InterruptedException {
        Place slow = memory.admitOpenEnded("slow", 6 * MB).orElseThrow();
        assertThat(memory.admitOpenEnded("next", 6 * MB)).isEmpty();
        assertThat(fits("announced", 10 * MB)).isTrue();
        slow.close();
        slow.close(); // again: no effect
        Place known = memory.admit("announced", 10 * MB).orElseThrow();
        Place next = memory.admitOpenEnded("next", 6 * MB).orElseThrow();
        assertThat(memory.admitOpenEnded("third", 6 * MB)).isEmpty();
        next.close();
        known.close();
    }

    @Test
    void aRequestIsOpenedOnce() {
        memory.open("a");
        assertThatThrownBy(() -> memory.open("a")).isInstanceOf(IllegalStateException.class);
    }
}
