package dev.hearth.dataplane.sandbox.machine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.linux.LinuxException;
import dev.hearth.dataplane.sandbox.machine.ScratchRoom.FreeSpace;
import dev.hearth.model.DataSize;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ScratchRoomTest {
    private static final DataSize LARGEST = gibibytes(10);

    private final AtomicReference<FreeSpace> space =
            new AtomicReference<>(new FreeSpace(gibibytes(100), gibibytes(80)));
    private final ScratchRoom room = new ScratchRoom(space::get);

    private static DataSize gibibytes(long count) {
        return DataSize.ofMebibytes(count * 1024);
    }

    @Test
    void largeVolumesArePromisedOnce() {
        for (int i = 0; i < 7; i++) {
            room.promise(LARGEST);
        }
        assertThatThrownBy(() -> room.promise(LARGEST))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("no disk space for a /tmp of 10240 MB")
                .hasMessageContaining("5120 MB are kept");
        room.giveBack(LARGEST);
        assertThatCode(() -> room.promise(LARGEST)).doesNotThrowAnyException();
    }

    @Test
    void usualOnesAreHardlyUsed() {
        assertThatCode(() -> {
                    for (int i = 0; i < 4_000; i++) {
                        room.promise(Limits.SCRATCH_USUAL);
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void whatOthersTakeIsNotPromised() {
        room.promise(Limits.SCRATCH_USUAL);
        space.set(new FreeSpace(gibibytes(100), gibibytes(5)));
        assertThatThrownBy(() -> room.promise(Limits.SCRATCH_USUAL)).isInstanceOf(LinuxException.class);
    }
}
