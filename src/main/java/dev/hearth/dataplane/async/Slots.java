package dev.hearth.dataplane.async;

import dev.hearth.model.AccountId;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Places in which events run, shared out by shuffle sharding. Each account has half of all slots, chosen by the hash of
 * its number, and each of its functions half of these, chosen by the hash of its identity: two functions rarely have
 * the same. An event runs in a free slot of its function.
 *
 * <p>Those that have many leave room for those that have none. An account may have up to three times as many as are
 * free among its own, so that a quarter of these stays free for other accounts that share them; how many more it may
 * take is its room. A function that has {@code r} slots already takes another one only while {@code r} is less than are
 * free among its own, and less than its account's room without a third of all that the account may have. So where many
 * functions crowd, each stops at fewer, and the last third is for functions that have none, one for each. (The rule is
 * that of dynamic thresholds for shared buffers, Choudhury and Hahne 1998, with a reserve: events can't be interrupted,
 * and those that come later would have to wait for what the first to come took.)
 */
final class Slots {
    private static final int WORDS = Limits.SLOTS / Long.SIZE;
    private static final int ACCOUNT_SHARE = 3;
    private static final int RESERVE = 3;

    private final long[] busy = new long[WORDS];
    private final Map<AccountId, Account> accounts = new HashMap<>();

    /** What an account has. */
    private static final class Account {
        final int[] slots;
        final long[] set;
        int running;
        int functions;

        Account(int[] slots) {
            this.slots = slots;
            this.set = set(slots);
        }
    }

    /** What a function has. */
    static final class FunctionSlots {
        private final AccountId id;
        private final Account account;
        private final long[] set;
        private int running;

        private FunctionSlots(AccountId id, Account account, long[] set) {
            this.id = id;
            this.account = account;
            this.set = set;
        }

        int running() {
            return running;
        }
    }

    /** The slots of a function, until {@link #close}. */
    FunctionSlots open(QueueId queue) {
        Account account = accounts.computeIfAbsent(
                queue.account(), id -> new Account(deal(all(), hash(id.value()), Limits.SLOTS_OF_ACCOUNT)));
        account.functions++;
        long seed = hash(queue.account().value() + ":" + queue.function());
        return new FunctionSlots(
                queue.account(), account, set(deal(account.slots.clone(), seed, Limits.SLOTS_OF_FUNCTION)));
    }

    void close(FunctionSlots hand) {
        if (hand.running != 0) {
            throw new IllegalStateException("events of the function still run: " + hand.running);
        }
        if (--hand.account.functions == 0) {
            accounts.remove(hand.id);
        }
    }

    boolean mayTake(FunctionSlots hand) {
        int free = free(hand.set);
        int room = (ACCOUNT_SHARE * free(hand.account.set) - hand.account.running) / (ACCOUNT_SHARE + 1);
        if (free == 0 || room <= 0 || hand.running == 0) {
            return free > 0 && room > 0;
        }
        int reserve = (hand.account.running + room) / RESERVE;
        return hand.running < free && hand.running < room - reserve;
    }

    /** A slot for one event; only if it may take one. */
    int take(FunctionSlots hand) {
        for (int word = 0; word < WORDS; word++) {
            long free = hand.set[word] & ~busy[word];
            if (free != 0) {
                int slot = word * Long.SIZE + Long.numberOfTrailingZeros(free);
                busy[word] |= 1L << slot;
                hand.running++;
                hand.account.running++;
                return slot;
            }
        }
        throw new IllegalStateException("no slot is free");
    }

    void giveBack(FunctionSlots hand, int slot) {
        long bit = 1L << slot;
        if ((busy[slot / Long.SIZE] & bit) == 0) {
            throw new IllegalStateException("the slot is free: " + slot);
        }
        busy[slot / Long.SIZE] &= ~bit;
        hand.running--;
        hand.account.running--;
    }

    /** How many events run. */
    int taken() {
        int taken = 0;
        for (long word : busy) {
            taken += Long.bitCount(word);
        }
        return taken;
    }

    private int free(long[] set) {
        int free = 0;
        for (int word = 0; word < WORDS; word++) {
            free += Long.bitCount(set[word] & ~busy[word]);
        }
        return free;
    }

    private static long[] set(int[] slots) {
        long[] set = new long[WORDS];
        for (int slot : slots) {
            set[slot / Long.SIZE] |= 1L << slot;
        }
        return set;
    }

    private static int[] all() {
        int[] all = new int[Limits.SLOTS];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        return all;
    }

    /** The first few of a deck that is shuffled by a seed. */
    private static int[] deal(int[] deck, long seed, int count) {
        int[] dealt = new int[count];
        long state = seed;
        for (int i = 0; i < count; i++) {
            state += 0x9e3779b97f4a7c15L;
            int from = i + (int) Long.remainderUnsigned(mix(state), deck.length - i);
            dealt[i] = deck[from];
            deck[from] = deck[i];
        }
        return dealt;
    }

    /** FNV-1a. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte letter : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ letter) * 0x100000001b3L;
        }
        return mix(hash);
    }

    /** The finalizer of SplitMix64. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
