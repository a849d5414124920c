package dev.hearth.base.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.auth.BodyAdmission.Place;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.http.TestRequest;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** With 64 MB of heap: 1 MB for small bodies, 4 MB for signed and for anonymous ones, 16 MB for packages. */
final class BodyAdmissionTest {
    private static final int KB = 1024;
    private static final int MB = 1024 * 1024;
    private static final int EVENT = 6 * MB;
    private static final int PACKAGE = 70 * MB;

    private ErrorCode refusal = ErrorCode.INVALID_SIGNATURE;
    private int asked;
    private int requests;
    private final BodyAdmission bodies = new BodyAdmission(
            (head, body) -> {
                asked++;
                throw new ServiceException(refusal, "refused by a test");
            },
            64L * MB,
            PayloadMemory.ofHeap(64L * MB),
            Duration.ofMillis(10));

    private static HttpRequest announcing(long bytes) {
        return new TestRequest("/", "", bytes);
    }

    private Place signed(long bytes) {
        return bodies.signed(announcing(bytes), EVENT);
    }

    private Place carrying(long bytes) {
        return bodies.carrying(announcing(bytes), PACKAGE);
    }

    private Place anonymous(long bytes) {
        return bodies.anonymous(announcing(bytes), EVENT, "id-" + requests++);
    }

    @Test
    void letsTheSmallestInAndAsksNobody() {
        for (int i = 0; i < 10_000; i++) {
            signed(8 * KB);
            carrying(8 * KB);
            anonymous(8 * KB);
        }
        assertThat(asked).isZero();
    }

    @Test
    void awaitsNothingOfABodyThatIsTooLong() {
        for (int i = 0; i < 100; i++) {
            signed(EVENT + 1);
            carrying(PACKAGE + 1L);
            anonymous(EVENT + 1);
        }
        assertThat(asked).isZero();
    }

    @Test
    void letsSmallOnesInUntilTheirRoomIsFullAndThenThoseWithAKey() {
        for (int i = 0; i < 16; i++) {
            signed(64 * KB);
        }
        assertThat(asked).isZero();
        refusal = ErrorCode.UNRECOGNIZED_CLIENT;
        refused(ErrorCode.UNRECOGNIZED_CLIENT, 64 * KB);
        refusal = ErrorCode.INVALID_SIGNATURE;
        signed(64 * KB).close();
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void refusesStrangersBeforeTheirBodies() {
        for (ErrorCode code : new ErrorCode[] {
            ErrorCode.MISSING_AUTHENTICATION_TOKEN,
            ErrorCode.UNRECOGNIZED_CLIENT,
            ErrorCode.INCOMPLETE_SIGNATURE,
            ErrorCode.SIGNATURE_TIME,
            ErrorCode.SIGNATURE_SCOPE,
            ErrorCode.EXPIRED_TOKEN
        }) {
            refusal = code;
            refused(code, 65 * KB);
            assertThatThrownBy(() -> carrying(2 * MB))
                    .isInstanceOfSatisfying(
                            ServiceException.class, e -> assertThat(e.code()).isEqualTo(code));
        }
    }

    @Test
    void boundsAllThatIsSignedTogether() {
        Place first = signed(6 * MB);
        Place second = signed(2 * MB);
        refused(ErrorCode.TOO_MANY_REQUESTS, 100 * KB);
        second.close();
        signed(100 * KB).close();
        first.close();
        // larger than the room: alone, but not never
        Place alone = bodies.signed(announcing(HttpRequest.UNKNOWN_BYTES), 9 * MB);
        refused(ErrorCode.TOO_MANY_REQUESTS, 100 * KB);
        alone.close();
        signed(6 * MB).close();
    }

    @Test
    void countsPackagesTwiceAndApart() {
        Place first = carrying(5 * MB);
        Place second = carrying(3 * MB);
        assertThatThrownBy(() -> carrying(2 * MB)).isInstanceOf(ServiceException.class);
        signed(4 * MB).close();
        carrying(MB).close();
        first.close();
        second.close();
        carrying(PACKAGE).close();
    }

    @Test
    void keepsTheAnonymousApart() {
        Place first = anonymous(2 * MB);
        assertThatThrownBy(() -> anonymous(100 * KB)).isInstanceOfSatisfying(ServiceException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
            assertThat(e.reason()).contains("CallerRateLimitExceeded");
        });
        signed(4 * MB).close();
        first.close();
        anonymous(100 * KB).close();
        assertThat(asked).isEqualTo(1);
    }

    private void refused(ErrorCode code, long bytes) {
        assertThatThrownBy(() -> signed(bytes))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void aCallHoldsItsPlaceUntilItHasEnded() {
        Place call = bodies.calling(announcing(6 * MB), EVENT, "a");
        Place other = bodies.calling(announcing(2 * MB), EVENT, "b");
        refused(ErrorCode.TOO_MANY_REQUESTS, 100 * KB);
        call.close();
        signed(6 * MB).close();
        other.close();
        bodies.calling(announcing(6 * MB), EVENT, "a").close();
        Place wrapped = bodies.wrapped(announcing(3 * MB), EVENT, "c");
        refused(ErrorCode.TOO_MANY_REQUESTS, 3 * MB);
        wrapped.close();
    }
}
