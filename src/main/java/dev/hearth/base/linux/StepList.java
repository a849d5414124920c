package dev.hearth.base.linux;

import dev.hearth.base.linux.Kernel.Call;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A list of system calls for {@link StepProgram}, with the data that their arguments point to.
 *
 * <p>The steps are executed one after the other. If one fails, the process reports it and exits, unless the step says
 * where to go on. A list knows at which address it will be, so its own addresses can be arguments.
 */
final class StepList {
    private static final int STORE = 7;
    private static final int ON_ERROR = 8;
    private static final int ON_ZERO = 9;
    private static final int ON_POSITIVE = 10;

    /** Words in the data begin at such addresses. */
    private static final int ALIGNMENT = Long.BYTES;

    private final long address;
    private final int capacity;
    private final ByteBuffer steps;
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final List<String> descriptions = new ArrayList<>();

    /**
     * An empty list.
     *
     * @param address where it will be in memory
     * @param capacity how many steps it may have
     */
    StepList(long address, int capacity) {
        this.address = address;
        this.capacity = capacity;
        this.steps = ByteBuffer.allocate(capacity * StepProgram.STEP_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** One step of the list. */
    final class Step {
        private final int index;

        private Step(int index) {
            this.index = index;
        }

        long address() {
            return place(index);
        }

        /** Stores its result as an argument of another step. */
        Step into(Step other, int argument) {
            return into(other.argument(argument));
        }

        /** Where its result goes. */
        Step into(long destination) {
            return set(STORE, destination);
        }

        /** The address of an argument. */
        long argument(int number) {
            return address() + (1L + number) * Long.BYTES;
        }

        /** Sets an argument that was not known when the step was added. */
        Step argument(int number, long value) {
            return set(1 + number, value);
        }

        Step onError(Step next) {
            return onError(next.address());
        }

        Step onError(long next) {
            return set(ON_ERROR, next);
        }

        /** Continues after an error. */
        Step evenIfItFails() {
            return set(ON_ERROR, place(index + 1));
        }

        Step onZero(long next) {
            return set(ON_ZERO, next);
        }

        Step onZero(Step next) {
            return onZero(next.address());
        }

        Step onPositive(long next) {
            return set(ON_POSITIVE, next);
        }

        /** Continues with another step, whatever the result is. */
        Step always(Step next) {
            return onError(next).onZero(next).onPositive(next.address());
        }

        private Step set(int word, long value) {
            steps.putLong(index * StepProgram.STEP_BYTES + word * Long.BYTES, value);
            return this;
        }
    }

    /**
     * Adds a system call.
     *
     * @param what the error message if it fails
     */
    Step call(String what, Call call, long... arguments) {
        return add(what, call.number(), arguments);
    }

    /** Adds a step whose result is a value. */
    Step constant(long value, long destination) {
        return add("a value can't be set", -1, value).set(STORE, destination);
    }

    /** Adds data in the place of a step, which is never executed. */
    void raw(long... words) {
        Step place = add("data", 0);
        for (int i = 0; i < words.length; i++) {
            place.set(i, words[i]);
        }
    }

    /** Adds a text to the data and returns its address. */
    long text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] ended = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, ended, 0, bytes.length);
        return bytes(ended);
    }

    /** Adds bytes to the data and returns their address. */
    long bytes(byte[] bytes) {
        long place = address + steps.capacity() + data.size();
        data.writeBytes(bytes);
        data.writeBytes(new byte[Math.floorMod(-data.size(), ALIGNMENT)]);
        return place;
    }

    /** Adds words to the data and returns their address. */
    long words(long... words) {
        ByteBuffer bytes = ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long word : words) {
            bytes.putLong(word);
        }
        return bytes(bytes.array());
    }

    /** Adds texts to the data and returns the address of a list of their addresses, which ends with zero. */
    long texts(List<String> texts) {
        long[] addresses = new long[texts.size() + 1];
        for (int i = 0; i < texts.size(); i++) {
            addresses[i] = text(texts.get(i));
        }
        return words(addresses);
    }

    int size() {
        return descriptions.size();
    }

    /** Has a step make another call. Where it leads to stays, so that each way can be tried by having steps fail. */
    void replace(int index, Call call, long... arguments) {
        int place = index * StepProgram.STEP_BYTES;
        steps.putLong(place, call.number());
        for (int i = 0; i < arguments.length; i++) {
            steps.putLong(place + (1 + i) * Long.BYTES, arguments[i]);
        }
    }

    /** The description of a step; empty if the address is none of a step of this list. */
    Optional<String> description(long step) {
        long index = (step - address) / StepProgram.STEP_BYTES;
        return step >= address && index < descriptions.size()
                ? Optional.of(descriptions.get((int) index))
                : Optional.empty();
    }

    /** The address of its first step. */
    long address() {
        return address;
    }

    /** The address of the step that is added next. */
    long next() {
        return place(descriptions.size());
    }

    /** The list as it is placed in memory. */
    byte[] bytes() {
        byte[] list = new byte[steps.capacity() + data.size()];
        System.arraycopy(steps.array(), 0, list, 0, steps.capacity());
        System.arraycopy(data.toByteArray(), 0, list, steps.capacity(), data.size());
        return list;
    }

    private Step add(String what, long number, long... arguments) {
        int index = descriptions.size();
        if (index == capacity) {
            throw new IllegalStateException("a list of more than " + capacity + " steps");
        }
        descriptions.add(what);
        int place = index * StepProgram.STEP_BYTES;
        steps.putLong(place, number);
        for (int i = 0; i < arguments.length; i++) {
            steps.putLong(place + (1 + i) * Long.BYTES, arguments[i]);
        }
        long next = place(index + 1);
        return new Step(index)
                .set(STORE, StepProgram.SCRATCH)
                .set(ON_ERROR, StepProgram.FIRST)
                .set(ON_ZERO, next)
                .set(ON_POSITIVE, next);
    }

    private long place(int index) {
        return address + (long) index * StepProgram.STEP_BYTES;
    }
}
